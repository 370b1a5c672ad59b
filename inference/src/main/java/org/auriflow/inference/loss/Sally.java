package org.auriflow.inference.loss;

import org.auriflow.engine.Tensor;

/**
 * SALLY: squared error of the estimated score, L = ⟨‖t̂(x) − t_xz(θref)‖²⟩ (1805.00020 eq. 36), the mean over the k
 * components. The estimate is an optimal observable near θref; inference uses histograms of it.
 */
public record Sally() implements ScoreLoss {
    @Override
    public String name() {
        return "sally";
    }

    @Override
    public Tensor of(Tensor estimate, Tensor joint, Tensor weights) {
        return RatioBatch.mean(estimate.sub(joint).pow(2), weights);
    }
}
