package org.auriflow.inference.data;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An array of one or two axes from a file of NumPy (format versions 1 to 3): a header in the syntax of a Python dictionary,
 * then the numbers.
 *
 * @param rows extent of the first axis
 * @param width extent of the second axis, or 0 for an array of one axis
 * @param values row-major
 */
record NumpyArray(int rows, int width, double[] values) {
    /** How every such file begins. */
    static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};

    private static final int LONGEST_HEADER = 1 << 16;

    private static final int BLOCK = 1 << 16;

    private static final Pattern HEADER = Pattern.compile(
            "\\{'descr': (?<type>'[^']*'|\\[.*]), 'fortran_order': (?<order>True|False), 'shape': \\((?<shape>[0-9, ]*)\\),? *}\\s*");

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
        String what = operation + ": " + name;
        DataInputStream in = new DataInputStream(stream);
        try {
            Matcher header = HEADER.matcher(header(what, in));
            if (!header.matches()) {
                throw new IllegalArgumentException(
                        what + " must have a header of NumPy, got one of other keys; save it again");
            }
            if (header.group("order").equals("True")) {
                throw new IllegalArgumentException(
                        what + " must be in C order, got Fortran order; save numpy.ascontiguousarray of it");
            }
            int[] shape = shape(what, header.group("shape"));
            int count = shape[0] * Math.max(1, shape.length > 1 ? shape[1] : 1);
            double[] values = values(what, in, header.group("type"), count);
            if (in.read() >= 0) {
                throw new IllegalArgumentException(
                        what + " must end after its " + count + " numbers, got more bytes; is it damaged?");
            }
            return new NumpyArray(shape[0], shape.length > 1 ? shape[1] : 0, values);
        } catch (EOFException e) {
            throw new IllegalArgumentException(
                    what + " must hold a whole array of NumPy, got an early end; is it cut short?", e);
        }
    }

    private static String header(String what, DataInputStream in) throws IOException {
        byte[] magic = new byte[MAGIC.length];
        in.readFully(magic);
        int version = in.readUnsignedByte();
        int minor = in.readUnsignedByte();
        if (!Arrays.equals(magic, MAGIC) || version < 1 || version > 3 || minor != 0) {
            throw new IllegalArgumentException(what
                    + " must be an array of NumPy of format version 1 to 3, got version " + version + "." + minor
                    + "; save it again");
        }
        int length = in.readUnsignedByte() | in.readUnsignedByte() << 8;
        if (version > 1) {
            length |= in.readUnsignedByte() << 16 | in.readUnsignedByte() << 24;
        }
        if (length < 0 || length > LONGEST_HEADER) {
            throw new IllegalArgumentException(what + " must have a header of at most " + LONGEST_HEADER
                    + " bytes, got " + Integer.toUnsignedString(length) + "; is it damaged?");
        }
        byte[] text = new byte[length];
        in.readFully(text);
        return new String(text, StandardCharsets.UTF_8);
    }

    private static int[] shape(String what, String text) {
        String[] parts = text.isBlank() ? new String[0] : text.strip().split(", *");
        IllegalArgumentException bad =
                new IllegalArgumentException(what + " must be an array of one or two axes with a column and at most "
                        + Integer.MAX_VALUE + " numbers, got shape (" + text + "); reshape it");
        if (parts.length < 1 || parts.length > 2) {
            throw bad;
        }
        try {
            int[] shape = new int[parts.length];
            for (int k = 0; k < parts.length; k++) {
                shape[k] = Integer.parseInt(parts[k].strip());
            }
            if (shape.length > 1 && (shape[1] < 1 || (long) shape[0] * shape[1] > Integer.MAX_VALUE - 8)) {
                throw bad;
            }
            return shape;
        } catch (NumberFormatException e) {
            bad.initCause(e);
            throw bad;
        }
    }

    private static double[] values(String what, DataInputStream in, String type, int count) throws IOException {
        int size =
                switch (type) {
                    case "'<f4'", "'<i4'" -> 4;
                    case "'<f8'", "'<i8'" -> 8;
                    default ->
                        throw new IllegalArgumentException(what
                                + " must hold little-endian float32, float64, int32 or int64 ('<f4', '<f8', '<i4', '<i8'), got "
                                + (type.length() > 60 ? type.substring(0, 60) + "..." : type)
                                + "; convert it with astype");
                };
        ByteBuffer block = ByteBuffer.allocate(BLOCK).order(ByteOrder.LITTLE_ENDIAN);
        double[] values = new double[0];
        // Memory grows with what is there, so that a damaged header cannot ask for all of it.
        for (int done = 0; done < count; ) {
            int n = Math.min(count - done, BLOCK / size);
            in.readFully(block.array(), 0, n * size);
            if (done + n > values.length) {
                values = Arrays.copyOf(values, (int) Math.min(count, 2L * values.length + BLOCK));
            }
            for (int i = 0; i < n; i++) {
                values[done + i] = switch (type) {
                    case "'<f4'" -> block.getFloat(4 * i);
                    case "'<i4'" -> block.getInt(4 * i);
                    case "'<f8'" -> block.getDouble(8 * i);
                    default -> (double) block.getLong(8 * i);
                };
            }
            done += n;
        }
        return values;
    }
}
