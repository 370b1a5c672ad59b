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
 * An array of one or two axes in a file of NumPy (format versions 1 to 3), read from begin to end: a header in the syntax of
 * a Python dictionary, then the numbers or, with type {@code <U}, texts.
 */
final class NumpyStream {
    /** How every such file begins. */
    static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};

    private static final int LONGEST_HEADER = 1 << 16;
    private static final int LONGEST_TEXT = 1 << 12;
    private static final int BLOCK = 1 << 16;

    private static final Pattern HEADER = Pattern.compile(
            "\\{'descr': (?<type>'[^']*'|\\[.*]), 'fortran_order': (?<order>True|False), 'shape': \\((?<shape>[0-9, ]*)\\),? *}\\s*");
    private static final Pattern TEXT = Pattern.compile("'<U(\\d{1,4})'");

    private final String what;
    private final DataInputStream in;
    private final String type;
    private final String shape;
    private final int rows;
    private final int width;
    private final ByteBuffer block = ByteBuffer.allocate(BLOCK).order(ByteOrder.LITTLE_ENDIAN);

    private NumpyStream(String what, DataInputStream in, String type, String shape) {
        this.what = what;
        this.in = in;
        this.type = type;
        this.shape = shape;
        String[] parts = shape.isBlank() ? new String[0] : shape.strip().split(", *");
        if (parts.length < 1 || parts.length > 2) {
            throw badShape(null);
        }
        try {
            this.rows = Integer.parseInt(parts[0].strip());
            this.width = parts.length > 1 ? Integer.parseInt(parts[1].strip()) : 0;
        } catch (NumberFormatException e) {
            throw badShape(e);
        }
        if (parts.length > 1 && width < 1) {
            throw badShape(null);
        }
    }

    /**
     * Reads the header of a stream, which stays open.
     *
     * @param what the operation and what to call it in messages
     */
    static NumpyStream open(String what, InputStream stream) throws IOException {
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
            return new NumpyStream(what, in, header.group("type"), header.group("shape"));
        } catch (EOFException e) {
            throw cutShort(what, e);
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

    /** Extent of the first axis. */
    int rows() {
        return rows;
    }

    /** Extent of the second axis, or 0 for an array of one axis. */
    int width() {
        return width;
    }

    boolean isText() {
        return TEXT.matcher(type).matches();
    }

    IllegalArgumentException badShape(Throwable cause) {
        return new IllegalArgumentException(
                what + " must be an array of one or two axes with a column and at most " + Integer.MAX_VALUE
                        + " numbers, got shape (" + shape + "); reshape it",
                cause);
    }

    private static IllegalArgumentException cutShort(String what, EOFException e) {
        return new IllegalArgumentException(
                what + " must hold a whole array of NumPy, got an early end; is it cut short?", e);
    }

    /** Reads the next numbers. */
    void read(double[] into, int offset, int count) throws IOException {
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
        for (int done = 0; done < count; ) {
            int n = Math.min(count - done, BLOCK / size);
            fill(block.array(), n * size);
            for (int i = 0; i < n; i++) {
                into[offset + done + i] = switch (type) {
                    case "'<f4'" -> block.getFloat(4 * i);
                    case "'<i4'" -> block.getInt(4 * i);
                    case "'<f8'" -> block.getDouble(8 * i);
                    default -> (double) block.getLong(8 * i);
                };
            }
            done += n;
        }
    }

    /** Reads the next text. */
    String readText() throws IOException {
        Matcher text = TEXT.matcher(type);
        int length = text.matches() ? Integer.parseInt(text.group(1)) : LONGEST_TEXT + 1;
        if (length > LONGEST_TEXT) {
            throw new IllegalArgumentException(what + " must hold texts of at most " + LONGEST_TEXT
                    + " characters, got " + type + "; save a list of short texts");
        }
        fill(block.array(), 4 * length);
        StringBuilder result = new StringBuilder();
        for (int i = 0; i < length && block.getInt(4 * i) != 0; i++) {
            if (!Character.isValidCodePoint(block.getInt(4 * i))) {
                throw new IllegalArgumentException(
                        what + " must hold texts, got character " + block.getInt(4 * i) + "; is it damaged?");
            }
            result.appendCodePoint(block.getInt(4 * i));
        }
        return result.toString();
    }

    private void fill(byte[] bytes, int count) throws IOException {
        try {
            in.readFully(bytes, 0, count);
        } catch (EOFException e) {
            throw cutShort(what, e);
        }
    }

    /** Insists that nothing follows the numbers. */
    void finish() throws IOException {
        if (in.read() >= 0) {
            throw new IllegalArgumentException(what + " must end after its " + (long) rows * Math.max(1, width)
                    + " numbers, got more bytes; is it damaged?");
        }
    }
}
