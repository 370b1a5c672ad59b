package org.auriflow.nn.train;

import java.util.Map;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Variable;

/**
 * Adam (1412.6980, algorithm 1).
 *
 * @param beta1 decay of the mean gradient, in [0, 1)
 * @param beta2 decay of the mean square, in [0, 1)
 * @param epsilon added to the corrected root mean square
 */
public record Adam(double beta1, double beta2, double epsilon) implements Optimizer {
    /** The paper's constants: 0.9, 0.999 and 10⁻⁸. */
    public Adam() {
        this(0.9, 0.999, 1e-8);
    }

    /**
     * Checks the constants.
     *
     * @throws IllegalArgumentException if a decay is outside [0, 1) or epsilon is not positive
     */
    public Adam {
        new AdaptiveMoments.Rule(beta1, beta2, epsilon, false, 0, WeightDecay.ALL);
    }

    @Override
    public State create(Engine engine, Map<String, Variable> parameters) {
        return new AdaptiveMoments(
                new AdaptiveMoments.Rule(beta1, beta2, epsilon, false, 0, WeightDecay.ALL), engine, parameters);
    }

    @Override
    public Map<String, Object> config() {
        return Map.of("type", "adam", "beta1", beta1, "beta2", beta2, "epsilon", epsilon);
    }
}
