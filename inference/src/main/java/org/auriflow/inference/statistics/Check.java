package org.auriflow.inference.statistics;

import java.util.Locale;
import org.apache.commons.math3.special.Erf;

/**
 * A number that is known if all is well, as it was found.
 *
 * @param value what was found
 * @param standardError of the value
 * @param expected what it should be
 */
public record Check(double value, double standardError, double expected) {
    /**
     * The weighted mean of one number for each event, with the standard error √(Σ w_i² (v_i − v̄)²)/Σ w_i.
     *
     * @param sample of one component
     * @param expected what it should be
     * @throws IllegalArgumentException if the sample has several components
     */
    public static Check mean(Sample sample, double expected) {
        if (sample.dimension() != 1) {
            throw new IllegalArgumentException("check: one number for each event is needed, got " + sample.dimension());
        }
        double mean = 0;
        for (int i = 0; i < sample.size(); i++) {
            mean += sample.weight(i) / sample.totalWeight() * sample.value(i)[0];
        }
        double squares = 0;
        for (int i = 0; i < sample.size(); i++) {
            squares += Math.pow(sample.weight(i) / sample.totalWeight() * (sample.value(i)[0] - mean), 2);
        }
        return new Check(mean, Math.sqrt(squares), expected);
    }

    /** How many standard errors the value is off; 0 if it is exact, ±∞ if it is off without an error. */
    public double z() {
        return value == expected ? 0 : (value - expected) / standardError;
    }

    /** The probability of a value at least as far off, on either side, if the error is normal. */
    public double pValue() {
        return Erf.erfc(Math.abs(z()) / Math.sqrt(2));
    }

    /** The probability of a value at least as large. */
    public double pValueAbove() {
        return 0.5 * Erf.erfc(z() / Math.sqrt(2));
    }

    /** As {@code 1.013 ± 0.0090 (expected 1.000, 1.4 sigma)}. */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT, "%.4g ± %.2g (expected %.4g, %.1f sigma)", value, standardError, expected, z());
    }
}
