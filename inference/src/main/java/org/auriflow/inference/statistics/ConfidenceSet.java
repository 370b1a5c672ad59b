package org.auriflow.inference.statistics;

import java.util.List;
import java.util.stream.Collectors;

/**
 * All values of one parameter that a confidence level does not exclude: usually one interval, several if the likelihood
 * has several peaks, none if a Neyman construction excludes the whole range.
 */
public final class ConfidenceSet {
    private final double level;
    private final List<Interval> intervals;

    ConfidenceSet(double level, List<Interval> intervals) {
        this.level = level;
        this.intervals = List.copyOf(intervals);
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
