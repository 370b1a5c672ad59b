package org.auriflow.inference.limits;

import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.auriflow.inference.statistics.ConfidenceRegion;

/**
 * The values of two parameters that data do not exclude, and those that a null hypothesis would not exclude.
 *
 * @param level the confidence level 1 − α
 * @param observed where the p-value (or CLs) is above α
 * @param expected the same under the null hypothesis, for −2, −1, 0, 1 and 2 standard deviations ({@link GridTest#expected})
 */
public record ExclusionRegions(double level, ConfidenceRegion observed, List<ConfidenceRegion> expected) {
    private static final int MOST_DEVIATIONS = 2;

    /** Copies the list. */
    public ExclusionRegions {
        expected = List.copyOf(expected);
    }

    /**
     * Regions by CLs.
     *
     * @param test gives p-values
     * @param level in (0, 1), often .95
     */
    public static ExclusionRegions cls(GridTest test, double level) {
        return invert(test, level, PValues::cls);
    }

    /** Regions by the p-value of the tested parameters alone, whose observed one is a confidence region. */
    public static ExclusionRegions signalPlusBackground(GridTest test, double level) {
        return invert(test, level, PValues::signalPlusBackground);
    }

    /** What the null hypothesis leads one to expect: 0 for the median, −2 to 2 for the bands. */
    public ConfidenceRegion expected(int sigmas) {
        if (Math.abs(sigmas) > MOST_DEVIATIONS) {
            throw new IllegalArgumentException("exclusion: bands go from -2 to 2 deviations, got " + sigmas);
        }
        return expected.get(sigmas + MOST_DEVIATIONS);
    }

    private static ExclusionRegions invert(GridTest test, double level, ToDoubleFunction<PValues> measure) {
        return new ExclusionRegions(
                level,
                region(test, level, (i, j) -> measure.applyAsDouble(test.observed(i, j))),
                IntStream.rangeClosed(-MOST_DEVIATIONS, MOST_DEVIATIONS)
                        .mapToObj(n -> region(test, level, (i, j) -> measure.applyAsDouble(test.expected(i, j, n))))
                        .toList());
    }

    private interface Measure {
        double at(int i, int j);
    }

    /** Contours are interpolated in −log p, which changes more evenly than p. */
    private static ConfidenceRegion region(GridTest test, double level, Measure measure) {
        double[] xs = test.xs();
        double[] ys = test.ys();
        double[][] values = new double[xs.length][ys.length];
        for (int i = 0; i < xs.length; i++) {
            for (int j = 0; j < ys.length; j++) {
                values[i][j] = -Math.log(measure.at(i, j));
            }
        }
        return new ConfidenceRegion(level, xs, ys, values, Math.nextDown(-Math.log(1 - level)));
    }
}
