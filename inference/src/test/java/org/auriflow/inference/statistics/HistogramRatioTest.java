package org.auriflow.inference.statistics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.auriflow.engine.RandomStream;
import org.junit.jupiter.api.Test;

class HistogramRatioTest {
    private static double[] normals(double mean, int count, int seed) {
        RandomStream random = new RandomStream(seed, 0);
        return IntStream.range(0, count)
                .mapToDouble(i -> mean + random.normal())
                .toArray();
    }

    @Test
    void binsOfEqualWidthAndTheirEdges() {
        Binning binning = Binning.equalWidth(4, Sample.of(new double[] {0, 1}), Sample.of(new double[] {8}));
        assertArrayEquals(new double[] {2, 4, 6}, binning.edges(0));
        assertEquals(4, binning.size());
        assertArrayEquals(new int[] {0, 0, 1, 1, 3, 3, 3, 0}, new int[] {
            binning.index(-100),
            binning.index(1.99),
            binning.index(2),
            binning.index(3),
            binning.index(6),
            binning.index(100),
            binning.index(Double.POSITIVE_INFINITY),
            binning.index(Double.NEGATIVE_INFINITY)
        });
        assertEquals(1, Binning.equalWidth(5, Sample.of(new double[] {3, 3})).size());
    }

    @Test
    void binsOfEqualPopulationSplitTiesNever() {
        double[] values = IntStream.range(0, 1000).mapToDouble(i -> i * i).toArray();
        Binning binning = Binning.equalPopulation(10, Sample.of(values));
        int[] counts = new int[binning.size()];
        Arrays.stream(values).forEach(v -> counts[binning.index(v)]++);
        assertArrayEquals(IntStream.generate(() -> 100).limit(10).toArray(), counts);
        // three values, one of them in most rows
        double[] ties = {1, 2, 2, 2, 2, 2, 2, 2, 2, 3};
        assertArrayEquals(
                new double[] {1.5, 2.5},
                Binning.equalPopulation(5, Sample.of(ties)).edges(0));
        assertEquals(2, Binning.equalPopulation(2, Sample.of(ties)).size());
        assertEquals(
                1, Binning.equalPopulation(7, Sample.of(new double[] {4, 4, 4})).size());
        double next = Math.nextUp(1.0);
        Binning tight = Binning.equalPopulation(2, Sample.of(new double[] {1, next}));
        assertEquals(0, tight.index(1.0));
        assertEquals(1, tight.index(next));
    }

    @Test
    void severalComponentsMakeAGrid() {
        Binning binning = Binning.ofEdges(new double[] {0}, new double[] {-1, 1});
        assertEquals(6, binning.size());
        assertEquals(2, binning.dimension());
        assertEquals(0, binning.index(-5, -5));
        assertEquals(2, binning.index(-5, 5));
        assertEquals(4, binning.index(0, -0.5));
        assertEquals(3, binning.index(-0.0, -5));
    }

    @Test
    void theRatioOfCountsInFullBins() {
        double[] zeros = new double[400];
        double[] ones = new double[300];
        Arrays.fill(zeros, 0, 100, 1.0);
        Arrays.fill(ones, 0, 225, 1.0);
        HistogramRatio ratio = HistogramRatio.fit(
                        Sample.of(zeros), Sample.of(ones), Binning.ofEdges(new double[] {0.5}))
                .withPseudoCount(1e-9);
        assertEquals(Math.log(0.75 / 0.25), ratio.logRatio(0), 1e-9);
        assertEquals(Math.log(0.25 / 0.75), ratio.logRatio(1), 1e-9);
        assertEquals(0.25, ratio.numerator(1));
        assertEquals(0.75, ratio.denominator(1));
    }

    @Test
    void emptyAndSparseBinsLeanOnTheExpectedRatio() {
        HistogramRatio ratio = HistogramRatio.fit(
                Sample.of(new double[] {0, 0, 5}),
                Sample.of(new double[] {0, 0, 0, 0, 0, 0}),
                Binning.ofEdges(new double[] {1, 4}));
        // empty on both sides: what was expected
        assertEquals(0, ratio.logRatio(2));
        assertEquals(-3.2, ratio.logRatioExpecting(-3.2, 2), 1e-14);
        assertEquals(700, ratio.logRatioExpecting(700, 2), 1e-9);
        // empty on one side: finite, on the right side of the expectation
        assertEquals(Math.log((1 + 1 / 3.0) / 3 / (2 / 3.0 / 6)), ratio.logRatio(5), 1e-13);
        assertTrue(ratio.logRatioExpecting(-2, 5) > -2);
        for (double extreme : new double[] {-1000, 1000}) {
            assertTrue(Double.isFinite(ratio.logRatioExpecting(extreme, 5)));
            assertTrue(Double.isFinite(ratio.logRatioExpecting(extreme, 0)));
        }
        // pseudo-counts agree with a right expectation however heavy they are
        HistogramRatio even = HistogramRatio.fit(
                Sample.of(new double[] {0, 1, 1, 1}),
                Sample.of(new double[] {0, 0, 0, 1}),
                Binning.ofEdges(new double[] {0.5}));
        assertEquals(Math.log(3), even.withPseudoCount(100).logRatioExpecting(Math.log(3), 1), 1e-12);
    }

    @Test
    void weightsMakeOneSampleStandForAnother() {
        double[] values = normals(0, 40_000, 1);
        double[] weights =
                Arrays.stream(values).map(v -> Math.exp(0.5 * v - 0.125)).toArray();
        Sample reference = Sample.of(values);
        Sample shifted = reference.withWeights(weights);
        assertTrue(shifted.effectiveSize() < 40_000 && shifted.effectiveSize() > 20_000);
        HistogramRatio ratio = HistogramRatio.fit(shifted, reference, Binning.equalPopulation(40, reference));
        for (double v = -1.5; v <= 1.5; v += 0.25) {
            assertEquals(0.5 * v - 0.125, ratio.logRatio(v), 0.06);
        }
        // scaling all weights changes nothing
        Sample scaled =
                reference.withWeights(Arrays.stream(weights).map(w -> 7 * w).toArray());
        assertEquals(
                ratio.logRatio(0.3),
                HistogramRatio.fit(scaled, reference, ratio.binning()).logRatio(0.3),
                1e-12);
    }

    /** The score of a normal shift is x, so the ratio of its histograms is the likelihood ratio. */
    @Test
    void histogramsOfTheScoreGiveTheLikelihoodRatio() {
        Sample zero = Sample.of(normals(0.2, 100_000, 1));
        Sample one = Sample.of(normals(-0.2, 100_000, 2));
        HistogramRatio ratio = HistogramRatio.fit(zero, one, Binning.equalPopulation(50, zero, one));
        for (double x = -2; x <= 2; x += 0.5) {
            assertEquals(0.4 * x, ratio.logRatio(x), 0.1);
        }
    }

    @Test
    void badInputIsRefused() {
        Sample one = Sample.of(new double[] {1, 2});
        Sample two = Sample.of(new double[][] {{1, 2}});
        HistogramRatio ratio = HistogramRatio.fit(one, one, Binning.equalWidth(2, one));
        for (Runnable action : List.<Runnable>of(
                () -> Sample.of(new double[0]),
                () -> Sample.of(new double[] {1, Double.NaN}),
                () -> Sample.of(new double[][] {{1}, {1, 2}}),
                () -> one.withWeights(new double[] {1}),
                () -> one.withWeights(new double[] {1, -1}),
                () -> one.withWeights(new double[] {1, Double.NaN}),
                () -> one.withWeights(new double[] {0, 0}),
                () -> Binning.ofEdges(),
                () -> Binning.ofEdges(new double[] {1, 1}),
                () -> Binning.ofEdges(new double[] {Double.NaN}),
                () -> Binning.equalWidth(0, one),
                () -> Binning.equalWidth(2),
                () -> Binning.equalWidth(2, one, two),
                () -> Binning.ofEdges(new double[5000], new double[5000]),
                () -> ratio.binning().index(1, 2),
                () -> ratio.logRatio(Double.NaN),
                () -> ratio.logRatioExpecting(Double.NaN, 1),
                () -> ratio.withPseudoCount(0),
                () -> HistogramRatio.fit(two, two, Binning.ofEdges(new double[] {1})))) {
            String message =
                    assertThrows(IllegalArgumentException.class, action::run).getMessage();
            assertTrue(message.matches("(sample|binning|histogram ratio): .*got .*"), message);
        }
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> Sample.of(new double[][] {{1, 2}, {3, 1 / 0.0}, {Double.NaN, 0}}))
                .getMessage();
        assertTrue(message.contains("row 1 column 1"), message);
    }
}
