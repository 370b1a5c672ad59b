package org.auriflow.inference.statistics;

/**
 * A closed interval of one parameter.
 *
 * @param lower the lower end
 * @param upper the upper end, not below the lower one
 * @param cutBelow whether the lower end is where the search ended rather than where the likelihood fell off, so that the
 *     true interval may reach further
 * @param cutAbove the same for the upper end
 */
public record Interval(double lower, double upper, boolean cutBelow, boolean cutAbove) {
    /**
     * An interval.
     *
     * @throws IllegalArgumentException if the ends are out of order or NaN
     */
    public Interval {
        if (!(lower <= upper)) {
            throw new IllegalArgumentException("interval: ends must be in order, got " + lower + " and " + upper);
        }
    }

    /** Whether theta is inside, ends included. */
    public boolean contains(double theta) {
        return theta >= lower && theta <= upper;
    }

    /** upper − lower. */
    public double width() {
        return upper - lower;
    }

    /** The ends, with the word cut at an end where the search ended. */
    @Override
    public String toString() {
        return "[" + lower + (cutBelow ? " (cut)" : "") + ", " + upper + (cutAbove ? " (cut)" : "") + "]";
    }
}
