package org.auriflow.nn.train;

import java.util.LinkedHashMap;
import java.util.Map;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.Variable;

/**
 * Gradient descent with momentum: u ← μ u + g, p ← p − η u, or p ← p − η (g + μ u) in Nesterov's form (Sutskever et
 * al., ICML 2013).
 *
 * @param momentum μ, in [0, 1)
 * @param nesterov whether to look ahead; requires momentum
 */
public record Sgd(double momentum, boolean nesterov) implements Optimizer {
    /** Plain gradient descent. */
    public Sgd() {
        this(0, false);
    }

    /**
     * Checks the constants.
     *
     * @throws IllegalArgumentException if μ is outside [0, 1), or 0 with Nesterov's form
     */
    public Sgd {
        if (!(momentum >= 0 && momentum < 1) || (nesterov && momentum == 0)) {
            throw new IllegalArgumentException("sgd: momentum must be in [0, 1), and positive with nesterov, got "
                    + momentum + (nesterov ? " with" : " without") + " nesterov; 0.9 is usual");
        }
    }

    @Override
    public State create(Engine engine, Map<String, Variable> parameters) {
        return new Velocity(this, engine, parameters);
    }

    @Override
    public Map<String, Object> config() {
        return Map.of("type", "sgd", "momentum", momentum, "nesterov", nesterov);
    }

    private static final class Velocity implements State {
        private final Sgd rule;
        private final Map<String, Variable> parameters;
        private final StateVariables state;
        private final Map<String, Variable> velocity;

        Velocity(Sgd rule, Engine engine, Map<String, Variable> parameters) {
            this.rule = rule;
            this.parameters = new LinkedHashMap<>(parameters);
            this.state = new StateVariables(engine);
            this.velocity = rule.momentum > 0 ? state.like("velocity", parameters) : Map.of();
        }

        @Override
        public Map<String, Variable> variables() {
            return state.all();
        }

        @Override
        public Map<Variable, Tensor> updates(Map<String, Tensor> gradients, Tensor learningRate) {
            Map<Variable, Tensor> next = new LinkedHashMap<>();
            parameters.forEach((name, p) -> {
                Tensor direction = gradients.get(name);
                if (rule.momentum > 0) {
                    Tensor u = velocity.get(name).read().mul(rule.momentum).add(direction);
                    next.put(velocity.get(name), u);
                    direction = rule.nesterov ? direction.add(u.mul(rule.momentum)) : u;
                }
                next.put(
                        p, p.read().sub(direction.mul(learningRate.cast(p.type().dtype()))));
            });
            return next;
        }

        @Override
        public void close() {
            state.close();
        }
    }
}
