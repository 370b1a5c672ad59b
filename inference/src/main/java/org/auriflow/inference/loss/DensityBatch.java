package org.auriflow.inference.loss;

import org.auriflow.engine.Tensor;

/**
 * What a density loss sees of B training runs; every tensor has the same floating dtype, and those that a loss does not
 * ask for may be null.
 *
 * @param logProb log p̂(x | θ) in nats at the θ of the run, shape [B, 1]
 * @param score t̂ = ∇θ log p̂(x | θ) there, shape [B, k]
 * @param tXz the joint score there, shape [B, k]
 * @param ratio the run as one of ratio estimators: log r̂ = log p̂(x | θ0) − log p̂(x | θ1), label and joint ratio
 * @param weights of the runs with a mean of 1 over all training runs, shape [B, 1]; null if all are 1
 * @param progress share of all training steps that are done, a scalar in [0, 1]; null stands for 1, as in validation
 */
public record DensityBatch(
        Tensor logProb, Tensor score, Tensor tXz, RatioBatch ratio, Tensor weights, Tensor progress) {
    /** Runs of equal weight at the end of training. */
    public DensityBatch(Tensor logProb, Tensor score, Tensor tXz, RatioBatch ratio) {
        this(logProb, score, tXz, ratio, null, null);
    }

    /** The weighted mean over the batch (and over components), a scalar; a loss must end with it. */
    public Tensor mean(Tensor perRun) {
        return RatioBatch.mean(perRun, weights);
    }
}
