package org.auriflow.engine.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.auriflow.engine.DType;
import org.auriflow.engine.RandomStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Products of all families, which agree, against EJML at awkward sizes, inside larger arrays whose other elements are NaN. */
final class GemmTest {
    private static final int OFFSET = 3;
    private static final int EXTRA = 2;

    private final Scratch scratch = new Scratch();

    /** One product with its expected result. */
    private static final class Case {
        final boolean ta;
        final boolean tb;
        final int m;
        final int n;
        final int k;
        final int lda;
        final int ldb;
        final int ldc;
        final float[] a;
        final float[] b;
        final double[] expected;

        Case(boolean ta, boolean tb, int m, int n, int k) {
            this.ta = ta;
            this.tb = tb;
            this.m = m;
            this.n = n;
            this.k = k;
            this.lda = (ta ? m : k) + EXTRA;
            this.ldb = (tb ? k : n) + EXTRA;
            this.ldc = n + EXTRA;
            this.a = filled(ta ? k : m, ta ? m : k, lda, 1);
            this.b = filled(tb ? n : k, tb ? k : n, ldb, 2);
            DMatrixRMaj left = matrix(a, ta ? k : m, ta ? m : k, lda);
            DMatrixRMaj right = matrix(b, tb ? n : k, tb ? k : n, ldb);
            DMatrixRMaj product = new DMatrixRMaj(m, n);
            CommonOps_DDRM.mult(
                    ta ? CommonOps_DDRM.transpose(left, null) : left,
                    tb ? CommonOps_DDRM.transpose(right, null) : right,
                    product);
            this.expected = product.getData();
        }

        Product product() {
            return new Product(ta, tb, false, false, n, k, lda, ldb, ldc);
        }

        float[] result() {
            float[] c = new float[OFFSET + m * ldc];
            Arrays.fill(c, Float.NaN);
            return c;
        }

        /** Values within a tolerance that grows with k, and nothing written between the rows. */
        void check(double[] c, double tolerance) {
            for (int i = 0; i < c.length; i++) {
                int row = Math.floorDiv(i - OFFSET, ldc);
                int column = Math.floorMod(i - OFFSET, ldc);
                String where = "row " + row + " column " + column;
                if (row < 0 || column >= n) {
                    assertTrue(Double.isNaN(c[i]), where + " is not part of the result");
                } else {
                    double want = expected[row * n + column];
                    assertEquals(want, c[i], tolerance * (1 + k), where);
                }
            }
        }
    }

    /** The paths that this machine has. */
    private static List<KernelFamily> families() {
        return Stream.of(KernelFamily.values())
                .filter(f -> f != KernelFamily.SIMD || Vectorization.enabled())
                .toList();
    }

    private float[] product(KernelFamily family, Case x, int chunk) {
        float[] c = x.result();
        for (int i = 0; i < x.m; i += chunk) {
            int end = Math.min(x.m, i + chunk);
            FloatGemm.run(family, x.product(), x.a, OFFSET, x.b, OFFSET, c, OFFSET, i, end, scratch);
        }
        return c;
    }

    private double[] doubleProduct(KernelFamily family, Case x, int chunk) {
        double[] a = doubles(x.a);
        double[] b = doubles(x.b);
        double[] c = doubles(x.result());
        for (int i = 0; i < x.m; i += chunk) {
            int end = Math.min(x.m, i + chunk);
            DoubleGemm.run(family, x.product(), a, OFFSET, b, OFFSET, c, OFFSET, i, end, scratch);
        }
        return c;
    }

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
        "207, 207, 207",
        "3, 5, 4098",
        "4098, 3, 5",
        "300, 100, 1100",
        "100, 10, 128",
        "70, 7, 330",
        "131, 31, 170",
        "7, 13, 0"
    })
    void agreeWithEjml(int m, int n, int k) {
        for (int flags = 0; flags < 4; flags++) {
            Case x = new Case((flags & 1) != 0, (flags & 2) != 0, m, n, k);
            for (KernelFamily family : families()) {
                x.check(doubles(product(family, x, m)), 4e-7);
                x.check(doubleProduct(family, x, m), 8e-16);
            }
            float[] c = x.result();
            FloatGemm.small(x.product(), x.a, OFFSET, x.b, OFFSET, c, OFFSET, 0, m);
            x.check(doubles(c), 4e-7);
            double[] d = doubles(x.result());
            double[] a = doubles(x.a);
            double[] b = doubles(x.b);
            DoubleGemm.small(x.product(), a, OFFSET, b, OFFSET, d, OFFSET, 0, m);
            x.check(d, 8e-16);
        }
    }

    @ParameterizedTest
    @CsvSource({"13, 13, 13", "207, 50, 10", "100, 100, 100", "300, 207, 600"})
    void theDivisionOfRowsChangesNoBit(int m, int n, int k) {
        for (int flags = 0; flags < 4; flags++) {
            Case x = new Case((flags & 1) != 0, (flags & 2) != 0, m, n, k);
            for (KernelFamily family : families()) {
                float[] c = product(family, x, m);
                double[] d = doubleProduct(family, x, m);
                for (int chunk : new int[] {family == KernelFamily.EJML ? 2 : 1, 3, 8, 100}) {
                    assertArrayEquals(c, product(family, x, chunk), family + " float32 in chunks of " + chunk);
                    assertArrayEquals(d, doubleProduct(family, x, chunk), family + " float64 in chunks of " + chunk);
                }
            }
        }
    }

    /** Packed right factors and added rows give the bits of the product as it lies and of an addition after it. */
    @ParameterizedTest
    @CsvSource({
        "13, 13, 13",
        "64, 100, 10",
        "9, 16, 16",
        "100, 49, 100",
        "40, 207, 600",
        "5, 1, 33",
        "130, 70, 170",
        "70, 7, 330"
    })
    void packingChangesNoBit(int m, int n, int k) {
        assumeTrue(Vectorization.enabled(), Vectorization.reason());
        VectorKernels vector = Vectorization.kernels();
        int panels = (n + vector.panel(DType.FLOAT32) - 1) / vector.panel(DType.FLOAT32);
        for (int flags = 0; flags < 8; flags++) {
            Product p = Product.dense((flags & 1) != 0, (flags & 2) != 0, m, n, k);
            float[] bias = (flags & 4) != 0 ? Arrays.copyOfRange(filled(1, n, n, 3), OFFSET, OFFSET + n) : null;
            float[] a = Arrays.copyOfRange(filled(m, k, k, 1), OFFSET, OFFSET + m * k);
            float[] b = Arrays.copyOfRange(filled(k, n, n, 2), OFFSET, OFFSET + k * n);
            float[] expected = new float[m * n];
            FloatGemm.run(KernelFamily.SIMD, p, a, 0, b, 0, expected, 0, 0, m, scratch);
            for (int i = 0; bias != null && i < m * n; i++) {
                expected[i] += bias[i % n];
            }
            float[] packed = new float[vector.packed(DType.FLOAT32, n, k + 1)];
            vector.pack(p, b, 0, bias, packed, 0, panels);
            float[] c = new float[m * n];
            for (int i = 0; i < m; i += 11) {
                FloatGemm.run(
                        KernelFamily.SIMD,
                        p.withPackedB(bias != null),
                        a,
                        0,
                        packed,
                        0,
                        c,
                        0,
                        i,
                        Math.min(m, i + 11),
                        scratch);
            }
            if (n > 1) {
                assertArrayEquals(expected, c, "flags " + flags);
            } else {
                // One column is summed in lanes where it lies.
                assertArrayEquals(expected, c, 1e-5f, "flags " + flags);
            }
        }
    }

    private static float[] filled(int rows, int columns, int stride, long seed) {
        float[] a = new float[OFFSET + rows * stride];
        Arrays.fill(a, Float.NaN);
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
        for (int i = 0; i < a.length; i++) {
            d[i] = a[i];
        }
        return d;
    }
}
