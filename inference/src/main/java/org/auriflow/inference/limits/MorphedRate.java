package org.auriflow.inference.limits;

import java.util.Arrays;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.SingularValueDecomposition;

/**
 * A rate that is a polynomial of second degree in theta, from its values at benchmark points: the cross section of a theory with
 * P couplings that enter each amplitude linearly,
 *
 * <pre>
 *   ν(θ) = c + Σ_p b_p θ_p + Σ_(p ≤ q) a_pq θ_p θ_q
 * </pre>
 *
 * <p>(morphing, arXiv:1805.00020). With (P + 1)(P + 2)/2 benchmarks it passes through all of them, with more it is their
 * least-squares fit.
 */
public final class MorphedRate implements EventRate {
    /** Singular values this much below the largest leave a direction undetermined. */
    private static final double SINGULAR = 1e-10;

    private final int parameters;
    private final double[] coefficients;

    /**
     * A morphed rate.
     *
     * @param benchmarks shape (B, P)
     * @param rates ν at each
     * @throws IllegalArgumentException if the benchmarks are too few or do not determine the polynomial, or rows differ in
     *     length
     */
    public MorphedRate(double[][] benchmarks, double[] rates) {
        int p = benchmarks.length == 0 ? 0 : benchmarks[0].length;
        int terms = (p + 1) * (p + 2) / 2;
        if (p == 0 || benchmarks.length != rates.length || benchmarks.length < terms) {
            throw new IllegalArgumentException("morphing: at least " + terms + " benchmarks of " + p
                    + " parameters with a rate each are needed, got " + benchmarks.length + " and " + rates.length);
        }
        this.parameters = p;
        double[][] rows = Arrays.stream(benchmarks).map(this::monomials).toArray(double[][]::new);
        SingularValueDecomposition svd = new SingularValueDecomposition(new Array2DRowRealMatrix(rows, false));
        if (!(svd.getInverseConditionNumber() > SINGULAR)) {
            throw new IllegalArgumentException("morphing: the benchmarks must determine a polynomial of second degree,"
                    + " got an inverse condition number of " + svd.getInverseConditionNumber()
                    + "; choose points that do not lie on one conic");
        }
        this.coefficients =
                svd.getSolver().solve(new ArrayRealVector(rates, false)).toArray();
    }

    @Override
    public double at(double[] theta) {
        double[] monomials = monomials(theta);
        double rate = 0;
        for (int i = 0; i < monomials.length; i++) {
            rate += coefficients[i] * monomials[i];
        }
        return rate;
    }

    private double[] monomials(double[] theta) {
        if (theta.length != parameters) {
            throw new IllegalArgumentException(
                    "morphing: theta must have " + parameters + " components, got " + theta.length);
        }
        double[] result = new double[(parameters + 1) * (parameters + 2) / 2];
        int i = 0;
        result[i++] = 1;
        for (int p = 0; p < parameters; p++) {
            result[i++] = theta[p];
            for (int q = 0; q <= p; q++) {
                result[i++] = theta[p] * theta[q];
            }
        }
        return result;
    }
}
