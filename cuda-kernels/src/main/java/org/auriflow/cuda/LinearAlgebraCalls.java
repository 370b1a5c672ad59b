package org.auriflow.cuda;

import org.auriflow.engine.Shape;
import org.auriflow.engine.op.Cholesky;
import org.auriflow.engine.op.Determinant;
import org.auriflow.engine.op.Lu;
import org.auriflow.engine.op.Matrices;
import org.auriflow.engine.op.Op;
import org.auriflow.engine.op.Solve;
import org.auriflow.engine.op.TriangularSolve;
import org.auriflow.engine.spi.Plan;

/**
 * Launches of {@code linear_algebra.cu}: factors, systems and determinants of batches of dense matrices.
 *
 * <p>A thread per matrix for many tiny ones, a block in shared memory up to about n = 100, else a block in scratch memory. The
 * results do not depend on which.
 */
final class LinearAlgebraCalls implements Call {
    private static final String FAMILY = "linear_algebra";

    /** Bytes of shared memory that every device has, less what kernels declare themselves. */
    private static final int SHARED = (48 << 10) - 16;

    /** Up to this size, matrices can have a thread each, and do from that many on or if they are tinier still. */
    private static final int TINY = 8;

    private static final int TINIER = 4;
    private static final int MANY = 64;

    /** Matrices in a block of threads, one each, and the distance between their elements. */
    private static final int TOGETHER = 64;

    private static final int APART = TOGETHER + 1;

    /** Blocks with scratch memory of their own; each takes every so many matrices. */
    private static final int MOST_BLOCKS = 264;

    private static final int WARPS = 4;
    private static final int TRANSPOSED = 1;
    private static final int LOWER = 2;
    private static final int UNIT = 4;
    private static final int FACTORS = 8;

    private final String name;
    private final Kernel kernel;
    private final Grid grid;
    private final long scratch;
    private final int[] inputs;
    private final int output;
    private final Object[] sizes;

    private LinearAlgebraCalls(
            Plan.Step s, Kernels kernels, String name, Grid grid, long scratch, int[] inputs, Object... sizes) {
        this.name = name;
        this.kernel = kernels.get(FAMILY, s.type().dtype(), name);
        this.grid = grid;
        this.scratch = scratch;
        this.inputs = inputs;
        this.output = s.output();
        this.sizes = sizes;
    }

    /** The call of an operation on matrices, or null for another. */
    static Call of(Plan.Step s, Kernels kernels) {
        Op op = s.op();
        boolean known = op instanceof Cholesky
                || op instanceof Lu
                || op instanceof TriangularSolve
                || op instanceof Solve
                || op instanceof Determinant;
        if (!known) {
            return null;
        }
        if (s.type().size() == 0) {
            return new Nothing(op.name());
        }
        if (op instanceof TriangularSolve t) {
            int form = (t.transposed() ? TRANSPOSED : 0) | (t.lower() ? LOWER : 0) | (t.unit() ? UNIT : 0);
            return system(s, kernels, form, 0, 1);
        }
        if (op instanceof Solve solve) {
            return system(s, kernels, FACTORS | (solve.transposed() ? TRANSPOSED : 0), 1, 2);
        }
        if (op instanceof Determinant d) {
            return determinant(s, kernels, d.part());
        }
        return factors(s, kernels, op instanceof Lu);
    }

    /** An operation without a result. */
    private record Nothing(String name) implements Call {
        @Override
        public void launch(Launches to) {}
    }

    /** Cholesky or LU factors. */
    private static Call factors(Plan.Step s, Kernels kernels, boolean lu) {
        int n = s.type().shape().extent(-1);
        int count = Matrices.batch(s.type().shape()).size();
        String family = lu ? "lu_" : "cholesky_";
        int[] inputs = {s.inputs().get(0).memory()};
        if (isTiny(n, count)) {
            int bytes = (lu ? n + 1 : n) * n * APART * Double.BYTES;
            Grid grid = new Grid(Grid.blocks(count, TOGETHER), 1, 1, TOGETHER, bytes);
            return new LinearAlgebraCalls(s, kernels, family + "threads", grid, 0, inputs, n, count);
        }
        long inShared = Double.BYTES * (lu ? (n + 1L) * (n | 1) : n * (n + 1L) / 2 + n);
        int threads = n <= 16 ? 32 : n <= 32 ? 64 : n <= 64 ? 128 : 256;
        if (inShared <= SHARED) {
            Grid grid = new Grid(count, 1, 1, threads, (int) inShared);
            return new LinearAlgebraCalls(s, kernels, family + "block", grid, 0, inputs, n, count);
        }
        int blocks = Math.min(count, MOST_BLOCKS);
        long each = Double.BYTES * (lu ? (n + 1L) * n : n * (n + 1L) / 2 + n);
        return new LinearAlgebraCalls(
                s, kernels, family + "memory", Grid.of(blocks, threads), blocks * each, inputs, n, count);
    }

    /** Triangular and general systems: a matrix, or factors, and right-hand sides [..., n, m]. */
    private static Call system(Plan.Step s, Kernels kernels, int form, int matrix, int right) {
        int n = s.type().shape().extent(-2);
        int m = s.type().shape().extent(-1);
        Shape batch = Matrices.batch(s.type().shape());
        Shape ofT = s.inputs().get(matrix).type().shape();
        Shape ofB = s.inputs().get(right).type().shape();
        int sizeT = (form & FACTORS) != 0 ? (n + 1) * n : n * n;
        int[] axes = BatchAxes.of(batch, Matrices.batch(ofT), sizeT, Matrices.batch(ofB), n * m)
                .struct();
        int total = batch.size() * m;
        int[] inputs = {s.inputs().get(matrix).memory(), s.inputs().get(right).memory()};
        if (isTiny(n, total)) {
            Grid grid = new Grid(Grid.blocks(total, TOGETHER), 1, 1, TOGETHER, n * APART * Double.BYTES);
            return new LinearAlgebraCalls(s, kernels, "solve_threads", grid, 0, inputs, n, m, form, total, axes);
        }
        long inShared = Double.BYTES * ((long) n * (n | 1) + (long) WARPS * n);
        if (inShared <= SHARED) {
            int blocks = Math.multiplyExact(batch.size(), Grid.blocks(m, WARPS));
            Grid grid = new Grid(blocks, 1, 1, WARPS * 32, (int) inShared);
            return new LinearAlgebraCalls(s, kernels, "solve_block", grid, 0, inputs, n, m, form, total, axes);
        }
        Grid grid = Grid.of(Grid.blocks(total, WARPS), WARPS * 32);
        long scratch = (long) Double.BYTES * n * total;
        return new LinearAlgebraCalls(s, kernels, "solve_memory", grid, scratch, inputs, n, m, form, total, axes);
    }

    private static Call determinant(Plan.Step s, Kernels kernels, Determinant.Part part) {
        int n = s.inputs().get(0).type().shape().extent(-1);
        int count = s.type().size();
        int lanes = isTiny(n, count) ? 1 : 32;
        int[] inputs = {s.inputs().get(1).memory()};
        Grid grid = Grid.covering((long) count * lanes, WARPS * 32);
        return new LinearAlgebraCalls(s, kernels, "determinant", grid, 0, inputs, n, count, number(part), lanes);
    }

    /** What the kernel calls a part. */
    private static int number(Determinant.Part part) {
        return switch (part) {
            case VALUE -> 0;
            case SIGN -> 1;
            case LOG_ABSOLUTE -> 2;
        };
    }

    private static boolean isTiny(int n, int count) {
        return n <= TINIER || (n <= TINY && count >= MANY);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public long scratch() {
        return scratch;
    }

    @Override
    public void launch(Launches to) {
        int first = sizes.length + (scratch > 0 ? 1 : 0);
        Object[] all = new Object[first + inputs.length + 1];
        System.arraycopy(sizes, 0, all, 0, sizes.length);
        if (scratch > 0) {
            all[sizes.length] = to.scratch();
        }
        for (int i = 0; i < inputs.length; i++) {
            all[first + i] = to.address(inputs[i]);
        }
        all[first + inputs.length] = to.address(output);
        to.kernel(kernel, grid, all);
    }
}
