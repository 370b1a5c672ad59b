package org.auriflow.engine.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.auriflow.engine.RandomStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Products against EJML at awkward sizes, inside larger arrays whose other elements are NaN. */
class GemmTest {
    private static final int OFFSET = 3;
    private static final int EXTRA = 2;

    @ParameterizedTest
    @CsvSource({
        "1, 1, 1",
        "1, 13, 207",
        "13, 1, 13",
        "13, 207, 1",
        "207, 13, 13",
        "4, 48, 16",
        "5, 49, 17",
        "64, 40, 40",
        "3, 5, 4098"
    })
    void productsAgreeWithEjml(int m, int n, int k) {
        for (int flags = 0; flags < 4; flags++) {
            boolean ta = (flags & 1) != 0;
            boolean tb = (flags & 2) != 0;
            int lda = (ta ? m : k) + EXTRA;
            int ldb = (tb ? k : n) + EXTRA;
            int ldc = n + EXTRA;
            float[] a = filled(ta ? k : m, ta ? m : k, lda, 1);
            float[] b = filled(tb ? n : k, tb ? k : n, ldb, 2);
            DMatrixRMaj left = matrix(a, ta ? k : m, ta ? m : k, lda);
            DMatrixRMaj right = matrix(b, tb ? n : k, tb ? k : n, ldb);
            DMatrixRMaj expected = new DMatrixRMaj(m, n);
            DMatrixRMaj opA = ta ? CommonOps_DDRM.transpose(left, null) : left;
            DMatrixRMaj opB = tb ? CommonOps_DDRM.transpose(right, null) : right;
            CommonOps_DDRM.mult(opA, opB, expected);
            float[] c = new float[OFFSET + m * ldc];
            Gemm.run(ta, tb, m, n, k, a, OFFSET, lda, b, OFFSET, ldb, c, OFFSET, ldc, 0, m);
            double[] cd = new double[c.length];
            Gemm.run(ta, tb, m, n, k, doubles(a), OFFSET, lda, doubles(b), OFFSET, ldb, cd, OFFSET, ldc, 0, m);
            for (int i = 0; i < m; i++) {
                for (int j = 0; j < n; j++) {
                    double want = expected.get(i, j);
                    assertEquals(want, c[OFFSET + i * ldc + j], 1e-6 * Math.sqrt(k) + 1e-6 * Math.abs(want) + 1e-7 * k);
                    assertEquals(want, cd[OFFSET + i * ldc + j], 1e-14 * k + 1e-14);
                }
            }
            float[] parts = new float[c.length];
            for (int i = 0; i < m; i += 3) {
                Gemm.run(ta, tb, m, n, k, a, OFFSET, lda, b, OFFSET, ldb, parts, OFFSET, ldc, i, Math.min(m, i + 3));
            }
            assertArrayEquals(c, parts, "the division of rows must not change a bit");
        }
    }

    private static float[] filled(int rows, int columns, int stride, long seed) {
        float[] a = new float[OFFSET + rows * stride];
        java.util.Arrays.fill(a, Float.NaN);
        RandomStream random = new RandomStream(seed, 0);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                a[OFFSET + i * stride + j] = (float) random.normal();
            }
        }
        return a;
    }

    private static DMatrixRMaj matrix(float[] a, int rows, int columns, int stride) {
        DMatrixRMaj d = new DMatrixRMaj(rows, columns);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                d.set(i, j, a[OFFSET + i * stride + j]);
            }
        }
        return d;
    }

    private static double[] doubles(float[] a) {
        double[] d = new double[a.length];
        for (int i = 0; i < d.length; i++) {
            d[i] = a[i];
        }
        return d;
    }
}
