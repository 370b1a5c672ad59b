package org.auriflow.inference.loss;

import org.auriflow.engine.Tensor;

/**
 * ROLR: squared error of r̂ on rows from θ1 and of 1/r̂ on rows from θ0.
 *
 * <p>L = ⟨(1 − y)(1/r̂ − 1/r_xz)²⟩ + ⟨y (r̂ − r_xz)²⟩ (1805.00020 eq. 30). Labels are limited to [e⁻¹⁰, e¹⁰]. The estimate is
 * bounded smoothly, log r̂ = f (1 + (f/10)⁴)^(−¼) of the network's output f, so that it stays inside (−10, 10) and keeps a
 * gradient outside; the bound is part of the estimator, so its optimum is unbiased. Deviation: MadMiner clips instead,
 * which stops learning outside.
 */
public record Rolr() implements RatioLoss {
    /** Of logarithms of ratios that are exponentiated. */
    static final double BOUND = 10;

    @Override
    public String name() {
        return "rolr";
    }

    @Override
    public boolean needsRatio() {
        return true;
    }

    @Override
    public Tensor logRatio(Tensor f) {
        return Bounded.smooth(f, BOUND);
    }

    @Override
    public Tensor of(RatioBatch b) {
        Tensor label = b.logRXz().clip(-BOUND, BOUND);
        Tensor zero = b.logR().neg().exp().sub(label.neg().exp()).pow(2).mul(b.rows(0));
        Tensor one = b.logR().exp().sub(label.exp()).pow(2).mul(b.rows(1));
        return b.mean(zero.add(one));
    }
}
