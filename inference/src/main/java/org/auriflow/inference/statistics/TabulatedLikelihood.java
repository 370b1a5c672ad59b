package org.auriflow.inference.statistics;

import java.util.Arrays;

/**
 * A log likelihood of one parameter that is known on a grid only, made continuous.
 *
 * <p>Between two points it is the weighted mean of the two parabolas through the nearest three points on either side,
 * so that it has a continuous derivative and is exact for a parabola. Next to a point where the likelihood is zero it
 * is −∞, and a parabola that would need such a point gives way to the straight line.
 */
public final class TabulatedLikelihood implements LogLikelihood {
    private final double[] thetas;
    private final double[] values;

    /**
     * A table.
     *
     * @param thetas at least 3, in ascending order
     * @param values the log likelihood at each of them, in nats, not NaN or +∞
     * @throws IllegalArgumentException if lengths differ, there are too few points, thetas are not finite or not
     *     ascending, or a value is not allowed
     */
    public TabulatedLikelihood(double[] thetas, double[] values) {
        if (thetas.length < 3 || thetas.length != values.length) {
            throw new IllegalArgumentException(
                    "tabulated likelihood: at least 3 points with a value each are needed, got " + thetas.length
                            + " points and " + values.length + " values");
        }
        for (int i = 0; i < thetas.length; i++) {
            if (!Double.isFinite(thetas[i]) || (i > 0 && !(thetas[i] > thetas[i - 1]))) {
                throw new IllegalArgumentException(
                        "tabulated likelihood: thetas must be finite and ascend, got " + Arrays.toString(thetas));
            }
            if (!(values[i] < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("tabulated likelihood: values must be numbers below infinity, got "
                        + values[i] + " at theta = " + thetas[i]);
            }
        }
        this.thetas = Arrays.stream(thetas).map(theta -> theta + 0.0).toArray();
        this.values = values.clone();
    }

    /** The grid; a copy. */
    public double[] thetas() {
        return thetas.clone();
    }

    /** The log likelihood on the grid; a copy. */
    public double[] values() {
        return values.clone();
    }

    /**
     * The interpolated log likelihood.
     *
     * @param theta one component, inside the range of the table
     * @return in nats
     * @throws IllegalArgumentException if theta is outside the table
     */
    @Override
    public double at(double[] theta) {
        // adding zero turns −0 into 0, which binary search tells apart
        double t = theta[0] + 0.0;
        int last = thetas.length - 1;
        if (!(t >= thetas[0] && t <= thetas[last])) {
            throw new IllegalArgumentException(
                    "tabulated likelihood: theta must be in [" + thetas[0] + ", " + thetas[last] + "], got " + t);
        }
        int found = Arrays.binarySearch(thetas, t);
        if (found >= 0) {
            return values[found];
        }
        int right = -found - 1;
        int left = right - 1;
        double share = (t - thetas[left]) / (thetas[right] - thetas[left]);
        double linear = (1 - share) * values[left] + share * values[right];
        double fromLeft = finiteOr(parabola(Math.max(left, 1), t), linear);
        double fromRight = finiteOr(parabola(Math.min(right, last - 1), t), linear);
        return (1 - share) * fromLeft + share * fromRight;
    }

    private static double finiteOr(double value, double otherwise) {
        return Double.isFinite(value) ? value : otherwise;
    }

    /** Lagrange's parabola through the points around the middle one; not finite if a value is not. */
    private double parabola(int middle, double t) {
        double a = thetas[middle - 1];
        double b = thetas[middle];
        double c = thetas[middle + 1];
        return values[middle - 1] * (t - b) * (t - c) / ((a - b) * (a - c))
                + values[middle] * (t - a) * (t - c) / ((b - a) * (b - c))
                + values[middle + 1] * (t - a) * (t - b) / ((c - a) * (c - b));
    }
}
