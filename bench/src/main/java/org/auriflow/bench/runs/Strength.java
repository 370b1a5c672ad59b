package org.auriflow.bench.runs;

import org.auriflow.inference.limits.TestStatistic;
import org.auriflow.inference.statistics.LikelihoodScan;
import org.auriflow.inference.statistics.LogLikelihood;

/**
 * The strength μ = side · (θ − origin) of a parameter in a range.
 *
 * @param origin θ where the strength is 0
 * @param side 1 or −1
 * @param lower the lower end of the range of θ
 * @param upper the upper end
 */
record Strength(double origin, int side, double lower, double upper) {
    /** The lowest strength, negative or 0. */
    double lowest() {
        return side > 0 ? lower - origin : origin - upper;
    }

    /** The highest one. */
    double highest() {
        return side > 0 ? upper - origin : origin - lower;
    }

    /** For upper limits: with a strength that cannot be negative q̃_μ. */
    TestStatistic statistic() {
        return lowest() < 0 ? TestStatistic.Q_MU : TestStatistic.Q_TILDE_MU;
    }

    /** For the fit of strength 0: deviations either way count where the range has both. */
    TestStatistic fit() {
        return lowest() < 0 ? TestStatistic.T_MU : TestStatistic.Q_0;
    }

    /** The likelihood of the strength. */
    LikelihoodScan scan(LogLikelihood ofTheta, int points) {
        return new LikelihoodScan(
                mu -> ofTheta.at(
                        // rounding must not lead out of the range
                        new double[] {Math.max(lower, Math.min(upper, origin + side * mu[0]))}),
                lowest(),
                highest(),
                points);
    }
}
