package org.auriflow.inference.data;

import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.Writer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Runs as lines of CSV, whose columns are called by label and parameter or observable: theta_a, x_length, log_r_xz. */
final class RunCsv implements CsvNumbers.Visitor {
    private final String file;
    private final Consumer<RunTable> consumer;
    private RunLayout layout;
    private int[] positions;
    private boolean[] gold;
    private double[] block;
    private int filled;
    private long rows;

    private RunCsv(String file, Consumer<RunTable> consumer) {
        this.file = file;
        this.consumer = consumer;
    }

    /** Hands out blocks of at least one row, or one without any if there is none. */
    static void read(BufferedInputStream stream, String file, Consumer<RunTable> consumer) {
        RunCsv csv = new RunCsv(file, consumer);
        CsvNumbers.read("runs", stream, file, csv);
        if (csv.filled > 0 || csv.rows == 0) {
            csv.flush();
        }
    }

    @Override
    public Consumer<CsvNumbers> begin(CsvNumbers table) {
        Map<RunColumn, Map<String, Integer>> found = new TreeMap<>();
        for (String name : table.header()) {
            RunColumn column = Arrays.stream(RunColumn.values())
                    .filter(c -> name.equals(c.label())
                            || (name.startsWith(c.label() + "_")
                                    && !c.impliedName().isEmpty()))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("runs: " + file + " must have columns "
                            + RunLayout.labels(List.of(RunColumn.values()))
                            + " alone or with _ and the name of a parameter or observable, got " + name
                            + "; rename or drop it"));
            String own = name.equals(column.label())
                    ? column.impliedName()
                    : name.substring(column.label().length() + 1);
            found.computeIfAbsent(column, c -> new LinkedHashMap<>()).put(own, table.find(name));
        }
        layout = new RunLayout(
                names(found, found.containsKey(RunColumn.THETA) ? RunColumn.THETA : RunColumn.THETA0),
                names(found, RunColumn.X),
                List.copyOf(found.keySet()));
        positions = new int[layout.width()];
        gold = new boolean[layout.width()];
        int at = 0;
        for (RunColumn column : layout.columns()) {
            Map<String, Integer> own = found.get(column);
            List<String> wanted = column == RunColumn.X
                    ? layout.observables()
                    : column.hasParameters() ? layout.parameters() : List.of("");
            if (!own.keySet().equals(new HashSet<>(wanted))) {
                throw new IllegalArgumentException("runs: " + file + " must have a column " + column.label()
                        + " for each of " + wanted + ", got " + own.keySet() + "; complete or rename them");
            }
            for (String name : wanted) {
                gold[at] = column.isGold();
                positions[at++] = own.get(name);
            }
        }
        block = new double[RunFiles.blockRows(layout) * layout.width()];
        return this::add;
    }

    private static List<String> names(Map<RunColumn, Map<String, Integer>> found, RunColumn column) {
        return List.copyOf(found.getOrDefault(column, Map.of()).keySet());
    }

    private void add(CsvNumbers row) {
        for (int k = 0; k < positions.length; k++) {
            block[filled++] = gold[k]
                    ? row.numberOrNotFinite(positions[k], "mend the line")
                    : row.number(positions[k], "mend the line");
        }
        if (filled == block.length) {
            flush();
        }
    }

    private void flush() {
        RunTable table = new RunTable(layout, Arrays.copyOf(block, filled));
        table.check("runs: " + file, rows);
        rows += table.rows();
        filled = 0;
        consumer.accept(table);
    }

    static void writeHeader(RunLayout layout, Writer out) throws IOException {
        // The writer keeps nothing back, and is not closed as out stays open.
        CsvWriter.builder().bufferSize(0).build(out).writeRecord(layout.names());
    }

    static void writeRows(RunTable table, Writer out) throws IOException {
        double[] records = table.records();
        int width = table.layout().width();
        for (int i = 0; i < records.length; i++) {
            out.write(text(records[i]));
            out.write((i + 1) % width == 0 ? '\n' : ',');
        }
    }

    /** What Java and NumPy read back as the same number; whole numbers without a fraction. */
    private static String text(double value) {
        if (Double.isInfinite(value)) {
            return value > 0 ? "inf" : "-inf";
        }
        boolean whole = value == Math.rint(value) && Math.abs(value) < 1e15 && 1 / value != Double.NEGATIVE_INFINITY;
        return whole ? Long.toString((long) value) : Double.isNaN(value) ? "nan" : Double.toString(value);
    }
}
