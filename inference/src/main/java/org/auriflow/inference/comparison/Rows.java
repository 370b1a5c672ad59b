package org.auriflow.inference.comparison;

import java.util.Arrays;

/** Columns of mined runs as rows. */
final class Rows {
    private Rows() {}

    /** Shape (n, width) from row-major order. */
    static double[][] of(double[] values, int n) {
        int width = values.length / n;
        double[][] rows = new double[n][];
        Arrays.setAll(rows, i -> Arrays.copyOfRange(values, i * width, (i + 1) * width));
        return rows;
    }
}
