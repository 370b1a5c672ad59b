package org.auriflow.engine.cpu.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * float32 products in register tiles of 4 rows by 3 vectors, with B read where it lies.
 *
 * <p>Every element is a chain of fused multiply-adds in order of k, in whichever tile it falls: how rows are divided
 * among calls does not change a bit. Accumulators are local variables, since an array of vectors is not kept in
 * registers.
 */
final class SimdGemm {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();

    private SimdGemm() {}

    /**
     * C[rowBegin…rowEnd) = A B.
     *
     * @param row step in a from one row of A to the next
     * @param column step in a from one column of A to the next
     */
    static void run(
            int n,
            int k,
            float[] a,
            int a0,
            int row,
            int column,
            float[] b,
            int b0,
            int ldb,
            float[] c,
            int c0,
            int ldc,
            int rowBegin,
            int rowEnd) {
        int j = 0;
        for (; j + 3 * LANES <= n; j += 3 * LANES) {
            int i = rowBegin;
            for (; i + 4 <= rowEnd; i += 4) {
                tile4x3(k, a, a0 + i * row, row, column, b, b0 + j, ldb, c, c0 + i * ldc + j, ldc);
            }
            for (; i < rowEnd; i++) {
                tile1x3(k, a, a0 + i * row, column, b, b0 + j, ldb, c, c0 + i * ldc + j);
            }
        }
        for (; j + LANES <= n; j += LANES) {
            panel(k, a, a0, row, column, b, b0 + j, ldb, c, c0 + j, ldc, rowBegin, rowEnd);
        }
        if (j < n) {
            tail(n - j, k, a, a0, row, column, b, b0 + j, ldb, c, c0 + j, ldc, rowBegin, rowEnd);
        }
    }

    /** One vector of columns. */
    private static void panel(
            int k,
            float[] a,
            int a0,
            int row,
            int column,
            float[] b,
            int b0,
            int ldb,
            float[] c,
            int c0,
            int ldc,
            int rowBegin,
            int rowEnd) {
        int i = rowBegin;
        for (; i + 4 <= rowEnd; i += 4) {
            tile4x1(k, a, a0 + i * row, row, column, b, b0, ldb, c, c0 + i * ldc, ldc);
        }
        for (; i < rowEnd; i++) {
            tile1x1(k, a, a0 + i * row, column, b, b0, ldb, c, c0 + i * ldc);
        }
    }

    /** The last columns, fewer than a vector, padded in scratch: masked loads are several times slower. */
    private static void tail(
            int columns,
            int k,
            float[] a,
            int a0,
            int row,
            int column,
            float[] b,
            int b0,
            int ldb,
            float[] c,
            int c0,
            int ldc,
            int rowBegin,
            int rowEnd) {
        float[] padded = new float[k * LANES];
        for (int p = 0; p < k; p++) {
            System.arraycopy(b, b0 + p * ldb, padded, p * LANES, columns);
        }
        int rows = rowEnd - rowBegin;
        float[] result = new float[rows * LANES];
        panel(k, a, a0 + rowBegin * row, row, column, padded, 0, LANES, result, 0, LANES, 0, rows);
        for (int i = 0; i < rows; i++) {
            System.arraycopy(result, i * LANES, c, c0 + (rowBegin + i) * ldc, columns);
        }
    }

    private static void tile4x3(
            int k, float[] a, int a0, int row, int column, float[] b, int b0, int ldb, float[] c, int c0, int ldc) {
        FloatVector c00 = FloatVector.zero(SPECIES);
        FloatVector c01 = FloatVector.zero(SPECIES);
        FloatVector c02 = FloatVector.zero(SPECIES);
        FloatVector c10 = FloatVector.zero(SPECIES);
        FloatVector c11 = FloatVector.zero(SPECIES);
        FloatVector c12 = FloatVector.zero(SPECIES);
        FloatVector c20 = FloatVector.zero(SPECIES);
        FloatVector c21 = FloatVector.zero(SPECIES);
        FloatVector c22 = FloatVector.zero(SPECIES);
        FloatVector c30 = FloatVector.zero(SPECIES);
        FloatVector c31 = FloatVector.zero(SPECIES);
        FloatVector c32 = FloatVector.zero(SPECIES);
        int at = a0;
        int from = b0;
        for (int p = 0; p < k; p++) {
            FloatVector y0 = FloatVector.fromArray(SPECIES, b, from);
            FloatVector y1 = FloatVector.fromArray(SPECIES, b, from + LANES);
            FloatVector y2 = FloatVector.fromArray(SPECIES, b, from + 2 * LANES);
            FloatVector x0 = FloatVector.broadcast(SPECIES, a[at]);
            c00 = x0.fma(y0, c00);
            c01 = x0.fma(y1, c01);
            c02 = x0.fma(y2, c02);
            FloatVector x1 = FloatVector.broadcast(SPECIES, a[at + row]);
            c10 = x1.fma(y0, c10);
            c11 = x1.fma(y1, c11);
            c12 = x1.fma(y2, c12);
            FloatVector x2 = FloatVector.broadcast(SPECIES, a[at + 2 * row]);
            c20 = x2.fma(y0, c20);
            c21 = x2.fma(y1, c21);
            c22 = x2.fma(y2, c22);
            FloatVector x3 = FloatVector.broadcast(SPECIES, a[at + 3 * row]);
            c30 = x3.fma(y0, c30);
            c31 = x3.fma(y1, c31);
            c32 = x3.fma(y2, c32);
            at += column;
            from += ldb;
        }
        c00.intoArray(c, c0);
        c01.intoArray(c, c0 + LANES);
        c02.intoArray(c, c0 + 2 * LANES);
        c10.intoArray(c, c0 + ldc);
        c11.intoArray(c, c0 + ldc + LANES);
        c12.intoArray(c, c0 + ldc + 2 * LANES);
        c20.intoArray(c, c0 + 2 * ldc);
        c21.intoArray(c, c0 + 2 * ldc + LANES);
        c22.intoArray(c, c0 + 2 * ldc + 2 * LANES);
        c30.intoArray(c, c0 + 3 * ldc);
        c31.intoArray(c, c0 + 3 * ldc + LANES);
        c32.intoArray(c, c0 + 3 * ldc + 2 * LANES);
    }

    private static void tile1x3(int k, float[] a, int a0, int column, float[] b, int b0, int ldb, float[] c, int c0) {
        FloatVector c00 = FloatVector.zero(SPECIES);
        FloatVector c01 = FloatVector.zero(SPECIES);
        FloatVector c02 = FloatVector.zero(SPECIES);
        int at = a0;
        int from = b0;
        for (int p = 0; p < k; p++) {
            FloatVector y0 = FloatVector.fromArray(SPECIES, b, from);
            FloatVector y1 = FloatVector.fromArray(SPECIES, b, from + LANES);
            FloatVector y2 = FloatVector.fromArray(SPECIES, b, from + 2 * LANES);
            FloatVector x0 = FloatVector.broadcast(SPECIES, a[at]);
            c00 = x0.fma(y0, c00);
            c01 = x0.fma(y1, c01);
            c02 = x0.fma(y2, c02);
            at += column;
            from += ldb;
        }
        c00.intoArray(c, c0);
        c01.intoArray(c, c0 + LANES);
        c02.intoArray(c, c0 + 2 * LANES);
    }

    private static void tile4x1(
            int k, float[] a, int a0, int row, int column, float[] b, int b0, int ldb, float[] c, int c0, int ldc) {
        FloatVector c00 = FloatVector.zero(SPECIES);
        FloatVector c10 = FloatVector.zero(SPECIES);
        FloatVector c20 = FloatVector.zero(SPECIES);
        FloatVector c30 = FloatVector.zero(SPECIES);
        int at = a0;
        int from = b0;
        for (int p = 0; p < k; p++) {
            FloatVector y0 = FloatVector.fromArray(SPECIES, b, from);
            FloatVector x0 = FloatVector.broadcast(SPECIES, a[at]);
            c00 = x0.fma(y0, c00);
            FloatVector x1 = FloatVector.broadcast(SPECIES, a[at + row]);
            c10 = x1.fma(y0, c10);
            FloatVector x2 = FloatVector.broadcast(SPECIES, a[at + 2 * row]);
            c20 = x2.fma(y0, c20);
            FloatVector x3 = FloatVector.broadcast(SPECIES, a[at + 3 * row]);
            c30 = x3.fma(y0, c30);
            at += column;
            from += ldb;
        }
        c00.intoArray(c, c0);
        c10.intoArray(c, c0 + ldc);
        c20.intoArray(c, c0 + 2 * ldc);
        c30.intoArray(c, c0 + 3 * ldc);
    }

    private static void tile1x1(int k, float[] a, int a0, int column, float[] b, int b0, int ldb, float[] c, int c0) {
        FloatVector c00 = FloatVector.zero(SPECIES);
        int at = a0;
        int from = b0;
        for (int p = 0; p < k; p++) {
            FloatVector y0 = FloatVector.fromArray(SPECIES, b, from);
            FloatVector x0 = FloatVector.broadcast(SPECIES, a[at]);
            c00 = x0.fma(y0, c00);
            at += column;
            from += ldb;
        }
        c00.intoArray(c, c0);
    }
}
