package org.auriflow.flows.transform;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.auriflow.engine.DType;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.Variable;
import org.auriflow.flows.Transform;
import org.auriflow.flows.Transformed;
import org.auriflow.flows.internal.Rows;
import org.auriflow.flows.internal.Values;
import org.auriflow.nn.Config;
import org.auriflow.nn.Pass;

/**
 * y = V (x − mean) with the principal axes of data as rows of V, that of the largest variance first; ln|det| = 0.
 *
 * <p>Mean and axes are fitted once and are part of the configuration. A manifold that begins as the image of the first n axes begins as
 * the plane nearest to the data (K. Pearson, 1901).
 */
public final class PrincipalAxes implements Transform {
    private final double[] mean;

    /** Row-major [d, d], orthogonal. */
    private final double[] axes;

    private PrincipalAxes(double[] mean, double[] axes) {
        this.mean = mean;
        this.axes = axes;
    }

    /**
     * Fits to rows.
     *
     * @param values row-major [N, width]
     * @throws IllegalArgumentException if there are fewer than two rows, the width does not divide the values, or one is not finite
     */
    public static PrincipalAxes fit(float[] values, int width) {
        if (width < 1 || values.length < 2 * width || values.length % width != 0) {
            throw new IllegalArgumentException("principal axes: requires two rows of a positive width, got "
                    + values.length + " values in rows of " + width + "; check the data");
        }
        int n = values.length / width;
        double[] mean = new double[width];
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw new IllegalArgumentException("principal axes: requires finite values, got " + values[i]
                        + " in row " + i / width + ", column " + i % width + " (from 0); remove or repair the row");
            }
            mean[i % width] += values[i] / (double) n;
        }
        double[][] covariance = new double[width][width];
        for (int r = 0; r < values.length; r += width) {
            for (int i = 0; i < width; i++) {
                for (int j = 0; j <= i; j++) {
                    covariance[i][j] += (values[r + i] - mean[i]) * (values[r + j] - mean[j]) / n;
                }
            }
        }
        for (int i = 0; i < width; i++) {
            for (int j = 0; j < i; j++) {
                covariance[j][i] = covariance[i][j];
            }
        }
        EigenDecomposition e = new EigenDecomposition(new Array2DRowRealMatrix(covariance, false));
        double[] axes = new double[width * width];
        for (int k = 0; k < width; k++) {
            double[] v = e.getEigenvector(k).toArray();
            // The sign of an axis is free: its largest component is to be positive.
            double most = 0;
            for (double c : v) {
                most = Math.abs(c) > Math.abs(most) ? c : most;
            }
            for (int i = 0; i < width; i++) {
                axes[k * width + i] = Math.signum(most) * v[i];
            }
        }
        return new PrincipalAxes(mean, axes);
    }

    /** Rebuilds it from its {@link #config()}. */
    public static PrincipalAxes fromConfig(Config c) {
        double[] mean = c.numbers("mean");
        double[] axes = c.numbers("axes");
        if (mean.length == 0 || axes.length != mean.length * mean.length) {
            throw new IllegalArgumentException("principal_axes: configuration requires a square of " + mean.length
                    + " axes, got " + axes.length + " numbers in 'axes'; save it again");
        }
        return new PrincipalAxes(mean, axes);
    }

    @Override
    public int width() {
        return mean.length;
    }

    @Override
    public int contextWidth() {
        return 0;
    }

    @Override
    public Transformed forward(Tensor x, Tensor context, Pass pass) {
        return Transformed.keepingVolume(forwardValue(x, context, pass));
    }

    @Override
    public Transformed inverse(Tensor y, Tensor context, Pass pass) {
        return Transformed.keepingVolume(inverseValue(y, context, pass));
    }

    @Override
    public Tensor forwardValue(Tensor x, Tensor context, Pass pass) {
        Shape lead = Rows.lead("principal axes", x, mean.length);
        Tensor centred = x.sub(row(x.dtype())).reshape(-1, mean.length);
        return centred.matmul(matrix(x.dtype()), false, true).reshape(lead.concat(Shape.of(mean.length)));
    }

    @Override
    public Tensor inverseValue(Tensor y, Tensor context, Pass pass) {
        Shape lead = Rows.lead("principal axes", y, mean.length);
        Tensor back = y.reshape(-1, mean.length).matmul(matrix(y.dtype()));
        return back.add(row(y.dtype())).reshape(lead.concat(Shape.of(mean.length)));
    }

    private Tensor matrix(DType dtype) {
        return Values.constant(dtype, Shape.of(mean.length, mean.length), axes);
    }

    private Tensor row(DType dtype) {
        return Values.constant(dtype, Shape.of(mean.length), mean);
    }

    /** None: nothing here is trained. */
    @Override
    public Map<String, Variable> parameters() {
        return Map.of();
    }

    @Override
    public Map<String, Object> config() {
        Map<String, Object> c = new LinkedHashMap<>();
        c.put("type", "principal_axes");
        c.put("mean", list(mean));
        c.put("axes", list(axes));
        return c;
    }

    private static List<Double> list(double[] values) {
        List<Double> l = new ArrayList<>();
        for (double v : values) {
            l.add(v);
        }
        return l;
    }
}
