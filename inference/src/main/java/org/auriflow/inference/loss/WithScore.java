package org.auriflow.inference.loss;

import org.auriflow.engine.Tensor;

/**
 * A ratio loss plus α times the squared error of the estimated score: CASCAL, RASCAL and ALICES from CARL, ROLR and
 * ALICE.
 *
 * <p>S = ⟨(1 − y) ‖t̂(θ0) − t_xz(θ0)‖²⟩, with t̂(θ0) = ∇θ0 log r̂(x | θ0, θ1) differentiated through the network; doubly
 * parameterised estimators add ⟨y ‖t̂(θ1) − t_xz(θ1)‖²⟩ with t̂(θ1) = −∇θ1 log r̂ (1805.00020 eq. 33; 1808.00973 eq. 10).
 * ‖·‖² is the mean over the k components, as in MadMiner, so α does not grow with k. For θ scaled by σ the score is
 * scaled by σ too.
 *
 * @param name name in lower case
 * @param base the ratio loss
 * @param alpha weight α of the score, positive
 * @param schedule what α is multiplied with in the course of training; validation sees its last value
 */
public record WithScore(String name, RatioLoss base, double alpha, AlphaSchedule schedule) implements RatioLoss {
    /** Checks the weight. */
    public WithScore {
        requirePositive(name, alpha);
    }

    /** With the same α from the first step to the last. */
    public WithScore(String name, RatioLoss base, double alpha) {
        this(name, base, alpha, AlphaSchedule.CONSTANT);
    }

    static void requirePositive(String name, double weight) {
        if (!(weight > 0) || Double.isInfinite(weight)) {
            throw new IllegalArgumentException(name + ": weights must be positive and finite, got " + weight
                    + "; use the method without that term for 0");
        }
    }

    @Override
    public boolean needsScore() {
        return true;
    }

    @Override
    public boolean needsRatio() {
        return base.needsRatio();
    }

    @Override
    public double bound() {
        return base.bound();
    }

    @Override
    public Tensor logRatio(Tensor output) {
        return base.logRatio(output);
    }

    @Override
    public Tensor of(RatioBatch b) {
        if (b.scores().isEmpty()) {
            throw new IllegalArgumentException(name + ": requires scores to match, got none; give the joint score");
        }
        Tensor loss = base.of(b);
        for (RatioBatch.ScorePair s : b.scores()) {
            Tensor squares = s.estimate().sub(s.joint()).pow(2).mean(-1).expand(-1);
            Tensor term = b.mean(squares.mul(b.rows(s.label()))).mul(alpha);
            loss = loss.add(schedule.scale(term, b.progress()));
        }
        return loss;
    }
}
