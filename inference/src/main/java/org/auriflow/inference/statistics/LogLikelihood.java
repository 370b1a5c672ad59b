package org.auriflow.inference.statistics;

/**
 * The log likelihood of an observed set of events as a function of theta, up to a constant: the one thing that the
 * frequentist methods of this package need to know.
 *
 * <p>A log likelihood ratio to a fixed reference serves as well: {@code theta -> estimator.logRatio(events, theta,
 * thetaRef)}.
 */
@FunctionalInterface
public interface LogLikelihood {
    /**
     * The log likelihood in nats.
     *
     * @param theta P parameters
     * @return log L(θ) up to a constant; −∞ where the events are impossible, never NaN or +∞
     */
    double at(double[] theta);

    /**
     * The likelihood of two independent measurements together: of events and their number, of several channels or
     * experiments, of data and an auxiliary measurement of a nuisance parameter.
     *
     * @param other of the same theta; see {@link #reading} for one that has parameters of its own
     * @return θ → log L(θ) + log L'(θ)
     */
    default LogLikelihood plus(LogLikelihood other) {
        return theta -> at(theta) + other.at(theta);
    }

    /**
     * This likelihood as a function of a longer theta, of which it reads some components.
     *
     * @param parameters for each parameter of this likelihood, its position in the longer theta
     * @return θ → log L(θ_p, θ_q, ...)
     */
    default LogLikelihood reading(int... parameters) {
        int[] positions = parameters.clone();
        return theta -> {
            double[] own = new double[positions.length];
            for (int p = 0; p < own.length; p++) {
                own[p] = theta[positions[p]];
            }
            return at(own);
        };
    }
}
