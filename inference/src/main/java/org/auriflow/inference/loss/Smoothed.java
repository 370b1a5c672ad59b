package org.auriflow.inference.loss;

import org.auriflow.engine.Tensor;

/**
 * CARL or ALICE with label noise: labels are flipped with probability ε/2, or rather replaced by their mean over flips, s' = (1 − ε) s +
 * ε/2 (label smoothing, 1512.00567 section 7). The estimate goes through the same channel, ŝ' = (1 − ε) ŝ + ε/2, so that the optimum
 * is still ŝ = s and no single run can cost more than ln(2/ε).
 *
 * @param base CARL or ALICE; give the result to {@link WithScore} for CASCAL or ALICES
 * @param noise ε, in (0, 1)
 */
public record Smoothed(RatioLoss base, double noise) implements RatioLoss {
    /** Checks both. */
    public Smoothed {
        if (!(base instanceof Carl || base instanceof Alice)) {
            throw new IllegalArgumentException("label noise: requires a cross-entropy, carl or alice, got "
                    + base.name() + "; squared errors of the ratio would be biased");
        }
        if (!(noise > 0 && noise < 1)) {
            throw new IllegalArgumentException(
                    "label noise: must be in (0, 1), got " + noise + "; use the loss itself for none");
        }
    }

    @Override
    public String name() {
        return base.name();
    }

    @Override
    public boolean needsRatio() {
        return base.needsRatio();
    }

    @Override
    public Tensor of(RatioBatch b) {
        return base.of(b.withLabels(noisy(b.y()), channel(b.logRXz())).withLogR(channel(b.logR())));
    }

    /** (1 − ε) s + ε/2. */
    private Tensor noisy(Tensor s) {
        return s.mul(1 - noise).add(noise / 2);
    }

    /** log((1 − s')/s') of s = 1/(1 + r). */
    private Tensor channel(Tensor logR) {
        return noisy(logR.sigmoid()).log().sub(noisy(logR.neg().sigmoid()).log());
    }
}
