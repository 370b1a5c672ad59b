package org.auriflow.engine.op;

/**
 * What Jacobi's methods for eigenvalues and singular values share: the order of rotations, their angles, and the order and
 * the signs of the vectors that come out.
 *
 * <p>A sweep is a tournament: everybody of n meets everybody in n − 1 rounds (n if it is odd), and rotations of one round
 * touch different pairs, so that they may run at the same time (R. Brent and F. Luk, The solution of singular-value and
 * symmetric eigenvalue problems on multiprocessor arrays, 1985).
 */
final class Jacobi {
    private Jacobi() {}

    /** Sweeps after which the method ends in any case; 5 to 11 are usual, up to 24 were seen where columns nearly depend. */
    static final int SWEEPS = 60;

    /** How close to the largest component of a vector one must come for its sign to count. */
    private static final double LARGE = 0.9;

    /** Rounds of a sweep. */
    static int rounds(int n) {
        return n - 1 + n % 2;
    }

    /** The smaller of a pair, {@code pair} below half of n rounded up. */
    static int first(int n, int round, int pair) {
        return Math.min(home(n, round, pair), guest(n, round, pair));
    }

    /** The larger of a pair; n for nobody. */
    static int second(int n, int round, int pair) {
        return Math.max(home(n, round, pair), guest(n, round, pair));
    }

    private static int home(int n, int round, int pair) {
        int cycle = rounds(n);
        return pair == 0 ? cycle : (round + pair) % cycle;
    }

    private static int guest(int n, int round, int pair) {
        int cycle = rounds(n);
        return (round + cycle - pair) % cycle;
    }

    /** tan φ of the smaller rotation that makes the symmetric [[p, x], [x, q]] diagonal, x not 0. */
    static double tangent(double p, double q, double x) {
        double cotangent = (q - p) / (2 * x);
        double size = 1 / (Math.abs(cotangent) + Math.sqrt(1 + cotangent * cotangent));
        return cotangent < 0 ? -size : size;
    }

    /** Rotates two runs of elements: x becomes c x − s y, and y becomes s x + c y. */
    static void rotate(double[] w, int x, int y, int step, int count, double c, double s) {
        for (int i = 0; i < count * step; i += step) {
            double a = w[x + i];
            double b = w[y + i];
            w[x + i] = c * a - s * b;
            w[y + i] = s * a + c * b;
        }
    }

    /**
     * Turns column j so that of its elements in the given rows the first that is at least nine tenths as large as the largest is
     * positive. Taking the largest itself would leave the choice to rounding where several are equally large.
     *
     * @param from the first of the rows
     * @param to behind the last of the rows
     * @param keep the row that is not turned
     */
    static void turn(double[] w, int rows, int j, int from, int to, int keep) {
        double largest = 0;
        for (int i = from; i < to; i++) {
            largest = Math.max(largest, Math.abs(w[j * rows + i]));
        }
        int at = from;
        while (at < to - 1 && Math.abs(w[j * rows + at]) < LARGE * largest) {
            at++;
        }
        if (w[j * rows + at] < 0) {
            for (int i = 0; i < rows; i++) {
                w[j * rows + i] = i == keep ? w[j * rows + i] : -w[j * rows + i];
            }
        }
    }

    /** Writes which column comes first, second, … by the numbers in a row, equal ones in the order of columns. */
    static void order(double[] w, int rows, int n, int row, boolean descending) {
        for (int j = 0; j < n; j++) {
            double key = w[j * rows + row];
            int rank = 0;
            for (int k = 0; k < n; k++) {
                double other = w[k * rows + row];
                boolean before = descending ? other > key : other < key;
                rank += before || (other == key && k < j) ? 1 : 0;
            }
            w[rows * n + rank] = j;
        }
    }
}
