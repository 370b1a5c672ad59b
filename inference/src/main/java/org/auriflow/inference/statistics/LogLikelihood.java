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
}
