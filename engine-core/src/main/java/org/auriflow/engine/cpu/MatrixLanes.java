package org.auriflow.engine.cpu;

/**
 * Decompositions and substitutions of many small matrices at once: element e of matrix l lies at {@code e * lanes + l}, so
 * that inner loops run over matrices and are vectorised however small a matrix is.
 *
 * <p>Every element goes through the same operations in the same order as in {@link MatrixRows} and in the reference
 * implementations: results are equal to the bit.
 */
final class MatrixLanes {
    private MatrixLanes() {}

    /** Elements worth holding at once: a quarter of a usual second-level cache. */
    private static final int CAPACITY = 1 << 13;

    /** Larger matrices have rows long enough to vectorise. */
    private static final int LARGEST = 16;

    /** How many matrices to take at once; 1 means one by one, with {@link MatrixRows}. */
    static int lanes(int n, int elements, int batch) {
        return n > LARGEST || batch < 4
                ? 1
                : Math.max(1, Math.min(Math.min(256, batch), CAPACITY / Math.max(1, elements)));
    }

    /** Copies {@code count} float or double elements into one lane. */
    static void load(Object from, int start, int count, double[] to, int offset, int lanes) {
        if (from instanceof float[] f) {
            for (int e = 0; e < count; e++) {
                to[offset + e * lanes] = f[start + e];
            }
        } else {
            double[] d = (double[]) from;
            for (int e = 0; e < count; e++) {
                to[offset + e * lanes] = d[start + e];
            }
        }
    }

    /** Copies one lane to {@code count} float or double elements, rounding. */
    static void store(double[] from, int offset, int lanes, Object to, int start, int count) {
        if (to instanceof float[] f) {
            for (int e = 0; e < count; e++) {
                f[start + e] = (float) from[offset + e * lanes];
            }
        } else {
            double[] d = (double[]) to;
            for (int e = 0; e < count; e++) {
                d[start + e] = from[offset + e * lanes];
            }
        }
    }

    /** x −= a b, each a run of w elements. */
    private static void subtractProduct(double[] v, int x, int a, double[] u, int b, int w) {
        for (int l = 0; l < w; l++) {
            v[x + l] -= v[a + l] * u[b + l];
        }
    }

    /** Lower factors of the averages of both triangles, in place; the upper triangles are left as they are. */
    static void cholesky(double[] a, int n, int w, double[] check) {
        java.util.Arrays.fill(check, 0, w, 0);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < i; j++) {
                int lower = (i * n + j) * w;
                int upper = (j * n + i) * w;
                for (int l = 0; l < w; l++) {
                    a[lower + l] = 0.5 * (a[lower + l] + a[upper + l]);
                }
            }
        }
        for (int k = 0; k < n; k++) {
            int pivot = (k * n + k) * w;
            for (int l = 0; l < w; l++) {
                a[pivot + l] = Math.sqrt(a[pivot + l]);
                // NaN once a root is: a negative, infinite or missing pivot.
                check[l] += 0 * a[pivot + l];
            }
            for (int i = k + 1; i < n; i++) {
                int below = (i * n + k) * w;
                for (int l = 0; l < w; l++) {
                    a[below + l] /= a[pivot + l];
                }
                for (int j = k + 1; j <= i; j++) {
                    subtractProduct(a, (i * n + j) * w, below, a, (j * n + k) * w, w);
                }
            }
        }
    }

    /** Packed factors in place, and the permutation as n more elements after the matrix. */
    static void lu(double[] a, int n, int w, double[] divisor) {
        int order = n * n * w;
        for (int i = 0; i < n; i++) {
            java.util.Arrays.fill(a, order + i * w, order + (i + 1) * w, i);
        }
        for (int k = 0; k < n; k++) {
            for (int l = 0; l < w; l++) {
                exchange(a, n, w, k, pivot(a, n, w, k, l), l);
                double d = a[(k * n + k) * w + l];
                // Below a 0 there are zeros only, which stay.
                divisor[l] = d == 0 ? 1 : d;
            }
            for (int i = k + 1; i < n; i++) {
                int below = (i * n + k) * w;
                for (int l = 0; l < w; l++) {
                    a[below + l] /= divisor[l];
                }
                for (int j = k + 1; j < n; j++) {
                    subtractProduct(a, (i * n + j) * w, below, a, (k * n + j) * w, w);
                }
            }
        }
    }

    /** Row of the first largest element of column k from the diagonal on; NaN is largest. */
    private static int pivot(double[] a, int n, int w, int k, int l) {
        int best = k;
        double size = Math.abs(a[(k * n + k) * w + l]);
        for (int i = k + 1; i < n && !Double.isNaN(size); i++) {
            double v = Math.abs(a[(i * n + k) * w + l]);
            if (!(v <= size)) {
                best = i;
                size = v;
            }
        }
        return best;
    }

    private static void exchange(double[] a, int n, int w, int k, int p, int l) {
        if (p == k) {
            return;
        }
        for (int j = 0; j < n; j++) {
            swap(a, (k * n + j) * w + l, (p * n + j) * w + l);
        }
        swap(a, (n * n + k) * w + l, (n * n + p) * w + l);
    }

    private static void swap(double[] a, int i, int j) {
        double v = a[i];
        a[i] = a[j];
        a[j] = v;
    }

    /**
     * Substitution in place: op(T) X = B.
     *
     * @param x B [n, m], which becomes X
     * @param forward from the first row to the last
     */
    static void substitute(
            double[] t, double[] x, int n, int m, int w, boolean forward, boolean transposed, boolean unit) {
        for (int step = 0; step < n; step++) {
            int i = forward ? step : n - 1 - step;
            for (int known = 0; known < step; known++) {
                int k = forward ? known : n - 1 - known;
                int factor = (transposed ? k * n + i : i * n + k) * w;
                for (int c = 0; c < m; c++) {
                    int to = (i * m + c) * w;
                    int from = (k * m + c) * w;
                    for (int l = 0; l < w; l++) {
                        x[to + l] -= t[factor + l] * x[from + l];
                    }
                }
            }
            for (int c = 0; c < m && !unit; c++) {
                int to = (i * m + c) * w;
                int pivot = (i * n + i) * w;
                for (int l = 0; l < w; l++) {
                    x[to + l] /= t[pivot + l];
                }
            }
        }
    }
}
