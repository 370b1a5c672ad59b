package org.auriflow.inference.statistics;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * The non-decreasing function nearest to some points, by pooling adjacent violators (M. Ayer et al., Ann. Math. Stat. 26 (1955)
 * 641; R. Barlow et al., Statistical Inference under Order Restrictions, 1972):
 *
 * <pre>
 *   minimise Σ w_i (f(x_i) − y_i)²   over all f with f(a) ≤ f(b) for a &lt; b
 * </pre>
 *
 * <p>f is a step function that is the weighted mean of y on each step, and jumps halfway between two x. With the labels 0 and 1 of
 * a classifier for y and its output for x, it is the calibrated probability of label 1.
 */
public final class IsotonicRegression {
    /** The first and the last x of each step. */
    private final double[] first;

    private final double[] last;
    private final double[] values;

    private IsotonicRegression(double[] first, double[] last, double[] values) {
        this.first = first;
        this.last = last;
        this.values = values;
    }

    /** Fits points of equal weight. */
    public static IsotonicRegression fit(double[] x, double[] y) {
        double[] ones = new double[x.length];
        Arrays.fill(ones, 1);
        return fit(x, y, ones);
    }

    /**
     * Fits.
     *
     * @param x n values in any order; points of equal x are one
     * @param y n values
     * @param weights n of them, at least 0; points of weight 0 do not count
     * @throws IllegalArgumentException if lengths differ, a value is not finite, a weight is negative or all are 0
     */
    public static IsotonicRegression fit(double[] x, double[] y, double[] weights) {
        requirePoints(x, y, weights);
        int[] order = IntStream.range(0, x.length)
                .filter(i -> weights[i] > 0)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> x[i] + 0.0))
                .mapToInt(Integer::intValue)
                .toArray();
        double[] first = new double[order.length];
        double[] last = new double[order.length];
        double[] sums = new double[order.length];
        double[] totals = new double[order.length];
        int top = -1;
        for (int i : order) {
            if (top >= 0 && last[top] == x[i]) {
                sums[top] += weights[i] * y[i];
                totals[top] += weights[i];
            } else {
                // the step below is complete only now that no more of its ties can come
                top = pool(top, last, sums, totals) + 1;
                first[top] = x[i];
                last[top] = x[i];
                sums[top] = weights[i] * y[i];
                totals[top] = weights[i];
            }
        }
        int steps = pool(top, last, sums, totals) + 1;
        double[] values = new double[steps];
        Arrays.setAll(values, k -> sums[k] / totals[k]);
        return new IsotonicRegression(Arrays.copyOf(first, steps), Arrays.copyOf(last, steps), values);
    }

    /** Joins the top step with those below as long as it is not above them; the new top. */
    private static int pool(int top, double[] last, double[] sums, double[] totals) {
        int at = top;
        while (at > 0 && sums[at] * totals[at - 1] <= sums[at - 1] * totals[at]) {
            last[at - 1] = last[at];
            sums[at - 1] += sums[at];
            totals[at - 1] += totals[at];
            at--;
        }
        return at;
    }

    private static void requirePoints(double[] x, double[] y, double[] weights) {
        if (x.length != y.length || x.length != weights.length) {
            throw new IllegalArgumentException("isotonic regression: each x needs a y and a weight, got " + x.length
                    + ", " + y.length + " and " + weights.length);
        }
        double total = 0;
        for (int i = 0; i < x.length; i++) {
            if (!Double.isFinite(x[i]) || !Double.isFinite(y[i]) || !(weights[i] >= 0)) {
                throw new IllegalArgumentException("isotonic regression: points must be finite and weights at least 0,"
                        + " got " + x[i] + ", " + y[i] + " and " + weights[i] + " at " + i);
            }
            total += weights[i];
        }
        if (!(total > 0) || !Double.isFinite(total)) {
            throw new IllegalArgumentException(
                    "isotonic regression: the sum of weights must be positive and finite, got " + total);
        }
    }

    /** The number of steps. */
    public int size() {
        return values.length;
    }

    /** The heights of the steps, ascending; a copy. */
    public double[] values() {
        return values.clone();
    }

    /** The smallest x of each step, ascending; a copy. */
    public double[] starts() {
        return first.clone();
    }

    /**
     * f(x).
     *
     * @param x not NaN; below the first and above the last point f is constant
     */
    public double at(double x) {
        if (Double.isNaN(x)) {
            throw new IllegalArgumentException("isotonic regression: x must be a number, got NaN");
        }
        int low = 0;
        int high = values.length - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (x < last[middle] / 2 + first[middle + 1] / 2) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return values[low];
    }
}
