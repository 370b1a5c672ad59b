package org.auriflow.inference.statistics;

import java.util.Locale;
import java.util.function.IntPredicate;

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

    /** As {@code 0.683 ± 0.023 (273 of 400)}. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%.3f ± %.3f (%d of %d)", fraction(), standardError(), covered, trials);
    }
}
