package org.auriflow.inference.statistics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.auriflow.engine.RandomStream;
import org.auriflow.inference.simulator.GaltonBoard;
import org.auriflow.inference.simulator.GoldMine;
import org.auriflow.inference.simulator.PointProposal;
import org.junit.jupiter.api.Test;

class CoverageTest {
    private static final GaltonBoard BOARD = new GaltonBoard();

    private static double[][] events(double theta, int seed, int experiment, int count) {
        double[] x = new GoldMine(BOARD, seed)
                .withFirstRun((long) experiment * count)
                .score(count, PointProposal.at(theta))
                .x();
        return Arrays.stream(x).mapToObj(v -> new double[] {v}).toArray(double[][]::new);
    }

    /** At the true θ = −.8, with the exact likelihood over a range wide enough not to cut intervals. */
    @Test
    void exactIntervalsCoverAtTheirLevel() {
        LikelihoodScan[] scans = new LikelihoodScan[400];
        Arrays.setAll(scans, i -> new LikelihoodScan(BOARD.logLikelihood(events(-0.8, 21, i, 100)), -2, 0.2, 45));
        Coverage at68 = Coverage.count(400, i -> scans[i].confidenceSet(0.68).contains(-0.8));
        Coverage at95 = Coverage.count(400, i -> scans[i].confidenceSet(0.95).contains(-0.8));
        // two standard errors are .047 and .022
        assertEquals(0.68, at68.fraction(), 0.05, at68.toString());
        assertEquals(0.95, at95.fraction(), 0.025, at95.toString());
        double mean = Arrays.stream(scans)
                .mapToDouble(LikelihoodScan::thetaHat)
                .average()
                .orElseThrow();
        assertEquals(-0.8, mean, 0.05);
    }

    private static double meanOf(double[] sample) {
        return Arrays.stream(sample).average().orElseThrow();
    }

    private static double[] normals(double[] theta, RandomStream random) {
        double[] sample = new double[10];
        Arrays.setAll(sample, i -> theta[0] + random.normal());
        return sample;
    }

    private static double[][] grid(double from, double step, int count) {
        double[][] grid = new double[count][];
        Arrays.setAll(grid, k -> new double[] {from + k * step});
        return grid;
    }

    @Test
    void toysReproduceTheIntervalOfANormalMean() {
        NeymanConstruction<double[]> neyman = new NeymanConstruction<>(
                CoverageTest::normals,
                (sample, theta) -> 10 * Math.pow(meanOf(sample) - theta[0], 2),
                grid(-1.5, 0.05, 61),
                4000,
                3);
        double[] observed = normals(new double[] {0.3}, new RandomStream(99, 0));
        Interval interval = neyman.confidenceSet(observed, 0.68).hull();
        double half = 0.994457883209753 / Math.sqrt(10);
        assertEquals(meanOf(observed) - half, interval.lower(), 0.02);
        assertEquals(meanOf(observed) + half, interval.upper(), 0.02);
        assertFalse(interval.cutBelow() || interval.cutAbove());
        double[] p = neyman.pValues(observed);
        boolean[] accepted = neyman.accepted(observed, 0.68);
        for (int k = 0; k < p.length; k++) {
            double pull = Math.sqrt(10) * (meanOf(observed) - (-1.5 + 0.05 * k));
            assertEquals(Wilks.pValue(pull * pull, 1), p[k], 5 * Math.sqrt(0.25 / 4000) + 1e-3);
            assertEquals(p[k] > 1 - 0.68, accepted[k]);
        }
    }

    /** Half the data is ignored, the weights are wrong, and still the coverage is right. */
    @Test
    void aBadStatisticStillCovers() {
        double[][] truth = {{0.2}};
        NeymanConstruction<double[]> neyman = new NeymanConstruction<>(
                CoverageTest::normals,
                (sample, theta) -> Math.abs(2 * sample[0] + sample[1] - theta[0]),
                truth,
                199,
                4);
        Coverage coverage =
                Coverage.count(2000, i -> neyman.accepted(normals(truth[0], new RandomStream(77, i)), 0.68)[0]);
        // one standard error is .010, and that of 199 toys .033
        assertEquals(0.68, coverage.fraction(), 0.1, coverage.toString());
    }

    @Test
    void setsCanBeCutEmptyOrSplit() {
        NeymanConstruction<double[]> neyman = new NeymanConstruction<>(
                CoverageTest::normals,
                (sample, theta) -> Math.abs(Math.abs(meanOf(sample)) - Math.abs(theta[0])),
                grid(-2, 0.1, 41),
                400,
                5);
        double[] one = new double[10];
        Arrays.fill(one, 1);
        assertEquals(2, neyman.confidenceSet(one, 0.68).intervals().size());
        double[] edge = new double[10];
        Arrays.fill(edge, 2);
        ConfidenceSet cut = neyman.confidenceSet(edge, 0.68);
        assertTrue(cut.intervals().get(0).cutBelow() && cut.intervals().get(1).cutAbove());
        assertFalse(cut.intervals().get(0).cutAbove());
        double[] far = new double[10];
        Arrays.fill(far, 9);
        assertTrue(neyman.confidenceSet(far, 0.68).intervals().isEmpty());
        assertEquals("empty", neyman.confidenceSet(far, 0.68).toString());
        assertArrayEquals(new boolean[41], neyman.accepted(far, 0.95));
    }

    @Test
    void countsHaveBinomialErrors() {
        Coverage coverage = Coverage.count(400, i -> i % 4 != 0);
        assertEquals(0.75, coverage.fraction());
        assertEquals(Math.sqrt(0.75 * 0.25 / 400), coverage.standardError(), 1e-15);
        assertEquals("0.750 ± 0.022 (300 of 400)", coverage.toString());
    }

    @Test
    void badRequestsAreRefused() {
        NeymanConstruction<double[]> few =
                new NeymanConstruction<>(CoverageTest::normals, (s, t) -> s[0], grid(0, 1, 2), 10, 1);
        NeymanConstruction<double[]> plane = new NeymanConstruction<>(
                CoverageTest::normals, (s, t) -> s[0], new double[][] {{0, 1}, {1, 2}}, 100, 1);
        double[] observed = {1};
        for (Runnable action : List.<Runnable>of(
                () -> new Coverage(1, 0),
                () -> new Coverage(5, 4),
                () -> few.accepted(observed, 0.95),
                () -> few.accepted(observed, 95),
                () -> plane.confidenceSet(observed, 0.68),
                () -> new NeymanConstruction<>(CoverageTest::normals, (s, t) -> s[0], new double[0][], 9, 1),
                () -> new NeymanConstruction<>(CoverageTest::normals, (s, t) -> s[0], grid(0, 1, 2), 0, 1),
                () -> new NeymanConstruction<>(CoverageTest::normals, (s, t) -> 0.0 / 0, grid(0, 1, 2), 9, 1))) {
            String message =
                    assertThrows(IllegalArgumentException.class, action::run).getMessage();
            assertTrue(message.matches("[A-Za-z ]+: .*got .*"), message);
        }
    }
}
