package org.auriflow.inference.estimator;

import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import org.auriflow.engine.Tensor;
import org.auriflow.nn.Standardiser;

/**
 * A known rate relative to that at the mean of the training θ, as a polynomial of second degree in standardised θ: s(u) = 1 + Σ_i b_i u_i +
 * Σ_(i ≤ j) a_ij u_i u_j.
 *
 * @param coefficients b_1, a_11 … a_1P, b_2, a_22 … a_2P, …
 */
record QuadraticRate(double[] coefficients) {
    /** Of differences between a function and its polynomial, relative to the function. */
    private static final double TOLERANCE = 1e-6;

    /**
     * The polynomial through enough points.
     *
     * @param rate of θ as it is
     * @param scale standardises θ
     * @param lower the smallest standardised θ of the training
     * @param upper the largest
     * @throws IllegalArgumentException if the rate is no polynomial of second degree or not positive where it is checked, at
     *     the ends of the training range and halfway from the mean
     */
    static QuadraticRate of(ToDoubleFunction<double[]> rate, Standardiser scale, double[] lower, double[] upper) {
        int p = scale.width();
        double centre = at(rate, scale, new double[p]);
        double[] b = new double[p];
        double[] square = new double[p];
        for (int i = 0; i < p; i++) {
            double above = at(rate, scale, unit(p, i, i, 1)) / centre;
            double below = at(rate, scale, unit(p, i, i, -1)) / centre;
            b[i] = (above - below) / 2;
            square[i] = (above + below) / 2 - 1;
        }
        double[] c = new double[p + p * (p + 1) / 2];
        int next = 0;
        for (int i = 0; i < p; i++) {
            c[next++] = b[i];
            c[next++] = square[i];
            for (int j = i + 1; j < p; j++) {
                double both = at(rate, scale, unit(p, i, j, 1)) / centre;
                c[next++] = both - 1 - b[i] - b[j] - square[i] - square[j];
            }
        }
        QuadraticRate found = new QuadraticRate(c);
        // also halfway: one deviation from the mean is where the polynomial was made to agree
        for (double[] u : new double[][] {lower, upper, half(lower), half(upper)}) {
            double value = at(rate, scale, u) / centre;
            if (!(value > 0) || !(Math.abs(found.at(u) - value) <= TOLERANCE * value)) {
                throw new IllegalArgumentException("morphing: requires a rate that is positive and of second degree in"
                        + " theta, got " + value + " where the polynomial through other points has " + found.at(u)
                        + ", relative to the rate at the mean theta; leave the rate out to have it learned");
            }
        }
        return found;
    }

    private static double at(ToDoubleFunction<double[]> rate, Standardiser scale, double[] u) {
        double[] mean = scale.mean();
        double[] deviation = scale.deviation();
        double[] theta = u.clone();
        Arrays.setAll(theta, i -> mean[i] + deviation[i] * u[i]);
        return rate.applyAsDouble(theta);
    }

    private static double[] half(double[] u) {
        return Arrays.stream(u).map(v -> v / 2).toArray();
    }

    private static double[] unit(int p, int i, int j, double value) {
        double[] u = new double[p];
        u[i] = value;
        u[j] = value;
        return u;
    }

    private double at(double[] u) {
        double sum = 1;
        int next = 0;
        for (int i = 0; i < u.length; i++) {
            sum += coefficients[next++] * u[i];
            for (int j = i; j < u.length; j++) {
                sum += coefficients[next++] * u[i] * u[j];
            }
        }
        return sum;
    }

    /** s of standardised θ [B, P], shape [B, 1]. */
    Tensor at(Tensor theta) {
        int p = theta.shape().extent(1);
        Tensor sum = Tensor.onesLike(theta.slice(1, 0, 1));
        int next = 0;
        for (int i = 0; i < p; i++) {
            Tensor u = theta.slice(1, i, i + 1);
            sum = sum.add(u.mul(coefficients[next++]));
            for (int j = i; j < p; j++) {
                sum = sum.add(u.mul(theta.slice(1, j, j + 1)).mul(coefficients[next++]));
            }
        }
        return sum;
    }
}
