package org.auriflow.bench.runs;

import java.util.List;
import java.util.Optional;
import org.auriflow.inference.limits.ExclusionRegions;
import org.auriflow.inference.limits.UpperLimits;

/**
 * What events exclude beside a null hypothesis, and how well it fits itself.
 *
 * @param theta the null hypothesis, P components
 * @param text it in words
 * @param limits of single parameters
 * @param pValues of the null hypothesis
 * @param regions of two parameters at the highest level
 */
public record Exclusion(double[] theta, String text, List<OneSided> limits, List<Fit> pValues, List<Regions> regions) {
    /** Copies the lists. */
    public Exclusion {
        limits = List.copyOf(limits);
        pValues = List.copyOf(pValues);
        regions = List.copyOf(regions);
    }

    /**
     * Limits on one side of the null hypothesis by CLs, in the strength μ = |θ − θ_null|.
     *
     * @param parameter its name
     * @param origin θ_null
     * @param upper whether they are upper limits of θ, from values above θ_null
     * @param how "Asimov" or "toys"
     * @param limits in the order of the levels
     * @param curve CLs against θ
     */
    public record OneSided(
            String parameter, double origin, boolean upper, String how, List<UpperLimits> limits, Curve curve) {
        /** Of θ; empty where nothing in the range is excluded. */
        Optional<Double> observed(int level) {
            return theta(limits.get(level).observedLimit());
        }

        /** The same of the null hypothesis, for −2 to 2 standard deviations. */
        Optional<Double> expected(int level, int sigmas) {
            return theta(limits.get(level).expectedLimit(sigmas));
        }

        private Optional<Double> theta(double mu) {
            // −∞: all that was looked at is excluded
            return mu == Double.POSITIVE_INFINITY
                    ? Optional.empty()
                    : Optional.of(origin + (upper ? 1 : -1) * Math.max(0, mu));
        }
    }

    /**
     * CLs against θ.
     *
     * @param theta in ascending order of μ
     * @param observed of the data
     * @param expected for −2, −1, 0, 1 and 2 standard deviations
     */
    public record Curve(double[] theta, double[] observed, double[][] expected) {}

    /**
     * How well the null hypothesis fits.
     *
     * @param what such as "theta = 0"
     * @param how "Wilks" or "toys"
     * @param p the probability of data that fit as badly
     * @param sides 2 if deviations either way count, else 1; 0 for two parameters
     * @param significance in standard deviations of a normal distribution, with as many sides (2 for two parameters)
     */
    public record Fit(String what, String how, double p, int sides, double significance) {}

    /** Regions of two parameters. */
    public record Regions(String how, ExclusionRegions regions) {}
}
