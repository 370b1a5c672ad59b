package org.auriflow.inference.simulator;

import static org.auriflow.inference.simulator.ChoiceDistribution.impossible;

import java.util.Arrays;
import org.apache.commons.math3.special.Gamma;

/**
 * Discrete distributions for {@link Trace#drawInt}. A parameter is a {@link Dual} or a plain number.
 *
 * <p>A value outside the support has log probability −∞, also where a parameter at the edge of its range takes the value
 * away at some parameter points only.
 */
public final class Discrete {
    private static final double LARGEST = PoissonSampler.LARGEST_MEAN;

    private Discrete() {}

    /**
     * 0 to n − 1 in proportion to weights, which need not add up to one: p(z) = w_z / Σ w.
     *
     * @param weights finite and at least 0, with a positive sum
     * @return the distribution
     */
    public static ChoiceDistribution categorical(Dual... weights) {
        Dual total = Dual.sum(weights);
        ChoiceDistribution result = new ChoiceDistribution(
                "categorical",
                random -> {
                    double[] p = new double[weights.length];
                    Arrays.setAll(p, i -> weights[i].value(0) / total.value(0));
                    return random.categorical(p);
                },
                z -> z < weights.length && natural(z) ? weights[(int) z].log().minus(total.log()) : impossible());
        for (Dual weight : weights) {
            result.where("every weight", weight, v -> v >= 0 && Double.isFinite(v), "finite and at least 0");
        }
        return result.where("the sum of weights", total, v -> v > 0 && Double.isFinite(v), "positive");
    }

    /**
     * Whole numbers from low to high, all equally likely.
     *
     * @param low the least
     * @param high the greatest, at least low and less than 2^31 − 1 above it
     * @return the distribution
     * @throws IllegalArgumentException if high is out of range
     */
    public static ChoiceDistribution uniform(int low, int high) {
        long size = (long) high - low + 1;
        if (size < 1 || size > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "trace.uniform: high must be at least low and less than 2^31 - 1 above it, got " + low + " and "
                            + high + "; mend the simulator");
        }
        Dual logP = Dual.constant(-StrictMath.log((double) size));
        return new ChoiceDistribution(
                "uniform",
                random -> low + random.below((int) size),
                z -> z >= low && z <= high && z == Math.rint(z) ? logP : impossible());
    }

    /**
     * Successes among n independent trials: p(z) = C(n, z) p^z (1 − p)^(n − z).
     *
     * @param trials n, at least 0
     * @param p in [0, 1]
     * @return the distribution
     * @throws IllegalArgumentException if n is negative
     */
    public static ChoiceDistribution binomial(int trials, Number p) {
        if (trials < 0) {
            throw new IllegalArgumentException(
                    "trace.binomial: trials must be at least 0, got " + trials + "; mend the simulator");
        }
        Dual success = Dual.of(p);
        double logFactorial = Gamma.logGamma(trials + 1.0);
        return new ChoiceDistribution(
                        "binomial",
                        random -> BinomialSampler.sample(random, trials, success.value(0)),
                        z -> natural(z) && z <= trials
                                ? power(success.log(), z)
                                        .plus(power(success.negated().log1p(), trials - z))
                                        .plus(logFactorial - Gamma.logGamma(z + 1) - Gamma.logGamma(trials - z + 1))
                                : impossible())
                .where("p", success, v -> v >= 0 && v <= 1, "in [0, 1]");
    }

    /**
     * Failures before the first success: p(z) = p (1 − p)^z.
     *
     * @param p in [0, 1], and above 1e-7 where it is sampled
     * @return the distribution
     */
    public static ChoiceDistribution geometric(Number p) {
        Dual success = Dual.of(p);
        return new ChoiceDistribution(
                        "geometric",
                        random -> Math.floor(random.exponential() / -StrictMath.log1p(-success.value(0))),
                        z -> natural(z)
                                ? success.log().plus(power(success.negated().log1p(), z))
                                : impossible())
                .where("p", success, v -> v >= 0 && v <= 1, "in [0, 1]")
                .whereSampled("p", success, v -> v >= 1e-7, "at least 1e-7");
    }

    /**
     * Failures before the r-th success, for any real r: p(z) = Γ(z + r) / (Γ(r) z!) p^r (1 − p)^z; a Poisson variable whose
     * mean is gamma distributed with shape r and rate p / (1 − p).
     *
     * @param successes r, positive
     * @param p in [0, 1], with r (1 − p) / p at most 1e7 where it is sampled
     * @return the distribution
     */
    public static ChoiceDistribution negativeBinomial(Number successes, Number p) {
        Dual r = Dual.of(successes);
        Dual success = Dual.of(p);
        Dual failure = success.subtractedFrom(1);
        return new ChoiceDistribution(
                        "negativeBinomial",
                        random -> PoissonSampler.sample(
                                random,
                                Math.min(
                                        LARGEST,
                                        GammaSampler.sample(random, r.value(0)) * failure.value(0) / success.value(0))),
                        z -> natural(z)
                                ? r.plus(z)
                                        .logGamma()
                                        .minus(r.logGamma())
                                        .minus(Gamma.logGamma(z + 1))
                                        .plus(r.times(success.log()))
                                        .plus(power(success.negated().log1p(), z))
                                : impossible())
                .positive("successes", r)
                .where("p", success, v -> v >= 0 && v <= 1, "in [0, 1]")
                .whereSampled(
                        "successes (1 - p) / p", r.times(failure).dividedBy(success), v -> v <= 1e7, "at most 1e7");
    }

    /**
     * Poisson: p(z) = λ^z e^−λ / z!.
     *
     * @param mean λ in [0, 1e9]; a mean of 0 gives 0
     * @return the distribution
     */
    public static ChoiceDistribution poisson(Number mean) {
        Dual lambda = Dual.of(mean);
        return new ChoiceDistribution(
                        "poisson",
                        random -> PoissonSampler.sample(random, lambda.value(0)),
                        z -> natural(z)
                                ? power(lambda.log(), z).minus(lambda).minus(Gamma.logGamma(z + 1))
                                : impossible())
                .where("mean", lambda, v -> v >= 0 && v <= LARGEST, "in [0, 1e9]");
    }

    /** log of a number to the power of an exponent; 0^0 is 1. */
    private static Dual power(Dual log, double exponent) {
        return exponent == 0 ? Dual.constant(0) : log.times(exponent);
    }

    private static boolean natural(double z) {
        return z >= 0 && z == Math.rint(z);
    }
}
