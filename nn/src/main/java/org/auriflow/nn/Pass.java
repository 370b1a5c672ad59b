package org.auriflow.nn;

import org.auriflow.engine.DType;
import org.auriflow.engine.Tensor;

/**
 * What a call of a model may depend on besides its input.
 *
 * @param training whether random layers act
 * @param step int32 scalar that is another number in every training step, the draw counter of random layers; {@code null}
 *     in evaluation
 * @param updates takes the state that layers keep between training steps; {@code null} in evaluation
 */
public record Pass(boolean training, Tensor step, Updates updates) {
    private static final Pass EVALUATION = new Pass(false, null, null);

    /**
     * Checks the counter.
     *
     * @throws IllegalArgumentException if training has no int32 scalar step
     */
    public Pass {
        if (training
                && (step == null || step.dtype() != DType.INT32 || step.shape().rank() != 0)) {
            throw new IllegalArgumentException("pass: training requires an int32 scalar step, got "
                    + (step == null ? "none" : step.type()) + "; count the steps in a variable");
        }
    }

    /** Every layer acts as a fixed function. */
    public static Pass evaluation() {
        return EVALUATION;
    }

    /** Random layers act, with draws of this step; a new set of updates. */
    public static Pass training(Tensor step) {
        return new Pass(true, step, new Updates());
    }
}
