package org.auriflow.engine.cpu;

import org.auriflow.engine.DType;
import org.auriflow.engine.op.Draw;
import org.auriflow.engine.op.Logic;
import org.auriflow.engine.op.MatMul;
import org.auriflow.engine.op.Pointwise;
import org.auriflow.engine.op.Reduction;
import org.auriflow.engine.spi.Plan;

/** Which kernel of a family runs a step; the choice depends on the operation, dtypes and shapes only. */
final class KernelChoice {
    private KernelChoice() {}

    static Kernel of(Plan.Step s, KernelFamily family) {
        Kernel k;
        if (s.op() instanceof Pointwise || s.op() instanceof Logic.Where || s.op() instanceof Logic.Cast) {
            DType in = s.inputs().get(s.inputs().size() - 1).type().dtype();
            DType out = s.type().dtype();
            String name = s.op().name();
            Loop loop = family == KernelFamily.SIMD ? Loops.find(name, in, out) : Loops.scalar(name, in, out);
            k = loop == null ? null : new PointwiseKernel(s, loop);
        } else if (s.op() instanceof MatMul m) {
            k = new MatMulKernel(s, m, family);
        } else if (s.op() instanceof Reduction.Sum sum) {
            k = SumKernel.of(s, sum);
        } else if (s.op() instanceof Draw draw) {
            k = new DrawKernel(s, draw);
        } else {
            k = CopyKernel.of(s);
        }
        return k == null ? new ReferenceKernel(s) : k;
    }
}
