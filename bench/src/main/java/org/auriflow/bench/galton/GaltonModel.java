package org.auriflow.bench.galton;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleUnaryOperator;
import org.auriflow.engine.Engine;
import org.auriflow.inference.estimator.Monitor;
import org.auriflow.inference.estimator.RatioEstimator;
import org.auriflow.inference.estimator.ScoreEstimator;
import org.auriflow.inference.loss.RatioLoss;
import org.auriflow.inference.loss.ScoreLoss;
import org.auriflow.inference.simulator.BenchmarkRuns;
import org.auriflow.inference.simulator.ExactLikelihood;
import org.auriflow.inference.simulator.GaltonBoard;
import org.auriflow.inference.simulator.GoldMine;
import org.auriflow.inference.simulator.PointProposal;
import org.auriflow.inference.simulator.UniformPrior;
import org.auriflow.inference.statistics.Binning;
import org.auriflow.inference.statistics.CalibratedGrid;
import org.auriflow.inference.statistics.HistogramRatio;
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

    private static final double THETA_REF = -0.7;
    private static final int GRID = 25;
    private static final int HISTOGRAM_RUNS = 10_000;
    private static final int CALIBRATION_RUNS = 50_000;
    private static final GaltonBoard BOARD = new GaltonBoard();
    private static final ExactLikelihood EXACT = BOARD.exact().orElseThrow();

    private final AutoCloseable estimator;
    private final TrainingResult training;
    private final double[] grid;
    private final double[][] raw;
    private final CalibratedGrid calibration;

    private GaltonModel(
            AutoCloseable estimator,
            TrainingResult training,
            double[] grid,
            double[][] raw,
            CalibratedGrid calibration) {
        this.estimator = estimator;
        this.training = training;
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
     * @param monitor watches the training and may stop it; a training that was stopped goes on with the best weights
     * @throws java.util.concurrent.CancellationException if cancelled while simulating
     */
    public static GaltonModel train(Engine engine, GaltonSettings s, Monitor monitor) {
        BooleanSupplier cancelled = () -> monitor.cancellation().requested();
        GoldMine mine = new GoldMine(BOARD, s.seed()).withThreads(s.threads()).withCancellation(cancelled);
        double[] grid = new double[GRID];
        Arrays.setAll(grid, k -> LOWER + (UPPER - LOWER) * k / (GRID - 1));
        if (s.method().ratio().isPresent()) {
            RatioEstimator r = ratio(engine, s, s.method().ratio().get(), mine, monitor);
            double[][] raw = new double[GRID][];
            Arrays.setAll(raw, k -> r.logRatio(slots(), new double[] {grid[k]}));
            return new GaltonModel(r, r.training(), grid, raw, calibrate(grid, raw, mine));
        }
        ScoreEstimator t = score(engine, s, s.method().score().orElseThrow(), mine, monitor);
        double[][] raw = histogramRatios(t, grid, mine);
        return new GaltonModel(t, t.training(), grid, raw, calibrate(grid, raw, mine));
    }

    private static RatioEstimator ratio(
            Engine engine, GaltonSettings s, RatioLoss loss, GoldMine mine, Monitor monitor) {
        return RatioEstimator.train(
                engine,
                mine.ratio(s.runs(), UniformPrior.of("theta", LOWER, UPPER), PointProposal.at(THETA1)),
                loss,
                s.training(),
                monitor);
    }

    private static ScoreEstimator score(
            Engine engine, GaltonSettings s, ScoreLoss loss, GoldMine mine, Monitor monitor) {
        return ScoreEstimator.train(
                engine, mine.score(s.runs(), PointProposal.at(THETA_REF)), loss, s.training(), monitor);
    }

    /** Every slot as an event. */
    private static double[][] slots() {
        double[][] x = new double[SLOTS][];
        Arrays.setAll(x, j -> new double[] {j});
        return x;
    }

    /** log of the ratio of histograms of t̂ at each θ of the grid and at θ1, for every slot. */
    private static double[][] histogramRatios(ScoreEstimator t, double[] grid, GoldMine mine) {
        double[][] perSlot = t.score(slots());
        // Far from the training runs and from each other, so that all histograms are independent.
        long first = 1L << 30;
        Sample one = scores(perSlot, mine.withFirstRun(first), THETA1);
        double[][] raw = new double[grid.length][SLOTS];
        for (int k = 0; k < grid.length; k++) {
            Sample zero = scores(perSlot, mine.withFirstRun(first + (k + 1L) * HISTOGRAM_RUNS), grid[k]);
            HistogramRatio ratio = HistogramRatio.fit(zero, one, Binning.equalPopulation(50, zero, one));
            Arrays.setAll(raw[k], j -> ratio.logRatio(perSlot[j]));
        }
        return raw;
    }

    private static Sample scores(double[][] perSlot, GoldMine mine, double theta) {
        double[] x = mine.score(HISTOGRAM_RUNS, PointProposal.at(theta)).x();
        return Sample.of(Arrays.stream(x).map(j -> perSlot[(int) j][0]).toArray());
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
        return training;
    }

    /** The estimator, to be saved: a {@link RatioEstimator} or a {@link ScoreEstimator}. */
    public AutoCloseable estimator() {
        return estimator;
    }

    /** Slots that θ1 can reach, in ascending order. */
    public static double[] reachable() {
        return Arrays.stream(slots())
                .filter(x -> EXACT.logProb(x, new double[] {THETA1}) > Double.NEGATIVE_INFINITY)
                .mapToDouble(x -> x[0])
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
        try {
            estimator.close();
        } catch (Exception e) {
            throw new IllegalStateException("galton: closing the estimator failed", e);
        }
    }
}
