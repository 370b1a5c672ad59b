package org.auriflow.engine.cpu;

/**
 * Decompositions and substitutions of one matrix, dense row-major: inner loops run along rows.
 *
 * <p>Results are equal to the bit to those of {@link MatrixLanes}.
 */
final class MatrixRows {
    private MatrixRows() {}

    /** y −= f x over n elements of one array that do not overlap. */
    private static void subtract(double[] v, int y, double f, int x, int n) {
        for (int i = 0; i < n; i++) {
            v[y + i] -= f * v[x + i];
        }
    }

    /** Lower factor of the average of both triangles, in place. */
    static void cholesky(double[] a, int n, double[] check) {
        check[0] = 0;
        // The upper factor Lᵀ is made in the upper triangle, whose rows are contiguous.
        for (int i = 0; i < n; i++) {
            for (int j = i + 1; j < n; j++) {
                a[i * n + j] = 0.5 * (a[j * n + i] + a[i * n + j]);
            }
        }
        for (int k = 0; k < n; k++) {
            double root = Math.sqrt(a[k * n + k]);
            a[k * n + k] = root;
            check[0] += 0 * root;
            for (int j = k + 1; j < n; j++) {
                a[k * n + j] /= root;
            }
            for (int i = k + 1; i < n; i++) {
                subtract(a, i * n + i, a[k * n + i], k * n + i, n - i);
            }
        }
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < i; j++) {
                a[i * n + j] = a[j * n + i];
            }
        }
    }

    /** Packed factors in place, and the permutation as n more elements after the matrix. */
    static void lu(double[] a, int n) {
        for (int i = 0; i < n; i++) {
            a[n * n + i] = i;
        }
        for (int k = 0; k < n; k++) {
            int p = pivot(a, n, k);
            for (int j = 0; j < n && p != k; j++) {
                swap(a, k * n + j, p * n + j);
            }
            swap(a, n * n + k, n * n + p);
            double d = a[k * n + k];
            // Below a 0 there are zeros only, which stay.
            double divisor = d == 0 ? 1 : d;
            for (int i = k + 1; i < n; i++) {
                a[i * n + k] /= divisor;
                subtract(a, i * n + k + 1, a[i * n + k], k * n + k + 1, n - k - 1);
            }
        }
    }

    private static int pivot(double[] a, int n, int k) {
        int best = k;
        double size = Math.abs(a[k * n + k]);
        for (int i = k + 1; i < n && !Double.isNaN(size); i++) {
            double v = Math.abs(a[i * n + k]);
            // Written so that a NaN is taken.
            if (!(v <= size)) {
                best = i;
                size = v;
            }
        }
        return best;
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
    static void substitute(double[] t, double[] x, int n, int m, boolean forward, boolean transposed, boolean unit) {
        for (int step = 0; step < n; step++) {
            int i = forward ? step : n - 1 - step;
            if (m == 1) {
                single(t, x, n, i, step, forward, transposed);
            } else {
                for (int known = 0; known < step; known++) {
                    int k = forward ? known : n - 1 - known;
                    subtract(x, i * m, t[transposed ? k * n + i : i * n + k], k * m, m);
                }
            }
            for (int c = 0; c < m && !unit; c++) {
                x[i * m + c] /= t[i * n + i];
            }
        }
    }

    /** One right-hand side: the sum stays in a register. */
    private static void single(double[] t, double[] x, int n, int i, int step, boolean forward, boolean transposed) {
        double s = x[i];
        int k = forward ? 0 : n - 1;
        int at = transposed ? k * n + i : i * n + k;
        int dk = forward ? 1 : -1;
        int dt = transposed ? dk * n : dk;
        for (int known = 0; known < step; known++) {
            s -= t[at] * x[k];
            k += dk;
            at += dt;
        }
        x[i] = s;
    }
}
