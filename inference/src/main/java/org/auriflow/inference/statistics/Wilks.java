package org.auriflow.inference.statistics;

import org.apache.commons.math3.distribution.ChiSquaredDistribution;

/**
 * Wilks' theorem: with many events, −2 log λ at the true theta follows χ² with as many degrees of freedom as there are
 * parameters of interest.
 *
 * <p>An approximation: few events, a maximum on the boundary, or errors of an estimated likelihood that add up over
 * events spoil it. A Neyman construction with toys has no such conditions.
 */
public final class Wilks {
    private Wilks() {}

    /**
     * The value that −2 log λ does not exceed with probability {@code level}: .989 and 3.841 for one parameter at 68 %
     * and 95 %.
     *
     * @param level in (0, 1)
     * @param parameters the number of parameters of interest, at least 1
     * @return the quantile of χ²
     * @throws IllegalArgumentException if an argument is out of range
     */
    public static double threshold(double level, int parameters) {
        requireLevel(level);
        return distribution(parameters).inverseCumulativeProbability(level);
    }

    /**
     * The probability that −2 log λ is at least as large.
     *
     * @param minusTwoLogLambda at least 0; +∞ gives 0
     * @param parameters the number of parameters of interest, at least 1
     * @return the p-value
     * @throws IllegalArgumentException if an argument is out of range or NaN
     */
    public static double pValue(double minusTwoLogLambda, int parameters) {
        if (!(minusTwoLogLambda >= 0)) {
            throw new IllegalArgumentException("p-value: -2 log lambda must be at least 0, got " + minusTwoLogLambda);
        }
        return minusTwoLogLambda == Double.POSITIVE_INFINITY
                ? 0
                : 1 - distribution(parameters).cumulativeProbability(minusTwoLogLambda);
    }

    static void requireLevel(double level) {
        if (!(level > 0 && level < 1)) {
            throw new IllegalArgumentException(
                    "confidence level: must be between 0 and 1, got " + level + "; 0.68 stands for 68 %");
        }
    }

    private static ChiSquaredDistribution distribution(int parameters) {
        if (parameters < 1) {
            throw new IllegalArgumentException("chi-square: at least 1 parameter is needed, got " + parameters);
        }
        // without a random generator, whose seeding would take longer than all else
        return new ChiSquaredDistribution(null, parameters);
    }
}
