package org.auriflow.bench.report;

import java.util.List;

/**
 * Colours for values: the map viridis of Matplotlib, uniform to the eye and to be read with any colour vision, in steps.
 * Its ends are left out where they would vanish in a white or a dark ground.
 *
 * @param low values up to here have the first colour
 * @param high values from here on have the last one, above low
 */
public record ColourScale(double low, double high) {
    /** Number of colours. */
    static final int LEVELS = 24;

    private static final int[] STOPS = {
        0x440154, 0x472D7B, 0x3B528B, 0x2C728E, 0x21918C, 0x28AE80, 0x5EC962, 0xADDC30, 0xFDE725
    };

    private static final double LIGHT_END = 0.94;
    private static final double DARK_BEGIN = 0.14;

    /** A scale from one quantile of the finite values to another, which single far values do not stretch. */
    public static ColourScale around(List<Double> values) {
        double[] sorted = values.stream()
                .mapToDouble(Double::doubleValue)
                .filter(Double::isFinite)
                .sorted()
                .toArray();
        if (sorted.length == 0) {
            return new ColourScale(0, 1);
        }
        double low = sorted[(int) (0.02 * (sorted.length - 1))];
        double high = sorted[(int) Math.ceil(0.98 * (sorted.length - 1))];
        return high > low ? new ColourScale(low, high) : new ColourScale(low - 0.5, low + 0.5);
    }

    /** The colour of a value, counted from 0. */
    int level(double value) {
        return (int) Math.max(0, Math.min(LEVELS - 1, LEVELS * (value - low) / (high - low)));
    }

    /** RGB of a colour. */
    static int rgb(int level, boolean dark) {
        double place = level / (LEVELS - 1.0);
        double at = (STOPS.length - 1) * (dark ? DARK_BEGIN + (1 - DARK_BEGIN) * place : LIGHT_END * place);
        int stop = Math.min(STOPS.length - 2, (int) at);
        int rgb = 0;
        for (int shift = 16; shift >= 0; shift -= 8) {
            int from = STOPS[stop] >> shift & 0xFF;
            int to = STOPS[stop + 1] >> shift & 0xFF;
            rgb |= (int) Math.round(from + (at - stop) * (to - from)) << shift;
        }
        return rgb;
    }

    /** The lower end in words. */
    String lowText() {
        return Decimals.significant(low, 2);
    }

    /** The upper end in words. */
    String highText() {
        return Decimals.significant(high, 2);
    }
}
