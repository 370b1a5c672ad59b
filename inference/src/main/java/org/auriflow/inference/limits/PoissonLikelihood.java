package org.auriflow.inference.limits;

import java.util.Arrays;
import org.apache.commons.math3.special.Gamma;
import org.auriflow.inference.statistics.LogLikelihood;

/**
 * The likelihood of a number of events:
 *
 * <pre>
 *   log Pois(n | ν(θ)) = n log ν(θ) − ν(θ) − log Γ(n + 1)
 * </pre>
 *
 * <p>Together with the events themselves it is the extended likelihood, log Pois(n | ν(θ)) + Σ log r̂(x_i | θ, θ1) (R. Barlow, Nucl.
 * Instrum. Meth. A 297 (1990) 496; arXiv:1805.00020): {@code new PoissonLikelihood(n, rate).plus(
 * estimator.logLikelihood(events))}.
 */
public final class PoissonLikelihood implements LogLikelihood {
    private final double count;
    private final EventRate rate;

    /**
     * A likelihood.
     *
     * @param count n, at least 0; not an integer for Asimov data
     * @param rate ν(θ)
     * @throws IllegalArgumentException if the count is negative or not finite
     */
    public PoissonLikelihood(double count, EventRate rate) {
        if (!(count >= 0) || !Double.isFinite(count)) {
            throw new IllegalArgumentException("poisson likelihood: the count must be at least 0, got " + count);
        }
        this.count = count;
        this.rate = rate;
    }

    /**
     * The log probability of the count.
     *
     * @return in nats; −∞ where ν is negative, or 0 while events were seen
     * @throws IllegalArgumentException if ν is NaN or +∞
     */
    @Override
    public double at(double[] theta) {
        double nu = rate.at(theta);
        if (!(nu < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("poisson likelihood: the rate must be a number below infinity, got " + nu
                    + " at theta = " + Arrays.toString(theta));
        }
        return logProbability(count, nu);
    }

    static double logProbability(double count, double nu) {
        if (nu < 0 || (nu == 0 && count > 0)) {
            return Double.NEGATIVE_INFINITY;
        }
        // 0 log 0 is 0
        return (count == 0 ? 0 : count * Math.log(nu)) - nu - Gamma.logGamma(count + 1);
    }
}
