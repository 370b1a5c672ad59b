package org.auriflow.engine.cpu;

import org.auriflow.engine.op.Fused;
import org.auriflow.engine.op.Indexing;
import org.auriflow.engine.op.Normalisation;
import org.auriflow.engine.op.Reduction;
import org.auriflow.engine.op.Rowwise;
import org.auriflow.engine.spi.Plan;

/** Kernels whose first operand is float32; GenerateTwins.java makes the float64 twin of this file. */
final class FloatKernels {
    private FloatKernels() {}

    /** The kernel, or null if there is none. */
    static Kernel of(Plan.Step s, KernelFamily family) {
        if (s.op() instanceof Reduction.Sum op) {
            return new FloatReductionKernel(s, op, family);
        } else if (s.op() instanceof Reduction.Extremum op) {
            return new FloatReductionKernel(s, op, family);
        } else if (s.op() instanceof Reduction.ArgMax op) {
            return new FloatArgMaxKernel(s, op);
        } else if (s.op() instanceof Reduction.CumulativeSum op) {
            return new FloatCumulativeSumKernel(s, op);
        } else if (s.op() instanceof Indexing.Gather op) {
            return new FloatGatherKernel(s, op);
        } else if (s.op() instanceof Indexing.ScatterAdd op) {
            return new FloatScatterAddKernel(s, op);
        } else if (s.op() instanceof Indexing.SearchSorted op) {
            return new FloatSearchSortedKernel(s, op);
        } else if (s.op() instanceof Fused op && op.body() instanceof Rowwise) {
            return FloatSplineKernel.has(op)
                    ? new FloatSplineKernel(s, op, family)
                    : new FloatRowwiseKernel(s, op, family);
        } else if (s.op() instanceof Fused op && KernelChoice.has(op)) {
            return KernelChoice.isLayerNorm(op)
                    ? new FloatLayerNormKernel(s, (Double) op.key())
                    : new FloatSoftmaxKernel(s, op.equals(Normalisation.LOG_SOFTMAX), family);
        }
        return null;
    }
}
