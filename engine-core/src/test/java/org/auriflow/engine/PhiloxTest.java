package org.auriflow.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.auriflow.engine.cpu.DoubleMath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PhiloxTest {
    @ParameterizedTest
    @CsvSource({
        "00000000, 00000000, 00000000, 00000000, 00000000, 00000000, 6627e8d5, e169c58d, bc57ac4c, 9b00dbd8",
        "ffffffff, ffffffff, ffffffff, ffffffff, ffffffff, ffffffff, 408f276d, 41c83b0e, a20bc7c6, 6d5451fd",
        "243f6a88, 85a308d3, 13198a2e, 03707344, a4093822, 299f31d0, d16cfe09, 94fdcceb, 5001e420, 24126ea1"
    })
    void knownAnswers(
            String c0,
            String c1,
            String c2,
            String c3,
            String k0,
            String k1,
            String r0,
            String r1,
            String r2,
            String r3) {
        int[] out = new int[6];
        Philox.block(hex(c0), hex(c1), hex(c2), hex(c3), hex(k0), hex(k1), out, 1);
        assertArrayEquals(new int[] {0, hex(r0), hex(r1), hex(r2), hex(r3), 0}, out);
    }

    private static int hex(String s) {
        return Integer.parseUnsignedInt(s, 16);
    }

    @Test
    void bulkWordsFollowTheDocumentedLayout() {
        long seed = 0x0123456789abcdefL;
        long stream = 0xfedcba9876543210L;
        int[] ints = new int[23];
        float[] floats = new float[23];
        double[] doubles = new double[23];
        Philox.ints(ints, 0, 23, seed, stream, 7);
        Philox.uniform(floats, 0, 23, seed, stream, 7);
        Philox.uniform(doubles, 0, 23, seed, stream, 7);
        int[] w = new int[4];
        for (int i = 0; i < 23; i++) {
            Philox.block(i / 4, 7, 0x76543210, 0xfedcba98, 0x89abcdef, 0x01234567, w, 0);
            assertEquals(w[i % 4], ints[i]);
            assertEquals(Philox.toFloat(w[i % 4]), floats[i]);
            Philox.block(i / 2, 7, 0x76543210, 0xfedcba98, 0x89abcdef, 0x01234567, w, 0);
            assertEquals(Philox.toDouble(w[i % 2 * 2], w[i % 2 * 2 + 1]), doubles[i]);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 13, 64})
    void anySplitOfARangeGivesTheSameBits(int chunk) {
        int n = 207;
        int[] ints = new int[n];
        float[] floats = new float[n];
        double[] doubles = new double[n];
        double[] normals = new double[n];
        double[] exponentials = new double[n];
        Philox.ints(ints, 0, n, 3, 4, 5);
        Philox.uniform(floats, 0, n, 3, 4, 5);
        Philox.uniform(doubles, 0, n, 3, 4, 5);
        Philox.normal(normals, 0, n, 3, 4, 5);
        Philox.exponential(exponentials, 0, n, 3, 4, 5);
        int[] ints2 = new int[n];
        float[] floats2 = new float[n];
        double[] doubles2 = new double[n];
        double[] normals2 = new double[n];
        double[] exponentials2 = new double[n];
        for (int begin = (n - 1) / chunk * chunk; begin >= 0; begin -= chunk) {
            int end = Math.min(n, begin + chunk);
            Philox.ints(ints2, begin, end, 3, 4, 5);
            Philox.uniform(floats2, begin, end, 3, 4, 5);
            Philox.uniform(doubles2, begin, end, 3, 4, 5);
            Philox.normal(normals2, begin, end, 3, 4, 5);
            Philox.exponential(exponentials2, begin, end, 3, 4, 5);
        }
        assertArrayEquals(ints, ints2);
        assertArrayEquals(floats, floats2);
        assertArrayEquals(doubles, doubles2);
        assertArrayEquals(normals, normals2);
        assertArrayEquals(exponentials, exponentials2);
    }

    @Test
    void aRangeWritesNothingElse() {
        float[] out = new float[20];
        Philox.uniform(out, 5, 11, 1, 2, 3);
        for (int i = 0; i < 20; i++) {
            assertEquals(i >= 5 && i < 11, out[i] != 0, "element " + i);
        }
    }

    @Test
    void floatNormalsAndExponentialsFollowTheFloatUniforms() {
        int n = 4098;
        float[] u = new float[n];
        float[] z = new float[n];
        float[] e = new float[n];
        float[] parts = new float[n];
        Philox.uniform(u, 0, n, 8, 9, 1);
        Philox.normal(z, 0, n, 8, 9, 1);
        Philox.exponential(e, 0, n, 8, 9, 1);
        for (int i = 0; i < n; i++) {
            assertEquals(DoubleMath.normalQuantile(u[i]), z[i], 1e-6 * Math.max(1, Math.abs(z[i])));
            assertEquals(-StrictMath.log(u[i]), e[i], 1e-6 * Math.max(1e-7, e[i]));
        }
        for (int i = 0; i < n; i += 13) {
            Philox.normal(parts, i, Math.min(n, i + 13), 8, 9, 1);
        }
        assertArrayEquals(z, parts);
    }

    @Test
    void uniformsNeverTouchTheEnds() {
        assertEquals(0x1p-24f, Philox.toFloat(0));
        assertEquals(1 - 0x1p-24f, Philox.toFloat(-1));
        assertEquals(0x1p-53, Philox.toDouble(0, 0));
        assertEquals(1 - 0x1p-53, Philox.toDouble(-1, -1));
    }

    @Test
    void momentsAreThoseOfTheDistributions() {
        int n = 1 << 20;
        double[] u = new double[n];
        double[] z = new double[n];
        double[] e = new double[n];
        float[] f = new float[n];
        Philox.uniform(u, 0, n, 11, 1, 0);
        Philox.normal(z, 0, n, 11, 2, 0);
        Philox.exponential(e, 0, n, 11, 3, 0);
        Philox.uniform(f, 0, n, 11, 4, 0);
        double[] sums = new double[9];
        for (int i = 0; i < n; i++) {
            sums[0] += u[i];
            sums[1] += (u[i] - 0.5) * (u[i] - 0.5);
            sums[2] += f[i];
            sums[3] += z[i];
            sums[4] += z[i] * z[i];
            sums[5] += z[i] * z[i] * z[i] * z[i];
            sums[6] += e[i];
            sums[7] += e[i] * e[i];
            sums[8] += i > 0 ? z[i] * z[i - 1] : 0;
        }
        double[] means = {0.5, 1 / 12.0, 0.5, 0, 1, 3, 1, 2, 0};
        double[] deviations = {
            Math.sqrt(1 / 12.0),
            Math.sqrt(1 / 180.0),
            Math.sqrt(1 / 12.0),
            1,
            Math.sqrt(2),
            Math.sqrt(96),
            1,
            Math.sqrt(20),
            1
        };
        for (int k = 0; k < sums.length; k++) {
            assertEquals(means[k], sums[k] / n, 4.5 * deviations[k] / Math.sqrt(n), "moment " + k);
        }
    }

    @Test
    void bitsAreBalanced() {
        int n = 1 << 16;
        int[] w = new int[n];
        Philox.ints(w, 0, n, 5, 6, 7);
        int[] ones = new int[32];
        for (int x : w) {
            for (int b = 0; b < 32; b++) {
                ones[b] += (x >>> b) & 1;
            }
        }
        for (int b = 0; b < 32; b++) {
            assertEquals(n / 2.0, ones[b], 4.5 * Math.sqrt(n) / 2, "bit " + b);
        }
    }

    @Test
    void refusesBadArguments() {
        IllegalArgumentException counter =
                assertThrows(IllegalArgumentException.class, () -> Philox.uniform(new float[4], 0, 4, 0, 0, -1));
        assertTrue(counter.getMessage().contains("got -1"), counter.getMessage());
        IllegalArgumentException range =
                assertThrows(IllegalArgumentException.class, () -> Philox.ints(new int[4], 2, 5, 0, 0, 0));
        assertTrue(range.getMessage().contains("[2, 5)"), range.getMessage());
    }
}
