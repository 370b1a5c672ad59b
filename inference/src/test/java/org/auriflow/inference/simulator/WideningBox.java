package org.auriflow.inference.simulator;

import java.util.List;

/** No closed form is given: a logit, a deterministic step, a fixed uniform, a custom draw and a theta-dependent width. */
public final class WideningBox implements Simulator {
    @Override
    public String name() {
        return "widening-box";
    }

    @Override
    public Prior prior() {
        return UniformPrior.of("theta", 0.5, 1);
    }

    @Override
    public List<String> observables() {
        return List.of("x", "side");
    }

    @Override
    public double[] simulate(Dual[] theta, Trace trace) {
        boolean side = trace.bernoulliLogit(theta[0].times(2).sin());
        boolean certain = trace.bernoulli(1);
        double inside = trace.uniform(-1, 1);
        double smeared = trace.normal(inside, theta[0].squared().plus(0.5).sqrt());
        double jump = trace.draw(
                "laplace",
                random -> theta[0].value(0) + random.exponential() * (random.bernoulli(0.5) ? 1 : -1),
                z -> theta[0].minus(z).abs().negated().minus(Math.log(2)));
        return new double[] {smeared + (side ? jump : 0), side && certain ? 1 : 0};
    }
}
