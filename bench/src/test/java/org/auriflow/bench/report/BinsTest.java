package org.auriflow.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.auriflow.bench.report.Layer.Histogram;
import org.junit.jupiter.api.Test;

final class BinsTest {
    @Test
    void sharesAddUpToOneWithWhatLiesBeyond() {
        double[] values = IntStream.range(0, 1000).mapToDouble(i -> i).toArray();
        double[] far = {500, 1e9, -1e9, Double.NaN};
        Bins bins = Bins.linear(values, far);
        for (double[] column : List.of(values, far)) {
            Histogram histogram = bins.shares("", column, Ink.DATA, true);
            assertEquals(histogram.edges().size(), histogram.heights().size() + 1);
            assertEquals(
                    1,
                    histogram.heights().stream()
                            .mapToDouble(Double::doubleValue)
                            .sum(),
                    1e-12);
        }
        assertTrue(bins.axis("").high() < 1100, "a single far value stretches the bins");
    }

    @Test
    void positiveValuesThatDifferMuchHaveBinsOfEqualRatios() {
        double[] wide = DoubleStream.iterate(1e-4, v -> v * 1.1).limit(100).toArray();
        assertTrue(Bins.fitting(wide).axis("").logarithmic());
        assertFalse(Bins.fitting(wide, new double[] {0}).axis("").logarithmic());
        assertFalse(Bins.fitting(new double[] {1, 2, 3}).axis("").logarithmic());
    }

    @Test
    void oneValueAndNoneHaveBinsToo() {
        assertEquals(
                1,
                Bins.fitting(new double[] {2, 2}).shares("", new double[] {2}, Ink.DATA, true).heights().stream()
                        .mapToDouble(Double::doubleValue)
                        .sum());
        assertEquals(1, Bins.linear(new double[] {Double.NaN}).axis("").high());
    }

    @Test
    void thinningIsEven() {
        assertEquals(List.of(0, 1, 2), Thinning.of(3, 5).boxed().toList());
        assertEquals(List.of(0, 2, 5, 7), Thinning.of(10, 4).boxed().toList());
        assertEquals(List.of(), Thinning.of(0, 4).boxed().toList());
    }

    @Test
    void coloursGetLighter() {
        ColourScale scale = ColourScale.around(List.of(-3.0, -2.0, -1.0, Double.NaN));
        assertEquals(0, scale.level(-1e9));
        assertEquals(ColourScale.LEVELS - 1, scale.level(1e9));
        for (boolean dark : new boolean[] {false, true}) {
            for (int level = 1; level < ColourScale.LEVELS; level++) {
                assertTrue(lightness(level, dark) > lightness(level - 1, dark));
            }
        }
    }

    /** Relative luminance of the sRGB standard, which people with any colour vision see alike. */
    private static double lightness(int level, boolean dark) {
        int rgb = ColourScale.rgb(level, dark);
        return 0.2126 * linear(rgb >> 16) + 0.7152 * linear(rgb >> 8 & 0xFF) + 0.0722 * linear(rgb & 0xFF);
    }

    private static double linear(int shade) {
        return Math.pow((shade / 255.0 + 0.055) / 1.055, 2.4);
    }
}
