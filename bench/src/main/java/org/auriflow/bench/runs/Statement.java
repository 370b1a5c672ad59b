package org.auriflow.bench.runs;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.auriflow.inference.statistics.ConfidenceSet;

/**
 * What one way of reading the likelihood says of a parameter.
 *
 * @param how such as "Wilks"
 * @param parameter its name
 * @param estimate θ̂; NaN where the way has none
 * @param sets in the order of the levels
 */
public record Statement(String how, String parameter, double estimate, List<ConfidenceSet> sets) {
    /** Copies the sets. */
    public Statement {
        sets = List.copyOf(sets);
    }

    /** A line of a table. */
    String line() {
        List<String> cells = new ArrayList<>();
        for (ConfidenceSet set : sets) {
            cells.add(String.format(Locale.ROOT, "%-26s", text(set)));
        }
        String number = Double.isNaN(estimate) ? "" : String.format(Locale.ROOT, "%.4g", estimate);
        return String.format(Locale.ROOT, "%-12s %-22s %10s   %s", parameter, how, number, String.join("  ", cells))
                .stripTrailing();
    }

    /** With few digits, and the word cut where the range of the search ended. */
    static String text(ConfidenceSet set) {
        if (set.intervals().isEmpty()) {
            return "empty";
        }
        return set.intervals().stream()
                .map(i -> String.format(
                        Locale.ROOT,
                        "[%.4g%s, %.4g%s]",
                        i.lower(),
                        i.cutBelow() ? " cut" : "",
                        i.upper(),
                        i.cutAbove() ? " cut" : ""))
                .reduce((a, b) -> a + " and " + b)
                .orElseThrow();
    }
}
