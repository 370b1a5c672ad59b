package org.auriflow.inference.data;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Named columns of equally many finite numbers. Immutable. */
public final class Table {
    private final List<String> names;
    private final double[][] columns;

    /** Takes the columns over; {@link #of} checks and copies. */
    Table(List<String> names, double[][] columns) {
        this.names = List.copyOf(names);
        this.columns = columns;
    }

    /**
     * A table of these columns, copied.
     *
     * @param names different from each other, one for each column
     * @param columns equally long
     * @throws IllegalArgumentException if there is no column, names or lengths do not fit, or a number is not finite
     */
    public static Table of(List<String> names, double[]... columns) {
        Set<String> different = new HashSet<>(names);
        if (columns.length == 0 || names.size() != columns.length || different.size() != names.size()) {
            throw new IllegalArgumentException("table: requires a name of its own for each column, got " + names
                    + " for " + columns.length + " columns; name them");
        }
        double[][] copies = new double[columns.length][];
        for (int k = 0; k < columns.length; k++) {
            if (columns[k].length != columns[0].length) {
                throw new IllegalArgumentException("table: columns must be equally long, got " + columns[0].length
                        + " rows of " + names.get(0) + " and " + columns[k].length + " of " + names.get(k));
            }
            copies[k] = columns[k].clone();
            for (int row = 0; row < copies[k].length; row++) {
                if (!Double.isFinite(copies[k][row])) {
                    throw new IllegalArgumentException("table: numbers must be finite, got " + copies[k][row]
                            + " in row " + (row + 1) + " of " + names.get(k) + "; drop the row");
                }
            }
        }
        return new Table(names, copies);
    }

    /** Names of the columns in their order. */
    public List<String> names() {
        return names;
    }

    /** Number of rows. */
    public int rows() {
        return columns[0].length;
    }

    /**
     * A copy of a column.
     *
     * @throws IllegalArgumentException if there is none of that name
     */
    public double[] column(String name) {
        return find(name).clone();
    }

    /**
     * Some columns as float32, row-major; numbers beyond its range become infinite.
     *
     * @throws IllegalArgumentException if there is no column of a name
     */
    public float[] floats(List<String> some) {
        List<double[]> found = new ArrayList<>();
        some.forEach(name -> found.add(find(name)));
        float[] x = new float[Math.multiplyExact(rows(), found.size())];
        int at = 0;
        for (int row = 0; row < rows(); row++) {
            for (double[] column : found) {
                x[at++] = (float) column[row];
            }
        }
        return x;
    }

    private double[] find(String name) {
        int k = names.indexOf(name);
        if (k < 0) {
            throw new IllegalArgumentException(
                    "table: requires one of the columns " + names + ", got '" + name + "'; check the name");
        }
        return columns[k];
    }
}
