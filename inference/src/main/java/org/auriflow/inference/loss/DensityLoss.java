package org.auriflow.inference.loss;

import org.auriflow.engine.Tensor;

/** A loss for estimators of log p(x | θ), minimal on average where p̂ = p; every run is x, z ~ p(·|θ) at a θ of its own. */
public interface DensityLoss {
    /** Name in lower case, as on the command line. */
    String name();

    /** Whether it uses the joint score at the θ that a run was sampled at. */
    boolean needsScore();

    /** Whether it uses the joint likelihood ratio, so that runs must be {@link org.auriflow.inference.simulator.RatioRuns}. */
    boolean needsRatio();

    /** The weighted mean loss over the batch, a scalar (see {@link DensityBatch#mean}). */
    Tensor of(DensityBatch batch);
}
