package org.auriflow.cuda;

import org.auriflow.engine.DType;
import org.auriflow.engine.Shape;
import org.auriflow.engine.op.Indexing;
import org.auriflow.engine.spi.Plan;

/** Launches of {@code indexing.cu}: gather, scatteradd and searchsorted. */
final class IndexingCalls {
    private static final String FAMILY = "indexing";
    private static final int GATHER_OUTSIDE = 1;
    private static final int SCATTER_OUTSIDE = 2;

    /** Elements of a block of gather. */
    private static final int GATHERED = 1024;

    /** So few indices every result compares, whatever the number of results. */
    private static final int FEW_INDICES = 16;

    /** The most indices and comparisons with which results look for their own. */
    private static final int MOST_INDICES = 4096;

    private static final int MOST_COMPARISONS = 1 << 25;

    /** Threads that keep any memory busy. */
    private static final int THREADS = 1 << 16;

    /** Indices that are worth a thread and partial sums of their own. */
    private static final int LEAST_CHUNK = 32;

    /** Partial sums of all parts together, where there are several. */
    private static final int MOST_PARTIALS = 1 << 22;

    private IndexingCalls() {}

    /** The call for access by indices, or null if the operation is another. */
    static Call of(Plan.Step s, Kernels kernels) {
        if (s.op() instanceof Indexing.Gather g) {
            return gather(s, g, kernels);
        }
        if (s.op() instanceof Indexing.ScatterAdd a) {
            return scatterAdd(s, a, kernels);
        }
        return s.op() instanceof Indexing.SearchSorted search ? searchSorted(s, search, kernels) : null;
    }

    /** The exception for a fault record, or null if another kernel wrote it. */
    static RuntimeException exception(int[] fault) {
        return switch (fault[0]) {
            case GATHER_OUTSIDE -> Indexing.outside("gather", fault[2], fault[1], fault[3]);
            case SCATTER_OUTSIDE -> Indexing.outside("scatteradd", fault[2], fault[1], fault[3]);
            default -> null;
        };
    }

    private static Call gather(Plan.Step s, Indexing.Gather g, Kernels kernels) {
        Shape shape = s.type().shape();
        int size = shape.size();
        int n = Math.max(1, shape.extent(g.axis()));
        int extent = s.inputs().get(0).type().shape().extent(g.axis());
        return new SingleLaunch(
                s,
                kernels.get(FAMILY, s.type().dtype(), "gather"),
                Grid.of(Math.max(1, Grid.blocks(size, GATHERED)), 256),
                true,
                size,
                MovementCalls.divisor(n),
                MovementCalls.divisor(inner(shape, g.axis())),
                extent);
    }

    private static Call scatterAdd(Plan.Step s, Indexing.ScatterAdd a, Kernels kernels) {
        DType type = s.type().dtype();
        Shape shape = s.inputs().get(0).type().shape();
        int n = shape.extent(a.axis());
        int inner = inner(shape, a.axis());
        int results = s.type().size();
        if (shape.size() == 0) {
            return new Zeros(s.output(), s.type().bytes());
        }
        boolean few = n <= FEW_INDICES || (n <= MOST_INDICES && (long) results * n <= MOST_COMPARISONS);
        if (few && results > 0) {
            int lanes = lanes(n, results);
            Kernel k = kernels.get(FAMILY, type, "scatter_lanes");
            Grid grid = Grid.covering((long) results * lanes, 128);
            return new SingleLaunch(s, k, grid, true, results, n, inner, a.extent(), lanes);
        }
        return Walk.of(s, shape.size() / n, n, inner, a.extent(), kernels);
    }

    /** One lane per result where there are many, more where there are few and many indices. */
    private static int lanes(int n, int results) {
        int lanes = 1;
        while (lanes < 32 && lanes * 4 <= n && (long) results * lanes < THREADS) {
            lanes *= 2;
        }
        return lanes;
    }

    private static Call searchSorted(Plan.Step s, Indexing.SearchSorted op, Kernels kernels) {
        int size = s.type().size();
        return new SingleLaunch(
                s,
                kernels.get(FAMILY, s.inputs().get(0).type().dtype(), "searchsorted"),
                Grid.covering(size, 256),
                false,
                size,
                s.type().shape().extent(-1),
                s.inputs().get(0).type().shape().extent(-1),
                op.right() ? 1 : 0);
    }

    private static int inner(Shape shape, int axis) {
        return Math.max(1, shape.range(axis + 1, shape.rank()).size());
    }

    private record Zeros(int output, long bytes) implements Call {
        @Override
        public String name() {
            return "zeros";
        }

        @Override
        public void launch(Launches to) {
            if (bytes > 0) {
                to.clear(to.address(output), bytes);
            }
        }
    }

    /**
     * Threads that walk along the indices, and the sum of what they find.
     *
     * @param bytes of all partial sums, which are in the result itself if there is no {@code sum}
     * @param sum of the parts, or null
     */
    private record Walk(
            Kernel kernel, Grid grid, Object[] sizes, int values, int indices, int output, long bytes, Call sum)
            implements Call {
        static Walk of(Plan.Step s, int lines, int n, int inner, int extent, Kernels kernels) {
            DType type = s.type().dtype();
            int results = s.type().size();
            int most = Math.min(n / LEAST_CHUNK, Math.min(THREADS / lines, MOST_PARTIALS / Math.max(1, results)));
            int chunk = Grid.blocks(n, Math.max(1, most));
            int parts = Grid.blocks(n, chunk);
            boolean direct = results == 0 || (parts == 1 && type != DType.FLOAT32);
            return new Walk(
                    kernels.get(FAMILY, type, "scatter_walk"),
                    Grid.covering((long) lines * parts, 128),
                    new Object[] {lines, n, inner, extent, parts, chunk},
                    s.inputs().get(0).memory(),
                    s.inputs().get(1).memory(),
                    s.output(),
                    (long) parts * results * ReductionCalls.sumBytes(type),
                    direct ? null : ReductionCalls.ofParts(s, parts, results, kernels));
        }

        @Override
        public String name() {
            return kernel.name();
        }

        @Override
        public long scratch() {
            return sum == null ? 0 : sum.scratch();
        }

        @Override
        public void launch(Launches to) {
            long sums = sum == null ? to.address(output) : to.scratch();
            if (bytes > 0) {
                to.clear(sums, bytes);
            }
            Object[] all = ReductionCalls.with(sizes, to.address(values), to.address(indices), sums, to.fault());
            to.kernel(kernel, grid, all);
            if (sum != null) {
                sum.launch(to);
            }
        }
    }
}
