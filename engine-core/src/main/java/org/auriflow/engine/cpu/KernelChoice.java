package org.auriflow.engine.cpu;

import org.auriflow.engine.op.MatMul;
import org.auriflow.engine.op.Reduction;
import org.auriflow.engine.spi.Plan;

/** Which kernel runs a step; the choice depends on the operation, dtypes and shapes only. */
final class KernelChoice {
    private KernelChoice() {}

    static Kernel of(Plan.Step s) {
        Kernel k = null;
        if (s.op() instanceof MatMul m) {
            k = new MatMulKernel(s, m);
        } else if (s.op() instanceof Reduction.Sum sum) {
            k = SumKernel.of(s, sum);
        } else {
            k = CopyKernel.of(s);
        }
        return k == null ? new ReferenceKernel(s) : k;
    }
}
