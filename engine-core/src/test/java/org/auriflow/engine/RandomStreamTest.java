package org.auriflow.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RandomStreamTest {
    @Test
    void everyDrawIsAFunctionOfSeedStreamAndPosition() {
        RandomStream whole = new RandomStream(42, 7);
        long[] expected = new long[101];
        for (int i = 0; i < expected.length; i++) {
            assertEquals(i, whole.position());
            expected[i] = whole.bits();
        }
        for (int i = expected.length - 1; i >= 0; i--) {
            assertEquals(expected[i], whole.at(i).bits(), "draw " + i);
        }
        assertEquals(101, whole.position(), "at() must not move the original");
        assertNotEquals(expected[0], new RandomStream(43, 7).bits());
        assertNotEquals(expected[0], new RandomStream(42, 8).bits());
    }

    @Test
    void drawsFollowTheDocumentedCounter() {
        long seed = 0x0123456789abcdefL;
        long stream = 0xfedcba9876543210L;
        int[] w = new int[4];
        // Position 2·(2³⁵ + 3) + 1 is the second half of block 2³⁵ + 3, whose high word is 8.
        Philox.block(3, 8 | 0x80000000, 0x76543210, 0xfedcba98, 0x89abcdef, 0x01234567, w, 0);
        assertEquals(
                Philox.toDouble(w[2], w[3]),
                new RandomStream(seed, stream).at((1L << 36) + 7).uniform());
    }

    @Test
    void resumesMixedDrawsFromAnyPosition() {
        RandomStream a = new RandomStream(1, 2);
        a.permutation(13);
        a.normal();
        RandomStream b = new RandomStream(1, 2).at(a.position());
        assertEquals(a.exponential(), b.exponential());
        assertEquals(a.bernoulli(0.3), b.bernoulli(0.3));
        assertArrayEquals(a.permutation(50), b.permutation(50));
        assertEquals(a.toString(), b.toString());
    }

    @Test
    void hostAndBulkDrawsDiffer() {
        double[] bulk = new double[64];
        Philox.uniform(bulk, 0, 64, 9, 9, 0);
        RandomStream host = new RandomStream(9, 9);
        for (double v : bulk) {
            assertNotEquals(v, host.uniform());
        }
    }

    @Test
    void bernoulliAtTheEndsIsCertain() {
        RandomStream r = new RandomStream(1, 1);
        for (int i = 0; i < 1000; i++) {
            assertFalse(r.bernoulli(0));
            assertTrue(r.bernoulli(1));
        }
        assertEquals(2000, r.position());
    }

    @Test
    void bernoulliHasItsProbability() {
        RandomStream r = new RandomStream(2, 1);
        int n = 100_000;
        int hits = 0;
        for (int i = 0; i < n; i++) {
            hits += r.bernoulli(0.13) ? 1 : 0;
        }
        assertEquals(0.13, hits / (double) n, 4.5 * Math.sqrt(0.13 * 0.87 / n));
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, -1e-9, 1 + 1e-9, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void bernoulliRefusesWhatIsNoProbability(double p) {
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> new RandomStream(1, 1).bernoulli(p));
        assertTrue(e.getMessage().startsWith("bernoulli: probability must be in [0, 1], got " + p), e.getMessage());
    }

    @Test
    void categoricalHasItsProbabilitiesAndSkipsZeros() {
        double[] p = {0, 0.2, 0, 0.5, 0.3, 0};
        int n = 100_000;
        int[] counts = new int[p.length];
        RandomStream r = new RandomStream(3, 1);
        for (int i = 0; i < n; i++) {
            counts[r.categorical(p)]++;
        }
        for (int k = 0; k < p.length; k++) {
            assertEquals(p[k], counts[k] / (double) n, 4.5 * Math.sqrt(p[k] * (1 - p[k]) / n), "category " + k);
        }
        assertEquals(n, r.position());
        assertEquals(2, r.categorical(new double[] {0, 0, 1}));
        assertEquals(0, r.categorical(new double[] {1}));
    }

    @Test
    void categoricalRefusesWhatIsNoDistribution() {
        RandomStream r = new RandomStream(3, 1);
        double[][] bad = {{}, {0.5, Double.NaN}, {0.5, 0.4}, {1.5, -0.5}, {Double.POSITIVE_INFINITY, 0}, {0, 0}};
        for (double[] p : bad) {
            IllegalArgumentException e =
                    assertThrows(IllegalArgumentException.class, () -> r.categorical(p), Arrays.toString(p));
            assertTrue(e.getMessage().startsWith("categorical: probabilities must"), e.getMessage());
        }
        assertEquals(0, r.position(), "a refused draw takes no randomness");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 10, 1 << 30, (1 << 30) + 1, Integer.MAX_VALUE})
    void belowIsUniform(int bound) {
        RandomStream r = new RandomStream(4, bound);
        int n = 40_000;
        int bins = Math.min(bound, 10);
        int[] counts = new int[bins];
        double sum = 0;
        for (int i = 0; i < n; i++) {
            int v = r.below(bound);
            assertTrue(v >= 0 && v < bound);
            counts[(int) ((long) v * bins / bound)]++;
            sum += v;
        }
        double deviation = Math.sqrt(((double) bound * bound - 1) / 12 / n);
        assertEquals((bound - 1) / 2.0, sum / n, 4.5 * deviation + 1e-12);
        double chiSquare = 0;
        for (int c : counts) {
            chiSquare += (c - (double) n / bins) * (c - (double) n / bins) * bins / n;
        }
        // 0.9999 quantile of χ² with 9 degrees of freedom
        assertTrue(chiSquare < 33.8, "chi square " + chiSquare);
    }

    @Test
    void permutationsAreUniform() {
        RandomStream r = new RandomStream(5, 1);
        int n = 24_000;
        int[] counts = new int[256];
        for (int i = 0; i < n; i++) {
            int[] p = r.permutation(4);
            counts[p[0] << 6 | p[1] << 4 | p[2] << 2 | p[3]]++;
        }
        double chiSquare = 0;
        int seen = 0;
        for (int c : counts) {
            if (c > 0) {
                seen++;
                chiSquare += (c - 1000.0) * (c - 1000.0) / 1000.0;
            }
        }
        assertEquals(24, seen);
        // 0.9999 quantile of χ² with 23 degrees of freedom
        assertTrue(chiSquare < 58.0, "chi square " + chiSquare);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 207, 4098})
    void permutationsHoldEveryIndexOnce(int n) {
        int[] p = new RandomStream(6, n).permutation(n);
        int[] sorted = p.clone();
        Arrays.sort(sorted);
        for (int i = 0; i < n; i++) {
            assertEquals(i, sorted[i]);
        }
    }

    @Test
    void normalsFillTheirQuantiles() {
        RandomStream r = new RandomStream(7, 1);
        int n = 100_000;
        double[] z = new double[n];
        for (int i = 0; i < n; i++) {
            z[i] = r.normal();
        }
        Arrays.sort(z);
        double[] p = {0.001, 0.02275013194817921, 0.15865525393145707, 0.5, 0.8413447460685429, 0.9772498680518208};
        double[] x = {-3.090232306167813, -2, -1, 0, 1, 2};
        for (int k = 0; k < p.length; k++) {
            int at = Arrays.binarySearch(z, x[k]);
            double share = (at < 0 ? -at - 1 : at) / (double) n;
            assertEquals(p[k], share, 4.5 * Math.sqrt(p[k] * (1 - p[k]) / n));
        }
    }

    @Test
    void refusesBadSizes() {
        RandomStream r = new RandomStream(1, 1);
        assertThrows(IllegalArgumentException.class, () -> r.below(0));
        assertThrows(IllegalArgumentException.class, () -> r.below(-3));
        assertThrows(IllegalArgumentException.class, () -> r.permutation(-1));
        assertThrows(IllegalArgumentException.class, () -> r.at(-1));
    }
}
