package org.auriflow.inference.simulator;

import java.util.List;
import java.util.Optional;

/** z ~ N(θ, 2²), x ~ N(z, 1), so that x ~ N(θ, 5). */
public final class LatentNormal implements Simulator, ExactLikelihood {
    @Override
    public String name() {
        return "latent-normal";
    }

    @Override
    public Prior prior() {
        return UniformPrior.of("theta", -1, 1);
    }

    @Override
    public List<String> observables() {
        return List.of("x");
    }

    @Override
    public double[] simulate(Dual[] theta, Trace trace) {
        double z = trace.normal(theta[0], 2);
        return new double[] {trace.normal(z, 1)};
    }

    @Override
    public Optional<ExactLikelihood> exact() {
        return Optional.of(this);
    }

    @Override
    public double logProb(double[] x, double[] theta) {
        double pull = x[0] - theta[0];
        return -0.5 * (pull * pull / 5 + Math.log(2 * Math.PI * 5));
    }

    @Override
    public double[] score(double[] x, double[] theta) {
        return new double[] {(x[0] - theta[0]) / 5};
    }
}
