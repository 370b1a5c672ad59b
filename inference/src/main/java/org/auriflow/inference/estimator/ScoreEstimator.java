package org.auriflow.inference.estimator;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.auriflow.engine.CompiledFunction;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.Variable;
import org.auriflow.inference.loss.ScoreLoss;
import org.auriflow.inference.simulator.ScoreRuns;
import org.auriflow.nn.Mlp;
import org.auriflow.nn.Model;
import org.auriflow.nn.Pass;
import org.auriflow.nn.Standardiser;
import org.auriflow.nn.train.DataSet;
import org.auriflow.nn.train.TrainingResult;

/**
 * A neural estimator of the score t(x | θref) = ∇θ log p(x | θ) at one reference point: locally optimal observables, one
 * per parameter (SALLY).
 *
 * <p>Evaluation is safe from any number of threads. The engine must stay open; closing the estimator frees its memory.
 */
public final class ScoreEstimator implements Estimator {
    private static final String KIND = "score_estimator";

    private final Model network;
    private final Standardiser xScale;
    private final double[] reference;
    /** One over the spread of the joint score: the network learns scores of unit size. */
    private final double[] unit;

    private final TrainingResult training;
    private final CompiledFunction score;

    private ScoreEstimator(
            Engine engine,
            Model network,
            Standardiser xScale,
            double[] reference,
            double[] unit,
            TrainingResult training) {
        this.network = network;
        this.xScale = xScale;
        this.reference = reference;
        this.unit = unit;
        this.training = training;
        Tensor scale = Tensor.of(EstimatorInput.floats(unit));
        this.score = new CompiledFunction(
                engine,
                in -> List.of(
                        network.call(xScale.call(in.get(0), Pass.evaluation())).div(scale)));
    }

    /** Trains on mined runs that were all sampled at one θref. */
    public static ScoreEstimator train(Engine engine, ScoreRuns runs, ScoreLoss loss, TrainingOptions options) {
        return train(engine, runs, loss, options, Monitor.NONE);
    }

    /**
     * Trains on mined runs that were all sampled at one θref.
     *
     * @param monitor sees the progress and may stop it
     * @throws IllegalArgumentException if the runs were sampled at different θ or are too few for the validation share
     * @throws org.auriflow.nn.train.NonFiniteLossException if training diverges
     */
    public static ScoreEstimator train(
            Engine engine, ScoreRuns runs, ScoreLoss loss, TrainingOptions options, Monitor monitor) {
        int d = runs.observables().size();
        int k = runs.parameters().size();
        double[] reference = Arrays.copyOf(runs.theta(), k);
        double[] theta = runs.theta();
        for (int i = 0; i < theta.length; i++) {
            if (theta[i] != reference[i % k]) {
                throw new IllegalArgumentException("score training: all runs must be sampled at one theta, got "
                        + reference[i % k] + " and " + theta[i] + " in row " + i / k + "; use a point proposal");
            }
        }
        double[] t = runs.tXz();
        double[] unit = new double[k];
        for (int i = 0; i < t.length; i++) {
            unit[i % k] += t[i] * t[i] / runs.size();
        }
        Arrays.setAll(unit, j -> unit[j] > 0 ? 1 / Math.sqrt(unit[j]) : 1);
        Arrays.setAll(t, i -> t[i] * unit[i % k]);
        Standardiser xScale = Standardiser.fit(EstimatorInput.floats(runs.x()), d);
        Mlp mlp = options.network(engine, d, k);
        DataSet.Builder columns = DataSet.builder()
                .column("x", EstimatorInput.floats(runs.x()), d)
                .column("t_xz", EstimatorInput.floats(t), k);
        if (runs.hasWeights()) {
            columns.column("weights", EstimatorInput.weights(runs.weights(), new double[runs.size()]), 1);
        }
        TrainingResult result = options.train(
                engine,
                mlp.parameters(),
                (batch, pass) -> loss.of(
                        mlp.call(xScale.call(batch.get("x"), pass), pass), batch.get("t_xz"), batch.get("weights")),
                columns.build(),
                monitor);
        return new ScoreEstimator(engine, mlp, xScale, reference, unit, result);
    }

    /** θref. */
    public double[] reference() {
        return reference.clone();
    }

    /**
     * t̂(x | θref) of each event, shape (n, k).
     *
     * @param x events, shape (n, d)
     * @throws IllegalArgumentException if an event has the wrong width or is not finite
     */
    public double[][] score(double[][] x) {
        EstimatorInput.events("score", x, xScale.width());
        return new RowBlocks(score).evaluate(x);
    }

    @Override
    public TrainingResult training() {
        return training;
    }

    /**
     * Writes {@code model.safetensors} and {@code model.json} into a directory, each atomically.
     *
     * @throws java.io.UncheckedIOException if they cannot be written
     */
    @Override
    public void save(Path directory) {
        Map<String, Object> about = new LinkedHashMap<>();
        about.put("reference", EstimatorFiles.list(reference));
        about.put("unit", EstimatorFiles.list(unit));
        EstimatorFiles.put(about, "x", xScale);
        EstimatorFiles.save(directory, KIND, network, about);
    }

    /**
     * Reads what {@link #save} wrote.
     *
     * @throws java.io.UncheckedIOException if a file is missing or malformed
     * @throws IllegalArgumentException if it is another kind of model
     */
    public static ScoreEstimator load(Engine engine, Path directory) {
        EstimatorFiles files = EstimatorFiles.read(engine, directory, KIND);
        return new ScoreEstimator(
                engine,
                files.network(),
                files.standardiser("x"),
                files.numbers("reference"),
                files.numbers("unit"),
                null);
    }

    @Override
    public void close() {
        score.close();
        network.parameters().values().forEach(Variable::close);
    }
}
