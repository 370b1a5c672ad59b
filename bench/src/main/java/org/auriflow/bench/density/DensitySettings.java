package org.auriflow.bench.density;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * What is learned and how.
 *
 * @param family of models
 * @param columns whose density is learned; empty for all that are not context
 * @param context columns that it depends on; empty for none
 * @param epochs of training, 0 for those of {@link DensityDefaults}
 * @param batch rows in a step, 0 for those of {@link DensityDefaults}
 * @param validation share of the rows that chooses the weights, 0 for none
 * @param test share of the rows that measures the result
 * @param seed of all random numbers
 */
public record DensitySettings(
        DensityFamily family,
        List<String> columns,
        List<String> context,
        int epochs,
        int batch,
        double validation,
        double test,
        long seed) {
    /**
     * Copies the lists and checks the numbers.
     *
     * @throws IllegalArgumentException if a number is out of range, or a column is named twice
     */
    public DensitySettings {
        Objects.requireNonNull(family, "family");
        columns = List.copyOf(columns);
        context = List.copyOf(context);
        if (epochs < 0 || batch < 0) {
            throw new IllegalArgumentException("density: epochs and batch must be positive, got " + epochs + " and "
                    + batch + "; leave them out for those that suit the table");
        }
        if (!(validation >= 0 && test > 0 && validation + test <= 0.9)) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "density: rows to train on and to test on must remain, got --validation %s and --test %s; "
                            + "0.1 and 0.1 are usual",
                    validation,
                    test));
        }
        List<String> seen = new ArrayList<>();
        for (String name : named(columns, context)) {
            if (name.isEmpty() || seen.contains(name)) {
                throw new IllegalArgumentException("density: every column can be named once, as column or as context, "
                        + "got columns " + columns + " and context " + context + "; take "
                        + (name.isEmpty() ? "''" : name) + " out of one");
            }
            seen.add(name);
        }
    }

    private static List<String> named(List<String> columns, List<String> context) {
        List<String> all = new ArrayList<>(columns);
        all.addAll(context);
        return all;
    }

    /** The columns to read from the table; empty for all. */
    public List<String> named() {
        return columns.isEmpty() ? List.of() : named(columns, context);
    }
}
