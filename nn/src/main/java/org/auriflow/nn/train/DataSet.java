package org.auriflow.nn.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import org.auriflow.engine.DType;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Storage;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.TensorType;
import org.auriflow.nn.Streams;

/**
 * Named float32 columns of N rows, all finite; a column is [N, width].
 *
 * <p>Immutable: values are copied once when it is built, subsets share them.
 *
 * <pre>{@code
 * DataSet data = DataSet.builder().column("x", x, 2).column("y", y, 1).build();
 * }</pre>
 */
public final class DataSet {
    private final Map<String, Column> columns;
    private final int[] rows;

    private record Column(float[] values, int width) {}

    /** The two parts of a {@link #split}. */
    public record Split(DataSet training, DataSet validation) {}

    private DataSet(Map<String, Column> columns, int[] rows) {
        this.columns = columns;
        this.rows = rows;
    }

    /** Begins a data set. */
    public static Builder builder() {
        return new Builder();
    }

    /** Collects columns. */
    public static final class Builder {
        private final Map<String, Column> columns = new LinkedHashMap<>();

        private Builder() {}

        /**
         * A column.
         *
         * @param values row-major [N, width], copied
         * @throws IllegalArgumentException if the name is taken, the width is not positive or does not divide the number
         *     of values, or a value is infinite or NaN
         */
        public Builder column(String name, float[] values, int width) {
            if (width < 1 || values.length % width != 0) {
                throw new IllegalArgumentException("data: column '" + name + "' requires rows of a positive width, got "
                        + values.length + " values in rows of " + width + "; check the width");
            }
            for (int i = 0; i < values.length; i++) {
                if (!Float.isFinite(values[i])) {
                    throw new IllegalArgumentException("data: column '" + name + "' requires finite values, got "
                            + values[i] + " in row " + i / width + ", column " + i % width
                            + " (from 0); remove or repair the row");
                }
            }
            if (columns.putIfAbsent(name, new Column(values.clone(), width)) != null) {
                throw new IllegalArgumentException(
                        "data: column names must differ, got '" + name + "' twice; rename one");
            }
            return this;
        }

        /**
         * Makes the data set.
         *
         * @throws IllegalArgumentException if there is no column or they differ in their number of rows
         */
        public DataSet build() {
            int n = -1;
            String first = null;
            for (Map.Entry<String, Column> e : columns.entrySet()) {
                int own = e.getValue().values.length / e.getValue().width;
                if (n >= 0 && own != n) {
                    throw new IllegalArgumentException("data: columns must have one number of rows, got " + n + " in '"
                            + first + "' and " + own + " in '" + e.getKey() + "'; check the widths");
                }
                if (n < 0) {
                    n = own;
                    first = e.getKey();
                }
            }
            if (n < 0) {
                throw new IllegalArgumentException("data: requires a column, got none; add one");
            }
            int[] all = new int[n];
            Arrays.setAll(all, i -> i);
            return new DataSet(new LinkedHashMap<>(columns), all);
        }
    }

    /** Number of rows. */
    public int rows() {
        return rows.length;
    }

    /** Names of the columns, in the order in which they were added. */
    public List<String> names() {
        return List.copyOf(columns.keySet());
    }

    /** Width of a column. */
    public int width(String column) {
        return find(column).width;
    }

    /** A copy of the values of a column, row-major. */
    public float[] values(String column) {
        float[] out = new float[Math.multiplyExact(rows.length, width(column))];
        copy(column, 0, rows.length, null, out);
        return out;
    }

    /** A column as a constant tensor [N, width]. */
    public Tensor tensor(String column) {
        return Tensor.constant(
                new TensorType(DType.FLOAT32, Shape.of(rows.length, width(column))), Storage.wrap(values(column)));
    }

    /** The rows at these positions, in their order. */
    public DataSet take(int... positions) {
        int[] chosen = new int[positions.length];
        for (int i = 0; i < positions.length; i++) {
            if (positions[i] < 0 || positions[i] >= rows.length) {
                throw new IllegalArgumentException("take: positions must be in [0, " + rows.length + "), got "
                        + positions[i] + " at index " + i + "; check the number of rows");
            }
            chosen[i] = rows[positions[i]];
        }
        return new DataSet(columns, chosen);
    }

    /**
     * Divides the rows at random into training and validation, which depends on the seed and the number of rows only.
     *
     * @param share of the rows that go to validation, in (0, 1); rounded to whole rows
     * @throws IllegalArgumentException if the share is out of range or leaves a part without a row
     */
    public Split split(double share, long seed) {
        if (!(share > 0 && share < 1)) {
            throw new IllegalArgumentException(
                    "split: validation share must be in (0, 1), got " + share + "; 0.25 is usual");
        }
        int held = (int) Math.round(share * rows.length);
        if (held == 0 || held == rows.length) {
            throw new IllegalArgumentException(
                    "split: requires at least one row for training and one for validation, got " + rows.length
                            + " rows and a validation share of " + share + "; provide more rows");
        }
        int[] order = Streams.SPLIT.of(seed, 0).permutation(rows.length);
        int[] validation = Arrays.copyOfRange(order, 0, held);
        int[] training = Arrays.copyOfRange(order, held, order.length);
        // In their old order, so that neighbouring rows stay neighbours in memory.
        Arrays.sort(validation);
        Arrays.sort(training);
        return new Split(take(training), take(validation));
    }

    /** Where the row at a position stood in the data set that was built first. */
    public int origin(int position) {
        return rows[position];
    }

    /** Copies rows order[begin…end) of a column (or begin…end without an order) to the beginning of {@code out}. */
    void copy(String column, int begin, int end, int[] order, float[] out) {
        Column c = find(column);
        for (int i = begin; i < end; i++) {
            int row = rows[order == null ? i : order[i]];
            System.arraycopy(c.values, row * c.width, out, (i - begin) * c.width, c.width);
        }
    }

    private Column find(String column) {
        Column c = columns.get(column);
        if (c == null) {
            throw new IllegalArgumentException(
                    "data: requires one of the columns " + columns.keySet() + ", got '" + column + "'; check the name");
        }
        return c;
    }

    /** Names, widths and a checksum of all values, by which a resumed training recognises its data. */
    Map<String, Object> fingerprint() {
        Map<String, Object> f = new LinkedHashMap<>();
        f.put("rows", rows.length);
        columns.forEach((name, c) -> {
            CRC32 crc = new CRC32();
            byte[] row = new byte[4 * c.width];
            for (int r : rows) {
                for (int k = 0; k < c.width; k++) {
                    int bits = Float.floatToRawIntBits(c.values[r * c.width + k]);
                    for (int b = 0; b < 4; b++) {
                        row[4 * k + b] = (byte) (bits >>> (8 * b));
                    }
                }
                crc.update(row);
            }
            f.put(name, List.of(c.width, crc.getValue()));
        });
        return Collections.unmodifiableMap(f);
    }

    /** For example {@code DataSet[1000 rows: theta 1, x 2]}. */
    @Override
    public String toString() {
        List<String> parts = new ArrayList<>();
        columns.forEach((name, c) -> parts.add(name + " " + c.width));
        return "DataSet[" + rows.length + " rows: " + String.join(", ", parts) + "]";
    }
}
