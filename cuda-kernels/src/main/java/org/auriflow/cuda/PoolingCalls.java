package org.auriflow.cuda;

import org.auriflow.engine.op.ArgMaxPool;
import org.auriflow.engine.spi.Plan;

/** Launches of {@code pooling.cu}. */
final class PoolingCalls {
    private static final int THREADS = 256;

    private PoolingCalls() {}

    /** The call of a step, or null where it is another operation. */
    static Call of(Plan.Step s, Kernels kernels) {
        if (!(s.op() instanceof ArgMaxPool pool)) {
            return null;
        }
        ArgMaxPool.Layout l = pool.layout(s.inputs().get(0).type(), s.type());
        int size = s.type().size();
        return new SingleLaunch(
                s,
                kernels.get("pooling", s.inputs().get(0).type().dtype(), "argmaxpool"),
                Grid.covering(size, THREADS),
                false,
                size,
                MovementCalls.divisor(l.results()[0]),
                MovementCalls.divisor(l.results()[1]),
                MovementCalls.divisor(l.results()[2]),
                struct(l.s(), l.kernel(), l.strides(), l.low()));
    }

    /** The struct {@code Pool}. */
    private static int[] struct(int[]... parts) {
        int[] all = new int[3 * parts.length];
        for (int k = 0; k < parts.length; k++) {
            System.arraycopy(parts[k], 0, all, 3 * k, 3);
        }
        return all;
    }
}
