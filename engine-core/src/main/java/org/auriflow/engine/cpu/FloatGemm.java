package org.auriflow.engine.cpu;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * float32 products C[rowBegin…rowEnd) = op(A) op(B), with op(A) m × k and op(B) k × n, all row-major; GenerateTwins.java
 * makes the float64 twin of this file.
 *
 * <p>Products are added in order of k, so a row's values do not depend on how rows are divided among calls. Families
 * round differently: SIMD has fused multiply-adds, and EJML computes in float64. Elements outside the matrices are neither
 * read into a result nor written. a0, b0 and c0 are the places of the first elements.
 */
final class FloatGemm {
    /** Rows of C that stay in the second-level cache while rows of B are added to them. */
    private static final int BLOCK = 64;

    private FloatGemm() {}

    /** By the kernels of a family. */
    static void run(
            KernelFamily family,
            Product product,
            float[] a,
            int a0,
            float[] b,
            int b0,
            float[] c,
            int c0,
            int rowBegin,
            int rowEnd,
            Scratch scratch) {
        switch (family) {
            case SIMD -> {
                VectorKernels vector = Vectorization.kernels();
                float[] work = scratch.floats(0, vector.scratch(product));
                vector.gemm(product, a, a0, b, b0, c, c0, rowBegin, rowEnd, work);
            }
            case PLAIN -> plain(product, a, a0, b, b0, c, c0, rowBegin, rowEnd, scratch);
            case EJML -> ejml(product, a, a0, b, b0, c, c0, rowBegin, rowEnd, scratch);
        }
    }

    /**
     * In loops along n that the JIT vectorises. It does so only where all arrays start at the same index, since it cannot
     * rule out overlap otherwise: rows are copied to arrays of their own.
     */
    private static void plain(
            Product product,
            float[] a,
            int a0,
            float[] b,
            int b0,
            float[] c,
            int c0,
            int rowBegin,
            int rowEnd,
            Scratch scratch) {
        int n = product.n();
        int k = product.k();
        int ldc = product.ldc();
        float[] y0 = scratch.floats(0, n);
        float[] y1 = scratch.floats(1, n);
        float[] y2 = scratch.floats(2, n);
        float[] y3 = scratch.floats(3, n);
        float[] sum = scratch.floats(4, n);
        int row = product.row();
        int column = product.column();
        int down = product.down();
        int right = product.right();
        for (int first = rowBegin; first < rowEnd; first += BLOCK) {
            int end = Math.min(rowEnd, first + BLOCK);
            for (int i = first; i < end; i++) {
                Arrays.fill(c, c0 + i * ldc, c0 + i * ldc + n, 0);
            }
            int p = 0;
            for (; p + 4 <= k; p += 4) {
                int from = b0 + p * down;
                copy(n, b, from, right, y0);
                copy(n, b, from + down, right, y1);
                copy(n, b, from + 2 * down, right, y2);
                copy(n, b, from + 3 * down, right, y3);
                for (int i = first; i < end; i++) {
                    int at = a0 + i * row + p * column;
                    float x0 = a[at];
                    float x1 = a[at + column];
                    float x2 = a[at + 2 * column];
                    float x3 = a[at + 3 * column];
                    System.arraycopy(c, c0 + i * ldc, sum, 0, n);
                    addFour(n, sum, y0, y1, y2, y3, x0, x1, x2, x3);
                    System.arraycopy(sum, 0, c, c0 + i * ldc, n);
                }
            }
            for (; p < k; p++) {
                copy(n, b, b0 + p * down, right, y0);
                for (int i = first; i < end; i++) {
                    System.arraycopy(c, c0 + i * ldc, sum, 0, n);
                    add(n, sum, y0, a[a0 + i * row + p * column]);
                    System.arraycopy(sum, 0, c, c0 + i * ldc, n);
                }
            }
        }
    }

    private static void copy(int n, float[] from, int at, int step, float[] to) {
        if (step == 1) {
            System.arraycopy(from, at, to, 0, n);
        } else {
            for (int j = 0; j < n; j++) {
                to[j] = from[at + j * step];
            }
        }
    }

    private static void add(int n, float[] sum, float[] y, float x) {
        for (int j = 0; j < n; j++) {
            sum[j] += x * y[j];
        }
    }

    /** Four rows of B at once, because sums are then loaded and stored once instead of four times. */
    private static void addFour(
            int n,
            float[] sum,
            float[] y0,
            float[] y1,
            float[] y2,
            float[] y3,
            float x0,
            float x1,
            float x2,
            float x3) {
        for (int j = 0; j < n; j++) {
            float s = sum[j] + x0 * y0[j];
            s += x1 * y1[j];
            s += x2 * y2[j];
            sum[j] = s + x3 * y3[j];
        }
    }

    /** By EJML, which takes whole arrays of float64 only: on copies. */
    private static void ejml(
            Product product,
            float[] a,
            int a0,
            float[] b,
            int b0,
            float[] c,
            int c0,
            int rowBegin,
            int rowEnd,
            Scratch scratch) {
        int m = rowEnd - rowBegin;
        int n = product.n();
        int k = product.k();
        int ldc = product.ldc();
        int size = Math.max(Math.max(m * k, k * n), m * n);
        double[] x = scratch.doubles(0, size);
        double[] y = scratch.doubles(1, size);
        double[] z = scratch.doubles(2, size);
        int row = product.row();
        int column = product.column();
        for (int i = 0; i < m; i++) {
            int at = a0 + (rowBegin + i) * row;
            for (int p = 0; p < k; p++) {
                x[i * k + p] = a[at + p * column];
            }
        }
        int down = product.down();
        int right = product.right();
        for (int p = 0; p < k; p++) {
            int at = b0 + p * down;
            for (int j = 0; j < n; j++) {
                y[p * n + j] = b[at + j * right];
            }
        }
        CommonOps_DDRM.mult(DMatrixRMaj.wrap(m, k, x), DMatrixRMaj.wrap(k, n, y), DMatrixRMaj.wrap(m, n, z));
        for (int i = 0; i < m; i++) {
            int at = c0 + (rowBegin + i) * ldc;
            for (int j = 0; j < n; j++) {
                c[at + j] = (float) z[i * n + j];
            }
        }
    }

    /** Element by element and without scratch, for products of a few elements. */
    static void small(
            Product product, float[] a, int a0, float[] b, int b0, float[] c, int c0, int rowBegin, int rowEnd) {
        int n = product.n();
        int k = product.k();
        int ldc = product.ldc();
        int row = product.row();
        int step = product.column();
        int column = product.right();
        int down = product.down();
        for (int i = rowBegin; i < rowEnd; i++) {
            for (int j = 0; j < n; j++) {
                float sum = 0;
                int x = a0 + i * row;
                int y = b0 + j * column;
                for (int p = 0; p < k; p++, x += step, y += down) {
                    sum += a[x] * b[y];
                }
                c[c0 + i * ldc + j] = sum;
            }
        }
    }
}
