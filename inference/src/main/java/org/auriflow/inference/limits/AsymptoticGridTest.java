package org.auriflow.inference.limits;

import java.util.Arrays;
import org.auriflow.inference.statistics.LikelihoodGrid;
import org.auriflow.inference.statistics.Wilks;

/**
 * p-values of two parameters from the formulae for many events. The statistic is t_θ = −2 log λ(θ): χ² with two degrees of freedom if θ
 * is true (S. Wilks), noncentral χ² with Λ = t_θ of Asimov data under the null hypothesis (A. Wald; arXiv:1007.1727,
 * section 3).
 */
public final class AsymptoticGridTest implements GridTest {
    private final double[] xs;
    private final double[] ys;
    private final double[][] observed;
    private final double[][] asimov;

    /**
     * A test.
     *
     * @param observed the likelihood of the data
     * @param asimov the likelihood of Asimov data of the null hypothesis, on the same grid
     * @throws IllegalArgumentException if the grids differ
     */
    public AsymptoticGridTest(LikelihoodGrid observed, LikelihoodGrid asimov) {
        this.xs = observed.xs();
        this.ys = observed.ys();
        if (!Arrays.equals(xs, asimov.xs()) || !Arrays.equals(ys, asimov.ys())) {
            throw new IllegalArgumentException("grid test: data and Asimov data need the same grid, got " + xs.length
                    + " by " + ys.length + " and " + asimov.xs().length + " by " + asimov.ys().length + " points");
        }
        this.observed = observed.curve();
        this.asimov = asimov.curve();
    }

    @Override
    public double[] xs() {
        return xs.clone();
    }

    @Override
    public double[] ys() {
        return ys.clone();
    }

    @Override
    public PValues observed(int i, int j) {
        return of(observed[i][j], NoncentralChiSquared.pValue(observed[i][j], noncentrality(i, j)));
    }

    @Override
    public PValues expected(int i, int j, double sigmas) {
        double alone = Significance.pValue(-sigmas);
        return of(NoncentralChiSquared.quantile(alone, noncentrality(i, j)), alone);
    }

    /** Rounding errors of the maximum apart, at least 0; infinite where the null hypothesis has impossible events. */
    private double noncentrality(int i, int j) {
        return Math.min(Double.MAX_VALUE, Math.max(0, asimov[i][j]));
    }

    private static PValues of(double t, double alone) {
        return new PValues(Wilks.pValue(Math.max(0, t), 2), alone, 0, 0);
    }
}
