package org.auriflow.inference.simulator;

import java.util.List;
import java.util.function.BiFunction;

/** A simulator of one observable x with one parameter theta in [0, 1], for tests that are about its body alone. */
public record UnitSimulator(String name, BiFunction<Dual[], Trace, double[]> body) implements Simulator {
    @Override
    public Prior prior() {
        return UniformPrior.of("theta", 0, 1);
    }

    @Override
    public List<String> observables() {
        return List.of("x");
    }

    @Override
    public double[] simulate(Dual[] theta, Trace trace) {
        return body.apply(theta, trace);
    }
}
