package org.auriflow.inference.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.auriflow.engine.RandomStream;
import org.junit.jupiter.api.Test;

/** x ~ N(θ, 1) against N(0, 1) with a hidden z ~ N(θ, 0.8²): log r = θ x − θ²/2. */
class LogisticCalibrationTest {
    private static double exact(double theta, double x) {
        return theta * x - theta * theta / 2;
    }

    private static double spoilt(double theta, double x) {
        return 1.4 * exact(theta, x) + 0.3 * theta;
    }

    /** The estimate at runs half at θ0, uniform in [0, 2], and half at θ1 = 0. */
    private static LogisticCalibration mined(int count, long seed) {
        RandomStream random = new RandomStream(seed, 0);
        double[][] values = new double[count][];
        double[] logRXz = new double[count];
        for (int i = 0; i < count; i++) {
            double theta = 2 * random.uniform();
            double z = (i % 2 == 0 ? theta : 0) + 0.8 * random.normal();
            values[i] = new double[] {spoilt(theta, z + 0.6 * random.normal()), theta};
            logRXz[i] = exact(theta, z) / 0.64;
        }
        return LogisticCalibration.fit(Sample.of(values), logRXz);
    }

    /** 80 experiments of 50 events. */
    @Test
    void setsCoverAndAreAsWideAsThoseOfTheExactLikelihood() {
        int covered = 0;
        int covered0 = 0;
        double width = 0;
        double exactWidth = 0;
        RandomStream random = new RandomStream(3, 0);
        for (int k = 0; k < 8; k++) {
            LogisticCalibration calibration = mined(5_000, k);
            for (int experiment = 0; experiment < 10; experiment++) {
                double[] x = new double[50];
                Arrays.setAll(x, i -> 1 + random.normal());
                UnaryOperator<double[]> estimate =
                        theta -> Arrays.stream(x).map(v -> spoilt(theta[0], v)).toArray();
                ConfidenceSet set = set(calibration.logLikelihood(estimate));
                ConfidenceSet truth = set(
                        theta -> Arrays.stream(x).map(v -> exact(theta[0], v)).sum());
                covered += set.contains(1) ? 1 : 0;
                covered0 +=
                        set(theta -> Arrays.stream(estimate.apply(theta)).sum()).contains(1) ? 1 : 0;
                width += set.hull().width();
                exactWidth += truth.hull().width();
            }
        }
        Coverage coverage = new Coverage(covered, 80);
        assertTrue(Math.abs(coverage.pull(0.6827)) < 2.5, coverage.toString());
        assertTrue(new Coverage(covered0, 80).pull(0.6827) < -3, "as trained " + covered0);
        assertEquals(1, width / exactWidth, 0.05);
    }

    private static ConfidenceSet set(LogLikelihood likelihood) {
        return new LikelihoodScan(likelihood, 0, 2, 31).confidenceSet(0.6827);
    }

    /** Two components of θ; the damage depends on both. */
    @Test
    void labelsUndoADamageThatDependsOnTheta() {
        int count = 5_000;
        RandomStream random = new RandomStream(7, 0);
        double[][] above = new double[count][];
        double[][] below = new double[count][];
        for (int i = 0; i < count; i++) {
            double[] t = {2 * random.uniform(), random.uniform()};
            above[i] = new double[] {damaged(t, t[0] + random.normal()), t[0], t[1]};
            double[] u = {2 * random.uniform(), random.uniform()};
            below[i] = new double[] {damaged(u, random.normal()), u[0], u[1]};
        }
        LogisticCalibration calibration = LogisticCalibration.fit(Sample.of(above), Sample.of(below));
        for (double[] theta : new double[][] {{0.5, 0.2}, {1, 0.8}, {1.5, 0.5}}) {
            double squares = 0;
            for (double x = -1; x < 2; x += 0.25) {
                double error = calibration.calibrated(theta, damaged(theta, x)) - exact(theta[0], x);
                squares += error * error / 12;
            }
            assertTrue(squares < 0.02, Arrays.toString(theta) + ": " + squares);
        }
    }

    private static double damaged(double[] theta, double x) {
        return 0.8 * exact(theta[0], x) + theta[0] * theta[1] - 0.5 * theta[1] * theta[1];
    }

    /** Where runs say nothing the estimate stands, and scales of weights do not count. */
    @Test
    void fewRunsWeightsAndCertainLabels() {
        Sample two = Sample.of(new double[][] {{0, 1}, {0, 1}});
        LogisticCalibration none = LogisticCalibration.fit(two, two);
        for (double logR : new double[] {-800, -1, 0, 2, 800}) {
            assertEquals(logR, none.calibrated(new double[] {1}, logR), 1e-9 + 0.1 * Math.abs(logR));
        }
        Sample twice = Sample.of(new double[][] {{0, 1}, {2, 0.5}, {1, 0}, {-1, 0.5}, {0.5, 1}});
        Sample other = Sample.of(new double[][] {{-1, 1}, {-2, 0.5}, {1, 0}, {0, 0.5}, {-0.5, 1}});
        LogisticCalibration once = LogisticCalibration.fit(twice, other);
        LogisticCalibration thrice = LogisticCalibration.fit(twice.withWeights(new double[] {3, 3, 3, 3, 3}), other);
        // labels that are certain are labels
        double sure = Double.POSITIVE_INFINITY;
        double[][] all =
                Stream.of(twice, other).flatMap(s -> Arrays.stream(s.values())).toArray(double[][]::new);
        LogisticCalibration certain = LogisticCalibration.fit(
                Sample.of(all), new double[] {sure, sure, sure, sure, sure, -sure, -sure, -sure, -sure, -sure});
        for (double logR : new double[] {-1, 2}) {
            double expected = once.calibrated(new double[] {0.7}, logR);
            assertTrue(Math.abs(expected - logR) > 0.01);
            assertEquals(expected, thrice.calibrated(new double[] {0.7}, logR), 1e-7);
            assertEquals(expected, certain.calibrated(new double[] {0.7}, logR), 1e-7);
        }
    }

    @Test
    void badRequestsAreRefused() {
        Sample line = Sample.of(new double[] {1, 2});
        Sample plane = Sample.of(new double[][] {{1, 2}, {3, 4}});
        LogisticCalibration calibration = LogisticCalibration.fit(plane, plane);
        for (Runnable action : List.<Runnable>of(
                () -> LogisticCalibration.fit(line, line),
                () -> LogisticCalibration.fit(plane, line),
                () -> LogisticCalibration.fit(plane, new double[1]),
                () -> LogisticCalibration.fit(plane, new double[] {0, Double.NaN}),
                () -> calibration.calibrated(new double[2], 1),
                () -> calibration.calibrated(new double[] {Double.NaN}, 1),
                () -> calibration.calibrated(new double[1], Double.POSITIVE_INFINITY))) {
            String message =
                    assertThrows(IllegalArgumentException.class, action::run).getMessage();
            assertTrue(message.matches("[a-z ]+: .*got .*"), message);
        }
    }
}
