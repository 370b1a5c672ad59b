package org.auriflow.inference.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;
import java.util.function.DoublePredicate;
import java.util.function.ToDoubleFunction;
import org.auriflow.engine.RandomStream;

/**
 * What a random choice of a simulator is drawn from: a sampler at the first parameter point, the log density at all of
 * them, and what the parameters must fulfil.
 *
 * <pre>{@code
 * // a power law on (0, 1)
 * double z = trace.draw(new ChoiceDistribution(
 *                 "power",
 *                 random -> StrictMath.pow(random.uniform(), 1 / a.value(0)),
 *                 z -> a.log().plus(a.minus(1).times(StrictMath.log(z))))
 *         .where("exponent", a, v -> v > 0, "positive"));
 * }</pre>
 *
 * @see Continuous
 * @see Discrete
 */
public final class ChoiceDistribution {
    private final String name;
    private final ToDoubleFunction<RandomStream> sampler;
    private final DoubleFunction<Dual> logDensity;
    private final List<Condition> conditions = new ArrayList<>();

    /** What must hold for a parameter, at all points or only where choices are sampled. */
    record Condition(String what, Dual number, DoublePredicate valid, String range, boolean everywhere) {}

    /**
     * A distribution.
     *
     * @param name for error messages
     * @param sampler draws a finite value at point 0; called once, and not at all in replay
     * @param logDensity log p(z | θ) at every point, whose value is −∞ where z is impossible
     */
    public ChoiceDistribution(String name, ToDoubleFunction<RandomStream> sampler, DoubleFunction<Dual> logDensity) {
        this.name = name;
        this.sampler = sampler;
        this.logDensity = logDensity;
    }

    /**
     * Adds a condition that is checked before anything is drawn, at every point where the run so far is possible.
     *
     * @param what the parameter's name
     * @param number its value
     * @param valid the condition
     * @param range the condition in words, as in "positive and finite"
     * @return this
     */
    public ChoiceDistribution where(String what, Dual number, DoublePredicate valid, String range) {
        conditions.add(new Condition(what, number, valid, range, true));
        return this;
    }

    /** Adds a condition that must hold at the sampling point alone; otherwise as {@link #where}. */
    public ChoiceDistribution whereSampled(String what, Dual number, DoublePredicate valid, String range) {
        conditions.add(new Condition(what, number, valid, range, false));
        return this;
    }

    ChoiceDistribution finite(String what, Dual number) {
        return where(what, number, Double::isFinite, "finite");
    }

    ChoiceDistribution positive(String what, Dual number) {
        return where(what, number, v -> v > 0 && Double.isFinite(v), "positive and finite");
    }

    String name() {
        return name;
    }

    List<Condition> conditions() {
        return conditions;
    }

    double sample(RandomStream random) {
        return sampler.applyAsDouble(random);
    }

    /** log p(z | θ) in nats. */
    Dual logDensity(double z) {
        return logDensity.apply(z);
    }

    /** The log density of what cannot be. */
    static Dual impossible() {
        return Dual.constant(Double.NEGATIVE_INFINITY);
    }
}
