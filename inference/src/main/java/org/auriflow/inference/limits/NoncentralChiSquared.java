package org.auriflow.inference.limits;

import org.apache.commons.math3.analysis.solvers.BrentSolver;

/**
 * The noncentral χ² distribution with two degrees of freedom, which −2 log λ(θ) of two parameters follows for many events if θ is
 * not the truth (A. Wald; arXiv:1007.1727, section 3): a χ² with 2 + 2 J degrees of freedom, J ~ Pois(Λ/2).
 */
final class NoncentralChiSquared {
    /** Beyond, the terms of the series underflow, and √q is normal to a part in a thousand. */
    private static final double LARGE = 1_000;

    private static final double FAR = 9;

    private NoncentralChiSquared() {}

    /**
     * The probability of a value of at least q.
     *
     * @param q at least 0
     * @param lambda the noncentrality Λ, at least 0
     */
    static double pValue(double q, double lambda) {
        if (q > LARGE || lambda > LARGE) {
            return Significance.pValue(Math.sqrt(q) - Math.sqrt(lambda + 1));
        }
        // P(χ² with 2 + 2 j ≥ q) is the sum of the first j + 1 Poisson terms of mean q/2
        double term = Math.exp(-q / 2);
        double above = term;
        double weight = Math.exp(-lambda / 2);
        double sum = weight * above;
        int last = (int) (lambda / 2 + 12 * Math.sqrt(lambda / 2 + 1) + 30);
        for (int j = 1; j <= last; j++) {
            term *= q / 2 / j;
            above += term;
            weight *= lambda / 2 / j;
            sum += weight * above;
        }
        return Math.min(1, sum);
    }

    /** The value that is exceeded with a probability in (0, 1). */
    static double quantile(double probability, double lambda) {
        double high = Math.pow(Math.sqrt(lambda + 1) + FAR, 2);
        return new BrentSolver(1e-9, 1e-10).solve(200, q -> pValue(q, lambda) - probability, 0, high);
    }
}
