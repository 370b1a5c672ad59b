package org.auriflow.cuda;

import org.auriflow.engine.DType;
import org.auriflow.engine.Shape;
import org.auriflow.engine.op.ArgSort;
import org.auriflow.engine.spi.Plan;

/**
 * Launches of {@code sort.cu}: tiles are sorted in shared memory, those of longer lines then merged, from the result to
 * scratch memory and back as often as needed, so that the last merge writes the result.
 *
 * @param tiles kernel that sorts tiles
 * @param merge kernel that merges runs
 * @param size elements
 * @param lines lines along the axis
 * @param n elements of a line
 * @param inner step along the axis
 * @param width elements of a tile, a power of 2
 * @param bytes of an element
 * @param passes merges
 */
record SortCalls(
        Kernel tiles,
        Kernel merge,
        int input,
        int output,
        int size,
        int lines,
        int n,
        int inner,
        int width,
        int bytes,
        int passes)
        implements Call {
    private static final String FAMILY = "sort";
    private static final int THREADS = 256;

    /** The widest tile: with positions 24 KiB of float64, so that several blocks share a multiprocessor. */
    private static final int TILE = 2048;

    /** Elements of a block whose lines are short. */
    private static final int LEAST = 2 * THREADS;

    /** The call of a step, or null where it is another operation. */
    static Call of(Plan.Step s, Kernels kernels) {
        if (!(s.op() instanceof ArgSort sort)) {
            return null;
        }
        Shape shape = s.type().shape();
        DType type = s.inputs().get(0).type().dtype();
        int n = Math.max(1, shape.extent(sort.axis()));
        int width = 1;
        while (width < Math.min(n, TILE)) {
            width *= 2;
        }
        int passes = 0;
        for (long run = width; run < n; run *= 2) {
            passes++;
        }
        return new SortCalls(
                kernels.get(FAMILY, type, "argsort_tiles"),
                kernels.get(FAMILY, type, "argsort_merge"),
                s.inputs().get(0).memory(),
                s.output(),
                shape.size(),
                shape.size() / n,
                n,
                Math.max(1, shape.range(sort.axis() + 1, shape.rank()).size()),
                width,
                type == DType.FLOAT64 ? Double.BYTES : Float.BYTES,
                passes);
    }

    @Override
    public String name() {
        return passes == 0 ? tiles.name() : tiles.name() + " and " + passes + " merges";
    }

    @Override
    public long scratch() {
        return passes == 0 ? 0 : (long) size * Integer.BYTES;
    }

    @Override
    public void launch(Launches to) {
        if (size == 0) {
            return;
        }
        long x = to.address(input);
        int each = Grid.blocks(n, width);
        int total = Math.max(LEAST, width);
        int blocks = Grid.blocks((long) lines * each, total / width);
        long sorted = target(0, to);
        Grid grid = new Grid(blocks, 1, 1, THREADS, total * (bytes + Integer.BYTES));
        to.kernel(tiles, grid, lines, n, inner, each, width, total, x, sorted);
        for (int pass = 0, run = width; pass < passes; pass++, run *= 2) {
            long next = target(pass + 1, to);
            to.kernel(merge, Grid.covering(size, THREADS), size, n, inner, run, x, sorted, next);
            sorted = next;
        }
    }

    /** Where positions are after so many merges. */
    private long target(int merges, Launches to) {
        return (passes - merges) % 2 == 0 ? to.address(output) : to.scratch();
    }
}
