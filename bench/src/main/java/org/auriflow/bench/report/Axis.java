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
public record Axis(String label, double low, double high, Kind kind) {
    private static final double FAR = 20;

    /** A value that is marked on the axis, and what is written beside it. */
    record Tick(double value, String text) {}

    /** What its values are. */
    enum Kind {
        LINEAR,
        /** Linear, with whole numbers only. */
        WHOLE,
        /** Equal distances are equal ratios. */
        LOGARITHMIC
    }

    public Axis {
        if (!(low < high) || !Double.isFinite(high - low) || (kind == Kind.LOGARITHMIC && low <= 0)) {
            throw new IllegalArgumentException("axis: " + label + " needs a range, got " + low + " to " + high);
        }
    }

    public static Axis linear(String label, double low, double high) {
        return new Axis(label, low, high, Kind.LINEAR);
    }

    public static Axis whole(String label, double low, double high) {
        return new Axis(label, low, high, Kind.WHOLE);
    }

    /** The axis with another length around the same middle; for linear ones. */
    Axis widened(double length) {
        double middle = (low + high) / 2;
        return new Axis(label, middle - length / 2, middle + length / 2, kind);
    }

    boolean logarithmic() {
        return kind == Kind.LOGARITHMIC;
    }

    /** A linear axis that shows all finite values with a margin of 6 %. */
    public static Axis around(String label, List<Double> values) {
        double low = finite(values).min().orElse(0);
        double high = finite(values).max().orElse(1);
        double margin = high > low ? 0.06 * (high - low) : Math.max(0.5, 0.1 * Math.abs(high));
        return linear(label, low - margin, high + margin);
    }

    /** A logarithmic axis that shows all positive values with a margin. */
    public static Axis logarithmicAround(String label, List<Double> values) {
        double low = finite(values).filter(v -> v > 0).min().orElse(0.1);
        double high = finite(values).filter(v -> v > 0).max().orElse(1);
        double margin = Math.max(1.05, Math.pow(high / low, 0.06));
        return new Axis(label, low / margin, high * margin, Kind.LOGARITHMIC);
    }

    /**
     * The place of a value, 0 at the beginning and 1 at the end of the axis; values far outside end up a few lengths
     * away, since renderers have trouble with huge coordinates.
     */
    double place(double value) {
        double place = logarithmic() ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
        return Math.max(-FAR, Math.min(FAR, place));
    }

    /** Whether a value has a place on this axis, inside its range or not. */
    boolean shows(double value) {
        return Double.isFinite(value) && (!logarithmic() || value > 0);
    }

    /** At most about four round values that have room in a row of so many characters, away from the ends. */
    List<Tick> ticksWithin(double characters) {
        for (int about = 4; about > 1; about--) {
            List<Tick> ticks = inner(about);
            if (ticks.size() > 1
                    && ticks.stream().mapToInt(tick -> tick.text().length() + 2).sum() <= characters) {
                return ticks;
            }
        }
        // Two are enough to read a scale.
        List<Tick> ticks = inner(4);
        return ticks.size() < 3 ? ticks : List.of(ticks.get(0), ticks.get(ticks.size() - 1));
    }

    private List<Tick> inner(int about) {
        return ticks(about).stream()
                .filter(tick -> Math.abs(place(tick.value()) - 0.5) < 0.45)
                .toList();
    }

    /** Round values inside the range, about as many as asked for, in ascending order. */
    List<Tick> ticks(int about) {
        return logarithmic() ? logarithmicTicks() : linearTicks(about);
    }

    private List<Tick> linearTicks(int about) {
        double step = step(about);
        int power = (int) Math.floor(Math.log10(step) + 1e-9);
        double largest = Math.max(Math.abs(low), Math.abs(high));
        boolean scientific = kind == Kind.LINEAR && (largest >= 1e5 || largest < 1e-4);
        List<Tick> ticks = new ArrayList<>();
        for (long i = (long) Math.ceil(low / step - 1e-9); i * step <= high + 1e-9 * step; i++) {
            double value = i * step;
            String text = kind == Kind.WHOLE
                    ? Decimals.grouped(Math.round(value))
                    : scientific ? scientific(value, power) : Decimals.fixed(value, Math.max(0, -power));
            ticks.add(new Tick(value, text));
        }
        return ticks;
    }

    /** With the digits that tell values apart which differ by a power of ten. */
    private static String scientific(double value, int power) {
        int exponent = value == 0 ? power : (int) Math.floor(Math.log10(Math.abs(value)) + 1e-9);
        String text = String.format(Locale.ROOT, "%." + Math.max(0, exponent - power) + "e", value);
        return text.replaceFirst("^-?0(\\.0+)?e.*", "0")
                .replaceFirst("\\.?0*e", "e")
                .replaceFirst("e\\+?(-?)0*", "e$1")
                .replace('-', '−');
    }

    /** 1, 2 or 5 times a power of ten. */
    private double step(int about) {
        double rough = (high - low) / about;
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        double leading = rough / power;
        double step = power * (leading < 1.5 ? 1 : leading < 3.5 ? 2 : leading < 7.5 ? 5 : 10);
        return kind == Kind.WHOLE ? Math.max(1, step) : step;
    }

    private List<Tick> logarithmicTicks() {
        double decades = Math.log10(high / low);
        double[] leading =
                decades > 3 ? new double[] {1} : decades > 1 ? new double[] {1, 3} : new double[] {1, 2, 3, 5, 7};
        List<Double> values = new ArrayList<>();
        for (int p = (int) Math.floor(Math.log10(low)); p <= Math.log10(high); p++) {
            for (double l : leading) {
                double tick = l * Math.pow(10, p);
                if (tick >= low && tick <= high) {
                    values.add(tick);
                }
            }
        }
        return (values.size() >= 2 ? values : List.of(low, high))
                .stream().map(value -> new Tick(value, power(value))).toList();
    }

    private static String power(double value) {
        return value >= 1e-3 && value < 1e4
                ? trimmed(value, 6)
                : scientific(value, (int) Math.floor(Math.log10(value) + 1e-9));
    }

    private static String trimmed(double value, int digits) {
        String text = Decimals.fixed(value, digits);
        return text.contains(".") ? text.replaceAll("0+$", "").replaceAll("\\.$", "") : text;
    }

    private static DoubleStream finite(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).filter(Double::isFinite);
    }
}
