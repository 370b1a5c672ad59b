package org.auriflow.inference.data;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * An array of one or two axes from a file of NumPy.
 *
 * @param rows extent of the first axis
 * @param width extent of the second axis, or 0 for an array of one axis
 * @param values row-major
 */
record NumpyArray(int rows, int width, double[] values) {
    private static final int BLOCK = 1 << 13;

    /** Number of columns. */
    int columns() {
        return Math.max(1, width);
    }

    double at(int row, int column) {
        return values[row * columns() + column];
    }

    /**
     * Reads a whole stream, which stays open.
     *
     * @param name what to call it in messages
     */
    static NumpyArray read(String operation, String name, InputStream stream) throws IOException {
        NumpyStream in = NumpyStream.open(operation + ": " + name, stream);
        if ((long) in.rows() * Math.max(1, in.width()) > Integer.MAX_VALUE - 8) {
            throw in.badShape(null);
        }
        int count = in.rows() * Math.max(1, in.width());
        double[] values = new double[0];
        // Memory grows with what is there, so that a damaged header cannot ask for all of it.
        for (int done = 0; done < count; ) {
            int n = Math.min(count - done, BLOCK);
            if (done + n > values.length) {
                values = Arrays.copyOf(values, (int) Math.min(count, 2L * values.length + BLOCK));
            }
            in.read(values, done, n);
            done += n;
        }
        in.finish();
        return new NumpyArray(in.rows(), in.width(), values);
    }
}
