package org.auriflow.engine.cpu.simd;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import org.auriflow.engine.cpu.Product;

/**
 * float32 products in register tiles of up to 4 rows by 4 vectors; GenerateTwins.java makes the float64 twin of this
 * file.
 *
 * <p>B is walked in panels, copied side by side where it is transposed, large, or does not fill its last
 * vector; A is read where it lies, unless it is transposed and large. Every element is one chain of fused multiply-adds
 * in order of k, in whichever tile it falls, so how rows are divided among calls does not change a bit; with one column
 * a chain per lane.
 */
final class SimdFloatGemm {
    private static final int LANES = FloatTiles.LANES;

    /** Of the 16 registers of AVX2, 4 rows of 3 vectors take 12; elsewhere there are 32. */
    static final int WIDTH = (FloatTiles.SPECIES.vectorBitSize() == 256 ? 3 : 4) * LANES;

    private static final int HEIGHT = 4;

    /** Length of the sums taken at a time: a panel of that many rows stays in the second-level cache. */
    private static final int DEPTH = 512;

    /** Rows for which a copied panel serves before it is copied again. */
    private static final int BLOCK = 256;

    /** Elements of B up to which it is read where it lies; larger ones cost more in cache conflicts than copying does. */
    private static final int SMALL = 1 << 13;

    private SimdFloatGemm() {}

    /** Elements of scratch that a call needs. */
    static int scratch(Product p) {
        int depth = Math.min(p.k(), DEPTH);
        return depth * WIDTH + HEIGHT * WIDTH + (p.transposeA() ? depth * BLOCK : 0);
    }

    /** Copies op(B) to panels [begin, end), each of rows of WIDTH elements, and below each its part of the bias if there is one. */
    static void pack(Product p, float[] b, int b0, float[] bias, float[] to, int begin, int end) {
        int panelRows = bias == null ? p.k() : p.k() + 1;
        for (int panel = begin; panel < end; panel++) {
            int j = panel * WIDTH;
            int at = panel * panelRows * WIDTH;
            int columns = Math.min(WIDTH, p.n() - j);
            if (bias != null) {
                copyRows(bias, j, p.n(), columns, 1, to, at + p.k() * WIDTH, WIDTH);
            }
            if (p.transposeB()) {
                copyTransposed(b, b0 + j * p.ldb(), p.ldb(), columns, p.k(), to, at, WIDTH);
            } else {
                copyRows(b, b0 + j, p.ldb(), columns, p.k(), to, at, WIDTH);
            }
        }
    }

    /** C[rowBegin…rowEnd) = op(A) op(B). */
    static void run(
            Product p,
            float[] a,
            int a0,
            float[] b,
            int b0,
            float[] c,
            int c0,
            int rowBegin,
            int rowEnd,
            float[] scratch) {
        if (p.k() == 0) {
            for (int i = rowBegin; i < rowEnd; i++) {
                Arrays.fill(c, c0 + i * p.ldc(), c0 + i * p.ldc() + p.n(), 0);
            }
            return;
        }
        if (!p.packed() && p.n() == 1 && p.column() == 1 && p.down() == 1) {
            dots(p, a, a0, b, b0, c, c0, rowBegin, rowEnd, scratch);
            return;
        }
        boolean copyA = p.transposeA() && (long) p.n() * p.k() > SMALL;
        for (int i = rowBegin; i < rowEnd; i += BLOCK) {
            int rows = Math.min(BLOCK, rowEnd - i);
            for (int first = 0; first < p.k(); first += DEPTH) {
                int depth = Math.min(DEPTH, p.k() - first);
                float[] left = a;
                int l0 = a0 + i * p.row() + first * p.column();
                int row = p.row();
                int column = p.column();
                // Columns that are all of A already lie side by side.
                if (copyA && rows < p.lda()) {
                    left = scratch;
                    int to = depth * WIDTH + HEIGHT * WIDTH;
                    copyColumns(a, l0, p.lda(), rows, depth, scratch, to);
                    l0 = to;
                    column = rows;
                }
                // The last panel comes first: what its vectors write beyond the end of a row is written again.
                for (int j = (p.n() - 1) / WIDTH * WIDTH; j >= 0; j -= WIDTH) {
                    panel(p, first, depth, left, l0, row, column, b, b0, j, c, c0 + i * p.ldc() + j, rows, scratch);
                }
            }
        }
    }

    /** One column: rows of A times a vector, four at a time since additions of one row wait for each other. */
    private static void dots(
            Product p,
            float[] a,
            int a0,
            float[] b,
            int b0,
            float[] c,
            int c0,
            int rowBegin,
            int rowEnd,
            float[] scratch) {
        int whole = p.k() / LANES * LANES;
        for (int i = rowBegin; i < rowEnd; i += 4) {
            int x0 = a0 + i * p.lda();
            // The last rows are computed more than once where there are fewer than four.
            int x1 = a0 + Math.min(i + 1, rowEnd - 1) * p.lda();
            int x2 = a0 + Math.min(i + 2, rowEnd - 1) * p.lda();
            int x3 = a0 + Math.min(i + 3, rowEnd - 1) * p.lda();
            FloatVector s0 = FloatVector.zero(FloatTiles.SPECIES);
            FloatVector s1 = s0;
            FloatVector s2 = s0;
            FloatVector s3 = s0;
            for (int q = 0; q < whole; q += LANES) {
                FloatVector y = FloatVector.fromArray(FloatTiles.SPECIES, b, b0 + q);
                s0 = FloatVector.fromArray(FloatTiles.SPECIES, a, x0 + q).fma(y, s0);
                s1 = FloatVector.fromArray(FloatTiles.SPECIES, a, x1 + q).fma(y, s1);
                s2 = FloatVector.fromArray(FloatTiles.SPECIES, a, x2 + q).fma(y, s2);
                s3 = FloatVector.fromArray(FloatTiles.SPECIES, a, x3 + q).fma(y, s3);
            }
            FloatTiles.exact(s0).intoArray(scratch, 0);
            FloatTiles.exact(s1).intoArray(scratch, LANES);
            FloatTiles.exact(s2).intoArray(scratch, 2 * LANES);
            FloatTiles.exact(s3).intoArray(scratch, 3 * LANES);
            for (int r = 0; r < 4 && i + r < rowEnd; r++) {
                int x = a0 + (i + r) * p.lda();
                float tail = 0;
                for (int q = whole; q < p.k(); q++) {
                    tail = Math.fma(a[x + q], b[b0 + q], tail);
                }
                c[c0 + (i + r) * p.ldc()] = total(scratch, r * LANES) + tail;
            }
        }
    }

    /** The sum of one vector's lanes, in pairs. */
    private static float total(float[] v, int at) {
        for (int half = LANES / 2; half > 0; half /= 2) {
            for (int l = 0; l < half; l++) {
                v[at + l] += v[at + l + half];
            }
        }
        return v[at];
    }

    /** One panel of columns of a block of rows, a part of the sums. */
    private static void panel(
            Product p,
            int first,
            int k,
            float[] a,
            int a0,
            int row,
            int column,
            float[] b,
            int b0,
            int j,
            float[] c,
            int c0,
            int rows,
            float[] scratch) {
        int columns = Math.min(WIDTH, p.n() - j);
        int vectors = (columns + LANES - 1) / LANES;
        int width = vectors * LANES;
        float[] right = b;
        int r0;
        int step;
        if (p.packed()) {
            r0 = b0 + (j / WIDTH * p.panelRows() + first) * WIDTH;
            step = WIDTH;
        } else {
            r0 = b0 + first * p.down() + j * p.right();
            step = p.ldb();
            boolean scattered = (long) p.n() * k > SMALL && rows >= HEIGHT && step > width;
            if (p.transposeB() || columns < width || scattered) {
                if (p.transposeB()) {
                    copyTransposed(b, r0, step, columns, k, scratch, 0, width);
                } else {
                    copyRows(b, r0, step, columns, k, scratch, 0, width);
                }
                right = scratch;
                r0 = 0;
                step = width;
            }
        }
        boolean more = first > 0;
        boolean bias = p.bias() && !more && k == p.k();
        int ldc = p.ldc();
        // Whole vectors may reach into the next row where its first panel is still to come.
        boolean over = k == p.k() && j > 0 && ldc == p.n();
        int height = HEIGHT;
        for (int i = 0; i < rows; i += height) {
            while (i + height > rows) {
                height /= 2;
            }
            if (columns == width || (over && i + height < rows)) {
                FloatTiles.run(
                        height,
                        vectors,
                        more,
                        bias,
                        k,
                        a,
                        a0 + i * row,
                        row,
                        column,
                        right,
                        r0,
                        step,
                        c,
                        c0 + i * ldc,
                        ldc);
            } else {
                int tile = k * WIDTH;
                int at = c0 + i * ldc;
                for (int q = 0; q < height && more; q++) {
                    System.arraycopy(c, at + q * ldc, scratch, tile + q * width, columns);
                }
                FloatTiles.run(
                        height,
                        vectors,
                        more,
                        bias,
                        k,
                        a,
                        a0 + i * row,
                        row,
                        column,
                        right,
                        r0,
                        step,
                        scratch,
                        tile,
                        width);
                for (int q = 0; q < height; q++) {
                    System.arraycopy(scratch, tile + q * width, c, at + q * ldc, columns);
                }
            }
        }
        if (p.bias() && !bias && first + k == p.k()) {
            addRow(right, r0 + k * step, columns, c, c0, ldc, rows);
        }
    }

    /** Adds a row of B to rows of C. */
    private static void addRow(float[] b, int b0, int columns, float[] c, int c0, int ldc, int rows) {
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                c[c0 + i * ldc + j] += b[b0 + j];
            }
        }
    }

    /** k rows of B side by side, padded with zeros to whole vectors. */
    private static void copyRows(float[] b, int b0, int ldb, int columns, int k, float[] to, int t0, int width) {
        for (int p = 0; p < k; p++) {
            System.arraycopy(b, b0 + p * ldb, to, t0 + p * width, columns);
            for (int j = columns; j < width; j++) {
                to[t0 + p * width + j] = 0;
            }
        }
    }

    /** k columns of B side by side as rows, padded with zeros to whole vectors. */
    private static void copyTransposed(float[] b, int b0, int ldb, int columns, int k, float[] to, int t0, int width) {
        int j = 0;
        for (; j + 4 <= columns; j += 4) {
            int at = b0 + j * ldb;
            for (int p = 0; p < k; p++) {
                int o = t0 + p * width + j;
                to[o] = b[at + p];
                to[o + 1] = b[at + ldb + p];
                to[o + 2] = b[at + 2 * ldb + p];
                to[o + 3] = b[at + 3 * ldb + p];
            }
        }
        for (; j < width; j++) {
            for (int p = 0; p < k; p++) {
                to[t0 + p * width + j] = j < columns ? b[b0 + j * ldb + p] : 0;
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
