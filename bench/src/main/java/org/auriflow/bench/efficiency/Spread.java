package org.auriflow.bench.efficiency;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.auriflow.inference.comparison.ComparedMethod;
import org.auriflow.inference.comparison.EfficiencyRow;

/**
 * Trainings of one method with equally many runs, over seeds.
 *
 * @param rows at least one
 */
record Spread(ComparedMethod method, int runs, List<EfficiencyRow> rows) {
    int seeds() {
        return rows.size();
    }

    /** How many trainings ended without an estimate. */
    int diverged() {
        return (int) rows.stream().filter(r -> Double.isNaN(r.information())).count();
    }

    double median(ToDoubleFunction<EfficiencyRow> number) {
        double[] sorted = sorted(number);
        int n = sorted.length;
        return n == 0 ? Double.NaN : (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
    }

    double smallest(ToDoubleFunction<EfficiencyRow> number) {
        double[] sorted = sorted(number);
        return sorted.length == 0 ? Double.NaN : sorted[0];
    }

    double largest(ToDoubleFunction<EfficiencyRow> number) {
        double[] sorted = sorted(number);
        return sorted.length == 0 ? Double.NaN : sorted[sorted.length - 1];
    }

    private double[] sorted(ToDoubleFunction<EfficiencyRow> number) {
        return rows.stream()
                .mapToDouble(number)
                .filter(v -> !Double.isNaN(v))
                .sorted()
                .toArray();
    }
}
