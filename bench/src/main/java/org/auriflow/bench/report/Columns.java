package org.auriflow.bench.report;

import java.util.List;

/** Requirements on columns of numbers. */
final class Columns {
    private Columns() {}

    @SafeVarargs
    static void requireEqualLength(String what, List<Double> first, List<Double>... others) {
        if (first.isEmpty()) {
            throw new IllegalArgumentException(what + ": at least one row is needed, got none");
        }
        for (List<Double> other : others) {
            if (other.size() != first.size()) {
                throw new IllegalArgumentException(what + ": columns must be equally long, got " + first.size()
                        + " and " + other.size() + " rows");
            }
        }
    }
}
