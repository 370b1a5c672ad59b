package org.auriflow.engine.cpu;

import java.util.Arrays;

/**
 * Dense products over rows of the result: SIMD register tiles where there is SIMD, otherwise plain loops.
 *
 * <p>Products are added in order of k, so a row's values do not depend on how rows are divided among calls. SIMD and
 * plain loops round differently, since only the first have fused multiply-adds. Elements outside the matrices are neither
 * read into a result nor written.
 */
final class Gemm {
    private Gemm() {}

    /**
     * float32 C[rowBegin…rowEnd) = op(A) op(B), with op(A) m × k and op(B) k × n, all row-major.
     *
     * @param lda elements from one row of A as it lies to the next
     * @param scratch gives working arrays
     */
    static void run(
            boolean transposeA,
            boolean transposeB,
            int n,
            int k,
            float[] a,
            int a0,
            int lda,
            float[] b,
            int b0,
            int ldb,
            float[] c,
            int c0,
            int ldc,
            int rowBegin,
            int rowEnd,
            Scratch scratch) {
        VectorKernels vector = Vectorization.kernels();
        if (vector == null) {
            plain(transposeA, transposeB, n, k, a, a0, lda, b, b0, ldb, c, c0, ldc, rowBegin, rowEnd, scratch);
            return;
        }
        float[] work = scratch.floats(vector.scratch(transposeA, k));
        vector.gemm(transposeA, transposeB, n, k, a, a0, lda, b, b0, ldb, c, c0, ldc, rowBegin, rowEnd, work);
        scratch.release(work);
    }

    /** The same in loops along n that the JIT vectorises. */
    static void plain(
            boolean transposeA,
            boolean transposeB,
            int n,
            int k,
            float[] a,
            int a0,
            int lda,
            float[] b,
            int b0,
            int ldb,
            float[] c,
            int c0,
            int ldc,
            int rowBegin,
            int rowEnd,
            Scratch scratch) {
        float[] work = scratch.floats(transposeB ? k * n : 0);
        float[] right = transposeB ? work : b;
        int r0 = transposeB ? 0 : b0;
        int ldr = transposeB ? n : ldb;
        if (transposeB) {
            for (int p = 0; p < k; p++) {
                for (int j = 0; j < n; j++) {
                    work[p * n + j] = b[b0 + j * ldb + p];
                }
            }
        }
        int row = transposeA ? 1 : lda;
        int column = transposeA ? lda : 1;
        for (int i = rowBegin; i < rowEnd; i++) {
            int to = c0 + i * ldc;
            int at = a0 + i * row;
            Arrays.fill(c, to, to + n, 0);
            int p = 0;
            for (; p + 4 <= k; p += 4, at += 4 * column) {
                int from = r0 + p * ldr;
                addFour(n, c, to, right, from, ldr, a[at], a[at + column], a[at + 2 * column], a[at + 3 * column]);
            }
            for (; p < k; p++, at += column) {
                int from = r0 + p * ldr;
                float v = a[at];
                for (int j = 0; j < n; j++) {
                    c[to + j] += v * right[from + j];
                }
            }
        }
        scratch.release(work);
    }

    /** The same, element by element and without scratch, for products of a few elements. */
    static void small(
            boolean transposeA,
            boolean transposeB,
            int n,
            int k,
            float[] a,
            int a0,
            int lda,
            float[] b,
            int b0,
            int ldb,
            float[] c,
            int c0,
            int ldc,
            int rowBegin,
            int rowEnd) {
        int row = transposeA ? 1 : lda;
        int step = transposeA ? lda : 1;
        int column = transposeB ? ldb : 1;
        int down = transposeB ? 1 : ldb;
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

    /** Four rows of B at once, because C is then loaded and stored once instead of four times. */
    private static void addFour(
            int n, float[] c, int to, float[] b, int from, int ldb, float v0, float v1, float v2, float v3) {
        for (int j = 0; j < n; j++) {
            float sum = c[to + j] + v0 * b[from + j];
            sum += v1 * b[from + ldb + j];
            sum += v2 * b[from + 2 * ldb + j];
            c[to + j] = sum + v3 * b[from + 3 * ldb + j];
        }
    }

    /**
     * float64 C[rowBegin…rowEnd) = op(A) op(B), with op(A) m × k and op(B) k × n, all row-major.
     *
     * @param lda elements from one row of A as it lies to the next
     * @param scratch gives working arrays
     */
    static void run(
            boolean transposeA,
            boolean transposeB,
            int n,
            int k,
            double[] a,
            int a0,
            int lda,
            double[] b,
            int b0,
            int ldb,
            double[] c,
            int c0,
            int ldc,
            int rowBegin,
            int rowEnd,
            Scratch scratch) {
        VectorKernels vector = Vectorization.kernels();
        if (vector == null) {
            plain(transposeA, transposeB, n, k, a, a0, lda, b, b0, ldb, c, c0, ldc, rowBegin, rowEnd, scratch);
            return;
        }
        double[] work = scratch.doubles(vector.scratch(transposeA, k));
        vector.gemm(transposeA, transposeB, n, k, a, a0, lda, b, b0, ldb, c, c0, ldc, rowBegin, rowEnd, work);
        scratch.release(work);
    }

    /** The same in loops along n that the JIT vectorises. */
    static void plain(
            boolean transposeA,
            boolean transposeB,
            int n,
            int k,
            double[] a,
            int a0,
            int lda,
            double[] b,
            int b0,
            int ldb,
            double[] c,
            int c0,
            int ldc,
            int rowBegin,
            int rowEnd,
            Scratch scratch) {
        double[] work = scratch.doubles(transposeB ? k * n : 0);
        double[] right = transposeB ? work : b;
        int r0 = transposeB ? 0 : b0;
        int ldr = transposeB ? n : ldb;
        if (transposeB) {
            for (int p = 0; p < k; p++) {
                for (int j = 0; j < n; j++) {
                    work[p * n + j] = b[b0 + j * ldb + p];
                }
            }
        }
        int row = transposeA ? 1 : lda;
        int column = transposeA ? lda : 1;
        for (int i = rowBegin; i < rowEnd; i++) {
            int to = c0 + i * ldc;
            int at = a0 + i * row;
            Arrays.fill(c, to, to + n, 0);
            int p = 0;
            for (; p + 4 <= k; p += 4, at += 4 * column) {
                int from = r0 + p * ldr;
                addFour(n, c, to, right, from, ldr, a[at], a[at + column], a[at + 2 * column], a[at + 3 * column]);
            }
            for (; p < k; p++, at += column) {
                int from = r0 + p * ldr;
                double v = a[at];
                for (int j = 0; j < n; j++) {
                    c[to + j] += v * right[from + j];
                }
            }
        }
        scratch.release(work);
    }

    /** The same, element by element and without scratch, for products of a few elements. */
    static void small(
            boolean transposeA,
            boolean transposeB,
            int n,
            int k,
            double[] a,
            int a0,
            int lda,
            double[] b,
            int b0,
            int ldb,
            double[] c,
            int c0,
            int ldc,
            int rowBegin,
            int rowEnd) {
        int row = transposeA ? 1 : lda;
        int step = transposeA ? lda : 1;
        int column = transposeB ? ldb : 1;
        int down = transposeB ? 1 : ldb;
        for (int i = rowBegin; i < rowEnd; i++) {
            for (int j = 0; j < n; j++) {
                double sum = 0;
                int x = a0 + i * row;
                int y = b0 + j * column;
                for (int p = 0; p < k; p++, x += step, y += down) {
                    sum += a[x] * b[y];
                }
                c[c0 + i * ldc + j] = sum;
            }
        }
    }

    /** Four rows of B at once, because C is then loaded and stored once instead of four times. */
    private static void addFour(
            int n, double[] c, int to, double[] b, int from, int ldb, double v0, double v1, double v2, double v3) {
        for (int j = 0; j < n; j++) {
            double sum = c[to + j] + v0 * b[from + j];
            sum += v1 * b[from + ldb + j];
            sum += v2 * b[from + 2 * ldb + j];
            c[to + j] = sum + v3 * b[from + 3 * ldb + j];
        }
    }
}
