package org.auriflow.bench.report;

/**
 * A confidence interval of theta.
 *
 * @param low lower end
 * @param high upper end
 */
public record Interval(double low, double high) {
    /**
     * Checks the ends.
     *
     * @throws IllegalArgumentException if they are not finite numbers in order
     */
    public Interval {
        if (!(Double.isFinite(low) && Double.isFinite(high) && low <= high)) {
            throw new IllegalArgumentException("interval: finite ends in order are needed, got " + low + ", " + high);
        }
    }

    /** The distance of the ends. */
    public double width() {
        return high - low;
    }
}
