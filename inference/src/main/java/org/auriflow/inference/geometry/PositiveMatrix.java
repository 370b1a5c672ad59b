package org.auriflow.inference.geometry;

import java.util.Arrays;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;

/** A symmetric positive definite matrix through its eigenvalues; anything else gives one error. */
final class PositiveMatrix {
    /** Smallest ratio of eigenvalues, after scaling the diagonal to 1, that is told from 0. */
    private static final double SINGULAR = 1e-12;

    private final RealMatrix vectors;
    private final double[] values;

    private PositiveMatrix(EigenDecomposition eigen) {
        this.vectors = eigen.getV();
        this.values = eigen.getRealEigenvalues();
    }

    /**
     * Decomposes.
     *
     * @throws IllegalArgumentException if the matrix is not positive definite, with its eigenvalues
     */
    static PositiveMatrix of(String op, double[][] matrix) {
        int p = matrix.length;
        double[][] unit = new double[p][p];
        boolean positive = true;
        for (int i = 0; i < p; i++) {
            positive &= matrix[i][i] > 0 && matrix[i][i] < Double.POSITIVE_INFINITY;
            for (int j = 0; j < p; j++) {
                unit[i][j] = matrix[i][j] / Math.sqrt(matrix[i][i] * matrix[j][j]);
                positive &= Math.abs(unit[i][j]) <= 1 + 1e-9;
            }
        }
        if (positive) {
            double[] scaled = new EigenDecomposition(MatrixUtils.createRealMatrix(unit)).getRealEigenvalues();
            positive = Arrays.stream(scaled).min().orElseThrow() > SINGULAR * p;
        }
        if (!positive) {
            throw new IllegalArgumentException(op + ": requires a positive definite matrix, got "
                    + Arrays.deepToString(matrix)
                    + "; leave out parameters that the events do not constrain, or take more events");
        }
        return new PositiveMatrix(new EigenDecomposition(MatrixUtils.createRealMatrix(matrix)));
    }

    /** Eigenvalues in descending order. */
    double[] values() {
        return values.clone();
    }

    /** The unit eigenvector of value k. */
    double[] vector(int k) {
        return vectors.getColumn(k);
    }

    double logDeterminant() {
        return Arrays.stream(values).map(Math::log).sum();
    }

    /** The matrix to a power, shape (P, P). */
    double[][] power(double exponent) {
        double[] powers = Arrays.stream(values).map(v -> Math.pow(v, exponent)).toArray();
        return vectors.multiply(MatrixUtils.createRealDiagonalMatrix(powers))
                .multiply(vectors.transpose())
                .getData();
    }
}
