package org.auriflow.inference.geometry;

import java.util.Arrays;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;

/**
 * A symmetric positive definite matrix; anything else gives one error. Inverse and determinant go through the matrix with a
 * diagonal of 1, so that the units of the parameters cost no digits.
 */
final class PositiveMatrix {
    /** Smallest eigenvalue of the scaled matrix that is told from 0, for each row. */
    private static final double SINGULAR = 1e-12;

    private final double[][] matrix;
    private final double[] scale;
    private final EigenDecomposition unit;

    private PositiveMatrix(double[][] matrix, double[] scale, EigenDecomposition unit) {
        this.matrix = matrix;
        this.scale = scale;
        this.unit = unit;
    }

    /**
     * Decomposes.
     *
     * @throws IllegalArgumentException if the matrix is not positive definite
     */
    static PositiveMatrix of(String op, double[][] matrix) {
        int p = matrix.length;
        double[] scale = new double[p];
        Arrays.setAll(scale, i -> Math.sqrt(matrix[i][i]));
        if (Arrays.stream(scale).allMatch(s -> s > 0 && s < Double.POSITIVE_INFINITY)) {
            double[][] unit = new double[p][p];
            for (int i = 0; i < p; i++) {
                for (int j = 0; j < p; j++) {
                    unit[i][j] = matrix[i][j] / scale[i] / scale[j];
                }
            }
            EigenDecomposition eigen = new EigenDecomposition(MatrixUtils.createRealMatrix(unit));
            if (Arrays.stream(eigen.getRealEigenvalues()).min().orElseThrow() > SINGULAR * p) {
                return new PositiveMatrix(matrix, scale, eigen);
            }
        }
        throw new IllegalArgumentException(op + ": requires a positive definite matrix, got "
                + Arrays.deepToString(matrix)
                + "; leave out parameters that the events do not constrain, or take more events");
    }

    double logDeterminant() {
        return Arrays.stream(unit.getRealEigenvalues()).map(Math::log).sum()
                + 2 * Arrays.stream(scale).map(Math::log).sum();
    }

    double[][] inverse() {
        double[][] inverse = unit.getSolver().getInverse().getData();
        for (int i = 0; i < scale.length; i++) {
            for (int j = 0; j < scale.length; j++) {
                inverse[i][j] /= scale[i] * scale[j];
            }
        }
        return inverse;
    }

    /** Eigenvalues in descending order, and their unit vectors. */
    EigenDecomposition eigen() {
        return new EigenDecomposition(MatrixUtils.createRealMatrix(matrix));
    }
}
