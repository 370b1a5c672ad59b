package org.auriflow.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;

/**
 * An axis of a figure.
 *
 * @param label quantity and unit
 * @param low value at its beginning
 * @param high value at its end, above low
 * @param kind what its values are; both ends of a logarithmic axis are positive
 */
record Axis(String label, double low, double high, Kind kind) {
    /** What its values are. */
    enum Kind {
        LINEAR,
        /** Linear, with whole numbers only. */
        WHOLE,
        /** Equal distances are equal ratios. */
        LOGARITHMIC
    }

    Axis {
        if (!(low < high) || !Double.isFinite(high - low) || (kind == Kind.LOGARITHMIC && low <= 0)) {
            throw new IllegalArgumentException("axis: " + label + " needs a range, got " + low + " to " + high);
        }
    }

    static Axis linear(String label, double low, double high) {
        return new Axis(label, low, high, Kind.LINEAR);
    }

    static Axis whole(String label, double low, double high) {
        return new Axis(label, low, high, Kind.WHOLE);
    }

    boolean logarithmic() {
        return kind == Kind.LOGARITHMIC;
    }

    /** A linear axis that shows all finite values with a margin of 6 %. */
    static Axis around(String label, List<Double> values) {
        double low = finite(values).min().orElse(0);
        double high = finite(values).max().orElse(1);
        double margin = high > low ? 0.06 * (high - low) : Math.max(0.5, 0.1 * Math.abs(high));
        return linear(label, low - margin, high + margin);
    }

    /** A logarithmic axis that shows all positive values with a margin. */
    static Axis logarithmicAround(String label, List<Double> values) {
        double low = finite(values).filter(v -> v > 0).min().orElse(0.1);
        double high = finite(values).filter(v -> v > 0).max().orElse(1);
        double margin = Math.max(1.05, Math.pow(high / low, 0.06));
        return new Axis(label, low / margin, high * margin, Kind.LOGARITHMIC);
    }

    /** The place of a value, 0 at the beginning and 1 at the end of the axis. */
    double place(double value) {
        return logarithmic() ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
    }

    /** Round values, about as many as asked for, in ascending order. */
    List<Double> ticks(int about) {
        return logarithmic() ? logarithmicTicks() : linearTicks(about);
    }

    /** What to write beside a tick. */
    String text(double tick) {
        if (kind == Kind.WHOLE) {
            return Math.abs(tick - Math.rint(tick)) < 1e-9 ? Decimals.grouped(Math.round(tick)) : "";
        }
        if (logarithmic()) {
            return tick >= 1e-3 && tick < 1e4 ? trimmed(tick, 6) : String.format(Locale.ROOT, "%.0e", tick);
        }
        int digits = (int) Math.max(0, -Math.floor(Math.log10(step(6)) + 1e-9));
        return Decimals.fixed(Math.abs(tick) < 1e-12 * (high - low) ? 0 : tick, digits);
    }

    private List<Double> linearTicks(int about) {
        double step = step(about);
        List<Double> ticks = new ArrayList<>();
        for (long i = (long) Math.ceil(low / step - 1e-9); i * step <= high + 1e-9 * step; i++) {
            ticks.add(i * step);
        }
        return ticks;
    }

    /** 1, 2 or 5 times a power of ten. */
    private double step(int about) {
        double rough = (high - low) / about;
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        double leading = rough / power;
        double step = power * (leading < 1.5 ? 1 : leading < 3.5 ? 2 : leading < 7.5 ? 5 : 10);
        return kind == Kind.WHOLE ? Math.max(1, step) : step;
    }

    private List<Double> logarithmicTicks() {
        double decades = Math.log10(high / low);
        double[] leading =
                decades > 3 ? new double[] {1} : decades > 1 ? new double[] {1, 3} : new double[] {1, 2, 3, 5, 7};
        List<Double> ticks = new ArrayList<>();
        for (int p = (int) Math.floor(Math.log10(low)); p <= Math.log10(high); p++) {
            for (double l : leading) {
                double tick = l * Math.pow(10, p);
                if (tick >= low && tick <= high) {
                    ticks.add(tick);
                }
            }
        }
        return ticks.size() >= 2 ? ticks : List.of(low, high);
    }

    private static String trimmed(double value, int digits) {
        String text = Decimals.fixed(value, digits);
        return text.contains(".") ? text.replaceAll("0+$", "").replaceAll("\\.$", "") : text;
    }

    private static DoubleStream finite(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).filter(Double::isFinite);
    }
}
