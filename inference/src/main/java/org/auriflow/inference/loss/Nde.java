package org.auriflow.inference.loss;

import org.auriflow.engine.Tensor;

/** NDE or NLE: maximum likelihood, L = −⟨log p̂(x | θ)⟩ (1805.00020 eq. 38). Needs no gold. */
public record Nde() implements DensityLoss {
    @Override
    public String name() {
        return "nde";
    }

    @Override
    public boolean needsScore() {
        return false;
    }

    @Override
    public boolean needsRatio() {
        return false;
    }

    @Override
    public Tensor of(DensityBatch b) {
        return b.mean(b.logProb()).neg();
    }
}
