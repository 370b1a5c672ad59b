package org.auriflow.engine.cpu.simd;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import org.auriflow.engine.cpu.Product;

/**
 * float32 products in register tiles of 4 rows by 4 vectors or 8 by 2; GenerateTwins.java makes the float64 twin of this file.
 *
 * <p>B is walked in panels of the columns of a tile, copied side by side unless it lies so; A is read where it lies, or copied
 * in groups of rows where it is transposed. Every element is the sum of equal parts of the products, each one chain of fused
 * multiply-adds in order of k, in whichever tile it falls, so how rows are divided among calls does not change a bit; with one
 * column a chain per lane.
 */
final class SimdFloatGemm {
    private static final int LANES = FloatTiles.LANES;

    private static final int GROUP = FloatTiles.GROUP;

    /** Of the 16 registers of AVX2, 4 rows of 3 vectors take 12; elsewhere there are 32. */
    static final int WIDTH = (FloatTiles.SPECIES.vectorBitSize() == 256 ? 3 : 4) * LANES;

    /** Length of the sums taken at a time: a panel of that many rows stays in the first-level cache beside A and C. */
    private static final int DEPTH = 160;

    /**
     * Elements before the first of packed panels. A large array begins, with 16 bytes of its own, where a cache line does, so
     * that vectors behind these lie in one line each.
     */
    private static final int LEAD = (64 - 16) / Float.BYTES;

    /** Elements of scratch for a tile that cannot be written to its place. */
    private static final int TILE = 8 * WIDTH;

    /** Rows for which a copied panel serves before it is copied again. */
    private static final int BLOCK = 256;

    private SimdFloatGemm() {}

    /** Elements of scratch that a call needs. */
    static int scratch(Product p) {
        int depth = depth(p);
        if (isNarrow(p)) {
            return LANES * WIDTH + depth * (WIDTH + (p.n() + GROUP - 1) / GROUP * GROUP) + LANES;
        }
        return copied(p, depth) + (p.transposeA() ? depth * BLOCK + LANES : 0);
    }

    /** Elements of the panels of a right factor, with a row for a bias or without, and what comes before them. */
    static int packed(int n, int rows) {
        return LEAD + (n + WIDTH - 1) / WIDTH * rows * WIDTH;
    }

    /** Length of the sums taken at a time, equal parts of all. */
    private static int depth(Product p) {
        int parts = (p.k() + DEPTH - 1) / DEPTH;
        return (p.k() + parts - 1) / Math.max(parts, 1);
    }

    /** Copies op(B) to panels [begin, end), each of rows of WIDTH elements, and below each its part of the bias if there is one. */
    static void pack(Product p, float[] b, int b0, float[] bias, float[] to, int begin, int end) {
        int panelRows = bias == null ? p.k() : p.k() + 1;
        for (int panel = begin; panel < end; panel++) {
            int j = panel * WIDTH;
            int at = LEAD + panel * panelRows * WIDTH;
            int columns = Math.min(WIDTH, p.n() - j);
            int vectors = (columns + LANES - 1) / LANES;
            int width = vectors * LANES;
            if (bias != null) {
                copyRows(bias, j, p.n(), columns, 1, to, at + p.k() * width, width);
            }
            if (p.transposeB()) {
                FloatTiles.transpose(vectors, p.k(), b, b0 + j * p.ldb(), p.ldb(), columns, to, at);
            } else {
                copyRows(b, b0 + j, p.ldb(), columns, p.k(), to, at, width);
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
        if (isNarrow(p)) {
            narrow(p, a, a0, b, b0, c, c0, rowBegin, rowEnd, scratch);
            return;
        }
        int most = depth(p);
        for (int i = rowBegin; i < rowEnd; i += BLOCK) {
            int rows = Math.min(BLOCK, rowEnd - i);
            for (int first = 0; first < p.k(); first += most) {
                int depth = Math.min(most, p.k() - first);
                float[] left = a;
                int l0 = a0 + i * p.row() + first * p.column();
                if (p.transposeA()) {
                    copyColumns(a, l0, p.lda(), rows, depth, scratch, copied(p, most));
                    left = scratch;
                    l0 = copied(p, most);
                }
                // The last panel comes first: what its vectors write beyond the end of a row is written again.
                for (int j = (p.n() - 1) / WIDTH * WIDTH; j >= 0; j -= WIDTH) {
                    panel(p, first, depth, left, l0, b, b0, j, c, c0 + i * p.ldc() + j, rows, scratch);
                }
            }
        }
    }

    /** Where copied columns of A begin in scratch. */
    private static int copied(Product p, int depth) {
        return (p.packed() ? 0 : depth * WIDTH) + TILE;
    }

    /** Whether few columns of C would leave most of each vector empty where its rows fill them. */
    private static boolean isNarrow(Product p) {
        return p.transposeA() && !p.transposeB() && !p.packed() && p.n() < LANES;
    }

    /** Few columns: rows of C are computed as columns of its transpose, op(B)ᵀ op(A)ᵀ, whose factors lie as they are needed. */
    private static void narrow(
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
        int n = p.n();
        int most = depth(p);
        int panel = LANES * WIDTH;
        int left = panel + most * WIDTH;
        for (int first = 0; first < p.k(); first += most) {
            int depth = Math.min(most, p.k() - first);
            copyColumns(b, b0 + first * p.ldb(), p.ldb(), n, depth, scratch, left);
            for (int i = rowBegin; i < rowEnd; i += WIDTH) {
                int columns = Math.min(WIDTH, rowEnd - i);
                int vectors = (columns + LANES - 1) / LANES;
                int width = vectors * LANES;
                copyRows(a, a0 + first * p.lda() + i, p.lda(), columns, depth, scratch, panel, width);
                int height = FloatTiles.height(vectors);
                for (int j = 0; j < n; j += height) {
                    while (j + height > n) {
                        height /= 2;
                    }
                    int from = left + j / GROUP * GROUP * depth + j % GROUP;
                    FloatTiles.run(
                            height, vectors, false, false, depth, scratch, from, true, 0, scratch, panel, scratch,
                            j * width, width);
                }
                for (int j = 0; j < n; j++) {
                    int at = c0 + i * p.ldc() + j;
                    if (first == 0) {
                        for (int l = 0; l < columns; l++) {
                            c[at + l * p.ldc()] = scratch[j * width + l];
                        }
                    } else {
                        for (int l = 0; l < columns; l++) {
                            c[at + l * p.ldc()] += scratch[j * width + l];
                        }
                    }
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
        if (p.packed()) {
            r0 = b0 + LEAD + j * p.panelRows() + first * width;
        } else {
            r0 = b0 + first * p.down() + j * p.right();
            if (p.transposeB()) {
                FloatTiles.transpose(vectors, k, b, r0, p.ldb(), columns, scratch, TILE);
            } else if (p.ldb() != width) {
                copyRows(b, r0, p.ldb(), columns, k, scratch, TILE, width);
            }
            if (p.transposeB() || p.ldb() != width) {
                right = scratch;
                r0 = TILE;
            }
        }
        boolean more = first > 0;
        boolean bias = p.bias() && k == p.k();
        int ldc = p.ldc();
        // Whole vectors may reach into the next row where its first panel is still to come.
        boolean over = k == p.k() && j > 0 && ldc == p.n();
        boolean down = p.transposeA();
        int height = FloatTiles.height(vectors);
        for (int i = 0; i < rows; i += height) {
            while (i + height > rows) {
                height /= 2;
            }
            int from = a0 + (down ? i / GROUP * GROUP * k + i % GROUP : i * p.lda());
            int at = c0 + i * ldc;
            if (columns == width || (over && i + height < rows)) {
                FloatTiles.run(height, vectors, bias, more, k, a, from, down, p.lda(), right, r0, c, at, ldc);
            } else {
                FloatTiles.run(height, vectors, bias, false, k, a, from, down, p.lda(), right, r0, scratch, 0, width);
                for (int q = 0; q < height; q++) {
                    if (more) {
                        add(scratch, q * width, c, at + q * ldc, columns);
                    } else {
                        System.arraycopy(scratch, q * width, c, at + q * ldc, columns);
                    }
                }
            }
        }
        if (p.bias() && !bias && first + k == p.k()) {
            for (int i = 0; i < rows; i++) {
                add(right, r0 + k * width, c, c0 + i * ldc, columns);
            }
        }
    }

    /** c += t. */
    private static void add(float[] t, int t0, float[] c, int c0, int n) {
        int j = 0;
        for (; j + LANES <= n; j += LANES) {
            FloatVector.fromArray(FloatTiles.SPECIES, c, c0 + j)
                    .add(FloatVector.fromArray(FloatTiles.SPECIES, t, t0 + j))
                    .intoArray(c, c0 + j);
        }
        for (; j < n; j++) {
            c[c0 + j] += t[t0 + j];
        }
    }

    /** k rows of B side by side, in whole vectors: what follows a row fills its last one. */
    private static void copyRows(float[] b, int b0, int ldb, int columns, int k, float[] to, int t0, int width) {
        for (int p = 0; p < k; p++) {
            int from = b0 + p * ldb;
            int at = t0 + p * width;
            if (from + width <= b.length) {
                for (int j = 0; j < width; j += LANES) {
                    FloatVector.fromArray(FloatTiles.SPECIES, b, from + j).intoArray(to, at + j);
                }
            } else {
                System.arraycopy(b, from, to, at, columns);
                Arrays.fill(to, at + columns, at + width, 0);
            }
        }
    }

    /**
     * A block of a transposed A in groups of rows, each with its columns one after the other. What a vector copies beyond a
     * group is overwritten by the next one.
     */
    private static void copyColumns(float[] a, int a0, int lda, int rows, int k, float[] to, int t0) {
        for (int g = 0; g < rows; g += GROUP) {
            int at = t0 + g * k;
            for (int p = 0; p < k; p++) {
                int from = a0 + p * lda + g;
                if (from + Math.max(LANES, GROUP) <= a.length) {
                    for (int r = 0; r < GROUP; r += LANES) {
                        FloatVector.fromArray(FloatTiles.SPECIES, a, from + r).intoArray(to, at + p * GROUP + r);
                    }
                } else {
                    System.arraycopy(a, from, to, at + p * GROUP, Math.min(GROUP, rows - g));
                }
            }
        }
    }
}
