package org.auriflow.inference.statistics;

import java.util.Locale;
import java.util.function.IntPredicate;
import org.apache.commons.math3.distribution.BetaDistribution;

/**
 * How often confidence sets contain the truth.
 *
 * @param covered the number of pseudo-experiments whose set contains the true theta
 * @param trials the number of pseudo-experiments, at least 1
 */
public record Coverage(int covered, int trials) {
    /**
     * A count.
     *
     * @throws IllegalArgumentException if there is no trial, or more are covered than tried
     */
    public Coverage {
        if (trials < 1 || covered < 0 || covered > trials) {
            throw new IllegalArgumentException("coverage: at least 1 trial and at most as many covered are needed, got "
                    + covered + " of " + trials);
        }
    }

    /**
     * Counts over pseudo-experiments.
     *
     * @param trials how many, at least 1
     * @param covers makes the pseudo-experiment of a number from 0 and says whether its set contains the truth
     * @return the count
     * @throws IllegalArgumentException if there is no trial
     */
    public static Coverage count(int trials, IntPredicate covers) {
        int covered = 0;
        for (int i = 0; i < trials; i++) {
            covered += covers.test(i) ? 1 : 0;
        }
        return new Coverage(covered, trials);
    }

    /** covered / trials. */
    public double fraction() {
        return covered / (double) trials;
    }

    /** The binomial standard error √(f(1 − f)/n) of the fraction f; 0 if all or none are covered. */
    public double standardError() {
        return Math.sqrt(fraction() * (1 - fraction()) / trials);
    }

    /**
     * The exact interval of the probability of covering, which holds it with at least the given probability (C. Clopper and
     * E. Pearson, Biometrika 26 (1934) 404): its ends are quantiles of the beta distribution,
     *
     * <pre>
     *   B((1 − level)/2; k, n − k + 1)   and   B((1 + level)/2; k + 1, n − k)
     * </pre>
     *
     * @param level in (0, 1), such as .95
     * @return inside [0, 1]
     * @throws IllegalArgumentException if the level is out of range
     */
    public Interval clopperPearson(double level) {
        Wilks.requireLevel(level);
        double tail = (1 - level) / 2;
        double lower = covered == 0 ? 0 : beta(covered, trials - covered + 1).inverseCumulativeProbability(tail);
        double upper =
                covered == trials ? 1 : beta(covered + 1, trials - covered).inverseCumulativeProbability(1 - tail);
        return new Interval(lower, upper, false, false);
    }

    private static BetaDistribution beta(int alpha, int beta) {
        return new BetaDistribution(null, alpha, beta);
    }

    /**
     * The interval of all probabilities π with |f − π| ≤ z √(π(1 − π)/n), z the normal quantile of the level (E. Wilson, J. Am. Stat.
     * Assoc. 22 (1927) 209): right on average, and of sensible width where all or none are covered.
     *
     * @param level in (0, 1), such as .68
     * @return inside [0, 1]
     * @throws IllegalArgumentException if the level is out of range
     */
    public Interval wilson(double level) {
        double z2 = Wilks.threshold(level, 1);
        double middle = (covered + z2 / 2) / (trials + z2);
        double half = Math.sqrt(z2 * (fraction() * (1 - fraction()) * trials + z2 / 4)) / (trials + z2);
        return new Interval(Math.max(0, middle - half), Math.min(1, middle + half), false, false);
    }

    /**
     * How many standard errors the fraction is from a level: (f − level)/√(level (1 − level)/n); negative where sets cover too
     * seldom.
     */
    public double pull(double level) {
        Wilks.requireLevel(level);
        return (fraction() - level) / Math.sqrt(level * (1 - level) / trials);
    }

    /** As {@code 0.683 ± 0.023 (273 of 400)}. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%.3f ± %.3f (%d of %d)", fraction(), standardError(), covered, trials);
    }
}
