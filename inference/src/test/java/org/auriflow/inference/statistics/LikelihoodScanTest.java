package org.auriflow.inference.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LikelihoodScanTest {
    private static LogLikelihood normal(double mean, double deviation) {
        return theta -> 17 - 0.5 * Math.pow((theta[0] - mean) / deviation, 2);
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 12, 201})
    void aParabolaHasItsExactInterval(int points) {
        LikelihoodScan scan = new LikelihoodScan(normal(0.37, 0.1), -1, 1.5, points);
        assertEquals(0.37, scan.thetaHat(), 1e-8);
        assertEquals(17, scan.maximum(), 1e-13);
        assertFalse(scan.isMaximumAtEnd());
        // quantiles of the normal distribution at .84 and .975
        Interval at68 = scan.confidenceSet(0.68).hull();
        assertEquals(0.37 - 0.0994457883209753, at68.lower(), 1e-9);
        assertEquals(0.37 + 0.0994457883209753, at68.upper(), 1e-9);
        Interval at95 = scan.confidenceSet(0.95).hull();
        assertEquals(0.37 - 0.1959963984540054, at95.lower(), 1e-9);
        assertEquals(0.37 + 0.1959963984540054, at95.upper(), 1e-9);
        assertFalse(scan.confidenceSet(0.95).isCut());
        assertEquals(4, scan.minusTwoLogLambda(0.57), 1e-9);
        assertEquals(1, scan.below(0.5, 4).intervals().size());
        assertEquals(0.57, scan.below(0.5, 4).hull().upper(), 1e-9);
        assertEquals(points, scan.grid().length);
        assertEquals(Math.pow(13.7, 2), scan.curve()[0], 1e-6);
    }

    @Test
    void intervalsThatReachTheEndAreFlagged() {
        LikelihoodScan scan = new LikelihoodScan(normal(0.05, 0.1), 0, 0.2);
        ConfidenceSet set = scan.confidenceSet(0.68);
        Interval interval = set.hull();
        assertEquals(0, interval.lower());
        assertTrue(interval.cutBelow() && !interval.cutAbove() && set.isCut());
        assertEquals("[0.0 (cut), " + interval.upper() + "]", set.toString());
        Interval both = scan.confidenceSet(0.95).hull();
        assertTrue(both.cutBelow() && both.cutAbove());
        assertEquals(0.2, both.width());
    }

    @Test
    void aLikelihoodThatGrowsToTheEndHasItsMaximumThere() {
        for (double end : new double[] {-1, 1}) {
            LikelihoodScan scan = new LikelihoodScan(theta -> 3 * end * theta[0], -1, 1, 7);
            assertEquals(end, scan.thetaHat());
            assertTrue(scan.isMaximumAtEnd());
            double threshold = Wilks.threshold(0.68, 1);
            Interval interval = scan.confidenceSet(0.68).hull();
            assertEquals(threshold / 6, interval.width(), 1e-9);
            assertTrue(end < 0 ? interval.cutBelow() : interval.cutAbove());
        }
    }

    @Test
    void severalPeaksGiveSeveralIntervals() {
        // peaks at ±1, the left one lower by 1 in log likelihood
        LogLikelihood twoPeaks = theta -> {
            double t = theta[0];
            double right = -0.5 * Math.pow((t - 1) / 0.1, 2);
            double left = -1 - 0.5 * Math.pow((t + 1) / 0.1, 2);
            return Math.max(left, right);
        };
        LikelihoodScan scan = new LikelihoodScan(twoPeaks, -2, 2, 41);
        assertEquals(1, scan.thetaHat(), 1e-8);
        assertEquals(1, scan.confidenceSet(0.68).intervals().size());
        ConfidenceSet set = scan.confidenceSet(0.95);
        List<Interval> intervals = set.intervals();
        assertEquals(2, intervals.size());
        double half = 0.1 * Math.sqrt(Wilks.threshold(0.95, 1) - 2);
        assertEquals(-1 - half, intervals.get(0).lower(), 1e-9);
        assertEquals(-1 + half, intervals.get(0).upper(), 1e-9);
        assertEquals(1 - 0.1959963984540054, intervals.get(1).lower(), 1e-9);
        assertTrue(set.contains(-1)
                && set.contains(1)
                && !set.contains(0)
                && set.hull().contains(0));
        assertTrue(set.toString().contains(" and "), set.toString());
    }

    @Test
    void peaksBetweenThePointsOfTheGridAreFound() {
        // the width of the peak is a fifth of the spacing of the grid
        LikelihoodScan scan = new LikelihoodScan(normal(0.33, 0.02), 0, 1, 11);
        assertEquals(0.33, scan.thetaHat(), 1e-8);
        assertEquals(
                0.33 + 0.02 * 0.994457883209753, scan.confidenceSet(0.68).hull().upper(), 1e-9);
    }

    @Test
    void impossibleRegionsAreExcluded() {
        LogLikelihood cut = theta -> theta[0] < 0.3 ? Double.NEGATIVE_INFINITY : -theta[0];
        LikelihoodScan scan = new LikelihoodScan(cut, 0, 1, 11);
        Interval interval = scan.confidenceSet(0.68).hull();
        assertEquals(0.3, interval.lower(), 1e-9);
        assertFalse(interval.cutBelow());
        assertEquals(Double.POSITIVE_INFINITY, scan.minusTwoLogLambda(0.1));
        assertEquals(Double.POSITIVE_INFINITY, scan.curve()[0]);
    }

    @Test
    void aFlatLikelihoodExcludesNothing() {
        ConfidenceSet set = new LikelihoodScan(theta -> 2, 0, 1).confidenceSet(0.95);
        assertEquals(new Interval(0, 1, true, true), set.hull());
    }

    @Test
    void chiSquareThresholdsAndPValues() {
        assertEquals(1, Wilks.threshold(0.6826894921370859, 1), 1e-7);
        assertEquals(3.841458820694124, Wilks.threshold(0.95, 1), 1e-7);
        assertEquals(-2 * Math.log(0.05), Wilks.threshold(0.95, 2), 1e-7);
        assertEquals(0.05, Wilks.pValue(3.841458820694124, 1), 1e-10);
        assertEquals(1, Wilks.pValue(0, 1));
        assertEquals(0, Wilks.pValue(Double.POSITIVE_INFINITY, 3));
    }

    @Test
    void badRequestsAreRefused() {
        LogLikelihood fine = normal(0, 1);
        LikelihoodScan scan = new LikelihoodScan(fine, -1, 1, 5);
        for (Runnable action : List.<Runnable>of(
                () -> new LikelihoodScan(fine, 1, 1),
                () -> new LikelihoodScan(fine, 0, Double.POSITIVE_INFINITY),
                () -> new LikelihoodScan(fine, 0, 1, 2),
                () -> new LikelihoodScan(theta -> Double.NaN, 0, 1),
                () -> new LikelihoodScan(theta -> 1 / theta[0], 0, 1),
                () -> new LikelihoodScan(theta -> Double.NEGATIVE_INFINITY, 0, 1),
                () -> scan.confidenceSet(1),
                () -> scan.confidenceSet(68),
                () -> scan.below(0.68, 0),
                () -> scan.minusTwoLogLambda(1.1),
                () -> scan.minusTwoLogLambda(Double.NaN),
                () -> Wilks.threshold(0.5, 0),
                () -> Wilks.pValue(-1, 1),
                () -> new Interval(1, 0, false, false))) {
            String message =
                    assertThrows(IllegalArgumentException.class, action::run).getMessage();
            assertTrue(message.matches("[a-z -]+: .*got .*"), message);
        }
        assertThrows(
                ImpossibleEventsException.class, () -> new LikelihoodScan(theta -> Double.NEGATIVE_INFINITY, 0, 1));
        assertThrows(IllegalStateException.class, () -> new ConfidenceSet(0.5, List.of()).hull());
    }
}
