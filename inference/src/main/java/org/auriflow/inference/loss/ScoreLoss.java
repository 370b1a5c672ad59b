package org.auriflow.inference.loss;

import org.auriflow.engine.Tensor;

/** A loss for estimators of the score t(x | θref), minimal on average where t̂ = t; runs are x, z ~ p(·|θref). */
public interface ScoreLoss {
    /** Name in lower case, as on the command line. */
    String name();

    /**
     * The weighted mean of the loss over the batch, a scalar.
     *
     * @param estimate t̂(x), shape [B, k]
     * @param joint t_xz(θref), shape [B, k]
     * @param weights of the runs with a mean of 1 over all training runs, shape [B, 1]; null if all are 1
     */
    Tensor of(Tensor estimate, Tensor joint, Tensor weights);

    /** The mean over runs of equal weight. */
    default Tensor of(Tensor estimate, Tensor joint) {
        return of(estimate, joint, null);
    }
}
