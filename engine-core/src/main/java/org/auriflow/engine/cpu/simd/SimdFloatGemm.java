package org.auriflow.engine.cpu.simd;

import java.util.Arrays;

/**
 * float32 products in register tiles of up to 8 rows by 3 vectors; GenerateTwins.java makes the float64 twin of this
 * file.
 *
 * <p>B is walked in panels of 3 vectors, copied side by side where it is transposed, large, or does not fill its last
 * vector; A is read where it lies, unless it is transposed and large. Every element is one chain of fused multiply-adds
 * in order of k, in whichever tile it falls, so how rows are divided among calls does not change a bit.
 */
final class SimdFloatGemm {
    private static final int LANES = FloatTiles.LANES;
    private static final int WIDTH = 3 * LANES;

    /** With 32 registers 8 rows fit, with the 16 of AVX2 only 4. */
    private static final int HEIGHT = FloatTiles.SPECIES.vectorBitSize() == 256 ? 4 : 8;

    /** Length of the sums taken at a time: a panel of that many rows stays in the second-level cache. */
    private static final int DEPTH = 512;

    /** Rows for which a copied panel serves before it is copied again. */
    private static final int BLOCK = 256;

    /** Elements of B up to which it is read where it lies; larger ones cost more in cache conflicts than copying does. */
    private static final int SMALL = 1 << 13;

    private SimdFloatGemm() {}

    /** Elements of scratch that a call needs. */
    static int scratch(boolean transposeA, int k) {
        int depth = Math.min(k, DEPTH);
        return depth * WIDTH + HEIGHT * WIDTH + (transposeA ? depth * BLOCK : 0);
    }

    /** C[rowBegin…rowEnd) = op(A) op(B). */
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
            float[] scratch) {
        if (k == 0) {
            for (int i = rowBegin; i < rowEnd; i++) {
                Arrays.fill(c, c0 + i * ldc, c0 + i * ldc + n, 0);
            }
            return;
        }
        boolean copyA = transposeA && (long) n * k > SMALL;
        for (int i = rowBegin; i < rowEnd; i += BLOCK) {
            int rows = Math.min(BLOCK, rowEnd - i);
            for (int p = 0; p < k; p += DEPTH) {
                int depth = Math.min(DEPTH, k - p);
                float[] left = a;
                int l0 = a0 + (transposeA ? i + p * lda : i * lda + p);
                int row = transposeA ? 1 : lda;
                int column = transposeA ? lda : 1;
                if (copyA) {
                    left = scratch;
                    int to = depth * WIDTH + HEIGHT * WIDTH;
                    copyColumns(a, l0, lda, rows, depth, scratch, to);
                    l0 = to;
                    column = rows;
                }
                int r0 = b0 + (transposeB ? p : p * ldb);
                for (int j = 0; j < n; j += WIDTH) {
                    int columns = Math.min(WIDTH, n - j);
                    int at = c0 + i * ldc + j;
                    panel(
                            left,
                            l0,
                            row,
                            column,
                            transposeB,
                            n,
                            depth,
                            columns,
                            b,
                            r0 + (transposeB ? j * ldb : j),
                            ldb,
                            c,
                            at,
                            ldc,
                            rows,
                            p > 0,
                            scratch);
                }
            }
        }
    }

    /** One panel of columns of a block of rows. */
    private static void panel(
            float[] a,
            int a0,
            int row,
            int column,
            boolean transposeB,
            int n,
            int k,
            int columns,
            float[] b,
            int b0,
            int ldb,
            float[] c,
            int c0,
            int ldc,
            int rows,
            boolean more,
            float[] scratch) {
        int vectors = (columns + LANES - 1) / LANES;
        int width = vectors * LANES;
        float[] right = b;
        int r0 = b0;
        int step = ldb;
        if (transposeB || columns < width || (long) n * k > SMALL) {
            if (transposeB) {
                copyTransposed(b, b0, ldb, columns, k, scratch, width);
            } else {
                copyRows(b, b0, ldb, columns, k, scratch, width);
            }
            right = scratch;
            r0 = 0;
            step = width;
        }
        int height = HEIGHT;
        for (int i = 0; i < rows; i += height) {
            while (i + height > rows) {
                height /= 2;
            }
            if (columns == width) {
                FloatTiles.run(
                        height, vectors, more, k, a, a0 + i * row, row, column, right, r0, step, c, c0 + i * ldc, ldc);
            } else {
                int tile = k * WIDTH;
                int at = c0 + i * ldc;
                for (int q = 0; q < height && more; q++) {
                    System.arraycopy(c, at + q * ldc, scratch, tile + q * width, columns);
                }
                FloatTiles.run(
                        height, vectors, more, k, a, a0 + i * row, row, column, right, r0, step, scratch, tile, width);
                for (int q = 0; q < height; q++) {
                    System.arraycopy(scratch, tile + q * width, c, at + q * ldc, columns);
                }
            }
        }
    }

    /** k rows of B side by side, padded with zeros to whole vectors. */
    private static void copyRows(float[] b, int b0, int ldb, int columns, int k, float[] to, int width) {
        for (int p = 0; p < k; p++) {
            System.arraycopy(b, b0 + p * ldb, to, p * width, columns);
            Arrays.fill(to, p * width + columns, (p + 1) * width, 0);
        }
    }

    /** k columns of B side by side as rows, padded with zeros to whole vectors. */
    private static void copyTransposed(float[] b, int b0, int ldb, int columns, int k, float[] to, int width) {
        int j = 0;
        for (; j + 4 <= columns; j += 4) {
            int at = b0 + j * ldb;
            for (int p = 0; p < k; p++) {
                int o = p * width + j;
                to[o] = b[at + p];
                to[o + 1] = b[at + ldb + p];
                to[o + 2] = b[at + 2 * ldb + p];
                to[o + 3] = b[at + 3 * ldb + p];
            }
        }
        for (; j < width; j++) {
            for (int p = 0; p < k; p++) {
                to[p * width + j] = j < columns ? b[b0 + j * ldb + p] : 0;
            }
        }
    }

    /** A block of a transposed A side by side. */
    private static void copyColumns(float[] a, int a0, int lda, int rows, int k, float[] to, int at) {
        for (int p = 0; p < k; p++) {
            System.arraycopy(a, a0 + p * lda, to, at + p * rows, rows);
        }
    }
}
