package org.auriflow.engine.cpu;

import org.auriflow.engine.op.ArgMaxPool;
import org.auriflow.engine.op.Convolution;
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
        } else if (s.op() instanceof ArgMaxPool op) {
            return new FloatArgMaxPoolKernel(s, op);
        } else if (s.op() instanceof Convolution op) {
            return convolution(s, op, false, family);
        } else if (s.op() instanceof ConvolutionSteps.Flipped f) {
            return convolution(s, f.op(), true, family);
        } else if (s.op() instanceof ConvolutionSteps.Sums op) {
            return weights(s, op, family);
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

    private static Kernel convolution(Plan.Step s, Convolution op, boolean flipped, KernelFamily family) {
        if (s.flops() == 0 || op.result() == Convolution.Factor.WEIGHTS) {
            return null;
        }
        ConvolutionLayout layout = ConvolutionLayout.of(op, s.inputTypes(), flipped);
        if (layout.isDepthwise()) {
            layout = ConvolutionLayout.ofLongRuns(op, s.inputTypes(), flipped);
            return new FloatDepthwiseKernel(s, op, layout, family);
        }
        return op.result() == Convolution.Factor.OUTPUT
                ? new FloatConvolutionKernel(s, layout, family)
                : new FloatConvolutionInputKernel(s, layout, family);
    }

    private static Kernel weights(Plan.Step s, ConvolutionSteps.Sums sums, KernelFamily family) {
        ConvolutionLayout layout = ConvolutionLayout.of(sums.op(), s.inputTypes(), false);
        // Vector loops over patches are faster than dot products element by element, plain ones are not.
        if (layout.isDepthwise() && family != KernelFamily.SIMD) {
            layout = ConvolutionLayout.ofLongRuns(sums.op(), s.inputTypes(), false);
            return new FloatDepthwiseWeightsKernel(s, sums.parts(), layout, family);
        }
        return new FloatConvolutionWeightsKernel(s, sums.parts(), layout, family);
    }
}
