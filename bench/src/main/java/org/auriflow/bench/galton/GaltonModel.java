package org.auriflow.bench.galton;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.auriflow.engine.Engine;
import org.auriflow.inference.estimator.Monitor;
import org.auriflow.inference.simulator.BenchmarkRuns;
import org.auriflow.inference.simulator.ExactLikelihood;
import org.auriflow.inference.simulator.GaltonBoard;
import org.auriflow.inference.simulator.GoldMine;
import org.auriflow.inference.statistics.CalibratedGrid;
import org.auriflow.inference.statistics.LogLikelihood;
import org.auriflow.inference.statistics.RatioCalibration;
import org.auriflow.inference.statistics.Sample;
import org.auriflow.inference.statistics.TabulatedLikelihood;
import org.auriflow.nn.train.TrainingResult;

/**
 * A trained and calibrated estimate of log r(x | θ0, θ1 = −0.6) on the Galton board, at all slots x and on a grid of θ0.
 *
 * <p>θ0 is drawn from [−1, −0.4] in training. The calibration comes from further runs at θ1, weighted by their joint
 * ratios (see {@link RatioCalibration}). For SALLY r̂ is the ratio of histograms of t̂ at θref = −0.7, filled from 10,000
 * further runs at each θ.
 */
public final class GaltonModel implements AutoCloseable {
    /** Range of θ0. */
    public static final double LOWER = -1;
    /** Range of θ0. */
    public static final double UPPER = -0.4;
    /** The reference θ1. */
    public static final double THETA1 = -0.6;

    /** Slots x = 0 … 31. */
    static final int SLOTS = 32;

    /** Points of the grid of θ0. */
    static final int GRID = 25;

    /** Runs at θ1 that the calibration makes. */
    static final int CALIBRATION_RUNS = 50_000;

    private static final GaltonBoard BOARD = new GaltonBoard();
    private static final ExactLikelihood EXACT = BOARD.exact().orElseThrow();

    private final GaltonEstimator estimator;
    private final double[] grid;
    private final double[][] raw;
    private final CalibratedGrid calibration;

    private GaltonModel(GaltonEstimator estimator, double[] grid, double[][] raw, CalibratedGrid calibration) {
        this.estimator = estimator;
        this.grid = grid;
        this.raw = raw;
        this.calibration = calibration;
    }

    /** The exact likelihood. */
    public static ExactLikelihood exact() {
        return EXACT;
    }

    /**
     * Simulates, trains and calibrates.
     *
     * @param monitor watches the training and may stop it
     * @throws java.util.concurrent.CancellationException if cancelled
     */
    public static GaltonModel train(Engine engine, GaltonSettings s, Monitor monitor) {
        GoldMine mine = mine(s).withCancellation(() -> monitor.cancellation().requested());
        return calibrated(GaltonEstimator.train(engine, s, mine, monitor), mine);
    }

    /** Makes all runs for these settings. */
    static GoldMine mine(GaltonSettings s) {
        return new GoldMine(BOARD, s.seed()).withThreads(s.threads());
    }

    /**
     * Calibrates.
     *
     * @param estimator closed with the model, or at once if this fails
     * @param mine makes further runs
     * @throws java.util.concurrent.CancellationException if cancelled
     */
    static GaltonModel calibrated(GaltonEstimator estimator, GoldMine mine) {
        double[] grid = points(GRID);
        try {
            double[][] raw = estimator.logRatios(grid, mine);
            return new GaltonModel(estimator, grid, raw, calibrate(grid, raw, mine));
        } catch (RuntimeException e) {
            estimator.close();
            throw e;
        }
    }

    /** Equally spaced values of θ0, both ends included. */
    static double[] points(int n) {
        double[] points = new double[n];
        Arrays.setAll(points, k -> LOWER + (UPPER - LOWER) * k / (n - 1));
        return points;
    }

    private static CalibratedGrid calibrate(double[] grid, double[][] raw, GoldMine mine) {
        double[][] points = Arrays.stream(grid).mapToObj(v -> new double[] {v}).toArray(double[][]::new);
        BenchmarkRuns runs = mine.benchmarks(CALIBRATION_RUNS, new double[] {THETA1}, points);
        double[] x = runs.x();
        List<RatioCalibration> calibrations = new ArrayList<>();
        for (int k = 0; k < grid.length; k++) {
            double[] table = raw[k];
            Sample values = Sample.of(Arrays.stream(x).map(j -> table[(int) j]).toArray());
            calibrations.add(RatioCalibration.fit(values.withWeights(runs.weights(k)), values, SLOTS));
        }
        return new CalibratedGrid(grid, calibrations);
    }

    /** The grid of θ0; a copy. */
    public double[] grid() {
        return grid.clone();
    }

    /** How training went. */
    public TrainingResult training() {
        return estimator.training();
    }

    /** Slots that θ1 can reach, in ascending order. */
    public static double[] reachable() {
        return IntStream.range(0, SLOTS)
                .mapToDouble(x -> x)
                .filter(x -> EXACT.logProb(new double[] {x}, new double[] {THETA1}) > Double.NEGATIVE_INFINITY)
                .toArray();
    }

    /** log r̂(x | θ0, −0.6) of a slot as trained, θ0 on the grid. */
    public double rawLogRatio(double x, double theta0) {
        return raw[indexOf(theta0)][(int) x];
    }

    /** The same after calibration. */
    public double calibratedLogRatio(double x, double theta0) {
        int k = indexOf(theta0);
        return calibration.calibration(k).calibrated(raw[k][(int) x]);
    }

    private int indexOf(double theta0) {
        for (int k = 0; k < grid.length; k++) {
            if (Math.abs(grid[k] - theta0) < 1e-9) {
                return k;
            }
        }
        throw new IllegalArgumentException(
                "galton: theta0 must be on the grid " + Arrays.toString(grid) + ", got " + theta0 + "; round it");
    }

    /** Σ p(x | −0.6) (estimate(x) − log r(x | −0.8, −0.6))². */
    public static double meanSquaredError(DoubleUnaryOperator estimate) {
        double sum = 0;
        for (double x : reachable()) {
            double[] event = {x};
            double truth = EXACT.logRatio(event, new double[] {-0.8}, new double[] {THETA1});
            double error = estimate.applyAsDouble(x) - truth;
            sum += Math.exp(EXACT.logProb(event, new double[] {THETA1})) * error * error;
        }
        return sum;
    }

    /** Mean square error of log r̂(x | −0.8, −0.6) as trained. */
    public double meanSquaredError() {
        return meanSquaredError(x -> rawLogRatio(x, -0.8));
    }

    /** Likelihood of slots as a function of θ, with the estimate as trained. */
    public LogLikelihood rawLikelihood(double[] x) {
        double[] values = new double[grid.length];
        Arrays.setAll(values, k -> Arrays.stream(x).map(j -> raw[k][(int) j]).sum());
        return new TabulatedLikelihood(grid, values);
    }

    /** Likelihood of slots as a function of θ, calibrated. */
    public LogLikelihood calibratedLikelihood(double[] x) {
        double[][] logR = new double[grid.length][];
        Arrays.setAll(logR, k -> Arrays.stream(x).map(j -> raw[k][(int) j]).toArray());
        return calibration.logLikelihood(logR);
    }

    @Override
    public void close() {
        estimator.close();
    }
}
