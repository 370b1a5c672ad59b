package org.auriflow.inference.loss;

import org.auriflow.engine.Tensor;

/** A loss for estimators of the score t(x | θref), minimal on average where t̂ = t; runs are x, z ~ p(·|θref). */
public interface ScoreLoss {
    /** Name in lower case, as on the command line. */
    String name();

    /**
     * The mean loss over the batch, a scalar.
     *
     * @param estimate t̂(x), shape [B, k]
     * @param joint t_xz(θref), shape [B, k]
     */
    Tensor of(Tensor estimate, Tensor joint);
}
