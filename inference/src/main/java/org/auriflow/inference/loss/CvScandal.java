package org.auriflow.inference.loss;

import org.auriflow.engine.Tensor;

/**
 * CV-SCANDAL: SCANDAL with a control variate. The label of the score becomes t_xz + c (1/r_xz − 1/r̂) for x ~ p(·|θ0), whose second term
 * vanishes on average where r̂ = r, and t_xz + c (r_xz − r̂) for x ~ p(·|θ1).
 *
 * <p>On average over z the label is t + c (1/r − 1/r̂): unbiased where r̂ = r, and only there. Near θ1 both brackets are proportional
 * to the noise, 1/r_xz − 1/r ≈ −(θ0 − θ1)·(t_xz − t)/r, so that the best c is some 1/(θ0 − θ1), of either sign, and one c for all θ0
 * takes little away. A c that depends on θ0 takes more, but of the signal too: with r̂ of the density itself the label becomes the
 * estimate. So this loss is seldom better than {@link Scandal}; docs/results.md has the numbers.
 *
 * <p>c is the one that makes the squared errors of a batch least, for each label and each component of θ: c = ⟨(t̂ − t_xz) δ⟩/⟨δ²⟩ with δ the
 * bracket. It is a constant of the gradient, as r̂ is in the label. Logarithms of ratios are limited to ±10, so that δ is finite.
 *
 * @param alpha weight α of the score, positive
 * @param schedule what α is multiplied with in the course of training
 */
public record CvScandal(double alpha, AlphaSchedule schedule) implements DensityLoss {
    /** Where a ratio is all but constant there is no variance to take away. */
    private static final double LEAST = 1e-12;

    /** Checks the weight. */
    public CvScandal {
        WithScore.requirePositive("cvscandal", alpha);
    }

    /** With the same α from the first step to the last. */
    public CvScandal(double alpha) {
        this(alpha, AlphaSchedule.CONSTANT);
    }

    @Override
    public String name() {
        return "cvscandal";
    }

    @Override
    public boolean needsScore() {
        return true;
    }

    @Override
    public boolean needsRatio() {
        return true;
    }

    @Override
    public Tensor of(DensityBatch b) {
        RatioBatch r = b.ratio();
        Tensor joint = r.logRXz().clip(-Rolr.BOUND, Rolr.BOUND);
        Tensor estimate = r.logR().stopGradient().clip(-Rolr.BOUND, Rolr.BOUND);
        Tensor zero = joint.neg().exp().sub(estimate.neg().exp()).mul(r.rows(0));
        Tensor one = joint.exp().sub(estimate.exp()).mul(r.rows(1));
        Tensor error = b.score().sub(b.tXz());
        Tensor rest = error.sub(explained(b, error, zero)).sub(explained(b, error, one));
        return b.mean(b.logProb()).neg().add(schedule.scale(b.mean(rest.pow(2)).mul(alpha), b.progress()));
    }

    /** c δ. */
    private static Tensor explained(DensityBatch b, Tensor error, Tensor delta) {
        Tensor weighted = b.weights() == null ? delta : delta.mul(b.weights());
        Tensor c = error.stopGradient()
                .mul(weighted)
                .mean(0)
                .div(delta.mul(weighted).mean(0).add(LEAST));
        return c.mul(delta);
    }
}
