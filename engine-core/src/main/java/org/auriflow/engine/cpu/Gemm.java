package org.auriflow.engine.cpu;

import java.util.Arrays;

/**
 * Dense products C = op(A) op(B) over rows [rowBegin, rowEnd) of C: float32 by SIMD where there is it, otherwise plain
 * loops that the JIT vectorises along n. A transposed B is copied first.
 *
 * <p>A row's values depend neither on the division of rows nor on the machine: products are added in order of k.
 */
final class Gemm {
    private Gemm() {}

    /** float32. */
    static void run(
            boolean transposeA,
            boolean transposeB,
            int m,
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
        float[] right = b;
        int r0 = b0;
        int ldr = ldb;
        if (transposeB) {
            right = new float[k * n];
            for (int j = 0; j < n; j++) {
                for (int p = 0; p < k; p++) {
                    right[p * n + j] = b[b0 + j * ldb + p];
                }
            }
            r0 = 0;
            ldr = n;
        }
        int row = transposeA ? 1 : lda;
        int column = transposeA ? lda : 1;
        VectorKernels vector = Vectorization.kernels();
        if (vector != null) {
            vector.gemm(n, k, a, a0, row, column, right, r0, ldr, c, c0, ldc, rowBegin, rowEnd);
            return;
        }
        float[] sum = new float[n];
        for (int i = rowBegin; i < rowEnd; i++) {
            Arrays.fill(sum, 0);
            for (int p = 0; p < k; p++) {
                float v = a[a0 + i * row + p * column];
                int at = r0 + p * ldr;
                for (int j = 0; j < n; j++) {
                    sum[j] += v * right[at + j];
                }
            }
            System.arraycopy(sum, 0, c, c0 + i * ldc, n);
        }
    }

    /** float64. */
    static void run(
            boolean transposeA,
            boolean transposeB,
            int m,
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
        double[] right = b;
        int r0 = b0;
        int ldr = ldb;
        if (transposeB) {
            right = new double[k * n];
            for (int j = 0; j < n; j++) {
                for (int p = 0; p < k; p++) {
                    right[p * n + j] = b[b0 + j * ldb + p];
                }
            }
            r0 = 0;
            ldr = n;
        }
        int row = transposeA ? 1 : lda;
        int column = transposeA ? lda : 1;
        double[] sum = new double[n];
        for (int i = rowBegin; i < rowEnd; i++) {
            Arrays.fill(sum, 0);
            for (int p = 0; p < k; p++) {
                double v = a[a0 + i * row + p * column];
                int at = r0 + p * ldr;
                for (int j = 0; j < n; j++) {
                    sum[j] += v * right[at + j];
                }
            }
            System.arraycopy(sum, 0, c, c0 + i * ldc, n);
        }
    }
}
