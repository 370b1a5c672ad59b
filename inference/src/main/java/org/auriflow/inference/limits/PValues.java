package org.auriflow.inference.limits;

import java.util.Locale;
import org.auriflow.inference.statistics.ToyDistribution;

/**
 * How well data fit a signal on top of the background, and the background alone.
 *
 * @param signalPlusBackground p_μ or CLs+b: the probability under μ of a statistic q_μ at least as large
 * @param background CLb = 1 − p_b: the same under μ = 0
 * @param signalPlusBackgroundError the standard error of the first, from the number of toys; 0 for formulae
 * @param backgroundError the same of the second
 */
public record PValues(
        double signalPlusBackground, double background, double signalPlusBackgroundError, double backgroundError) {
    /**
     * CLs = CLs+b/CLb (A. Read, J. Phys. G 28 (2002) 2693): a signal that the data cannot tell from background is not excluded,
     * however rare the data are.
     *
     * @return in [0, 1]; 1 if both vanish
     */
    public double cls() {
        return background > 0 ? Math.min(1, signalPlusBackground / background) : 1;
    }

    /** The standard error of CLs by propagation of both. */
    public double clsError() {
        return background > 0
                ? Math.hypot(
                        signalPlusBackgroundError / background,
                        signalPlusBackground * backgroundError / (background * background))
                : 0;
    }

    /** The p-values of a statistic by toys of both. */
    static PValues of(ToyDistribution signal, ToyDistribution background, double statistic) {
        double p = signal.pValue(statistic);
        double alone = background.pValue(statistic);
        return new PValues(p, alone, signal.standardError(p), background.standardError(alone));
    }

    /** Between two points of a grid; errors too, so that they are not made smaller by interpolation. */
    static PValues between(PValues a, PValues b, double share) {
        return new PValues(
                mix(a.signalPlusBackground, b.signalPlusBackground, share),
                mix(a.background, b.background, share),
                mix(a.signalPlusBackgroundError, b.signalPlusBackgroundError, share),
                mix(a.backgroundError, b.backgroundError, share));
    }

    private static double mix(double a, double b, double share) {
        return (1 - share) * a + share * b;
    }

    /** As {@code CLs 0.048 ± 0.002 (CLs+b 0.021, CLb 0.437)}. */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "CLs %.4g ± %.2g (CLs+b %.4g, CLb %.4g)",
                cls(),
                clsError(),
                signalPlusBackground,
                background);
    }
}
