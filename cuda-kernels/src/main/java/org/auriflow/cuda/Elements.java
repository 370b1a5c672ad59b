package org.auriflow.cuda;

import java.nio.ByteBuffer;
import org.auriflow.engine.Storage;

/** Values between Java arrays and bytes as a device holds them; a truth value is one byte, 0 or 1. */
final class Elements {
    private Elements() {}

    /** Writes elements begin to begin + n. */
    static void put(Storage from, int begin, int n, ByteBuffer to) {
        switch (from.dtype()) {
            case FLOAT32 -> to.asFloatBuffer().put((float[]) from.array(), begin, n);
            case FLOAT64 -> to.asDoubleBuffer().put((double[]) from.array(), begin, n);
            case INT32 -> to.asIntBuffer().put((int[]) from.array(), begin, n);
            case BOOL -> {
                boolean[] a = (boolean[]) from.array();
                for (int i = 0; i < n; i++) {
                    to.put(i, (byte) (a[begin + i] ? 1 : 0));
                }
            }
        }
    }

    /** Reads elements begin to begin + n. */
    static void get(Storage to, int begin, int n, ByteBuffer from) {
        switch (to.dtype()) {
            case FLOAT32 -> from.asFloatBuffer().get((float[]) to.array(), begin, n);
            case FLOAT64 -> from.asDoubleBuffer().get((double[]) to.array(), begin, n);
            case INT32 -> from.asIntBuffer().get((int[]) to.array(), begin, n);
            case BOOL -> {
                boolean[] a = (boolean[]) to.array();
                for (int i = 0; i < n; i++) {
                    a[begin + i] = from.get(i) != 0;
                }
            }
        }
    }
}
