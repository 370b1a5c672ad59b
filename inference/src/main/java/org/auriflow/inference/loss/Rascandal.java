package org.auriflow.inference.loss;

import org.auriflow.engine.Tensor;

/**
 * RASCANDAL: SCANDAL and a term of the ratio that the density implies, log r̂ = log p̂(x | θ0) − log p̂(x | θ1): L = L_SCANDAL + β L_ALICE.
 *
 * <p>Deviation: 1805.12244 adds the squared errors of {@link Rolr}. Their gradient with respect to log r̂ is 2 r̂ (r̂ − r_xz), so that
 * a few runs with large joint ratios decide it. That of {@link Alice}, s_xz − ŝ with s = 1/(1 + r), is inside (−1, 1) whatever the label;
 * the optimum is the same, and nothing is clipped.
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
        return new Scandal(alpha, schedule).of(b).add(new Alice().of(b.ratio()).mul(beta));
    }
}
