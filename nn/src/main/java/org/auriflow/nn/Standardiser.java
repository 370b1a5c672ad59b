package org.auriflow.nn;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.auriflow.engine.DType;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Storage;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.TensorType;
import org.auriflow.engine.Variable;

/**
 * y = (x − mean)/deviation per feature, x […, width].
 *
 * <p>Mean and deviation are fitted once, when it is made, and are part of the configuration: they are saved with the
 * model, never trained, never fitted again, and the same in training and evaluation. A feature that never varies is only
 * centred. Put it first in a {@link Sequential}. The chain rule sees the division, so derivatives with respect to x are
 * those in the original units.
 */
public final class Standardiser implements Model {
    private final double[] mean;
    private final double[] deviation;

    private Standardiser(double[] mean, double[] deviation) {
        this.mean = mean;
        this.deviation = deviation;
    }

    /**
     * Fits to rows; the variance divides by their number.
     *
     * @param values row-major [N, width]
     * @throws IllegalArgumentException if there is no row, the width does not divide the values, or one is not finite
     */
    public static Standardiser fit(float[] values, int width) {
        if (width < 1 || values.length == 0 || values.length % width != 0) {
            throw new IllegalArgumentException("standardiser: requires rows of a positive width, got " + values.length
                    + " values in rows of " + width + "; check the data");
        }
        int n = values.length / width;
        double[] mean = new double[width];
        double[] deviation = new double[width];
        for (int k = 0; k < width; k++) {
            double sum = 0;
            float low = values[k];
            float high = values[k];
            for (int i = k; i < values.length; i += width) {
                if (!Float.isFinite(values[i])) {
                    throw new IllegalArgumentException("standardiser: requires finite values, got " + values[i]
                            + " in row " + i / width + ", column " + k + " (from 0); remove or repair the row");
                }
                sum += values[i];
                low = Math.min(low, values[i]);
                high = Math.max(high, values[i]);
            }
            double m = sum / n;
            double squares = 0;
            for (int i = k; i < values.length; i += width) {
                squares += (values[i] - m) * (values[i] - m);
            }
            boolean constant = low == high;
            // The mean of equal numbers may differ from them by rounding, which a tiny deviation would blow up.
            mean[k] = constant ? low : m;
            deviation[k] = constant ? 1 : Math.sqrt(squares / n);
        }
        return new Standardiser(mean, deviation);
    }

    /**
     * With given constants.
     *
     * @throws IllegalArgumentException if they differ in length, are not finite or a deviation is not positive
     */
    public static Standardiser of(double[] mean, double[] deviation) {
        if (mean.length == 0 || mean.length != deviation.length) {
            throw new IllegalArgumentException("standardiser: requires one deviation per mean, got " + mean.length
                    + " means and " + deviation.length + " deviations; check the widths");
        }
        for (int k = 0; k < mean.length; k++) {
            if (!Double.isFinite(mean[k]) || !(deviation[k] > 0) || !Double.isFinite(deviation[k])) {
                throw new IllegalArgumentException("standardiser: requires finite means and positive deviations, got "
                        + mean[k] + " and " + deviation[k] + " for feature " + k + "; check the values");
            }
        }
        return new Standardiser(mean.clone(), deviation.clone());
    }

    @Override
    public Tensor call(Tensor x, Pass pass) {
        int width = mean.length;
        if (x.shape().rank() == 0 || x.shape().extent(-1) != width || !x.dtype().isFloating()) {
            throw new IllegalArgumentException("standardiser: requires floating x [..., " + width + "], got " + x.type()
                    + "; it was fitted to " + width + " features");
        }
        return x.sub(row(mean, false, x.dtype())).mul(row(deviation, true, x.dtype()));
    }

    private static Tensor row(double[] values, boolean inverse, DType dtype) {
        Storage s = Storage.allocate(dtype, values.length);
        for (int k = 0; k < values.length; k++) {
            s.set(k, inverse ? 1 / values[k] : values[k]);
        }
        return Tensor.constant(new TensorType(dtype, Shape.of(values.length)), s);
    }

    /** Number of features. */
    public int width() {
        return mean.length;
    }

    /** A copy of the means, one per feature, in the units of x. */
    public double[] mean() {
        return mean.clone();
    }

    /** A copy of the standard deviations, one per feature, in the units of x; 1 for a feature that never varied. */
    public double[] deviation() {
        return deviation.clone();
    }

    /** None: nothing here is trained. */
    @Override
    public Map<String, Variable> parameters() {
        return Map.of();
    }

    @Override
    public Map<String, Object> config() {
        Map<String, Object> c = new LinkedHashMap<>();
        c.put("type", "standardiser");
        c.put("mean", list(mean));
        c.put("deviation", list(deviation));
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
