package org.auriflow.engine.op;

import org.auriflow.engine.Storage;

/** Strided walks over dense arrays, an odometer over the outer axes with a plain loop over the last one. */
public final class Walk {
    private Walk() {}

    /** Called once per run of the last axis. */
    @FunctionalInterface
    public interface Row {
        /** Positions of the run's first element in both arrays. */
        void at(int from, int to);
    }

    /** Visits every run along the last axis of {@code extents}; a scalar is one run of one element. */
    public static void rows(int from, int[] fromStrides, int to, int[] toStrides, int[] extents, Row row) {
        for (int e : extents) {
            if (e == 0) {
                return;
            }
        }
        int outer = Math.max(extents.length - 1, 0);
        int[] index = new int[outer];
        int a = from;
        int b = to;
        while (true) {
            row.at(a, b);
            int k = outer - 1;
            for (; k >= 0; k--) {
                a += fromStrides[k];
                b += toStrides[k];
                if (++index[k] < extents[k]) {
                    break;
                }
                a -= fromStrides[k] * extents[k];
                b -= toStrides[k] * extents[k];
                index[k] = 0;
            }
            if (k < 0) {
                return;
            }
        }
    }

    /** Copies a strided block of one array to a strided block of another of the same dtype. */
    public static void copy(
            Storage in, int from, int[] fromStrides, Storage out, int to, int[] toStrides, int[] extents) {
        int last = extents.length - 1;
        int n = last < 0 ? 1 : extents[last];
        int sa = last < 0 ? 1 : fromStrides[last];
        int sb = last < 0 ? 1 : toStrides[last];
        Object src = in.array();
        Object dst = out.array();
        if (sa == 1 && sb == 1) {
            rows(from, fromStrides, to, toStrides, extents, (a, b) -> System.arraycopy(src, a, dst, b, n));
        } else if (src instanceof float[] x) {
            float[] y = (float[]) dst;
            rows(from, fromStrides, to, toStrides, extents, (a, b) -> {
                for (int i = 0; i < n; i++) {
                    y[b + i * sb] = x[a + i * sa];
                }
            });
        } else {
            rows(from, fromStrides, to, toStrides, extents, (a, b) -> {
                for (int i = 0; i < n; i++) {
                    out.set(b + i * sb, in.get(a + i * sa));
                }
            });
        }
    }
}
