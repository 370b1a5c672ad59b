package org.auriflow.cuda;

import org.auriflow.engine.DType;
import org.auriflow.engine.Shape;
import org.auriflow.engine.op.Reduction;
import org.auriflow.engine.spi.Plan;

/**
 * Launches of {@code scan.cu}: running sums along one axis. Few long rows or columns are divided into parts, whose sums a kernel
 * of {@code reduce.cu} finds first.
 */
final class ScanCalls implements Call {
    /** Rows up to this length are taken by lanes of one warp. */
    private static final int SHORT_ROW = 256;

    /** Blocks that fill any device. */
    private static final int BLOCKS = 2048;

    /** Elements of a row that are worth a block of their own: a few times what it takes at once. */
    private static final int LEAST_CHUNK = 4096;

    /** Threads that keep any memory busy. */
    private static final int THREADS = 1 << 16;

    /** Steps along a column that are worth a thread of their own. */
    private static final int LEAST_STEPS = 32;

    /** Parts of a column at most: every part adds up the sums of those before it. */
    private static final int MOST_PARTS = 64;

    private final Kernel sums;
    private final Grid sumsGrid;
    private final Object[] sumsSizes;
    private final Kernel scan;
    private final Grid grid;
    private final Object[] sizes;
    private final long scratch;
    private final int input;
    private final int output;

    private ScanCalls(
            Plan.Step s,
            long scratch,
            Kernel sums,
            Grid sumsGrid,
            Object[] sumsSizes,
            Kernel scan,
            Grid grid,
            Object[] sizes) {
        this.sums = sums;
        this.sumsGrid = sumsGrid;
        this.sumsSizes = sumsSizes;
        this.scan = scan;
        this.grid = grid;
        this.sizes = sizes;
        this.scratch = scratch;
        this.input = s.inputs().get(0).memory();
        this.output = s.output();
    }

    /** The call for running sums, or null if the operation is another. */
    static Call of(Plan.Step s, Kernels kernels) {
        if (!(s.op() instanceof Reduction.CumulativeSum c)) {
            return null;
        }
        Shape shape = s.type().shape();
        int n = shape.extent(c.axis());
        int inner = shape.range(c.axis() + 1, shape.rank()).size();
        boolean empty = s.type().size() == 0;
        int rows = empty ? 0 : s.type().size() / n / inner;
        int reverse = c.reverse() ? 1 : 0;
        if (inner > 1 && !empty) {
            return columns(s, rows, n, inner, reverse, kernels);
        }
        if (n <= SHORT_ROW || empty) {
            int lanes = Math.min(32, ReductionCalls.powerOfTwoFrom(n));
            Grid grid = Grid.covering((long) rows * lanes, 128);
            Kernel k = kernels.get("scan", s.type().dtype(), "scan_rows");
            return new SingleLaunch(s, k, grid, false, rows, n, lanes, reverse);
        }
        return rows(s, rows, n, reverse, kernels);
    }

    private static Call rows(Plan.Step s, int rows, int n, int reverse, Kernels kernels) {
        DType type = s.type().dtype();
        int parts = parts(n, LEAST_CHUNK, Grid.blocks(BLOCKS, rows));
        int chunk = parts == 1 ? n : Grid.blocks(Grid.blocks(n, parts), 1024) * 1024;
        parts = Grid.blocks(n, chunk);
        return new ScanCalls(
                s,
                parts == 1 ? 0 : (long) rows * parts * ReductionCalls.sumBytes(type),
                kernels.get("reduce", type, "sum_block"),
                Grid.of(rows * parts, 256),
                new Object[] {n, parts, chunk, 0, 1},
                kernels.get("scan", type, "scan_block"),
                Grid.of(rows * parts, 256),
                new Object[] {n, parts, chunk, reverse});
    }

    private static Call columns(Plan.Step s, int outer, int n, int inner, int reverse, Kernels kernels) {
        DType type = s.type().dtype();
        int columns = outer * inner;
        int parts = Math.min(MOST_PARTS, parts(n, LEAST_STEPS, THREADS / Math.max(columns, 1)));
        int chunk = Grid.blocks(n, parts);
        parts = Grid.blocks(n, chunk);
        int width = 32;
        int tiles = Grid.blocks(columns, width);
        return new ScanCalls(
                s,
                parts == 1 ? 0 : (long) columns * parts * ReductionCalls.sumBytes(type),
                kernels.get("reduce", type, "sum_columns"),
                Grid.of(tiles * parts, 256),
                new Object[] {columns, n, inner, parts, chunk, tiles, width, 0, 1},
                kernels.get("scan", type, "scan_columns"),
                Grid.covering((long) columns * parts, 128),
                new Object[] {columns, n, inner, parts, chunk, reverse});
    }

    private static int parts(int n, int least, int wanted) {
        return Math.max(1, Math.min(n / least, wanted));
    }

    @Override
    public String name() {
        return scan.name();
    }

    @Override
    public long scratch() {
        return scratch;
    }

    @Override
    public void launch(Launches to) {
        long x = to.address(input);
        long partials = scratch == 0 ? 0 : to.scratch();
        if (scratch > 0) {
            to.kernel(sums, sumsGrid, ReductionCalls.with(sumsSizes, x, partials));
        }
        to.kernel(scan, grid, ReductionCalls.with(sizes, partials, x, to.address(output)));
    }
}
