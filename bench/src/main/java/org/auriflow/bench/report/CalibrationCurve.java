package org.auriflow.bench.report;

import java.util.List;

/**
 * What calibration does at (θ0, θ1) of the ratio table: log r̂ before and after, in nats, ordered by the first.
 *
 * @param raw log r̂ of the estimator as trained, ascending, shape (n)
 * @param calibrated log p̂(r̂ | θ0) / p̂(r̂ | θ1), shape (n)
 */
public record CalibrationCurve(List<Double> raw, List<Double> calibrated) {
    /**
     * Copies the columns.
     *
     * @throws IllegalArgumentException if they differ in length or are empty
     */
    public CalibrationCurve {
        raw = List.copyOf(raw);
        calibrated = List.copyOf(calibrated);
        Columns.requireEqualLength("calibration curve", raw, calibrated);
    }
}
