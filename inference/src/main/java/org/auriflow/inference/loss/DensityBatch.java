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
 */
public record DensityBatch(Tensor logProb, Tensor score, Tensor tXz, RatioBatch ratio) {}
