package org.auriflow.inference.loss;

import org.auriflow.engine.Tensor;

/**
 * RASCANDAL: SCANDAL and the squared errors of the ratio that the density implies, L = L_SCANDAL + β L_ROLR (1805.12244), with log r̂ =
 * log p̂(x | θ0) − log p̂(x | θ1). Estimate and label are clipped to ±10 there; outside the other terms still have gradients. The smooth
 * bound of {@link Rolr} would bias a density, which is not bounded itself.
 *
 * @param alpha weight α of the score, positive
 * @param beta weight β of the ratio, positive
 * @param schedule what α is multiplied with in the course of training
 */
public record Rascandal(double alpha, double beta, AlphaSchedule schedule) implements DensityLoss {
    /** Checks the weights. */
    public Rascandal {
        WithScore.requirePositive("rascandal", alpha);
        WithScore.requirePositive("rascandal", beta);
    }

    /** With the same α from the first step to the last. */
    public Rascandal(double alpha, double beta) {
        this(alpha, beta, AlphaSchedule.CONSTANT);
    }

    @Override
    public String name() {
        return "rascandal";
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
        RatioBatch bounded = r.withLogR(r.logR().clip(-Rolr.BOUND, Rolr.BOUND));
        return new Scandal(alpha, schedule).of(b).add(new Rolr().of(bounded).mul(beta));
    }
}
