package org.auriflow.cuda;

import org.auriflow.engine.DType;

/**
 * How matrices are multiplied: the kernel, and into how many parts its sums are divided. A function of the shapes only, so
 * that a product has the same bits on every device; of whether TF32 is allowed, too, and then each generation of tensor
 * cores has bits of its own.
 *
 * <p>Chosen is what an estimate says is fastest on a device of 132 processors that each do 128 multiplications per cycle
 * (NVIDIA H100). A kernel takes the larger of what all its blocks together take at its usual rate, and of what the blocks take
 * that a processor has to run one after the other, each at the rate of a block by itself. What is estimated is in cycles.
 *
 * @param version the kernel
 * @param share steps of k that a block takes
 * @param parts shares of a sum; with more than one, a second kernel adds them
 * @param cycles estimate of what it takes
 */
record ProductChoice(Version version, int share, int parts, double cycles) {
    private static final int PROCESSORS = 132;
    private static final int LAUNCH = 1000;
    private static final int SECOND_LAUNCH = 2500;
    private static final int BYTES_PER_CYCLE = 2000;
    /** Until the first operands are there and, afterwards, at least from one tile to the next. */
    private static final int START = 700;

    private static final int NEXT_TILE = 500;
    private static final long MOST_SCRATCH = 1L << 28;
    private static final int MOST_PARTS = 128;
    /** A product in TF32 takes at most as much of the time of one in float32: rounding has to be worth it. */
    private static final double WORTH = 0.75;

    /** What is left of the rate of tensor cores where operands are copied number by number. */
    private static final double UNALIGNED = 0.7;

    /** Columns that the kernels for narrow operands can take. */
    static final int NARROW = 8;

    /** The kernels. */
    enum Version {
        /** A thread per element. */
        ELEMENT("element", 0, 0, 0, 0, 0, 0),
        /** A few columns times a matrix that lies along k. */
        ROWS("rows", 0, 0, 0, 0, 0, 0),
        /** A few columns times a matrix that lies across k. */
        COLUMNS("columns", 0, 0, 0, 0, 0, 0),
        /** Tiles of 16 × 32. */
        MINI("16x32", 16, 32, 64, 2, 0.45, 0.35),
        /** Tiles of 32 × 32. */
        SMALL("32x32", 32, 32, 64, 2, 0.5, 0.35),
        /** Tiles of 64 × 64. */
        MEDIUM("64x64", 64, 64, 16, 4, 0.65, 0.3),
        /** Tiles of 128 × 128; float32 only, aligned only. */
        LARGE("128x128", 128, 128, 8, 2, 0.8, 0.55),
        /** Tiles of 64 × 64 on tensor cores; where TF32 is allowed only. Rates are guesses: an H100 has 2.1 for large ones. */
        TENSOR_MEDIUM("tf32_64x64", 64, 64, 32, 4, 1.6, 0.8),
        /** Tiles of 128 × 128 on tensor cores; where TF32 is allowed only. */
        TENSOR_LARGE("tf32_128x128", 128, 128, 16, 2, 2.4, 1.4);

        final String label;
        final int rows;
        final int columns;
        private final int depth;
        private final int resident;
        private final double rate;
        private final double rateAlone;

        Version(String label, int rows, int columns, int depth, int resident, double rate, double rateAlone) {
            this.label = label;
            this.rows = rows;
            this.columns = columns;
            this.depth = depth;
            this.resident = resident;
            this.rate = rate;
            this.rateAlone = rateAlone;
        }

        /** Steps of k that are in shared memory together. */
        int depth(DType type) {
            return type == DType.FLOAT64 && depth >= 16 ? depth / 2 : depth;
        }

        boolean isTile() {
            return rows > 0;
        }

        boolean isTensor() {
            return this == TENSOR_MEDIUM || this == TENSOR_LARGE;
        }

        /** Whether there is a kernel for each form. */
        boolean hasForms() {
            return this == LARGE || isTensor();
        }
    }

    /**
     * A product.
     *
     * @param type of the elements
     * @param m rows of the result
     * @param n its columns
     * @param k length of its sums
     * @param products how many there are
     * @param transposeA whether the first operand lies across k
     * @param transposeB whether the second operand lies along k
     */
    record Sizes(DType type, int m, int n, int k, int products, boolean transposeA, boolean transposeB) {
        /** Whether rows of the first operand, as they lie in memory, are a multiple of 16 bytes. */
        boolean alignedA() {
            return aligned(transposeA ? m : k);
        }

        boolean alignedB() {
            return aligned(transposeB ? k : n);
        }

        private boolean aligned(int row) {
            return (long) row * type.bytes() % 16 == 0;
        }

        /** Whether the second operand is the narrow one, as in matrix times vector. */
        boolean narrowB() {
            return n <= m;
        }

        /** Rows of the operand that is not narrow. */
        int longRows() {
            return narrowB() ? m : n;
        }

        int narrowColumns() {
            return narrowB() ? n : m;
        }

        /** Whether the operand that is not narrow lies along k, as a single row always does. */
        boolean longAlong() {
            return longRows() == 1 || (narrowB() ? !transposeA : transposeB);
        }

        boolean narrowAlong() {
            return narrowColumns() == 1 || (narrowB() ? transposeB : !transposeA);
        }

        long elements() {
            return (long) m * n * products;
        }
    }

    /**
     * What is fastest.
     *
     * @param tf32 whether factors may be rounded to TF32
     */
    static ProductChoice of(Sizes s, boolean tf32) {
        ProductChoice exact = fastest(s, false);
        if (!tf32 || s.type != DType.FLOAT32) {
            return exact;
        }
        ProductChoice rounded = fastest(s, true);
        return rounded.cycles <= WORTH * exact.cycles ? rounded : exact;
    }

    private static ProductChoice fastest(Sizes s, boolean tf32) {
        ProductChoice best = element(s);
        for (Version v : Version.values()) {
            boolean applies = applies(v, s) && (tf32 || !v.isTensor());
            for (int parts = 1; applies && parts <= MOST_PARTS; parts *= 2) {
                // Less is not worth a block: a round or two of all its threads.
                int least = v == Version.ROWS ? 256 : 64;
                int share = parts == 1 ? s.k : roundUp(Grid.blocks(s.k, parts), least);
                int real = s.k == 0 ? 1 : Grid.blocks(s.k, share);
                if (parts > 1 && (real < 2 || real * s.elements() * s.type.bytes() > MOST_SCRATCH)) {
                    break;
                }
                double cycles = v.isTile() ? tiles(v, s, share, real) : narrow(v, s, share, real);
                cycles += LAUNCH + (real > 1 ? secondPass(s, real) : 0);
                if (cycles < best.cycles) {
                    best = new ProductChoice(v, share, real, cycles);
                }
            }
        }
        return best;
    }

    private static boolean applies(Version v, Sizes s) {
        return switch (v) {
            case ELEMENT -> false;
            case ROWS -> s.k > 0 && s.narrowColumns() <= NARROW && s.longAlong();
            case COLUMNS -> s.k > 0 && s.narrowColumns() <= NARROW && !s.longAlong();
            case LARGE -> s.k > 0 && s.type == DType.FLOAT32 && s.alignedA() && s.alignedB();
            default -> s.k > 0;
        };
    }

    /** Blocks of tiles. */
    private static double tiles(Version v, Sizes s, int share, int parts) {
        double blocks = (double) s.products * Grid.blocks(s.m, v.rows) * Grid.blocks(s.n, v.columns) * parts;
        double each = Math.ceil(blocks / PROCESSORS);
        double step = v.rows * v.columns / 128.0;
        int tiles = Grid.blocks(share, v.depth(s.type));
        // Small tiles end with k, large ones go on over zeros.
        double steps = v.rows > 32 ? tiles * v.depth(s.type) : share;
        double copies = v.isTensor() && !(s.alignedA() && s.alignedB()) ? UNALIGNED : 1;
        double alone = START + Math.max(tiles * NEXT_TILE, steps * step / (v.rateAlone * copies));
        return Math.max(each * steps * step / (v.rate * copies), Math.ceil(each / v.resident) * alone);
    }

    /** Each result reads its operands by itself, from the first-level cache at best. */
    private static ProductChoice element(Sizes s) {
        double warps = Math.ceil(s.elements() / 256.0 / PROCESSORS) * 8;
        // Neighbours that read along a transposed operand are far apart.
        double reads = warps * s.k * (s.transposeB ? 1.4 + Math.min(s.k, 8) : 2.4);
        return new ProductChoice(Version.ELEMENT, s.k, 1, LAUNCH + Math.max(300 + s.k * 60.0, reads));
    }

    /** What the long operand takes to read, or what its warps take. */
    private static double narrow(Version v, Sizes s, int share, int parts) {
        double results = (double) s.products * parts;
        double bytes = (double) s.products * s.longRows() * s.k * s.type.bytes();
        int width = 16 / s.type.bytes();
        boolean rows = v == Version.ROWS;
        double blocks = results * (rows ? Grid.blocks(s.longRows(), 16) : Grid.blocks(s.longRows(), 32));
        double waves = Math.ceil(blocks / (PROCESSORS * (rows ? 5 : 6)));
        double rounds = Math.ceil(rows ? share / (32.0 * (s.k % width == 0 ? width : 1)) : share / 8.0);
        double round = rows ? 100 + 20 * s.narrowColumns() : 30 + 8 * s.narrowColumns();
        return Math.max(bytes / BYTES_PER_CYCLE, waves * (START + rounds * round));
    }

    private static double secondPass(Sizes s, int parts) {
        return SECOND_LAUNCH + (2.0 * parts + 1) * s.elements() * s.type.bytes() / BYTES_PER_CYCLE;
    }

    private static int roundUp(int a, int multiple) {
        return Math.multiplyExact(Grid.blocks(a, multiple), multiple);
    }
}
