package org.auriflow.inference.loss;

import org.auriflow.engine.Tensor;

/**
 * CARL, also LRT or NRE-A: binary cross-entropy of ŝ = 1/(1 + r̂) with the label y.
 *
 * <p>L = −⟨y ln ŝ + (1 − y) ln(1 − ŝ)⟩ (1506.02169; 1805.00020 eq. 26). Needs no gold. Finite for every finite log r̂.
 */
public record Carl() implements RatioLoss {
    @Override
    public String name() {
        return "carl";
    }

    @Override
    public boolean needsRatio() {
        return false;
    }

    @Override
    public Tensor of(RatioBatch b) {
        return crossEntropy(b, b.y(), b.rows(0));
    }

    /** ⟨s softplus(log r̂) + (1 − s) softplus(−log r̂)⟩; s and 1 − s are given apart, so that neither is a difference. */
    static Tensor crossEntropy(RatioBatch b, Tensor s, Tensor complement) {
        Tensor one = s.mul(b.logR().softplus());
        Tensor zero = complement.mul(b.logR().neg().softplus());
        return b.mean(one.add(zero));
    }
}
