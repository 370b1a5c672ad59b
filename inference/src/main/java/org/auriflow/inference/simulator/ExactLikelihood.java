package org.auriflow.inference.simulator;

import org.auriflow.inference.statistics.LogLikelihood;

/** The likelihood p(x | θ) of a simulator in closed form: the truth that estimators are compared with. */
public interface ExactLikelihood {
    /**
     * log p(x | θ) in nats.
     *
     * @param x the D observables
     * @param theta the P parameters
     * @return the log probability (density); −∞ where x is impossible
     */
    double logProb(double[] x, double[] theta);

    /**
     * The score ∇θ log p(x | θ).
     *
     * @param x the D observables
     * @param theta the P parameters
     * @return P components; NaN where x is impossible
     */
    double[] score(double[] x, double[] theta);

    /**
     * log r(x | θ0, θ1) = log p(x | θ0) − log p(x | θ1), in nats.
     *
     * @param x the D observables
     * @param theta0 numerator
     * @param theta1 denominator
     * @return the log ratio
     */
    default double logRatio(double[] x, double[] theta0, double[] theta1) {
        return logProb(x, theta0) - logProb(x, theta1);
    }

    /**
     * The log likelihood of a set of independent events as a function of theta.
     *
     * @param events observables with shape (n, D), which are copied
     * @return θ → Σ log p(x_i | θ)
     */
    default LogLikelihood logLikelihood(double[][] events) {
        double[][] copy = new double[events.length][];
        for (int i = 0; i < copy.length; i++) {
            copy[i] = events[i].clone();
        }
        return theta -> {
            double total = 0;
            for (double[] x : copy) {
                total += logProb(x, theta);
            }
            return total;
        };
    }
}
