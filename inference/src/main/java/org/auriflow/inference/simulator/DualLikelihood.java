package org.auriflow.inference.simulator;

/** An exact likelihood that is written once, in forward-mode numbers, and gives the log density and the score. */
public interface DualLikelihood extends ExactLikelihood {
    /**
     * log p(x | θ) in nats.
     *
     * @param x the D observables
     * @param theta the P parameters
     * @return the log probability (density)
     */
    Dual logDensity(double[] x, Dual[] theta);

    @Override
    default double logProb(double[] x, double[] theta) {
        return logDensity(x, Dual.parameters(theta)).value(0);
    }

    @Override
    default double[] score(double[] x, double[] theta) {
        Dual logP = logDensity(x, Dual.parameters(theta));
        double[] score = new double[theta.length];
        for (int p = 0; p < score.length; p++) {
            score[p] = logP.value(0) == Double.NEGATIVE_INFINITY ? Double.NaN : logP.gradient(0, p);
        }
        return score;
    }
}
