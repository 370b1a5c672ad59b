package org.auriflow.inference.statistics;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * All values of one parameter that a confidence level does not exclude: usually one interval, several if the likelihood
 * has several peaks, none if a Neyman construction excludes the whole range. {@link #warnings} says what is unusual.
 */
public final class ConfidenceSet {
    private final double level;
    private final List<Interval> intervals;

    ConfidenceSet(double level, List<Interval> intervals) {
        this.level = level;
        this.intervals = List.copyOf(intervals);
    }

    /** Finds the end of an interval between two points of a scan. */
    @FunctionalInterface
    public interface Boundary {
        /**
         * Where the set ends.
         *
         * @param outside the index of a point outside the set
         * @param inside the index of its neighbour inside the set
         * @return the parameter between the two
         */
        double between(int outside, int inside);
    }

    /**
     * The set that a scan finds.
     *
     * @param level in (0, 1)
     * @param thetas points of the scan in ascending order
     * @param inside for each whether the set holds it
     * @param boundary finds the ends of intervals
     * @return the set; an interval that reaches the first or the last point is cut there
     * @throws IllegalArgumentException if the level is out of range, lengths differ or points do not ascend
     */
    public static ConfidenceSet scan(double level, double[] thetas, boolean[] inside, Boundary boundary) {
        Wilks.requireLevel(level);
        if (thetas.length != inside.length) {
            throw new IllegalArgumentException("confidence set: every point is inside or outside, got " + thetas.length
                    + " points and " + inside.length + " flags");
        }
        int last = thetas.length - 1;
        List<Interval> intervals = new ArrayList<>();
        int begin = 0;
        for (int k = 0; k <= last; k++) {
            if (k > 0 && !(thetas[k] > thetas[k - 1])) {
                throw new IllegalArgumentException(
                        "confidence set: points must ascend, got " + thetas[k - 1] + " before " + thetas[k]);
            }
            if (inside[k] && (k == 0 || !inside[k - 1])) {
                begin = k;
            }
            if (inside[k] && (k == last || !inside[k + 1])) {
                double lower = begin == 0 ? thetas[0] : boundary.between(begin - 1, begin);
                double upper = k == last ? thetas[last] : boundary.between(k + 1, k);
                intervals.add(new Interval(lower, upper, begin == 0, k == last));
            }
        }
        return new ConfidenceSet(level, intervals);
    }

    /** The confidence level, as .68. */
    public double level() {
        return level;
    }

    /** The disjoint intervals in ascending order, unmodifiable. */
    public List<Interval> intervals() {
        return intervals;
    }

    /** Whether theta is in one of the intervals. */
    public boolean contains(double theta) {
        return intervals.stream().anyMatch(interval -> interval.contains(theta));
    }

    /** Whether an interval ends where the search did, so that the true set may reach further. */
    public boolean isCut() {
        return intervals.stream().anyMatch(interval -> interval.cutBelow() || interval.cutAbove());
    }

    /** Whether the set falls into several intervals. */
    public boolean isDisjoint() {
        return intervals.size() > 1;
    }

    /** Whether nothing in the range of the search is excluded: the data say nothing about the parameter there. */
    public boolean isFlat() {
        return intervals.size() == 1
                && intervals.get(0).cutBelow()
                && intervals.get(0).cutAbove();
    }

    /** What a reader should know before quoting the set, a sentence each; none for a single interval with two ends. */
    public List<String> warnings() {
        if (intervals.isEmpty()) {
            return List.of("the set is empty: every value in the range is excluded");
        }
        if (isFlat()) {
            return List.of("the whole range from " + hull().lower() + " to " + hull().upper()
                    + " is allowed: the likelihood is flat there or the range too narrow");
        }
        List<String> warnings = new ArrayList<>();
        if (isDisjoint()) {
            warnings.add("the set is disconnected, with " + intervals.size() + " intervals: " + this);
        }
        if (hull().cutBelow()) {
            warnings.add("the set reaches the lower end of the range, " + hull().lower() + ", and may go on below");
        }
        if (hull().cutAbove()) {
            warnings.add("the set reaches the upper end of the range, " + hull().upper() + ", and may go on above");
        }
        return List.copyOf(warnings);
    }

    /**
     * The smallest interval that holds the whole set.
     *
     * @return from the lowest to the highest end
     * @throws IllegalStateException if the set is empty
     */
    public Interval hull() {
        if (intervals.isEmpty()) {
            throw new IllegalStateException("confidence set: an empty set has no hull; ask intervals() first");
        }
        Interval first = intervals.get(0);
        Interval last = intervals.get(intervals.size() - 1);
        return new Interval(first.lower(), last.upper(), first.cutBelow(), last.cutAbove());
    }

    /** The intervals, joined by "and". */
    @Override
    public String toString() {
        return intervals.isEmpty()
                ? "empty"
                : intervals.stream().map(Interval::toString).collect(Collectors.joining(" and "));
    }
}
