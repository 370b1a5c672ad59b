package org.auriflow.nn.train;

import java.util.Map;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Variable;

/**
 * AMSGrad (1904.09237, algorithm 2): Adam divided by the largest mean square so far. Unlike the paper, both means are
 * corrected for their bias, as is customary.
 *
 * @param beta1 decay of the mean gradient, in [0, 1)
 * @param beta2 decay of the mean square, in [0, 1)
 * @param epsilon added to the corrected root mean square
 */
public record AMSGrad(double beta1, double beta2, double epsilon) implements Optimizer {
    /** The usual constants: 0.9, 0.999 and 10⁻⁸. */
    public AMSGrad() {
        this(0.9, 0.999, 1e-8);
    }

    /**
     * Checks the constants.
     *
     * @throws IllegalArgumentException if a decay is outside [0, 1) or epsilon is not positive
     */
    public AMSGrad {
        new AdaptiveMoments.Rule(beta1, beta2, epsilon, true, 0, WeightDecay.ALL);
    }

    @Override
    public State create(Engine engine, Map<String, Variable> parameters) {
        return new AdaptiveMoments(
                new AdaptiveMoments.Rule(beta1, beta2, epsilon, true, 0, WeightDecay.ALL), engine, parameters);
    }

    @Override
    public Map<String, Object> config() {
        return Map.of("type", "amsgrad", "beta1", beta1, "beta2", beta2, "epsilon", epsilon);
    }
}
