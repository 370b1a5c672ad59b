package org.auriflow.inference.diagnostics;

import java.util.Locale;
import org.apache.commons.math3.distribution.ChiSquaredDistribution;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;

/**
 * χ² = dᵀ C⁻¹ d of several differences d with covariance C, in the directions that have a variance (A. Wald, Trans. Am. Math. Soc. 54
 * (1943) 426).
 *
 * @param chiSquare the statistic
 * @param degrees the number of directions
 */
public record WaldTest(double chiSquare, int degrees) {
    /** Variances this much below the largest are none: shares of bins sum to 1, for example. */
    private static final double NO_VARIANCE = 1e-10;

    /** Whether two independent means are equal. */
    static WaldTest equal(WeightedMean a, WeightedMean b) {
        int n = a.mean().length;
        double[][] covariance = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                covariance[i][j] = a.covariance()[i][j] + b.covariance()[i][j];
            }
        }
        EigenDecomposition eigen = new EigenDecomposition(new Array2DRowRealMatrix(covariance, false));
        double[] variances = eigen.getRealEigenvalues();
        double chiSquare = 0;
        int degrees = 0;
        for (int k = 0; k < n; k++) {
            if (variances[k] > NO_VARIANCE * variances[0]) {
                double along = 0;
                for (int i = 0; i < n; i++) {
                    along += eigen.getEigenvector(k).getEntry(i) * (a.mean()[i] - b.mean()[i]);
                }
                chiSquare += along * along / variances[k];
                degrees++;
            }
        }
        return new WaldTest(chiSquare, degrees);
    }

    /** The probability of a χ² at least as large. */
    public double pValue() {
        return degrees == 0 ? 1 : 1 - new ChiSquaredDistribution(null, degrees).cumulativeProbability(chiSquare);
    }

    /** As {@code chi2 8.31 for 9}. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "chi2 %.4g for %d", chiSquare, degrees);
    }
}
