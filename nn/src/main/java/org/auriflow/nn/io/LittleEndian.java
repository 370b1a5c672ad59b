package org.auriflow.nn.io;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;
import org.auriflow.engine.Storage;

/** Values as little-endian bytes, in pieces, so that a large tensor needs no second copy. */
final class LittleEndian {
    private static final int PIECE = 1 << 13;

    private LittleEndian() {}

    static void write(Storage values, OutputStream out) throws IOException {
        ByteBuffer piece = ByteBuffer.allocate(PIECE * 8).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < values.size(); i += PIECE) {
            int n = encode(values, i, piece);
            out.write(piece.array(), 0, n);
        }
    }

    /** Adds the values to a checksum as the bytes that {@link #write} would write. */
    static void checksum(Storage values, CRC32 crc) {
        ByteBuffer piece = ByteBuffer.allocate(PIECE * 8).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < values.size(); i += PIECE) {
            int n = encode(values, i, piece);
            crc.update(piece.array(), 0, n);
        }
    }

    /** The next piece of values from index i; its length in bytes. */
    private static int encode(Storage values, int i, ByteBuffer piece) {
        int n = Math.min(PIECE, values.size() - i);
        piece.clear();
        switch (values.dtype()) {
            case FLOAT32 -> piece.asFloatBuffer().put((float[]) values.array(), i, n);
            case FLOAT64 -> piece.asDoubleBuffer().put((double[]) values.array(), i, n);
            case INT32 -> piece.asIntBuffer().put((int[]) values.array(), i, n);
            case BOOL -> {
                boolean[] a = (boolean[]) values.array();
                for (int k = 0; k < n; k++) {
                    piece.put(k, a[i + k] ? (byte) 1 : 0);
                }
            }
        }
        return n * values.dtype().bytes();
    }

    /** Fills the values; false if the stream ends early or a truth value is neither 0 nor 1. */
    static boolean read(Storage values, InputStream in) throws IOException {
        ByteBuffer piece = ByteBuffer.allocate(PIECE * 8).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < values.size(); i += PIECE) {
            int n = Math.min(PIECE, values.size() - i);
            int bytes = n * values.dtype().bytes();
            if (in.readNBytes(piece.array(), 0, bytes) < bytes) {
                return false;
            }
            piece.clear();
            switch (values.dtype()) {
                case FLOAT32 -> piece.asFloatBuffer().get((float[]) values.array(), i, n);
                case FLOAT64 -> piece.asDoubleBuffer().get((double[]) values.array(), i, n);
                case INT32 -> piece.asIntBuffer().get((int[]) values.array(), i, n);
                case BOOL -> {
                    boolean[] a = (boolean[]) values.array();
                    for (int k = 0; k < n; k++) {
                        byte b = piece.get(k);
                        if (b != 0 && b != 1) {
                            return false;
                        }
                        a[i + k] = b == 1;
                    }
                }
            }
        }
        return true;
    }
}
