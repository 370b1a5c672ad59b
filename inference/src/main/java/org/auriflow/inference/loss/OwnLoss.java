package org.auriflow.inference.loss;

import java.util.function.Function;
import org.auriflow.engine.Tensor;

/** A ratio loss that a user wrote as a function. */
record OwnLoss(String name, boolean needsRatio, boolean needsScore, Function<RatioBatch, Tensor> loss)
        implements RatioLoss {
    @Override
    public Tensor of(RatioBatch batch) {
        Tensor value = loss.apply(batch);
        if (value.shape().rank() > 0) {
            return batch.mean(value);
        }
        if (batch.weights() != null) {
            throw new IllegalArgumentException(name + ": requires one number for each of the weighted runs, got their "
                    + "mean; leave the last mean() out");
        }
        return value;
    }
}
