package org.auriflow.inference.loss;

import java.util.List;
import org.auriflow.engine.Tensor;

/**
 * What a ratio loss sees of B training runs; every tensor has the same floating dtype.
 *
 * <p>Scores are derivatives with respect to θ in units of its deviation over the training runs, and θ is given in these units.
 *
 * @param logR estimated log r̂(x | θ0, θ1) in nats, shape [B, 1]
 * @param y label, 0 for x ~ p(·|θ0) and 1 for x ~ p(·|θ1), shape [B, 1]
 * @param logRXz joint log ratio log r_xz(θ0, θ1) in nats, shape [B, 1]; infinite values must have been limited
 * @param theta0 standardised θ0, shape [B, k]
 * @param theta1 standardised θ1, shape [B, k]; null against a marginal reference, which has none
 * @param scores estimated and joint scores to match, of θ0 first; empty for losses that need none
 * @param weights of the runs with a mean of 1 over all training runs of either label, shape [B, 1]; null if all are 1
 * @param progress share of all training steps that are done, a scalar in [0, 1]; null stands for 1, as in validation
 */
public record RatioBatch(
        Tensor logR,
        Tensor y,
        Tensor logRXz,
        Tensor theta0,
        Tensor theta1,
        List<ScorePair> scores,
        Tensor weights,
        Tensor progress) {
    /** Runs of equal weight at the end of training. */
    public RatioBatch(Tensor logR, Tensor y, Tensor logRXz, Tensor theta0, Tensor theta1, List<ScorePair> scores) {
        this(logR, y, logRXz, theta0, theta1, scores, null, null);
    }

    /**
     * An estimated score and the joint score it should match on average.
     *
     * @param label the y of the rows it is defined on: 0 for scores at θ0, 1 for scores at θ1; the others do not count
     * @param estimate t̂, shape [B, k]
     * @param joint t_xz, shape [B, k]; finite everywhere, also on rows that do not count
     */
    public record ScorePair(int label, Tensor estimate, Tensor joint) {}

    /** 1 on rows with the given label, else 0, shape [B, 1]. */
    public Tensor rows(int label) {
        return label == 1 ? y : Tensor.onesLike(y).sub(y);
    }

    /** The estimated probability of y = 1, ŝ = 1/(1 + r̂), shape [B, 1]. */
    public Tensor s() {
        return logR.neg().sigmoid();
    }

    /** r_xz(θ0, θ1), shape [B, 1]. */
    public Tensor rXz() {
        return logRXz.exp();
    }

    /** t̂(x | θ0), shape [B, k]. */
    public Tensor score() {
        return scores.get(0).estimate();
    }

    /** t_xz(θ0), shape [B, k]; it counts on rows with y = 0 only. */
    public Tensor tXz() {
        return scores.get(0).joint();
    }

    /** With another estimate. */
    public RatioBatch withLogR(Tensor other) {
        return new RatioBatch(other, y, logRXz, theta0, theta1, scores, weights, progress);
    }

    /** With other labels. */
    RatioBatch withLabels(Tensor label, Tensor logRatio) {
        return new RatioBatch(logR, label, logRatio, theta0, theta1, scores, weights, progress);
    }

    /** The weighted mean over the batch, a scalar: Σ w v / B, which is unbiased whatever the weights of this batch sum to. */
    public Tensor mean(Tensor perRun) {
        return mean(perRun, weights);
    }

    static Tensor mean(Tensor perRun, Tensor weights) {
        return (weights == null ? perRun : perRun.mul(weights)).mean();
    }
}
