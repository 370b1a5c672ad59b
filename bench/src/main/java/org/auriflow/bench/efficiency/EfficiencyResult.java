package org.auriflow.bench.efficiency;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.auriflow.bench.report.Provenance;
import org.auriflow.inference.comparison.ComparedMethod;
import org.auriflow.inference.comparison.ComparisonProblem;
import org.auriflow.inference.comparison.EfficiencyRow;

/**
 * A comparison of methods.
 *
 * @param problem what was learned
 * @param methods in the order of the tables
 * @param rows that were asked for, all of these methods
 * @param known rows of the same problem from an earlier comparison, which the file keeps
 * @param histogram what the best histogram of one observable says
 * @param provenance how it was made
 */
public record EfficiencyResult(
        ComparisonProblem problem,
        List<ComparedMethod> methods,
        List<EfficiencyRow> rows,
        List<EfficiencyRow> known,
        BestHistogram histogram,
        Provenance provenance) {
    /** Copies the lists. */
    public EfficiencyResult {
        methods = List.copyOf(methods);
        rows = List.copyOf(rows);
        known = List.copyOf(known);
    }

    /** The name of the simulator. */
    String simulator() {
        return problem.simulator().name();
    }

    /** Rows over seeds, by method and number of runs. */
    List<Spread> spreads() {
        List<Spread> spreads = new ArrayList<>();
        for (ComparedMethod method : methods) {
            Set<Integer> sizes = new LinkedHashSet<>();
            rows.forEach(r -> sizes.add(r.runs()));
            for (int runs : sizes) {
                List<EfficiencyRow> same = rows.stream()
                        .filter(r -> r.method().equals(method.name()) && r.runs() == runs)
                        .toList();
                if (!same.isEmpty()) {
                    spreads.add(new Spread(method, runs, same));
                }
            }
        }
        return spreads;
    }

    /** What a reader has to know. */
    List<String> notes() {
        List<String> notes = new ArrayList<>();
        if (!problem.hasTruth()) {
            notes.add("The likelihood of " + simulator()
                    + " is not known, so that errors cannot be measured; what the learned scores can say can.");
        }
        for (Spread s : spreads()) {
            if (s.diverged() > 0) {
                notes.add(s.method().name() + " with " + s.runs() + " runs diverged with " + s.diverged() + " of "
                        + s.seeds() + " seeds, which are left out.");
            }
        }
        notes.addAll(histogram.notes());
        return notes;
    }

    /** All rows for the file, those that were asked for first. */
    List<EfficiencyRow> all() {
        List<EfficiencyRow> all = new ArrayList<>(rows);
        known.stream()
                .filter(k -> rows.stream().noneMatch(r -> r.is(k.method(), k.runs(), k.seed())))
                .forEach(all::add);
        return all;
    }
}
