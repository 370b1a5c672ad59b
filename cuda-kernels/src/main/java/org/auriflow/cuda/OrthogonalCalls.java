package org.auriflow.cuda;

import org.auriflow.engine.Shape;
import org.auriflow.engine.op.Decomposition;
import org.auriflow.engine.op.Eigh;
import org.auriflow.engine.op.Matrices;
import org.auriflow.engine.op.Qr;
import org.auriflow.engine.spi.Plan;

/**
 * Launches of {@code orthogonal.cu}: QR factors, eigenvectors and singular vectors of batches of dense matrices.
 *
 * <p>A thread per matrix for many tiny ones, a block in shared memory up to about n = 50, else a block in scratch memory. The
 * results do not depend on which.
 */
final class OrthogonalCalls implements Call {
    private static final String FAMILY = "orthogonal";

    /** Bytes of shared memory that every device has. */
    private static final int SHARED = 48 << 10;

    /** Up to this many columns, matrices can have a thread each, and do from that many on or if they are tinier still. */
    private static final int TINY = 8;

    private static final int TINIER = 4;
    private static final int MANY = 64;

    /** Matrices in a block of threads, one each, and the distance between their elements. */
    private static final int TOGETHER = 32;

    private static final int APART = TOGETHER + 1;

    /** Blocks with scratch memory of their own; each takes every so many matrices. */
    private static final int MOST_BLOCKS = 264;

    private final String name;
    private final Kernel kernel;
    private final Grid grid;
    private final long scratch;
    private final int input;
    private final int output;
    private final Object[] sizes;

    private OrthogonalCalls(Plan.Step s, Kernels kernels, String name, Grid grid, long scratch, Object... sizes) {
        this.name = name;
        this.kernel = kernels.get(FAMILY, s.type().dtype(), name);
        this.grid = grid;
        this.scratch = scratch;
        this.input = s.inputs().get(0).memory();
        this.output = s.output();
        this.sizes = sizes;
    }

    /** The call of a decomposition, or null for another operation. */
    static Call of(Plan.Step s, Kernels kernels) {
        if (!(s.op() instanceof Decomposition op)) {
            return null;
        }
        if (s.type().size() == 0) {
            return new Nothing(op.name());
        }
        Shape shape = s.inputs().get(0).type().shape();
        int m = shape.extent(-2);
        int n = shape.extent(-1);
        int count = Matrices.batch(shape).size();
        long together = work(op, m, n, op.rows(m, n)) * APART * Double.BYTES;
        boolean isTiny = n <= TINIER || (n <= TINY && count >= MANY);
        if (isTiny && together <= SHARED) {
            Grid grid = new Grid(Grid.blocks(count, TOGETHER), 1, 1, TOGETHER, (int) together);
            return new OrthogonalCalls(s, kernels, op.name() + "_threads", grid, 0, m, n, count);
        }
        int threads = n <= 16 ? 32 : n <= 32 ? 64 : 128;
        int each = Math.toIntExact(work(op, m, n, op.rows(m, n) | 1));
        long inShared = (long) Double.BYTES * each;
        if (inShared <= SHARED) {
            Grid grid = new Grid(count, 1, 1, threads, (int) inShared);
            return new OrthogonalCalls(s, kernels, op.name() + "_block", grid, 0, m, n, count);
        }
        int blocks = Math.min(count, MOST_BLOCKS);
        return new OrthogonalCalls(
                s, kernels, op.name() + "_memory", Grid.of(blocks, threads), blocks * inShared, m, n, count, each);
    }

    /** An operation without a result. */
    private record Nothing(String name) implements Call {
        @Override
        public void launch(Launches to) {}
    }

    /** Numbers that the kernels keep of a matrix: the packed result in columns of a stride, sources, and what each needs. */
    private static long work(Decomposition op, int m, int n, int stride) {
        long columns = (long) n * stride + n;
        if (op instanceof Qr) {
            return columns + 2L * n;
        }
        // Rotations of a round, and the flag.
        long turns = n + 2L;
        return op instanceof Eigh ? columns + (long) n * (n | 1) + turns : columns + m + n + turns;
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
        Object[] all = new Object[first + 2];
        System.arraycopy(sizes, 0, all, 0, sizes.length);
        if (scratch > 0) {
            all[sizes.length] = to.scratch();
        }
        all[first] = to.address(input);
        all[first + 1] = to.address(output);
        to.kernel(kernel, grid, all);
    }
}
