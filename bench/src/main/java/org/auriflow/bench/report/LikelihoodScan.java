package org.auriflow.bench.report;

import java.util.List;

/**
 * −2 log λ(θ) = −2 [log L(θ) − max log L] of the observed events on a grid; each curve is 0 at its own maximum.
 *
 * @param theta grid in ascending order, shape (n)
 * @param exact with the exact likelihood, shape (n)
 * @param raw with the estimator as trained, shape (n)
 * @param calibrated after calibration, shape (n)
 */
public record LikelihoodScan(List<Double> theta, List<Double> exact, List<Double> raw, List<Double> calibrated) {
    /**
     * Copies the columns.
     *
     * @throws IllegalArgumentException if they differ in length or are empty
     */
    public LikelihoodScan {
        theta = List.copyOf(theta);
        exact = List.copyOf(exact);
        raw = List.copyOf(raw);
        calibrated = List.copyOf(calibrated);
        Columns.requireEqualLength("likelihood scan", theta, exact, raw, calibrated);
    }
}
