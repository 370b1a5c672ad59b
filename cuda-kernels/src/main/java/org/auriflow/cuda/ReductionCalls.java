package org.auriflow.cuda;

import java.util.ArrayList;
import java.util.List;
import org.auriflow.engine.DType;
import org.auriflow.engine.Shape;
import org.auriflow.engine.op.Op;
import org.auriflow.engine.op.Reduction;
import org.auriflow.engine.spi.Plan;

/**
 * Launches of {@code reduce.cu}: sums and extrema over any axes, and positions of the largest element along one.
 *
 * <p>Neighbouring axes that are all reduced or all kept are one axis. The innermost reduced axis then goes first, the others
 * follow on what is left, each as a reduction of [outer, n, inner] along n. An axis with few results is reduced in parts, and the
 * partial results in another launch. All of this follows from shapes alone.
 */
final class ReductionCalls implements Call {
    private static final String FAMILY = "reduce";

    /** Rows up to this length are reduced by lanes of one warp, if there are many or they are shorter still. */
    private static final int SHORT_ROW = 1024;

    private static final int SHORTEST_ROW = 256;
    private static final int MANY_ROWS = 64;

    /** Blocks that fill any device. */
    private static final int BLOCKS = 2048;

    /** Elements that are worth a block of their own. */
    private static final int LEAST_CHUNK = 4096;

    /** Threads that keep any memory busy. */
    private static final int THREADS = 1 << 18;

    private static final int FEWEST_PARTS = 4;

    /** Stands for the operand or the result where others are places in scratch memory. */
    private static final long WHOLE = -1;

    private final String name;
    private final DType type;
    private final String kernel;
    private final int partialBytes;
    private final Kernels kernels;
    private final int input;
    private final int output;
    private final List<Launch> launches = new ArrayList<>();
    private long scratch;
    private long at = WHOLE;

    /** One launch: sizes, and where it reads and writes. */
    private record Launch(Kernel kernel, Grid grid, int[] sizes, long from, long to) {
        Object[] arguments(long x, long y, long scratch) {
            Object[] all = new Object[sizes.length + 4];
            for (int i = 0; i < sizes.length; i++) {
                all[i] = sizes[i];
            }
            all[sizes.length] = from == WHOLE ? 0 : 1;
            all[sizes.length + 1] = to == WHOLE ? 0 : 1;
            all[sizes.length + 2] = from == WHOLE ? x : scratch + from;
            all[sizes.length + 3] = to == WHOLE ? y : scratch + to;
            return all;
        }
    }

    /** Neighbouring axes of one kind. */
    private record Axes(int extent, boolean reduced) {}

    private ReductionCalls(Plan.Step s, String kernel, int partialBytes, Kernels kernels) {
        this.name = s.op().name();
        this.type = s.inputs().get(0).type().dtype();
        this.kernel = kernel;
        this.partialBytes = partialBytes;
        this.kernels = kernels;
        this.input = s.inputs().get(0).memory();
        this.output = s.output();
    }

    /** The call for a reduction, or null if the operation is none. */
    static Call of(Plan.Step s, Kernels kernels) {
        Op op = s.op();
        if (!(op instanceof Reduction.Sum || op instanceof Reduction.Extremum || op instanceof Reduction.ArgMax)) {
            return null;
        }
        DType type = s.inputs().get(0).type().dtype();
        if (s.inputs().get(0).type().size() == 0) {
            // Only a sum may be over nothing.
            return new Zeros(op.name(), s.output(), s.type().bytes());
        }
        Shape shape = s.inputs().get(0).type().shape();
        if (op instanceof Reduction.Sum sum) {
            return new ReductionCalls(s, "sum", sumBytes(type), kernels).over(shape, sum.axes());
        }
        if (op instanceof Reduction.Extremum e) {
            return new ReductionCalls(s, e.largest() ? "max" : "min", type.bytes(), kernels).over(shape, e.axes());
        }
        int axis = ((Reduction.ArgMax) op).axis();
        return new ReductionCalls(s, "argmax", type == DType.FLOAT64 ? 16 : 8, kernels).over(shape, List.of(axis));
    }

    /**
     * The sum of partial sums [parts, results] at the beginning of the scratch memory, which become the result of a step.
     *
     * @param parts at least 1
     * @param results not 0
     */
    static Call ofParts(Plan.Step s, int parts, int results, Kernels kernels) {
        ReductionCalls c = new ReductionCalls(s, "sum", sumBytes(s.type().dtype()), kernels);
        c.at = 0;
        c.scratch = c.partials((long) parts * results);
        if (results == 1) {
            c.rows(1, parts, true);
        } else {
            c.columns(1, parts, results, true);
        }
        return c;
    }

    /** The largest elements along one axis of the first operand of a step; not for an empty operand. */
    static ReductionCalls ofMaximum(Plan.Step s, int axis, Kernels kernels) {
        Plan.Operand x = s.inputs().get(0);
        ReductionCalls c = new ReductionCalls(s, "max", x.type().dtype().bytes(), kernels);
        return c.over(x.type().shape(), List.of(axis));
    }

    /** Bytes of a partial sum. */
    static int sumBytes(DType type) {
        return type == DType.INT32 ? 4 : 8;
    }

    private record Zeros(String name, int output, long bytes) implements Call {
        @Override
        public void launch(Launches to) {
            if (bytes > 0) {
                to.clear(to.address(output), bytes);
            }
        }
    }

    private static List<Axes> grouped(Shape s, List<Integer> axes) {
        List<Axes> groups = new ArrayList<>();
        for (int i = 0; i < s.rank(); i++) {
            int e = s.extent(i);
            boolean reduced = axes.contains(i);
            int last = groups.size() - 1;
            if (last >= 0 && groups.get(last).reduced == reduced) {
                groups.set(last, new Axes(groups.get(last).extent * e, reduced));
            } else if (e != 1) {
                groups.add(new Axes(e, reduced));
            }
        }
        return groups;
    }

    private ReductionCalls over(Shape s, List<Integer> axes) {
        List<Axes> groups = grouped(s, axes);
        int inner = 1;
        int left = (int) groups.stream().filter(Axes::reduced).count();
        int outer = s.size();
        if (left == 0) {
            // Nothing but axes of one element.
            columns(1, 1, outer, true);
        }
        for (int i = groups.size() - 1; i >= 0; i--) {
            Axes g = groups.get(i);
            outer /= g.extent;
            if (g.reduced) {
                left--;
                along(outer, g.extent, inner, left == 0);
            } else {
                inner *= g.extent;
            }
        }
        return this;
    }

    private void along(int outer, int n, int inner, boolean last) {
        if (inner == 1) {
            rows(outer, n, last);
        } else {
            columns(outer, n, inner, last);
        }
    }

    private void rows(int rows, int n, boolean last) {
        if (n <= SHORT_ROW && (rows >= MANY_ROWS || n <= SHORTEST_ROW)) {
            int lanes = Math.min(32, powerOfTwoFrom((n + 3) / 4));
            add("rows", Grid.covering((long) rows * lanes, 128), rows, last, rows, n, lanes);
            return;
        }
        int parts = worthwhile(Math.min(n / LEAST_CHUNK, Grid.blocks(BLOCKS, rows)));
        // A multiple of 1024 elements, so that threads load as often as each other.
        int chunk = parts == 1 ? n : Grid.blocks(Grid.blocks(n, parts), 1024) * 1024;
        parts = Grid.blocks(n, chunk);
        int threads = chunk <= SHORT_ROW ? 128 : 256;
        add("block", Grid.of(rows * parts, threads), rows * parts, last && parts == 1, n, parts, chunk);
        if (parts > 1) {
            rows(rows, parts, last);
        }
    }

    private void columns(int outer, int n, int inner, boolean last) {
        int columns = outer * inner;
        // Loads of 32 bytes are the shortest without waste; those of 128 are better where memory and not its latency
        // counts.
        int narrowest = (long) columns * n <= 1 << 16 ? 8 : 32;
        int least = Math.min(narrowest, powerOfTwoFrom(columns));
        int height = 1;
        while (height < 256 / least && height * 2 <= n / 4 && (long) columns * height < THREADS) {
            height *= 2;
        }
        int width = 256 / height;
        int tiles = Grid.blocks(columns, width);
        long wanted = THREADS / ((long) columns * height);
        int parts = worthwhile((int) Math.min(wanted, n / (height * 8)));
        int chunk = Grid.blocks(n, parts);
        parts = Grid.blocks(n, chunk);
        int results = columns * parts;
        add(
                "columns",
                Grid.of(tiles * parts, 256),
                results,
                last && parts == 1,
                columns,
                n,
                inner,
                parts,
                chunk,
                tiles,
                width);
        if (parts > 1) {
            columns(outer, parts, inner, last);
        }
    }

    /** The second launch that parts take costs more than few of them save. */
    private static int worthwhile(int parts) {
        return parts < FEWEST_PARTS ? 1 : parts;
    }

    /** Adds a launch that reads what the one before wrote. */
    private void add(String version, Grid grid, int results, boolean last, int... sizes) {
        long to = WHOLE;
        if (!last) {
            to = scratch;
            scratch += partials(results);
        }
        launches.add(new Launch(kernels.get(FAMILY, type, kernel + "_" + version), grid, sizes, at, to));
        at = to;
    }

    /** Bytes of so many partial results. */
    private long partials(long n) {
        return (n * partialBytes + 255) / 256 * 256;
    }

    /** The smallest power of two that is no smaller. */
    static int powerOfTwoFrom(int n) {
        return n <= 1 ? 1 : Integer.highestOneBit(n - 1) * 2;
    }

    /** Arguments of a launch: sizes, and addresses after them. */
    static Object[] with(Object[] sizes, Object... addresses) {
        Object[] all = new Object[sizes.length + addresses.length];
        System.arraycopy(sizes, 0, all, 0, sizes.length);
        System.arraycopy(addresses, 0, all, sizes.length, addresses.length);
        return all;
    }

    @Override
    public String name() {
        return name + " by " + launches.get(0).kernel.name();
    }

    @Override
    public long scratch() {
        return scratch;
    }

    @Override
    public void launch(Launches to) {
        launch(to, to.address(input), to.address(output), to.scratch());
    }

    /** Launches with operand, result and scratch memory elsewhere. */
    void launch(Launches to, long x, long y, long scratchMemory) {
        for (Launch l : launches) {
            to.kernel(l.kernel, l.grid, l.arguments(x, y, scratchMemory));
        }
    }
}
