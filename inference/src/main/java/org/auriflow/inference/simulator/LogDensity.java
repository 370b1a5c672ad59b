package org.auriflow.inference.simulator;

import org.apache.commons.math3.special.Gamma;

/**
 * The log probabilities and log densities of the distributions that {@link Trace} draws from, in forward-mode numbers.
 *
 * <p>Parameters are expected to be valid; a value outside the support of a distribution, at some parameter point, has
 * log density −∞ there.
 */
final class LogDensity {
    private static final double HALF_LOG_TWO_PI = 0.9189385332046727417803;

    private LogDensity() {}

    /** z log p + (1 − z) log(1 − p). */
    static Dual bernoulli(double z, Dual p) {
        return z == 1 ? p.log() : z == 0 ? p.negated().log1p() : impossible();
    }

    /** −log(1 + exp(∓logit)), which keeps full accuracy for probabilities near 0 and 1. */
    static Dual bernoulliLogit(double z, Dual logit) {
        return z == 1
                ? logit.negated().softplus().negated()
                : z == 0 ? logit.softplus().negated() : impossible();
    }

    /** log w_z − log Σ w. */
    static Dual categorical(double z, Dual[] weights) {
        boolean inside = z >= 0 && z < weights.length && z == Math.rint(z);
        return inside ? weights[(int) z].log().minus(Dual.sum(weights).log()) : impossible();
    }

    /** −½((z − μ)/σ)² − log σ − ½ log 2π. */
    static Dual normal(double z, Dual mean, Dual deviation) {
        Dual pull = mean.subtractedFrom(z).dividedBy(deviation);
        return pull.squared().times(-0.5).minus(deviation.log()).minus(HALF_LOG_TWO_PI);
    }

    /** z log λ − λ − log z!. */
    static Dual poisson(double z, Dual mean) {
        if (z < 0 || z != Math.rint(z)) {
            return impossible();
        }
        // 0 · log 0 would be NaN for a mean of zero
        return z == 0 ? mean.negated() : mean.log().times(z).minus(mean).minus(Gamma.logGamma(z + 1));
    }

    /** log λ − λz. */
    static Dual exponential(double z, Dual rate) {
        return z >= 0 ? rate.log().minus(rate.times(z)) : impossible();
    }

    /** −log(b − a) on [a, b], where the end points may depend on theta. */
    static Dual uniform(double z, Dual low, Dual high) {
        Dual density = high.minus(low).log().negated();
        Dual inside = low.plus(high).step(point -> z >= low.value(point) && z <= high.value(point));
        return density.plus(inside.log());
    }

    private static Dual impossible() {
        return Dual.constant(Double.NEGATIVE_INFINITY);
    }
}
