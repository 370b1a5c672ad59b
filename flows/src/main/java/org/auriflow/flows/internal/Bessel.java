package org.auriflow.flows.internal;

import org.apache.commons.math3.special.Gamma;

/**
 * ln(e^−x I_ν(x)) of the modified Bessel function of the first kind, in double, for a few calls on the host.
 *
 * <p>For x ≤ 50 + 2ν² by the power series I_ν(x) = (x/2)^ν/Γ(ν + 1) Σ_k Π_{j ≤ k} (x²/4)/(j (ν + j)), whose terms are
 * all positive, so that nothing cancels; beyond, by Hankel's expansion I_ν(x) ≈ e^x/√(2πx) Σ_k Π_{j ≤ k} −(4ν² − (2j −
 * 1)²)/(8jx), whose terms begin with a ratio below ¼ and fall below a double's precision long before they grow (NIST
 * DLMF 10.25.2 and 10.40.1). The error is some 1e-15 times max(1, x) in the first case, where e^−x is taken off at the
 * end, and 1e-15 in the second.
 */
public final class Bessel {
    private static final double LARGE = 0x1p900;

    private Bessel() {}

    /** ln(e^−x I_ν(x)) for ν ≥ 0 and x > 0. */
    public static double logScaledI(double nu, double x) {
        return x <= 50 + 2 * nu * nu ? series(nu, x) : hankel(nu, x);
    }

    private static double series(double nu, double x) {
        double quarter = 0.25 * x * x;
        double term = 1;
        double sum = 1;
        double log = nu * Math.log(0.5 * x) - Gamma.logGamma(nu + 1) - x;
        for (int k = 1; term > 1e-18 * sum || quarter > k * (nu + k); k++) {
            term *= quarter / (k * (nu + k));
            sum += term;
            if (sum > LARGE) {
                term /= LARGE;
                sum /= LARGE;
                log += Math.log(LARGE);
            }
        }
        return log + Math.log(sum);
    }

    private static double hankel(double nu, double x) {
        double term = 1;
        double sum = 1;
        for (int k = 1; Math.abs(term) > 1e-18; k++) {
            double odd = 2 * k - 1;
            term *= -(4 * nu * nu - odd * odd) / (8 * k * x);
            sum += term;
        }
        return Math.log(sum) - 0.5 * Math.log(2 * Math.PI * x);
    }
}
