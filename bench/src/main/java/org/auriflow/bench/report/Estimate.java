package org.auriflow.bench.report;

import java.util.Objects;

/**
 * A maximum-likelihood estimate of theta with its −2 log λ intervals.
 *
 * @param thetaHat where −2 log λ is 0
 * @param interval68 where −2 log λ is at most 1
 * @param interval95 where −2 log λ is at most 3.84
 */
public record Estimate(double thetaHat, Interval interval68, Interval interval95) {
    /**
     * Checks the estimate.
     *
     * @throws IllegalArgumentException if it is not finite
     */
    public Estimate {
        if (!Double.isFinite(thetaHat)) {
            throw new IllegalArgumentException("estimate: thetaHat must be finite, got " + thetaHat);
        }
        Objects.requireNonNull(interval68, "interval68");
        Objects.requireNonNull(interval95, "interval95");
    }
}
