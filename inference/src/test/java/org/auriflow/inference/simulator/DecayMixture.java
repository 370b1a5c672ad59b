package org.auriflow.inference.simulator;

import java.util.List;
import java.util.Optional;

/** Two species with weights (weight, 1) and decay rates (rate, 1): a mixture of two exponentials. */
public final class DecayMixture implements Simulator, ExactLikelihood {
    @Override
    public String name() {
        return "decay-mixture";
    }

    @Override
    public Prior prior() {
        return new UniformPrior(List.of("weight", "rate"), new double[] {1, 2}, new double[] {2, 3});
    }

    @Override
    public List<String> observables() {
        return List.of("time");
    }

    @Override
    public double[] simulate(Dual[] theta, Trace trace) {
        int species = trace.categorical(theta[0], Dual.constant(1));
        double time = species == 0 ? trace.exponential(theta[1]) : trace.exponential(1);
        return new double[] {time};
    }

    @Override
    public Optional<ExactLikelihood> exact() {
        return Optional.of(this);
    }

    @Override
    public double logProb(double[] x, double[] theta) {
        double fast = theta[1] * Math.exp(-theta[1] * x[0]);
        return Math.log((theta[0] * fast + Math.exp(-x[0])) / (theta[0] + 1));
    }

    @Override
    public double[] score(double[] x, double[] theta) {
        double decayed = Math.exp(-theta[1] * x[0]);
        double total = theta[0] * theta[1] * decayed + Math.exp(-x[0]);
        return new double[] {
            theta[1] * decayed / total - 1 / (theta[0] + 1), theta[0] * (1 - theta[1] * x[0]) * decayed / total
        };
    }
}
