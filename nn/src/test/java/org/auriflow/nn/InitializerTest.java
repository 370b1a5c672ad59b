package org.auriflow.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.auriflow.engine.RandomStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class InitializerTest {
    private static final int OUT = 120;
    private static final int IN = 300;
    private static final double GAIN = 1.3;

    private static double variance(Initializer i) {
        return switch (i) {
            case KAIMING_UNIFORM, KAIMING_NORMAL -> GAIN * GAIN / IN;
            case XAVIER_UNIFORM, XAVIER_NORMAL -> GAIN * GAIN * 2 / (IN + OUT);
            case ORTHOGONAL -> GAIN * GAIN / IN;
            case ZEROS -> 0;
        };
    }

    @ParameterizedTest
    @EnumSource
    void hasItsMeanAndVariance(Initializer i) {
        double[] w = i.sample(OUT, IN, GAIN, new RandomStream(1, 2));
        double sum = 0;
        double squares = 0;
        double largest = 0;
        for (double v : w) {
            sum += v;
            squares += v * v;
            largest = Math.max(largest, Math.abs(v));
        }
        int n = OUT * IN;
        double expected = variance(i);
        assertEquals(n, w.length);
        assertEquals(0, sum / n, 4 * Math.sqrt(expected / n));
        // The relative error of a variance of n normals is √(2/n) = 0.0075.
        assertEquals(expected, squares / n, 0.03 * expected);
        boolean uniform = i == Initializer.KAIMING_UNIFORM || i == Initializer.XAVIER_UNIFORM;
        double bound = Math.sqrt(3 * expected);
        assertTrue(uniform ? largest <= bound && largest > 0.999 * bound : largest >= bound, "largest " + largest);
        assertArrayEquals(w, i.sample(OUT, IN, GAIN, new RandomStream(1, 2)));
    }

    @Test
    void orthogonalMatricesAreOrthonormalOnTheirShorterSide() {
        for (int[] shape : new int[][] {{20, 50}, {50, 20}, {30, 30}, {1, 5}, {5, 1}}) {
            int r = shape[0];
            int c = shape[1];
            double[] w = Initializer.ORTHOGONAL.sample(r, c, 2, new RandomStream(7, 0));
            int n = Math.min(r, c);
            for (int a = 0; a < n; a++) {
                for (int b = 0; b < n; b++) {
                    double dot = 0;
                    for (int k = 0; k < Math.max(r, c); k++) {
                        dot += r <= c ? w[a * c + k] * w[b * c + k] : w[k * c + a] * w[k * c + b];
                    }
                    assertEquals(a == b ? 4 : 0, dot, 1e-13);
                }
            }
        }
    }

    @Test
    void gainsKeepTheVarianceOfADeepRectifierNetwork() {
        // Mean square of h after 10 layers of width 200 stays within a factor 2 of its start.
        RandomStream random = new RandomStream(5, 0);
        double[] h = new double[200];
        for (int i = 0; i < h.length; i++) {
            h[i] = random.normal();
        }
        double before = meanSquare(h);
        for (int layer = 0; layer < 10; layer++) {
            double[] w = Initializer.KAIMING_NORMAL.sample(200, 200, Activation.RELU.gain(), random);
            double[] next = new double[200];
            for (int r = 0; r < 200; r++) {
                for (int c = 0; c < 200; c++) {
                    next[r] += w[r * 200 + c] * (layer == 0 ? h[c] : Math.max(h[c], 0));
                }
            }
            h = next;
        }
        double ratio = meanSquare(h) / before / 2;
        assertTrue(ratio > 0.5 && ratio < 2, "ratio " + ratio);
    }

    private static double meanSquare(double[] h) {
        double s = 0;
        for (double v : h) {
            s += v * v;
        }
        return s / h.length;
    }
}
