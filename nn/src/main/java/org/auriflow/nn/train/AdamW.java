package org.auriflow.nn.train;

import java.util.Map;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Variable;

/**
 * Adam with decoupled weight decay (1711.05101, algorithm 2): each step also takes p ← p − η λ p, with the scheduled
 * learning rate η.
 *
 * @param beta1 decay of the mean gradient, in [0, 1)
 * @param beta2 decay of the mean square, in [0, 1)
 * @param epsilon added to the corrected root mean square
 * @param weightDecay λ, not negative
 * @param decayed what λ applies to
 */
public record AdamW(double beta1, double beta2, double epsilon, double weightDecay, WeightDecay decayed)
        implements Optimizer {
    /** The usual constants, 0.9, 0.999 and 10⁻⁸, with weight decay on all parameters. */
    public AdamW(double weightDecay) {
        this(0.9, 0.999, 1e-8, weightDecay, WeightDecay.ALL);
    }

    /**
     * Checks the constants.
     *
     * @throws IllegalArgumentException if a decay is outside [0, 1), epsilon is not positive or λ is negative
     */
    public AdamW {
        new AdaptiveMoments.Rule(beta1, beta2, epsilon, false, weightDecay, decayed);
    }

    @Override
    public State create(Engine engine, Map<String, Variable> parameters) {
        return new AdaptiveMoments(
                new AdaptiveMoments.Rule(beta1, beta2, epsilon, false, weightDecay, decayed), engine, parameters);
    }

    @Override
    public Map<String, Object> config() {
        return Map.of(
                "type",
                "adamw",
                "beta1",
                beta1,
                "beta2",
                beta2,
                "epsilon",
                epsilon,
                "weight_decay",
                weightDecay,
                "decayed",
                decayed.name());
    }
}
