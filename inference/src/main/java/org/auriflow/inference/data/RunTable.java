package org.auriflow.inference.data;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.auriflow.inference.simulator.RatioRuns;
import org.auriflow.inference.simulator.ScoreRuns;

/**
 * Simulated runs in memory, kept as one record of numbers for each run. Immutable.
 *
 * <p>Parameters, observables, labels and weights are finite; mined gold may be infinite or NaN where a run is impossible.
 *
 * @see RunFiles
 */
public final class RunTable {
    private final RunLayout layout;
    private final double[] records;

    /** Takes the records over; {@link #ofRecords} checks and copies. */
    RunTable(RunLayout layout, double[] records) {
        this.layout = layout;
        this.records = records;
    }

    /**
     * A table of these records, copied.
     *
     * @param records row-major with shape (n, {@link RunLayout#width()}), columns in the order of the layout
     * @throws IllegalArgumentException if the length does not fit, or a number is one that its column cannot hold
     */
    public static RunTable ofRecords(RunLayout layout, double... records) {
        if (records.length % layout.width() != 0) {
            throw new IllegalArgumentException("runs: requires " + layout.width() + " numbers for each run, got "
                    + records.length + "; complete the last run");
        }
        RunTable table = new RunTable(layout, records.clone());
        table.check("runs:", 0);
        return table;
    }

    /**
     * A table of these columns, copied.
     *
     * @param columns row-major with shape (n, width), one for each of the layout
     * @throws IllegalArgumentException if columns or their lengths do not fit, or a number is one that its column cannot
     *     hold
     */
    public static RunTable of(RunLayout layout, Map<RunColumn, double[]> columns) {
        double[] x = columns.get(RunColumn.X);
        int rows = x == null ? 0 : x.length / layout.width(RunColumn.X);
        for (RunColumn column : layout.columns()) {
            double[] values = columns.get(column);
            int width = layout.width(column);
            if (values == null
                    || values.length != (long) rows * width
                    || columns.size() != layout.columns().size()) {
                throw new IllegalArgumentException("runs: requires shape (" + rows + ", " + width + ") of "
                        + column.label() + " and the columns " + RunLayout.labels(layout.columns()) + ", got "
                        + (values == null ? "none" : values.length + " numbers") + " and "
                        + RunLayout.labels(columns.keySet()) + "; mend the columns");
            }
        }
        RunTable table = joined(layout, columns, rows);
        table.check("runs:", 0);
        return table;
    }

    /** Columns that fit, side by side. */
    static RunTable joined(RunLayout layout, Map<RunColumn, double[]> columns, int rows) {
        int stride = layout.width();
        double[] records = new double[Math.multiplyExact(rows, stride)];
        for (RunColumn column : layout.columns()) {
            int width = layout.width(column);
            int offset = layout.offset(column);
            for (int i = 0; i < rows; i++) {
                System.arraycopy(columns.get(column), i * width, records, i * stride + offset, width);
            }
        }
        return new RunTable(layout, records);
    }

    /**
     * Mined runs for ratio estimators.
     *
     * @param firstRun number of the first of them
     */
    public static RunTable of(RatioRuns runs, long firstRun) {
        Map<RunColumn, double[]> columns = new EnumMap<>(RunColumn.class);
        columns.put(RunColumn.RUN, numbers(firstRun, runs.size()));
        columns.put(RunColumn.THETA0, runs.theta0());
        columns.put(RunColumn.THETA1, runs.theta1());
        columns.put(RunColumn.Y, runs.y());
        columns.put(RunColumn.X, runs.x());
        if (runs.hasRatio()) {
            columns.put(RunColumn.LOG_R_XZ, runs.logRXz());
        }
        if (runs.hasScore()) {
            columns.put(RunColumn.T_XZ0, runs.tXz0());
            columns.put(RunColumn.T_XZ1, runs.tXz1());
        }
        if (runs.hasWeights()) {
            columns.put(RunColumn.WEIGHTS, runs.weights());
        }
        return of(new RunLayout(runs.parameters(), runs.observables(), List.copyOf(columns.keySet())), columns);
    }

    /**
     * Mined runs for score and density estimators.
     *
     * @param firstRun number of the first of them
     */
    public static RunTable of(ScoreRuns runs, long firstRun) {
        Map<RunColumn, double[]> columns = new EnumMap<>(RunColumn.class);
        columns.put(RunColumn.RUN, numbers(firstRun, runs.size()));
        columns.put(RunColumn.THETA, runs.theta());
        columns.put(RunColumn.X, runs.x());
        if (runs.hasScore()) {
            columns.put(RunColumn.T_XZ, runs.tXz());
        }
        if (runs.hasWeights()) {
            columns.put(RunColumn.WEIGHTS, runs.weights());
        }
        return of(new RunLayout(runs.parameters(), runs.observables(), List.copyOf(columns.keySet())), columns);
    }

    private static double[] numbers(long first, int count) {
        double[] numbers = new double[count];
        Arrays.setAll(numbers, i -> first + i);
        return numbers;
    }

    /** What the columns are. */
    public RunLayout layout() {
        return layout;
    }

    /** The number of runs n. */
    public int rows() {
        return records.length / layout.width();
    }

    /**
     * A copy of a column.
     *
     * @return row-major with shape (n, width)
     * @throws IllegalArgumentException if it is not there
     */
    public double[] column(RunColumn column) {
        int width = layout.width(column);
        int offset = layout.offset(column);
        double[] values = new double[rows() * width];
        for (int i = 0; i < rows(); i++) {
            System.arraycopy(records, i * layout.width() + offset, values, i * width, width);
        }
        return values;
    }

    /** The records themselves, not to be changed. */
    double[] records() {
        return records;
    }

    /**
     * Runs for ratio estimators.
     *
     * @throws IllegalArgumentException if θ0, θ1 and y are missing, or a weight is negative
     */
    public RatioRuns ratioRuns() {
        RatioRuns runs = RatioRuns.of(
                layout.parameters(),
                layout.observables(),
                column(RunColumn.THETA0),
                column(RunColumn.THETA1),
                column(RunColumn.Y),
                column(RunColumn.X),
                orNull(RunColumn.LOG_R_XZ),
                orNull(RunColumn.T_XZ0),
                orNull(RunColumn.T_XZ1));
        return layout.has(RunColumn.WEIGHTS) ? runs.withWeights(column(RunColumn.WEIGHTS)) : runs;
    }

    /**
     * Runs for score and density estimators.
     *
     * @throws IllegalArgumentException if theta is missing, or a weight is negative
     */
    public ScoreRuns scoreRuns() {
        ScoreRuns runs = ScoreRuns.of(
                layout.parameters(),
                layout.observables(),
                column(RunColumn.THETA),
                column(RunColumn.X),
                orNull(RunColumn.T_XZ));
        return layout.has(RunColumn.WEIGHTS) ? runs.withWeights(column(RunColumn.WEIGHTS)) : runs;
    }

    private double[] orNull(RunColumn column) {
        return layout.has(column) ? column(column) : null;
    }

    /** Says what is wrong with a number of the first run that has one that its column cannot hold. */
    void check(String where, long rowsBefore) {
        int width = layout.width();
        boolean[] free = new boolean[width];
        for (RunColumn column : layout.columns()) {
            int offset = layout.offset(column);
            Arrays.fill(free, offset, offset + layout.width(column), column.isGold());
        }
        for (int i = 0; i < records.length; i++) {
            if (!free[i % width] && !Double.isFinite(records[i])) {
                throw bad(where, rowsBefore + i / width, i % width, "must be finite", records[i]);
            }
        }
        if (layout.isRatio()) {
            int y = layout.offset(RunColumn.Y);
            for (int i = y; i < records.length; i += width) {
                if (records[i] != 0 && records[i] != 1) {
                    throw bad(where, rowsBefore + i / width, y, "must be 0 or 1", records[i]);
                }
            }
        }
    }

    private IllegalArgumentException bad(String where, long row, int at, String requirement, double got) {
        return new IllegalArgumentException(where + " row " + (row + 1) + " column "
                + layout.names().get(at) + " " + requirement + ", got " + got + "; drop the row or mend its source");
    }

    /**
     * Tables one after the other.
     *
     * @param blocks at least one
     * @throws IllegalArgumentException if there is none, their layouts differ, or there are more numbers than an array holds
     */
    public static RunTable concatenate(List<RunTable> blocks) {
        long size = blocks.stream().mapToLong(b -> b.records.length).sum();
        if (blocks.isEmpty() || blocks.stream().anyMatch(b -> !b.layout.equals(blocks.get(0).layout))) {
            throw new IllegalArgumentException("runs: requires tables of one layout, got "
                    + blocks.stream().map(RunTable::layout).distinct().toList() + "; give them the same columns");
        }
        if (size > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException("runs: requires at most " + (Integer.MAX_VALUE - 8)
                    + " numbers to be held in memory, got " + size + "; go through the file by blocks");
        }
        double[] all = new double[(int) size];
        int at = 0;
        for (RunTable block : blocks) {
            System.arraycopy(block.records, 0, all, at, block.records.length);
            at += block.records.length;
        }
        return new RunTable(blocks.get(0).layout, all);
    }
}
