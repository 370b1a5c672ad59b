package org.auriflow.inference.geometry;

/** The Fisher information as a function of θ, which measures distances between parameter points. */
@FunctionalInterface
public interface Metric {
    /** The matrix at a point, symmetric and positive definite, shape (P, P). */
    double[][] at(double[] theta);

    /**
     * The derivative ∂_k g_ij, shape (P, P, P) with k first; by central differences unless a metric knows better. Their step is
     * 10⁻⁴ of |θ| or of 1, whichever is larger: make a noisy metric smooth first, see {@link TabulatedMetric}.
     */
    default double[][][] derivative(double[] theta) {
        int p = theta.length;
        double[][][] derivative = new double[p][p][p];
        double[] moved = theta.clone();
        for (int k = 0; k < p; k++) {
            double h = 1e-4 * Math.max(1, Math.abs(theta[k]));
            moved[k] = theta[k] + h;
            double[][] above = at(moved);
            moved[k] = theta[k] - h;
            double[][] below = at(moved);
            moved[k] = theta[k];
            for (int i = 0; i < p; i++) {
                for (int j = 0; j < p; j++) {
                    derivative[k][i][j] = (above[i][j] - below[i][j]) / (2 * h);
                }
            }
        }
        return derivative;
    }
}
