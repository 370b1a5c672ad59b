package org.auriflow.inference.limits;

import org.apache.commons.math3.analysis.solvers.BrentSolver;
import org.apache.commons.math3.special.Erf;

/** One-sided p-values and numbers of standard deviations: p = 1 − Φ(Z) (arXiv:1007.1727, figure 1). */
public final class Significance {
    /** 1 − Φ is the smallest normal double near here. */
    private static final double LARGEST = 37;

    private Significance() {}

    /** Z of a p-value: 1.64 for .05, 5 for 2.87e-7; +∞ below 1e-298 and −∞ at 1. */
    public static double ofPValue(double p) {
        if (!(p >= 0 && p <= 1)) {
            throw new IllegalArgumentException("significance: a p-value must be in [0, 1], got " + p);
        }
        if (p <= pValue(LARGEST)) {
            return Double.POSITIVE_INFINITY;
        }
        // the upper half mirrors the lower, where p has all its digits
        if (p > 0.5) {
            return p == 1 ? Double.NEGATIVE_INFINITY : -ofPValue(1 - p);
        }
        return p == 0.5
                ? 0
                : new BrentSolver(1e-14, 1e-14).solve(200, z -> Math.log(pValue(z)) - Math.log(p), 0, LARGEST);
    }

    /** 1 − Φ(Z), to the last digits of a small one. */
    public static double pValue(double z) {
        return 0.5 * Erf.erfc(z / Math.sqrt(2));
    }
}
