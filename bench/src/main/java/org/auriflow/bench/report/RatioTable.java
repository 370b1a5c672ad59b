package org.auriflow.bench.report;

import java.util.List;

/**
 * log r(x | θ0, θ1) at every position x that can occur, exact and estimated, in nats.
 *
 * @param theta0 numerator
 * @param theta1 denominator
 * @param x positions, shape (n)
 * @param weight p(x | θ1), shape (n), adding up to 1
 * @param exact log r, shape (n)
 * @param raw log r̂ of the estimator as trained, shape (n)
 * @param calibrated log r̂ after calibration, shape (n)
 */
public record RatioTable(
        double theta0,
        double theta1,
        List<Double> x,
        List<Double> weight,
        List<Double> exact,
        List<Double> raw,
        List<Double> calibrated) {
    /**
     * Copies the columns.
     *
     * @throws IllegalArgumentException if they differ in length or are empty
     */
    public RatioTable {
        x = List.copyOf(x);
        weight = List.copyOf(weight);
        exact = List.copyOf(exact);
        raw = List.copyOf(raw);
        calibrated = List.copyOf(calibrated);
        Columns.requireEqualLength("ratio table", x, weight, exact, raw, calibrated);
    }

    /** Σ p(x | θ1) (log r̂ − log r)² of the estimator as trained. */
    public double mse() {
        return mse(raw);
    }

    /** Σ p(x | θ1) (log r̂ − log r)² after calibration. */
    public double mseCalibrated() {
        return mse(calibrated);
    }

    private double mse(List<Double> estimate) {
        double sum = 0;
        double total = 0;
        for (int i = 0; i < x.size(); i++) {
            double difference = estimate.get(i) - exact.get(i);
            sum += weight.get(i) * difference * difference;
            total += weight.get(i);
        }
        return sum / total;
    }
}
