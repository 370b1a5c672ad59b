package org.auriflow.inference.statistics;

import java.util.Arrays;

/** The distribution of a test statistic under one hypothesis, known from simulated experiments. */
public final class ToyDistribution {
    private final double[] sorted;

    /**
     * A distribution.
     *
     * @param values the statistic of each toy, at least one; infinite ones are allowed
     * @throws IllegalArgumentException if there is none or one is NaN
     */
    public ToyDistribution(double[] values) {
        this.sorted = values.clone();
        Arrays.sort(sorted);
        if (sorted.length == 0 || Double.isNaN(sorted[sorted.length - 1])) {
            throw new IllegalArgumentException("toys: the statistics of at least 1 toy are needed, all numbers, got "
                    + (sorted.length == 0 ? "none" : "a NaN") + "; check the statistic");
        }
    }

    /** The number of toys N. */
    public int size() {
        return sorted.length;
    }

    /**
     * The p-value of an observed statistic, counting the observation as one of the experiments:
     *
     * <pre>
     *   p = (1 + number of toys with a statistic at least as large) / (1 + N)
     * </pre>
     *
     * <p>so that P(p ≤ α) ≤ α holds for any N (A. Davison and D. Hinkley, Bootstrap Methods, 1997, equation 4.11).
     *
     * @param observed larger for a worse fit
     * @return in [1/(1 + N), 1]
     * @throws IllegalArgumentException if it is NaN
     */
    public double pValue(double observed) {
        if (Double.isNaN(observed)) {
            throw new IllegalArgumentException("toys: the observed statistic must be a number, got NaN");
        }
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted[middle] < observed) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return (1.0 + sorted.length - low) / (1.0 + sorted.length);
    }

    /** The binomial standard error √(p(1 − p)/N) of a p-value that comes from these toys. */
    public double standardError(double pValue) {
        return Math.sqrt(pValue * (1 - pValue) / sorted.length);
    }

    /**
     * The share of the toys that a set of this level contains: what it really covers. Above the level where values are tied,
     * since a tie is either inside as a whole or outside; else equal to it up to 1/N.
     *
     * @param level in (0, 1)
     * @throws IllegalArgumentException if the level is out of range
     */
    public double attained(double level) {
        Wilks.requireLevel(level);
        int inside = 0;
        while (inside < sorted.length && pValue(sorted[inside]) > 1 - level) {
            inside++;
        }
        return inside / (double) sorted.length;
    }

    /**
     * The largest statistic that a level does not exclude: p exceeds 1 − level up to here and not above.
     *
     * @param level in (0, 1)
     * @throws IllegalArgumentException if the level is out of range or there are too few toys to exclude anything
     */
    public double criticalValue(double level) {
        requireEnough(level);
        int k = sorted.length - 1;
        while (k > 0 && !(pValue(sorted[k]) > 1 - level)) {
            k--;
        }
        return sorted[k];
    }

    /** Refuses a level that no statistic could be excluded at. */
    void requireEnough(double level) {
        Wilks.requireLevel(level);
        double alpha = 1 - level;
        if (1.0 / (1 + sorted.length) > alpha) {
            throw new IllegalArgumentException("Neyman construction: a level of " + level + " needs at least "
                    + (int) Math.ceil(1 / alpha - 1) + " toys per point, got " + sorted.length);
        }
    }

    /**
     * The smallest value that at least a share of the toys do not exceed.
     *
     * @param share in [0, 1]
     * @throws IllegalArgumentException if the share is out of range
     */
    public double quantile(double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("toys: the share of a quantile must be in [0, 1], got " + share);
        }
        return sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
    }
}
