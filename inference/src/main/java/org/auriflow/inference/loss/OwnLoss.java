package org.auriflow.inference.loss;

import java.util.function.Function;
import org.auriflow.engine.Tensor;

/** A ratio loss that a user wrote as a function. */
record OwnLoss(String name, boolean needsRatio, boolean needsScore, Function<RatioBatch, Tensor> loss)
        implements RatioLoss {
    @Override
    public Tensor of(RatioBatch batch) {
        return loss.apply(batch);
    }
}
