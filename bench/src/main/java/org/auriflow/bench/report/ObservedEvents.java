package org.auriflow.bench.report;

import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;

/**
 * The events that theta was inferred from.
 *
 * @param source where they come from, in words
 * @param thetaTrue what they were simulated with, if known
 * @param x positions, shape (n)
 * @param count events at each position, shape (n)
 * @param fitted expected events at each position at the estimate of theta, shape (n)
 */
public record ObservedEvents(
        String source, OptionalDouble thetaTrue, List<Double> x, List<Double> count, List<Double> fitted) {
    /**
     * Copies the columns.
     *
     * @throws IllegalArgumentException if they differ in length or are empty
     */
    public ObservedEvents {
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(thetaTrue, "thetaTrue");
        x = List.copyOf(x);
        count = List.copyOf(count);
        fitted = List.copyOf(fitted);
        Columns.requireEqualLength("observed events", x, count, fitted);
    }

    /** How many there are. */
    public int size() {
        return (int) Math.round(count.stream().mapToDouble(Double::doubleValue).sum());
    }
}
