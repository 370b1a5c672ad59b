package org.auriflow.inference.estimator;

import java.util.Arrays;
import org.auriflow.engine.DType;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Storage;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.TensorType;

/** Checks what callers hand to an estimator. */
final class EstimatorInput {
    /** Labels beyond this are certain in float32, and infinite ones would make a loss undefined. */
    private static final double LARGEST_LOG_RATIO = 100;

    private EstimatorInput() {}

    /** Joint log ratios without infinite ones. */
    static double[] limited(double[] logRXz) {
        return Arrays.stream(logRXz)
                .map(v -> Math.max(-LARGEST_LOG_RATIO, Math.min(LARGEST_LOG_RATIO, v)))
                .toArray();
    }

    /** Rows of a row-major array. */
    static double[][] rows(double[] values, int n) {
        double[][] rows = new double[n][];
        int width = n == 0 ? 0 : values.length / n;
        Arrays.setAll(rows, i -> Arrays.copyOfRange(values, i * width, (i + 1) * width));
        return rows;
    }

    /** Weights with a mean of 1 among the runs of either label. */
    static float[] weights(double[] w, double[] y) {
        double[] sum = new double[2];
        double[] count = new double[2];
        for (int i = 0; i < w.length; i++) {
            sum[(int) y[i]] += w[i];
            count[(int) y[i]]++;
        }
        for (int label = 0; label < 2; label++) {
            if (count[label] > 0 && !(sum[label] > 0)) {
                throw new IllegalArgumentException("training: requires weights with a positive sum, got " + sum[label]
                        + " for the " + (int) count[label] + " runs with y = " + label + "; check the weights");
            }
        }
        float[] scaled = new float[w.length];
        for (int i = 0; i < w.length; i++) {
            scaled[i] = (float) (w[i] * count[(int) y[i]] / sum[(int) y[i]]);
        }
        return scaled;
    }

    /** Throws unless every event has {@code width} finite components. */
    static void events(String op, double[][] x, int width) {
        for (int i = 0; i < x.length; i++) {
            if (x[i].length != width) {
                throw new IllegalArgumentException(op + ": events must have " + width + " observables, got "
                        + x[i].length + " in row " + i + "; give the columns that the estimator was trained on");
            }
            for (int j = 0; j < width; j++) {
                if (!Double.isFinite(x[i][j])) {
                    throw new IllegalArgumentException(op + ": events must be finite, got " + x[i][j] + " in row " + i
                            + ", column " + j + "; remove or mend the event");
                }
            }
        }
    }

    /** Parameters of each of n events. */
    static void points(String op, double[][] theta, int n, int width) {
        if (theta.length != n) {
            throw new IllegalArgumentException(op + ": requires a theta for each of " + n + " events, got "
                    + theta.length + "; give one for each");
        }
        for (double[] one : theta) {
            point(op, one, width);
        }
    }

    /** A parameter point as a float32 row [1, k]. */
    static Tensor point(String op, double[] theta, int width) {
        boolean finite = Arrays.stream(theta).allMatch(Double::isFinite);
        if (theta.length != width || !finite) {
            throw new IllegalArgumentException(op + ": theta must have " + width + " finite components, got "
                    + Arrays.toString(theta) + "; check the parameters");
        }
        return Tensor.constant(new TensorType(DType.FLOAT32, Shape.of(1, width)), Storage.wrap(floats(theta)));
    }

    static float[] floats(double[] values) {
        float[] f = new float[values.length];
        for (int i = 0; i < f.length; i++) {
            f[i] = (float) values[i];
        }
        return f;
    }
}
