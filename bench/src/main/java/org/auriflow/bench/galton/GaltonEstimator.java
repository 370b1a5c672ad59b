package org.auriflow.bench.galton;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.auriflow.engine.Engine;
import org.auriflow.inference.estimator.Monitor;
import org.auriflow.inference.estimator.RatioEstimator;
import org.auriflow.inference.estimator.ScoreEstimator;
import org.auriflow.inference.simulator.GoldMine;
import org.auriflow.inference.simulator.PointProposal;
import org.auriflow.inference.simulator.UniformPrior;
import org.auriflow.inference.statistics.Binning;
import org.auriflow.inference.statistics.HistogramRatio;
import org.auriflow.inference.statistics.Sample;
import org.auriflow.nn.train.TrainingResult;

/**
 * A trained network for the Galton board, of the ratio or of the score, before calibration.
 *
 * <p>For SALLY r̂ is the ratio of histograms of t̂ at θref = −0.7, filled from 10,000 further runs at each θ.
 */
final class GaltonEstimator implements AutoCloseable {
    private static final double THETA_REF = -0.7;
    private static final int HISTOGRAM_RUNS = 10_000;

    private final Optional<RatioEstimator> ratio;
    private final Optional<ScoreEstimator> score;

    private GaltonEstimator(Optional<RatioEstimator> ratio, Optional<ScoreEstimator> score) {
        this.ratio = ratio;
        this.score = score;
    }

    /**
     * Simulates and trains.
     *
     * @param mine makes the runs
     * @param monitor watches the training and may stop it; what was learned so far is kept
     * @throws java.util.concurrent.CancellationException if cancelled while simulating
     */
    static GaltonEstimator train(Engine engine, GaltonSettings s, GoldMine mine, Monitor monitor) {
        if (s.method().ratio().isPresent()) {
            return new GaltonEstimator(
                    Optional.of(RatioEstimator.train(
                            engine,
                            mine.ratio(
                                    s.runs(),
                                    UniformPrior.of("theta", GaltonModel.LOWER, GaltonModel.UPPER),
                                    PointProposal.at(GaltonModel.THETA1)),
                            s.method().ratio().get(),
                            s.training(),
                            monitor)),
                    Optional.empty());
        }
        return new GaltonEstimator(
                Optional.empty(),
                Optional.of(ScoreEstimator.train(
                        engine,
                        mine.score(s.runs(), PointProposal.at(THETA_REF)),
                        s.method().score().orElseThrow(),
                        s.training(),
                        monitor)));
    }

    /** How training went. */
    TrainingResult training() {
        return ratio.isPresent() ? ratio.get().training() : score.orElseThrow().training();
    }

    /**
     * Writes {@code model.safetensors} and {@code model.json} into a directory.
     *
     * @throws java.io.UncheckedIOException if they cannot be written
     */
    void save(Path directory) {
        ratio.ifPresent(r -> r.save(directory));
        score.ifPresent(t -> t.save(directory));
    }

    /** How many runs {@link #logRatios} makes for a grid of this many points. */
    int furtherRuns(int points) {
        return score.isPresent() ? (points + 1) * HISTOGRAM_RUNS : 0;
    }

    /**
     * log r̂(x | θ0, −0.6) of every slot.
     *
     * @param grid values of θ0, shape (K)
     * @param mine makes further runs for histograms where they are needed
     * @return shape (K, slots)
     */
    double[][] logRatios(double[] grid, GoldMine mine) {
        if (score.isPresent()) {
            return histogramRatios(score.get().score(slots()), grid, mine);
        }
        double[][] raw = new double[grid.length][];
        Arrays.setAll(raw, k -> ratio.orElseThrow().logRatio(slots(), new double[] {grid[k]}));
        return raw;
    }

    /** Every slot as an event. */
    private static double[][] slots() {
        double[][] x = new double[GaltonModel.SLOTS][];
        Arrays.setAll(x, j -> new double[] {j});
        return x;
    }

    /** log of the ratio of histograms of t̂ at each θ of the grid and at θ1, for every slot. */
    private static double[][] histogramRatios(double[][] perSlot, double[] grid, GoldMine mine) {
        // Far from the training runs and from each other, so that all histograms are independent.
        long first = 1L << 30;
        Sample one = scores(perSlot, mine.withFirstRun(first), GaltonModel.THETA1);
        double[][] raw = new double[grid.length][GaltonModel.SLOTS];
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

    @Override
    public void close() {
        ratio.ifPresent(RatioEstimator::close);
        score.ifPresent(ScoreEstimator::close);
    }
}
