package org.auriflow.inference.statistics;

import java.util.Arrays;

/**
 * Squared maximum mean discrepancy between two samples with a Gaussian kernel (A. Gretton et al., JMLR 13 (2012), equation 5):
 *
 * <pre>{@code
 * MMD² = ⟨k(x, x′)⟩ − 2 ⟨k(x, y)⟩ + ⟨k(y, y′)⟩    k(a, b) = exp(−|a − b|²/(2 w²))
 * }</pre>
 *
 * <p>All pairs count, also those of a point with itself, so that it is never negative; two samples of n draws of one distribution give about
 * 2/n.
 */
public final class MaximumMeanDiscrepancy {
    private MaximumMeanDiscrepancy() {}

    /**
     * With the median distance of pairs of y as width.
     *
     * @param x shape (n, D)
     * @param y shape (m, D), m at least 2
     * @throws IllegalArgumentException if rows differ in length, there are too few, or all of y are one point
     */
    public static double squared(double[][] x, double[][] y) {
        return squared(x, y, medianDistance(y));
    }

    /** With a given width of the kernel. */
    public static double squared(double[][] x, double[][] y, double width) {
        if (x.length == 0 || y.length == 0 || x[0].length != y[0].length || !(width > 0)) {
            throw new IllegalArgumentException(
                    "mmd: requires two samples of vectors of one length and a positive width," + " got " + x.length
                            + " and " + y.length + " rows and " + width + "; check the samples");
        }
        return mean(x, x, width) - 2 * mean(x, y, width) + mean(y, y, width);
    }

    private static double mean(double[][] a, double[][] b, double width) {
        double sum = 0;
        for (double[] p : a) {
            double row = 0;
            for (double[] q : b) {
                row += Math.exp(-0.5 * squaredDistance(p, q) / (width * width));
            }
            sum += row;
        }
        return sum / a.length / b.length;
    }

    /** Median over all pairs of different rows. */
    static double medianDistance(double[][] y) {
        if (y.length < 2) {
            throw new IllegalArgumentException(
                    "mmd: requires two rows for a width, got " + y.length + "; set the width");
        }
        double[] all = new double[y.length * (y.length - 1) / 2];
        int k = 0;
        for (int i = 0; i < y.length; i++) {
            for (int j = 0; j < i; j++) {
                all[k++] = Math.sqrt(squaredDistance(y[i], y[j]));
            }
        }
        Arrays.sort(all);
        return all[all.length / 2];
    }

    private static double squaredDistance(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        }
        return sum;
    }
}
