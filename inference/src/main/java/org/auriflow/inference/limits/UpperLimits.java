package org.auriflow.inference.limits;

import java.util.List;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.apache.commons.math3.analysis.solvers.BrentSolver;
import org.auriflow.inference.statistics.ConfidenceSet;

/**
 * The signal strengths that data do not exclude, and those that background alone would not exclude.
 *
 * @param level the confidence level 1 − α
 * @param observed strengths with a p-value (or CLs) above α
 * @param expected the same for background alone that fluctuates by −2, −1, 0, 1 and 2 standard deviations
 */
public record UpperLimits(double level, ConfidenceSet observed, List<ConfidenceSet> expected) {
    private static final int MOST_DEVIATIONS = 2;
    private static final int MOST_EVALUATIONS = 200;

    /** Copies the list. */
    public UpperLimits {
        expected = List.copyOf(expected);
    }

    /**
     * Limits by CLs.
     *
     * @param test gives p-values
     * @param mus positive strengths in ascending order; ends are refined between two of them
     * @param level in (0, 1), often .95
     */
    public static UpperLimits cls(HypothesisTest test, double[] mus, double level) {
        return invert(test, mus, level, PValues::cls);
    }

    /** Limits by the p-value of signal plus background alone, which exclude any signal at times. */
    public static UpperLimits signalPlusBackground(HypothesisTest test, double[] mus, double level) {
        return invert(test, mus, level, PValues::signalPlusBackground);
    }

    private static UpperLimits invert(
            HypothesisTest test, double[] mus, double level, ToDoubleFunction<PValues> measure) {
        return new UpperLimits(
                level,
                allowed(mu -> measure.applyAsDouble(test.observed(mu)), mus, level),
                IntStream.rangeClosed(-MOST_DEVIATIONS, MOST_DEVIATIONS)
                        .mapToObj(n -> allowed(mu -> measure.applyAsDouble(test.expected(mu, n)), mus, level))
                        .toList());
    }

    private static ConfidenceSet allowed(DoubleUnaryOperator measure, double[] mus, double level) {
        double alpha = 1 - level;
        boolean[] inside = new boolean[mus.length];
        for (int k = 0; k < mus.length; k++) {
            inside[k] = measure.applyAsDouble(mus[k]) > alpha;
        }
        DoubleUnaryOperator excess = mu -> measure.applyAsDouble(mu) - alpha;
        return ConfidenceSet.scan(level, mus, inside, (out, in) -> new BrentSolver(1e-10, 1e-12)
                .solve(
                        MOST_EVALUATIONS,
                        excess::applyAsDouble,
                        Math.min(mus[out], mus[in]),
                        Math.max(mus[out], mus[in])));
    }

    /** The observed upper limit; +∞ if the largest strength of the scan is allowed, −∞ if none is. */
    public double observedLimit() {
        return limit(observed);
    }

    /**
     * The upper limit that background alone leads one to expect.
     *
     * @param sigmas 0 for the median, −2 to 2 for the bands
     * @throws IllegalArgumentException if it is out of range
     */
    public double expectedLimit(int sigmas) {
        if (Math.abs(sigmas) > MOST_DEVIATIONS) {
            throw new IllegalArgumentException("upper limit: bands go from -2 to 2 deviations, got " + sigmas);
        }
        return limit(expected.get(sigmas + MOST_DEVIATIONS));
    }

    private static double limit(ConfidenceSet set) {
        if (set.intervals().isEmpty()) {
            return Double.NEGATIVE_INFINITY;
        }
        return set.hull().cutAbove() ? Double.POSITIVE_INFINITY : set.hull().upper();
    }

    /** As {@code mu < 3.1 at 95 % (expected 2.9, 1 sigma 2.1 to 4.2, 2 sigma 1.6 to 5.8)}. */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "mu < %.4g at %.4g %% (expected %.4g, 1 sigma %.4g to %.4g, 2 sigma %.4g to %.4g)",
                observedLimit(),
                100 * level,
                expectedLimit(0),
                expectedLimit(-1),
                expectedLimit(1),
                expectedLimit(-2),
                expectedLimit(2));
    }
}
