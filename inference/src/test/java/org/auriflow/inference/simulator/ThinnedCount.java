package org.auriflow.inference.simulator;

import java.util.List;
import java.util.Optional;
import org.apache.commons.math3.special.Gamma;

/** n ~ Poisson(mean), each of the n is kept with the probability share, so that x ~ Poisson(mean · share). */
public final class ThinnedCount implements Simulator, ExactLikelihood {
    @Override
    public String name() {
        return "thinned-count";
    }

    @Override
    public Prior prior() {
        return new UniformPrior(List.of("mean", "share"), new double[] {12, 0.3}, new double[] {15, 0.5});
    }

    @Override
    public List<String> observables() {
        return List.of("kept");
    }

    @Override
    public double[] simulate(Dual[] theta, Trace trace) {
        int count = trace.poisson(theta[0]);
        int kept = 0;
        for (int i = 0; i < count; i++) {
            kept += trace.bernoulli(theta[1]) ? 1 : 0;
        }
        return new double[] {kept};
    }

    @Override
    public Optional<ExactLikelihood> exact() {
        return Optional.of(this);
    }

    @Override
    public double logProb(double[] x, double[] theta) {
        double mean = theta[0] * theta[1];
        return x[0] * Math.log(mean) - mean - Gamma.logGamma(x[0] + 1);
    }

    @Override
    public double[] score(double[] x, double[] theta) {
        return new double[] {x[0] / theta[0] - theta[1], x[0] / theta[1] - theta[0]};
    }
}
