package org.auriflow.nn;

import org.auriflow.engine.RandomStream;

/**
 * Distributions of the weights [outputs, inputs] of a new linear layer, drawn in float64.
 *
 * <p>The gain corrects for the activation that follows ({@link Activation#gain()}).
 */
public enum Initializer {
    /** U(±gain √(3/inputs)): keeps the variance of activations (1502.01852, eq. 10). */
    KAIMING_UNIFORM {
        @Override
        public double[] sample(int outputs, int inputs, double gain, RandomStream random) {
            return uniform(outputs * inputs, gain * Math.sqrt(3.0 / inputs), random);
        }
    },
    /** N(0, gain²/inputs) (1502.01852, eq. 10). */
    KAIMING_NORMAL {
        @Override
        public double[] sample(int outputs, int inputs, double gain, RandomStream random) {
            return normal(outputs * inputs, gain * Math.sqrt(1.0 / inputs), random);
        }
    },
    /** U(±gain √(6/(inputs + outputs))) (Glorot and Bengio, AISTATS 2010, eq. 16). */
    XAVIER_UNIFORM {
        @Override
        public double[] sample(int outputs, int inputs, double gain, RandomStream random) {
            return uniform(outputs * inputs, gain * Math.sqrt(6.0 / (inputs + outputs)), random);
        }
    },
    /** N(0, 2 gain²/(inputs + outputs)) (Glorot and Bengio, AISTATS 2010, eq. 12). */
    XAVIER_NORMAL {
        @Override
        public double[] sample(int outputs, int inputs, double gain, RandomStream random) {
            return normal(outputs * inputs, gain * Math.sqrt(2.0 / (inputs + outputs)), random);
        }
    },
    /** gain times a matrix whose shorter side is orthonormal, uniform among such (1312.6120). */
    ORTHOGONAL {
        @Override
        public double[] sample(int outputs, int inputs, double gain, RandomStream random) {
            return orthogonal(outputs, inputs, gain, random);
        }
    },
    /** 0. */
    ZEROS {
        @Override
        public double[] sample(int outputs, int inputs, double gain, RandomStream random) {
            return new double[outputs * inputs];
        }
    };

    /**
     * Draws weights [outputs, inputs], row-major.
     *
     * @param gain factor on the standard deviation
     */
    public abstract double[] sample(int outputs, int inputs, double gain, RandomStream random);

    private static double[] uniform(int n, double bound, RandomStream random) {
        double[] w = new double[n];
        for (int i = 0; i < n; i++) {
            w[i] = (2 * random.uniform() - 1) * bound;
        }
        return w;
    }

    private static double[] normal(int n, double deviation, RandomStream random) {
        double[] w = new double[n];
        for (int i = 0; i < n; i++) {
            w[i] = random.normal() * deviation;
        }
        return w;
    }

    /** Gram and Schmidt on Gaussian vectors, whose result is uniform; done twice, since once loses orthogonality. */
    private static double[] orthogonal(int rows, int columns, double gain, RandomStream random) {
        boolean wide = rows <= columns;
        int n = wide ? rows : columns;
        int length = wide ? columns : rows;
        double[][] q = new double[n][];
        for (int k = 0; k < n; k++) {
            double[] v = normal(length, 1, random);
            for (int pass = 0; pass < 2; pass++) {
                for (int j = 0; j < k; j++) {
                    double projection = dot(v, q[j]);
                    for (int i = 0; i < length; i++) {
                        v[i] -= projection * q[j][i];
                    }
                }
            }
            double scale = 1 / Math.sqrt(dot(v, v));
            for (int i = 0; i < length; i++) {
                v[i] *= scale;
            }
            q[k] = v;
        }
        double[] w = new double[rows * columns];
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                w[r * columns + c] = gain * (wide ? q[r][c] : q[c][r]);
            }
        }
        return w;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
