package org.auriflow.nn.train;

import java.util.LinkedHashMap;
import java.util.Map;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.Variable;

/**
 * The state that Adam, AMSGrad and AdamW share: running means m of g and v of g², and the step t.
 *
 * <p>m ← β₁ m + (1−β₁) g, v ← β₂ v + (1−β₂) g², p ← p − η λ p − η/(1−β₁ᵗ) · m/(√v/√(1−β₂ᵗ) + ε). An m or v below 2⁻¹¹⁰ in
 * magnitude is forgotten instead of multiplied by β.
 */
final class AdaptiveMoments implements Optimizer.State {
    /**
     * Magnitude below which a moment is forgotten. It is far below ε² and moves no parameter, but where a gradient stays zero, as
     * behind a relu that is never positive, moments would shrink to subnormal numbers, which stay since 0.9 of the smallest is
     * rounded to itself, and with which a processor computes a hundred times slower.
     */
    private static final double NEGLIGIBLE = 0x1p-110;

    private final Rule rule;
    private final Map<String, Variable> parameters;
    private final StateVariables state;
    private final Variable step;
    private final Map<String, Variable> m;
    private final Map<String, Variable> v;
    private final Map<String, Variable> peak;

    /**
     * What distinguishes the three.
     *
     * @param largest whether the largest v so far divides
     * @param weightDecay λ
     * @param decayed what λ applies to
     */
    record Rule(double beta1, double beta2, double epsilon, boolean largest, double weightDecay, WeightDecay decayed) {
        Rule {
            boolean valid = beta1 >= 0 && beta1 < 1 && beta2 >= 0 && beta2 < 1 && epsilon > 0 && weightDecay >= 0;
            if (!valid) {
                throw new IllegalArgumentException(
                        "adam: betas must be in [0, 1), epsilon positive and weight decay not"
                                + " negative, got " + beta1 + ", " + beta2 + ", " + epsilon + " and " + weightDecay
                                + "; the usual values are 0.9, 0.999, 1e-8 and 0.01");
            }
        }
    }

    AdaptiveMoments(Rule rule, Engine engine, Map<String, Variable> parameters) {
        this.rule = rule;
        this.parameters = new LinkedHashMap<>(parameters);
        this.state = new StateVariables(engine);
        this.step = state.counter("step");
        this.m = state.like("m", parameters);
        this.v = state.like("v", parameters);
        this.peak = rule.largest ? state.like("peak", parameters) : Map.of();
    }

    @Override
    public Map<String, Variable> variables() {
        return state.all();
    }

    @Override
    public Map<Variable, Tensor> updates(Map<String, Tensor> gradients, Tensor learningRate) {
        Map<Variable, Tensor> next = new LinkedHashMap<>();
        Tensor t = step.read().add(1);
        next.put(step, t);
        Tensor rate = learningRate.div(correction(rule.beta1, t));
        // A factor, since divisions of all elements take as long as the rest of an update.
        Tensor scale =
                Tensor.scalar(DType.FLOAT64, 1).div(correction(rule.beta2, t).sqrt());
        parameters.forEach((name, p) -> {
            DType d = p.type().dtype();
            Tensor g = gradients.get(name);
            Tensor mean = decayed(m.get(name), rule.beta1).add(g.mul(1 - rule.beta1));
            Tensor square = decayed(v.get(name), rule.beta2).add(g.mul(g).mul(1 - rule.beta2));
            next.put(m.get(name), mean);
            next.put(v.get(name), square);
            Tensor second = square;
            if (rule.largest) {
                second = peak.get(name).read().max(square);
                next.put(peak.get(name), second);
            }
            Tensor divisor = second.sqrt().mul(scale.cast(d)).add(rule.epsilon);
            Tensor old = p.read();
            Tensor kept = rule.weightDecay > 0 && rule.decayed.appliesTo(p)
                    ? old.sub(old.mul(learningRate.mul(rule.weightDecay).cast(d)))
                    : old;
            next.put(p, kept.sub(mean.mul(rate.cast(d)).div(divisor)));
        });
        return next;
    }

    private static Tensor decayed(Variable moment, double beta) {
        Tensor old = moment.read();
        Tensor zero = Tensor.scalar(moment.type().dtype(), 0);
        return Tensor.where(old.abs().lt(NEGLIGIBLE), zero, old.mul(beta));
    }

    /** 1 − βᵗ without cancellation, in float64. */
    private static Tensor correction(double beta, Tensor t) {
        return t.cast(DType.FLOAT64).mul(StrictMath.log(beta)).expm1().neg();
    }

    @Override
    public void close() {
        state.close();
    }
}
