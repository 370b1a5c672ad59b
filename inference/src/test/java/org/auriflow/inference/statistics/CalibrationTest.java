package org.auriflow.inference.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.auriflow.inference.simulator.BenchmarkRuns;
import org.auriflow.inference.simulator.GaltonBoard;
import org.auriflow.inference.simulator.GoldMine;
import org.auriflow.inference.simulator.PointProposal;
import org.junit.jupiter.api.Test;

/** Calibration of a spoilt but invertible estimate must give back the exact ratio. */
class CalibrationTest {
    private static final GaltonBoard BOARD = new GaltonBoard();
    private static final double THETA1 = -0.6;

    /** What a bad network might say: too steep, shifted, and bent. */
    private static final DoubleUnaryOperator SPOILT = logR -> 2 * logR - 0.3 + 0.1 * logR * logR;

    private static double exact(double x, double theta0) {
        return BOARD.logRatio(new double[] {x}, new double[] {theta0}, new double[] {THETA1});
    }

    private static double[] estimates(double[] x, double theta0) {
        double[] byPosition = new double[32];
        Arrays.fill(byPosition, Double.NaN);
        return Arrays.stream(x)
                .map(position -> {
                    int at = (int) position;
                    if (Double.isNaN(byPosition[at])) {
                        byPosition[at] = SPOILT.applyAsDouble(exact(position, theta0));
                    }
                    return byPosition[at];
                })
                .toArray();
    }

    private static double[] runs(double theta, int seed) {
        return new GoldMine(BOARD, seed).score(50_000, PointProposal.at(theta)).x();
    }

    /** Mean square error of the calibrated ratio, weighted by p(x | θ1). */
    private static double error(RatioCalibration calibration, double theta0) {
        double[] weights = BOARD.probabilities(THETA1);
        double error = 0;
        for (int x = 5; x <= 25; x++) {
            double logR = exact(x, theta0);
            double difference = calibration.calibrated(SPOILT.applyAsDouble(logR)) - logR;
            error += weights[x] * difference * difference;
        }
        return error;
    }

    @Test
    void histogramsUndoTheDamage() {
        double spoilt = 0;
        double[] weights = BOARD.probabilities(THETA1);
        for (int x = 5; x <= 25; x++) {
            double logR = exact(x, -0.8);
            spoilt += weights[x] * Math.pow(SPOILT.applyAsDouble(logR) - logR, 2);
        }
        RatioCalibration calibration =
                RatioCalibration.fit(estimates(runs(-0.8, 1), -0.8), estimates(runs(THETA1, 2), -0.8));
        assertTrue(spoilt > 0.1, "spoilt " + spoilt);
        // some 20 bins of some 2,500 runs each: 20 · (2/50,000)
        assertTrue(error(calibration, -0.8) < 0.002, "calibrated " + error(calibration, -0.8));
    }

    @Test
    void jointRatiosCalibrateWithLessNoise() {
        BenchmarkRuns runs = new GoldMine(BOARD, 3).benchmarks(50_000, new double[] {THETA1}, new double[] {-0.8});
        Sample atTheta1 = Sample.of(estimates(runs.x(), -0.8));
        RatioCalibration calibration = RatioCalibration.fit(atTheta1.withWeights(runs.weights(0)), atTheta1, 50);
        assertTrue(error(calibration, -0.8) < 0.0003, "calibrated " + error(calibration, -0.8));
    }

    @Test
    void aGridOfCalibrationsFindsTheExactMaximum() {
        double[] thetas = new double[13];
        Arrays.setAll(thetas, k -> -1 + 0.05 * k);
        double[][] benchmarks =
                Arrays.stream(thetas).mapToObj(t -> new double[] {t}).toArray(double[][]::new);
        BenchmarkRuns runs = new GoldMine(BOARD, 4).benchmarks(50_000, new double[] {THETA1}, benchmarks);
        double[] events =
                new GoldMine(BOARD, 5).score(300, PointProposal.at(-0.75)).x();
        List<RatioCalibration> calibrations = new ArrayList<>();
        double[][] observed = new double[thetas.length][];
        for (int k = 0; k < thetas.length; k++) {
            Sample atTheta1 = Sample.of(estimates(runs.x(), thetas[k]));
            calibrations.add(RatioCalibration.fit(atTheta1.withWeights(runs.weights(k)), atTheta1, 50));
            observed[k] = estimates(events, thetas[k]);
        }
        CalibratedGrid grid = new CalibratedGrid(thetas, calibrations);
        LikelihoodScan calibrated = new LikelihoodScan(grid.logLikelihood(observed), -1, -0.4);
        double[][] rows = Arrays.stream(events).mapToObj(x -> new double[] {x}).toArray(double[][]::new);
        LikelihoodScan truth = new LikelihoodScan(BOARD.logLikelihood(rows), -1, -0.4);
        Interval exact = truth.confidenceSet(0.68).hull();
        double sigma = exact.width() / 2;
        assertEquals(truth.thetaHat(), calibrated.thetaHat(), 0.3 * sigma);
        Interval found = calibrated.confidenceSet(0.68).hull();
        assertEquals(exact.lower(), found.lower(), 0.3 * sigma);
        assertEquals(exact.upper(), found.upper(), 0.3 * sigma);
    }

    @Test
    void badRequestsAreRefused() {
        Sample sample = Sample.of(new double[] {1, 2, 3});
        RatioCalibration calibration = RatioCalibration.fit(sample, sample, 3);
        CalibratedGrid grid =
                new CalibratedGrid(new double[] {0, 1, 2}, List.of(calibration, calibration, calibration));
        Sample plane = Sample.of(new double[][] {{1, 2}});
        for (Runnable action : List.<Runnable>of(
                () -> RatioCalibration.fit(new double[] {Double.NaN}, new double[] {1}),
                () -> RatioCalibration.fit(new double[0], new double[] {1}),
                () -> RatioCalibration.fit(plane, plane, 2),
                () -> calibration.calibrated(Double.NaN),
                () -> calibration.calibrated(new double[] {1, Double.NaN}),
                () -> new CalibratedGrid(new double[2], List.of(calibration)),
                () -> grid.logLikelihood(new double[2][1]))) {
            String message =
                    assertThrows(IllegalArgumentException.class, action::run).getMessage();
            assertTrue(message.matches("[a-z ]+: .*got .*"), message);
        }
    }
}
