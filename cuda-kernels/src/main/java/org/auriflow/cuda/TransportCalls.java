package org.auriflow.cuda;

import org.auriflow.engine.DType;
import org.auriflow.engine.Shape;
import org.auriflow.engine.op.Fused;
import org.auriflow.engine.op.TransportOps;
import org.auriflow.engine.spi.Plan;

/** Launches of {@code pairwise.cu} and {@code sinkhorn.cu}. */
final class TransportCalls {
    /** Pairs of points that a block takes in each direction. */
    private static final int TILE = 64;

    private static final int THREADS = 256;

    /** Rows of a block, one for each warp. */
    private static final int ROWS = 8;

    /** Columns of a block, one for each lane. */
    private static final int COLUMNS = 32;

    private TransportCalls() {}

    /** Whether a fused operation has a kernel here. */
    static boolean has(Fused f) {
        return f.equals(TransportOps.SQUARED_DISTANCES)
                || f.equals(TransportOps.SINKHORN_ROWS)
                || f.equals(TransportOps.SINKHORN_COLUMNS);
    }

    /** The call of a step, or null where it is another operation. */
    static Call of(Plan.Step s, Kernels kernels) {
        if (!(s.op() instanceof Fused f) || !has(f)) {
            return null;
        }
        DType dtype = s.type().dtype();
        if (f.equals(TransportOps.SQUARED_DISTANCES)) {
            return distances(s, kernels.get("pairwise", dtype, "squared_distances"));
        }
        return f.equals(TransportOps.SINKHORN_ROWS)
                ? rows(s, kernels.get("sinkhorn", dtype, "sinkhorn_rows"))
                : columns(s, kernels.get("sinkhorn", dtype, "sinkhorn_columns"));
    }

    private static Call distances(Plan.Step s, Kernel kernel) {
        Shape z = s.type().shape();
        int n = z.extent(-2);
        int m = z.extent(-1);
        int d = s.inputs().get(0).type().shape().extent(-1);
        int batch = z.range(0, z.rank() - 2).size();
        Grid grid = Grid.of(batch * Grid.blocks(n, TILE) * Grid.blocks(m, TILE), THREADS);
        return new SingleLaunch(s, kernel, grid, false, n, m, d);
    }

    private static Call rows(Plan.Step s, Kernel kernel) {
        Shape cost = s.inputs().get(1).type().shape();
        Grid grid = Grid.of(Grid.blocks(s.type().size(), ROWS), THREADS);
        return new SingleLaunch(s, kernel, grid, false, s.type().size(), cost.extent(-2), cost.extent(-1));
    }

    private static Call columns(Plan.Step s, Kernel kernel) {
        Shape cost = s.inputs().get(1).type().shape();
        int batch = cost.range(0, cost.rank() - 2).size();
        Grid grid = Grid.of(batch * Grid.blocks(cost.extent(-1), COLUMNS), THREADS);
        return new SingleLaunch(s, kernel, grid, false, cost.extent(-2), cost.extent(-1));
    }
}
