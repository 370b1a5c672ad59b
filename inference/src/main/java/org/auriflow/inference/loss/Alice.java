package org.auriflow.inference.loss;

import org.auriflow.engine.Tensor;

/**
 * ALICE: cross-entropy of ŝ = 1/(1 + r̂) with the soft label s_xz = 1/(1 + r_xz), which knows more than y.
 *
 * <p>L = −⟨s_xz ln ŝ + (1 − s_xz) ln(1 − ŝ)⟩ (1808.00973 eq. 8). Finite for every finite log r̂ and log r_xz.
 */
public record Alice() implements RatioLoss {
    @Override
    public String name() {
        return "alice";
    }

    @Override
    public boolean needsRatio() {
        return true;
    }

    @Override
    public Tensor of(RatioBatch b) {
        return Carl.crossEntropy(b, b.logRXz().neg().sigmoid(), b.logRXz().sigmoid());
    }
}
