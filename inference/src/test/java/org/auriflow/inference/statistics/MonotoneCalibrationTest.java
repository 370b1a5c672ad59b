package org.auriflow.inference.statistics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.auriflow.engine.RandomStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs x ~ N(±m, 1), for which log r = 2 m x, and an estimate that is a monotone function of it. */
class MonotoneCalibrationTest {
    private static final double M = 0.7;

    static Stream<BiFunction<Sample, Sample, RatioCalibration>> calibrations() {
        return Stream.of(
                RatioCalibration::isotonic,
                (a, b) -> RatioCalibration.monotone(a, b, Binning.equalWidth(40, a, b)),
                (a, b) -> RatioCalibration.monotone(a, b, Binning.equalPopulation(40, a, b)),
                (a, b) -> RatioCalibration.monotone(a, b, Binning.adaptive(a, b)));
    }

    private static double estimate(double x) {
        return x + 0.1 * x * x * x - 1.5;
    }

    private static double[] runs(double mean, int count, long seed) {
        RandomStream random = new RandomStream(seed, 0);
        double[] estimates = new double[count];
        Arrays.setAll(estimates, i -> estimate(mean + random.normal()));
        return estimates;
    }

    @ParameterizedTest
    @MethodSource("calibrations")
    void risesNormalisedAndRight(BiFunction<Sample, Sample, RatioCalibration> fit) {
        Sample atTheta0 = Sample.of(runs(M, 20_000, 1));
        double[] weights = new double[20_000];
        Arrays.setAll(weights, i -> 0.5 + (i % 3));
        Sample atTheta1 = Sample.of(runs(-M, 20_000, 2)).withWeights(weights);
        RatioCalibration calibration = fit.apply(atTheta0, atTheta1);
        double before = Double.NEGATIVE_INFINITY;
        double error = 0;
        double total = 0;
        for (double x = -4; x <= 4; x += 0.05) {
            double logR = calibration.calibrated(estimate(x));
            assertTrue(logR >= before && Double.isFinite(logR), "at " + x);
            before = logR;
            double density = Math.exp(-0.5 * (x - M) * (x - M)) + Math.exp(-0.5 * (x + M) * (x + M));
            error += density * Math.pow(logR - 2 * M * x, 2);
            total += density;
        }
        assertTrue(error / total < 0.09, "mean square error " + error / total);
        double mean = 0;
        for (int i = 0; i < atTheta1.size(); i++) {
            mean += weights[i] * Math.exp(calibration.calibrated(atTheta1.value(i)[0])) / atTheta1.totalWeight();
        }
        assertEquals(1, mean, 1e-9);
    }

    /** By the max-min formula, and by trying changes. */
    @Test
    void isotonicRegressionIsTheNearestMonotoneFunction() {
        RandomStream random = new RandomStream(4, 0);
        for (int trial = 0; trial < 30; trial++) {
            int n = 1 + random.below(10);
            double[] x = new double[n];
            double[] y = new double[n];
            double[] w = new double[n];
            for (int i = 0; i < n; i++) {
                x[i] = i;
                y[i] = random.normal();
                w[i] = 0.2 + random.uniform();
            }
            IsotonicRegression fit = IsotonicRegression.fit(x, y, w);
            // the max-min formula: max over a ≤ i of min over b ≥ i of the mean of y from a to b
            for (int i = 0; i < n; i++) {
                double most = Double.NEGATIVE_INFINITY;
                for (int a = 0; a <= i; a++) {
                    double least = Double.POSITIVE_INFINITY;
                    for (int b = i; b < n; b++) {
                        least = Math.min(least, mean(y, w, a, b));
                    }
                    most = Math.max(most, least);
                }
                assertEquals(most, fit.at(x[i]), 1e-12);
            }
            assertBestOfSmallChanges(fit, x, y, w);
        }
    }

    private static double mean(double[] y, double[] w, int from, int to) {
        double sum = 0;
        double total = 0;
        for (int i = from; i <= to; i++) {
            sum += w[i] * y[i];
            total += w[i];
        }
        return sum / total;
    }

    /** A convex problem: if no allowed change of any run of neighbours is better, nothing is. */
    private static void assertBestOfSmallChanges(IsotonicRegression fit, double[] x, double[] y, double[] w) {
        double[] f = Arrays.stream(x).map(fit::at).toArray();
        double best = loss(f, y, w);
        for (int from = 0; from < f.length; from++) {
            for (int to = from; to < f.length; to++) {
                for (double change : new double[] {-1e-3, 1e-3}) {
                    double[] g = f.clone();
                    for (int i = from; i <= to; i++) {
                        g[i] += change;
                    }
                    boolean monotone = IntStream.range(1, g.length).allMatch(i -> g[i] >= g[i - 1]);
                    assertTrue(!monotone || loss(g, y, w) >= best);
                }
            }
        }
    }

    private static double loss(double[] f, double[] y, double[] w) {
        return IntStream.range(0, f.length)
                .mapToDouble(i -> w[i] * Math.pow(f[i] - y[i], 2))
                .sum();
    }

    @Test
    void tiesOrderAndWeightsOfIsotonicRegression() {
        double[] x = {2, 0, 2, 1, 5, -3};
        double[] y = {4, 1, 0, 3, 9, 100};
        double[] w = {1, 1, 3, 1, 1, 0};
        IsotonicRegression fit = IsotonicRegression.fit(x, y, w);
        // at x = 2 the mean is 1, below the 3 at x = 1: together (3 + 4)/5
        assertArrayEquals(new double[] {1, 1.4, 9}, fit.values(), 1e-15);
        assertArrayEquals(new double[] {0, 1, 5}, fit.starts());
        assertEquals(3, fit.size());
        assertEquals(1, fit.at(-9));
        assertEquals(1, fit.at(0.49));
        assertEquals(1.4, fit.at(0.5), 1e-15);
        assertEquals(1.4, fit.at(3.4), 1e-15);
        assertEquals(9, fit.at(3.5));
        assertArrayEquals(
                new double[] {2},
                IsotonicRegression.fit(new double[] {0, 1}, new double[] {3, 1}).values());
    }

    /** Contents 0 2 | 1 1 | 3 1 | 2 2 | 4 1 | 1 0 of the bins between the edges, as shares of 11 and 7. */
    @Test
    void binsAreJoinedUntilTheRatioRises() {
        Sample above = Sample.of(new double[] {1, 2, 2, 2, 3, 3, 4, 4, 4, 4, 5});
        Sample below = Sample.of(new double[] {0, 0, 1, 2, 3, 3, 4});
        RatioCalibration calibration =
                RatioCalibration.monotone(above, below, Binning.ofEdges(new double[] {0.5, 1.5, 2.5, 3.5, 4.5}));
        assertArrayEquals(
                new double[] {1.5, 3.5}, calibration.histograms().binning().edges(0));
        double logSizes = Math.log(7.0 / 11);
        assertEquals(Math.log(1.0 / 3) + logSizes, calibration.calibrated(-3), 1e-12);
        assertEquals(Math.log(5.0 / 3) + logSizes, calibration.calibrated(3), 1e-12);
        assertEquals(Math.log(5.0 / 1) + logSizes, calibration.calibrated(4), 1e-12);
    }

    /** A ratio of two steps has two bins; none at all has one. */
    @Test
    void adaptiveBinsFollowTheRatio() {
        RandomStream random = new RandomStream(6, 0);
        double[] a = new double[3000];
        double[] b = new double[3000];
        Arrays.setAll(a, i -> random.uniform());
        Arrays.setAll(b, i -> random.bernoulli(0.8) ? 0.37 * random.uniform() : 0.37 + 0.63 * random.uniform());
        Binning two = Binning.adaptive(Sample.of(a), Sample.of(b));
        assertEquals(2, two.size());
        assertEquals(0.37, two.edges(0)[0], 0.01);
        assertEquals(1, Binning.adaptive(Sample.of(a), Sample.of(a)).size());
        // weights that undo the steps leave nothing to see
        double[] undo =
                Arrays.stream(b).map(v -> v < 0.37 ? 370 / 0.8 : 630 / 0.2).toArray();
        assertEquals(
                1,
                Binning.adaptive(Sample.of(a), Sample.of(b).withWeights(undo)).size());
    }

    /** x ~ N(θ, 1) against N(0, 1): log r = θ x − θ²/2; the estimate is doubled and shifted by θ. */
    @Test
    void jointCalibrationUndoesADamageThatDependsOnTheta() {
        int count = 40_000;
        double[][] above = new double[count][];
        double[][] below = new double[count][];
        RandomStream random = new RandomStream(7, 0);
        for (int i = 0; i < count; i++) {
            double t0 = 0.5 + random.uniform();
            above[i] = new double[] {spoilt(t0, t0 + random.normal()), t0};
            double t1 = 0.5 + random.uniform();
            below[i] = new double[] {spoilt(t1, random.normal()), t1};
        }
        Sample atTheta0 = Sample.of(above);
        Sample atTheta1 = Sample.of(below);
        JointCalibration joint = JointCalibration.fit(
                atTheta0, atTheta1, Binning.ofEdges(new double[] {0.6, 0.7, 0.8, 0.9, 1, 1.1, 1.2, 1.3, 1.4}));
        for (double theta : new double[] {0.6, 0.87, 1.2, 1.4}) {
            double squares = 0;
            double before = Double.NEGATIVE_INFINITY;
            for (double x = theta - 1.5; x < theta + 1; x += 0.1) {
                double logR = joint.calibrated(new double[] {theta}, spoilt(theta, x));
                assertTrue(logR >= before);
                before = logR;
                squares += Math.pow(logR - (theta * x - theta * theta / 2), 2) / 25;
            }
            assertTrue(squares < 0.03, theta + ": " + squares);
        }
        double[] events = {0.2, 1.4};
        double[] theta = {0.9};
        double sum = joint.calibrated(theta, spoilt(0.9, 0.2)) + joint.calibrated(theta, spoilt(0.9, 1.4));
        LogLikelihood likelihood = joint.logLikelihood(
                t -> Arrays.stream(events).map(x -> spoilt(t[0], x)).toArray());
        assertEquals(sum, likelihood.at(theta), 1e-12);
    }

    private static double spoilt(double theta, double x) {
        return 2 * (theta * x - theta * theta / 2) + 3 * theta;
    }

    /** Two components of theta: the mean of four calibrations halfway between four centres. */
    @Test
    void jointCalibrationInterpolatesInEveryComponent() {
        double[][] above = new double[4][];
        double[][] below = new double[4][];
        double[][] more = new double[8][];
        for (int k = 0; k < 4; k++) {
            int first = k / 2;
            above[k] = new double[] {0, first, k % 2};
            below[k] = above[k].clone();
            more[k] = above[k];
            more[4 + k] = new double[] {1, first, k % 2};
        }
        Binning thetas = Binning.ofEdges(new double[] {0.5}, new double[] {0.5});
        double[] weights = {1, 1, 1, 1, 1, 2, 3, 5};
        JointCalibration joint = JointCalibration.fit(Sample.of(more).withWeights(weights), Sample.of(more), thetas);
        // in bin k the values 0 and 1 have weights 1 and w of w + 1, against a half each
        double[] r = IntStream.range(0, 4)
                .mapToDouble(k -> 2 * weights[4 + k] / (1 + weights[4 + k]))
                .toArray();
        assertEquals(Math.log(r[1]), joint.calibrated(new double[] {-3, 1}, 1), 1e-12);
        assertEquals(Math.log((r[0] + r[1] + r[2] + r[3]) / 4), joint.calibrated(new double[] {0.5, 0.5}, 1), 1e-12);
        assertEquals(Math.log(0.75 * r[2] + 0.25 * r[3]), joint.calibrated(new double[] {1, 0.25}, 1), 1e-12);
        assertEquals(
                0,
                JointCalibration.fit(Sample.of(above), Sample.of(below), thetas).calibrated(new double[2], 0));
    }

    @Test
    void badRequestsAreRefused() {
        Sample line = Sample.of(new double[] {1, 2});
        Sample plane = Sample.of(new double[][] {{1, 2}, {3, 4}});
        Binning theta = Binning.ofEdges(new double[] {3});
        for (Runnable action : List.<Runnable>of(
                () -> IsotonicRegression.fit(new double[] {1}, new double[2]),
                () -> IsotonicRegression.fit(new double[] {Double.NaN}, new double[1]),
                () -> IsotonicRegression.fit(new double[1], new double[1], new double[1]),
                () -> IsotonicRegression.fit(new double[1], new double[1]).at(Double.NaN),
                () -> RatioCalibration.isotonic(plane, plane),
                () -> Binning.adaptive(plane, plane),
                () -> JointCalibration.fit(line, line, theta),
                () -> JointCalibration.fit(plane, plane, Binning.ofEdges(new double[] {9})),
                () -> JointCalibration.fit(plane, plane, theta).calibrated(new double[2], 1))) {
            String message =
                    assertThrows(IllegalArgumentException.class, action::run).getMessage();
            assertTrue(message.matches("[a-z ]+: .*got .*"), message);
        }
    }
}
