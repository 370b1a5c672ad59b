package org.auriflow.bench.density;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.auriflow.inference.data.Table;
import org.auriflow.nn.Standardiser;
import org.auriflow.nn.Streams;
import org.auriflow.nn.train.DataSet;

/** Rows of a table for training, validation and test, and what is remarkable about them. */
final class DensityData {
    /** Names of the columns of data sets. */
    static final String X = "x";

    static final String CONTEXT = "context";

    private static final int FEWEST = 20;

    /** A deviation that is fewer steps of float32 than this is badly resolved. */
    private static final double STEPS = 1000;

    /** More rows than this share with one number are no accident. */
    private static final double TIES = 0.1;

    private final List<String> columns;
    private final List<String> context;
    private final DataSet training;
    private final DataSet validation;
    private final DataSet test;
    private final int[][] rows;
    private final Standardiser standardiser;
    private final Standardiser contextStandardiser;

    /** Divides the rows by the seed. */
    DensityData(Table table, DensitySettings s) {
        this.context = s.context();
        this.columns = s.columns().isEmpty()
                ? table.names().stream().filter(n -> !context.contains(n)).toList()
                : s.columns();
        for (String name : context) {
            require(table.names().contains(name), "must name columns of the table, " + table.names(), name, "context");
        }
        check(s.family());
        int n = table.rows();
        int tested = Math.max(2, (int) Math.round(s.test() * n));
        int validated = s.validation() == 0 ? 0 : Math.max(2, (int) Math.round(s.validation() * n));
        if (n < FEWEST || n - tested - validated < 2) {
            throw new IllegalArgumentException("density: at least " + FEWEST + " rows are needed, got " + n
                    + "; a density cannot be learned from fewer");
        }
        DataSet all = dataSet(table);
        int[] order = Streams.SPLIT.of(s.seed(), 0).permutation(n);
        this.rows = new int[][] {
            part(order, tested + validated, n), part(order, tested, tested + validated), part(order, 0, tested)
        };
        this.training = all.take(rows[0]);
        this.validation = validated == 0 ? null : all.take(rows[1]);
        this.test = all.take(rows[2]);
        this.standardiser = fit(X, columns);
        this.contextStandardiser = context.isEmpty() ? null : fit(CONTEXT, context);
    }

    private static void require(boolean condition, String requirement, String got, String option) {
        if (!condition) {
            throw new IllegalArgumentException(
                    "density: --" + option + " " + requirement + ", got " + got + "; check the spelling");
        }
    }

    private void check(DensityFamily family) {
        int least = family.leastWidth(!context.isEmpty());
        if (columns.size() < Math.max(1, least)) {
            throw new IllegalArgumentException("density: " + family.name().toLowerCase(Locale.ROOT) + " needs "
                    + (least == 1 ? "a column" : "two columns")
                    + (family.leastWidth(true) < least ? " or a context" : "") + ", got " + columns + " and context "
                    + context + "; take another column, or --model mdn or fm for one alone");
        }
    }

    private DataSet dataSet(Table table) {
        DataSet.Builder b = DataSet.builder().column(X, floats(table, columns), columns.size());
        if (!context.isEmpty()) {
            b.column(CONTEXT, floats(table, context), context.size());
        }
        return b.build();
    }

    private static float[] floats(Table table, List<String> names) {
        float[] x = table.floats(names);
        for (int i = 0; i < x.length; i++) {
            if (Float.isInfinite(x[i])) {
                String name = names.get(i % names.size());
                throw new IllegalArgumentException("density: numbers must be within the range of float32, got "
                        + table.column(name)[i / names.size()] + " in row " + (i / names.size() + 1) + " of column "
                        + name + "; scale the column");
            }
        }
        return x;
    }

    /** In their old order, so that neighbouring rows stay neighbours in memory. */
    private static int[] part(int[] order, int from, int to) {
        int[] rows = Arrays.copyOfRange(order, from, to);
        Arrays.sort(rows);
        return rows;
    }

    /** A column that does not vary has no density, and as context it says nothing. */
    private Standardiser fit(String part, List<String> names) {
        float[] x = training.values(part);
        int d = names.size();
        for (int k = 0; k < d; k++) {
            boolean varies = false;
            for (int i = k; i < x.length && !varies; i += d) {
                varies = x[i] != x[k];
            }
            if (!varies) {
                throw new IllegalArgumentException("density: a column must vary over the training rows, got " + x[k]
                        + " in all " + training.rows() + " of " + names.get(k) + "; leave it out");
            }
        }
        return Standardiser.fit(x, d);
    }

    List<String> columns() {
        return columns;
    }

    List<String> context() {
        return context;
    }

    DataSet training() {
        return training;
    }

    /** Null for none. */
    DataSet validation() {
        return validation;
    }

    DataSet test() {
        return test;
    }

    /** Every row of the table, with ln p of the test rows. */
    DensityRows rows(double[] logProb) {
        return new DensityRows(rows[0], rows[1], rows[2], logProb);
    }

    /** Of training rows. */
    Standardiser standardiser() {
        return standardiser;
    }

    /** Of contexts of training rows; null for none. */
    Standardiser contextStandardiser() {
        return contextStandardiser;
    }

    /** What a user should know, a sentence each. */
    List<String> notes(DensityFamily family) {
        List<String> notes = new ArrayList<>();
        float[] x = training.values(X);
        double[] mean = standardiser.mean();
        double[] deviation = standardiser.deviation();
        int d = columns.size();
        int outside = 0;
        for (int row = 0; row < training.rows(); row++) {
            boolean out = false;
            for (int k = 0; k < d; k++) {
                out |= Math.abs(x[row * d + k] - mean[k]) > DensityDefaults.BOUND * deviation[k];
            }
            outside += out ? 1 : 0;
        }
        if (family.hasSplines() && outside > 0) {
            notes.add(String.format(
                    Locale.ROOT,
                    "%.2g %% of training rows (%d) have a column farther than %.0f standard deviations from its mean, "
                            + "outside of the range of the splines, where the density has tails of a normal one; "
                            + "take logarithms of columns with long tails",
                    100.0 * outside / training.rows(),
                    outside,
                    DensityDefaults.BOUND));
        }
        for (int k = 0; k < d; k++) {
            if (Math.ulp((float) Math.abs(mean[k])) * STEPS > deviation[k]) {
                notes.add("float32 resolves column " + columns.get(k) + " badly, whose mean " + (float) mean[k]
                        + " is large beside its standard deviation " + (float) deviation[k] + "; subtract a constant");
            }
            ties(x, k).ifPresent(notes::add);
        }
        return notes;
    }

    private Optional<String> ties(float[] x, int column) {
        Map<Float, Integer> counts = new HashMap<>();
        int d = columns.size();
        int most = 0;
        float value = 0;
        for (int i = column; i < x.length; i += d) {
            int count = counts.merge(x[i], 1, Integer::sum);
            if (count > most) {
                most = count;
                value = x[i];
            }
        }
        return most > Math.max(3, TIES * training.rows())
                ? Optional.of(String.format(
                        Locale.ROOT,
                        "column %s is %s in %d of %d training rows: where numbers repeat, a density has no bound, and "
                                + "ln p says little",
                        columns.get(column),
                        value,
                        most,
                        training.rows()))
                : Optional.empty();
    }
}
