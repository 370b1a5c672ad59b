package org.auriflow.bench.measure;

import java.util.Locale;

/** Measured numbers in columns: three digits, without an exponent, a dash where there is none. */
public final class Numbers {
    private Numbers() {}

    /** Three significant digits, or all before the point. */
    public static String of(double value) {
        if (!Double.isFinite(value)) {
            return "-";
        }
        double size = Math.abs(value);
        int digits = size >= 100 || size == 0 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : size >= 0.1 ? 3 : 4;
        return String.format(Locale.ROOT, "%." + digits + "f", value);
    }

    /** A share in whole percent, with a digit after the point below ten. */
    public static String percent(double share) {
        if (!Double.isFinite(share)) {
            return "-";
        }
        return String.format(Locale.ROOT, share < 0.0995 ? "%.1f %%" : "%.0f %%", 100 * share);
    }
}
