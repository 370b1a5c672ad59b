package org.auriflow.flows.internal;

import org.auriflow.engine.DType;
import org.auriflow.engine.Tensor;

/** Random choices. */
public final class Choices {
    private Choices() {}

    /**
     * Which of K alternatives each uniform number stands for.
     *
     * @param logits unnormalised log probabilities [K] or [n, K]
     * @param u uniform in (0, 1), [n]
     * @return int32 [n]
     */
    public static Tensor choose(Tensor logits, Tensor u) {
        int last = logits.shape().extent(-1) - 1;
        // The last sum is 1 up to rounding, and would be counted where it is below u.
        Tensor sums = logits.softmax().cumSum(-1).slice(-1, 0, last);
        return sums.le(u.expand(-1)).cast(DType.INT32).sum(-1);
    }
}
