package org.auriflow.engine;

/** Scalar functions in double that {@link StrictMath} lacks; the yardstick of the float32 kernels. */
public final class SpecialFunctions {
    private SpecialFunctions() {}

    /** 1/(1 + e⁻ᵃ) without overflow. */
    public static double sigmoid(double a) {
        double e = StrictMath.exp(-Math.abs(a));
        return a >= 0 ? 1 / (1 + e) : e / (1 + e);
    }

    /**
     * Error function to about 1e-15: the Maclaurin series 2/√π e^(−a²) Σ 2ⁿ a^(2n+1)/(2n+1)!! up to |a| = 2.5, where all terms
     * are positive and nothing cancels, and one minus the continued fraction of erfc beyond.
     *
     * <p>Abramowitz and Stegun 7.1.6 and 7.1.14. Odd; ±1 at ±∞; NaN stays.
     */
    public static double erf(double a) {
        double x = Math.abs(a);
        if (Double.isNaN(a)) {
            return a;
        }
        if (x > 6) {
            return Math.signum(a);
        }
        double scale = StrictMath.exp(-x * x) / Math.sqrt(Math.PI);
        if (x < 2.5) {
            double term = a;
            double sum = a;
            for (int n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
                term *= 2 * x * x / (2 * n + 1);
                sum += term;
            }
            return 2 * scale * sum;
        }
        double fraction = x;
        for (int k = 60; k >= 1; k--) {
            fraction = x + k / 2.0 / fraction;
        }
        return Math.copySign(1 - scale / fraction, a);
    }
}
