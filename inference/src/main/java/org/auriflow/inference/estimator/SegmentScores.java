package org.auriflow.inference.estimator;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.auriflow.engine.Engine;
import org.auriflow.inference.loss.Sally;
import org.auriflow.inference.simulator.CheckpointRuns;
import org.auriflow.inference.simulator.ScoreRuns;
import org.auriflow.nn.train.TrainingResult;

/**
 * The first half of checkpointed SCANDAL (CSCANDAL): an estimator of the score t̂(v_{i−1}, v_i | θ) of a segment of a run given the states
 * at its two ends, by squared errors from the joint score of the segment. Summed over the segments of a run, it has the mean of the joint
 * score at much less variance, since what happened between checkpoints is averaged over; {@link #smoothed} puts it in its place, for
 * SCANDAL or any other method.
 *
 * <p>Requires what {@link org.auriflow.inference.simulator.Trace#checkpoint} does, that given the states at its ends a segment depends on
 * nothing else of the run; x too must depend on a segment through its ends only. Errors of the estimate become errors of the label.
 *
 * <pre>{@code
 * CheckpointRuns runs = mine.checkpoints(10_000, simulator.prior());
 * try (SegmentScores s = SegmentScores.train(engine, runs, options);
 *         DensityEstimator p = DensityEstimator.train(engine, s.smoothed(runs), Losses.density("scandal"), options)) {
 *     double[] logP = p.logProb(events, theta);
 * }
 * }</pre>
 */
public final class SegmentScores implements Estimator {
    private final ScoreEstimator network;

    private SegmentScores(ScoreEstimator network) {
        this.network = network;
    }

    /**
     * Trains on the segments of all runs.
     *
     * @throws IllegalArgumentException if the segments are too few for the validation share
     * @throws org.auriflow.nn.train.NonFiniteLossException if training diverges
     */
    public static SegmentScores train(Engine engine, CheckpointRuns runs, TrainingOptions options) {
        double[][] in = inputs(runs);
        double[] scores = IntStream.range(0, runs.runs().size())
                .mapToObj(runs::segments)
                .flatMap(List::stream)
                .flatMapToDouble(s -> Arrays.stream(s.score()))
                .toArray();
        List<String> names =
                IntStream.range(0, in[0].length).mapToObj(i -> "in" + i).toList();
        List<String> parameters = runs.runs().parameters();
        // to the network θ is an input like any other, so that there is no reference
        ScoreRuns segments = ScoreRuns.of(
                parameters,
                names,
                new double[in.length * parameters.size()],
                Arrays.stream(in).flatMapToDouble(Arrays::stream).toArray(),
                scores);
        return new SegmentScores(ScoreEstimator.train(engine, segments, new Sally(), options));
    }

    /** Rows of start, end, whether there is no start, and θ. */
    private static double[][] inputs(CheckpointRuns runs) {
        int k = runs.runs().parameters().size();
        double[] theta = runs.runs().theta();
        double[] none = new double[runs.stateWidth()];
        return IntStream.range(0, runs.runs().size())
                .boxed()
                .flatMap(row -> runs.segments(row).stream().map(s -> Stream.of(
                                s.start() == null ? none : s.start(),
                                s.end(),
                                new double[] {s.start() == null ? 1 : 0},
                                Arrays.copyOfRange(theta, row * k, (row + 1) * k))
                        .flatMapToDouble(Arrays::stream)
                        .toArray()))
                .toArray(double[][]::new);
    }

    /** t̂ of the segments of all runs one after the other, shape (m, P). */
    public double[][] scores(CheckpointRuns runs) {
        return network.score(inputs(runs));
    }

    /** The same runs with Σ t̂_i in place of the joint score of their segments. */
    public ScoreRuns smoothed(CheckpointRuns runs) {
        return runs.withSegmentScores(scores(runs));
    }

    @Override
    public TrainingResult training() {
        return network.training();
    }

    @Override
    public void save(Path directory) {
        network.save(directory);
    }

    /** Reads what {@link #save} wrote. */
    public static SegmentScores load(Engine engine, Path directory) {
        return new SegmentScores(ScoreEstimator.load(engine, directory));
    }

    @Override
    public void close() {
        network.close();
    }
}
