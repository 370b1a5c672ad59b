package org.auriflow.bench.report;

import java.util.Locale;

/** Numbers as people read them, with a true minus sign. */
public final class Decimals {
    private Decimals() {}

    /** A fixed number of digits after the point; – for NaN. */
    public static String fixed(double value, int digits) {
        if (!Double.isFinite(value)) {
            return Double.isNaN(value) ? "–" : value > 0 ? "∞" : "−∞";
        }
        String text = String.format(Locale.ROOT, "%." + digits + "f", value);
        // −0.00 is 0.00
        boolean zero = text.chars().noneMatch(c -> c >= '1' && c <= '9');
        return (zero ? text.replace("-", "") : text).replace('-', '−');
    }

    /** Significant digits, in scientific notation only where zeros would pile up. */
    public static String significant(double value, int digits) {
        if (value == 0 || !Double.isFinite(value)) {
            return fixed(value, 0);
        }
        int exponent = (int) Math.floor(Math.log10(Math.abs(value)));
        if (exponent < -5 || exponent > 6) {
            return String.format(Locale.ROOT, "%." + (digits - 1) + "e", value).replace('-', '−');
        }
        return fixed(value, Math.max(0, digits - 1 - exponent));
    }

    /** A whole number with a comma every three digits. */
    public static String grouped(long value) {
        return String.format(Locale.ROOT, "%,d", value).replace('-', '−');
    }

    /** {@code [low, high]}. */
    public static String interval(Interval interval, int digits) {
        return "[" + fixed(interval.low(), digits) + ", " + fixed(interval.high(), digits) + "]";
    }
}
