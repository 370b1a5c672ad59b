package org.auriflow.inference.estimator;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.auriflow.engine.CompiledFunction;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Grad;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.Variable;
import org.auriflow.flows.Distribution;
import org.auriflow.flows.Flow;
import org.auriflow.flows.NeuralSplineFlow;
import org.auriflow.flows.distribution.StandardNormal;
import org.auriflow.flows.transform.Composite;
import org.auriflow.flows.transform.Standardise;
import org.auriflow.inference.loss.DensityBatch;
import org.auriflow.inference.loss.DensityLoss;
import org.auriflow.inference.loss.RatioBatch;
import org.auriflow.inference.simulator.RatioRuns;
import org.auriflow.inference.simulator.ScoreRuns;
import org.auriflow.inference.statistics.LogLikelihood;
import org.auriflow.nn.Model;
import org.auriflow.nn.Pass;
import org.auriflow.nn.Standardiser;
import org.auriflow.nn.train.DataSet;
import org.auriflow.nn.train.TrainingResult;

/**
 * A neural estimator of log p(x | θ) in nats: NDE, SCANDAL and their relatives.
 *
 * <p>By default an autoregressive spline flow of x given θ; where the one observable is a whole number of a small range, as counts
 * are, probabilities instead. Evaluation is safe from any number of threads. The engine must stay open; closing the
 * estimator frees its memory.
 *
 * <pre>{@code
 * ScoreRuns runs = new GoldMine(simulator, 1).score(10_000, simulator.prior());
 * try (DensityEstimator p = DensityEstimator.train(engine, runs, Losses.density("scandal"), TrainingOptions.forDensities(10_000))) {
 *     double[] logR = p.logRatio(events, new double[] {-0.8}, new double[] {-0.6});
 * }
 * }</pre>
 */
public final class DensityEstimator implements Estimator {
    private static final String KIND = "density_estimator";

    /** Range of whole numbers up to which an observable is taken for discrete. */
    private static final int LATTICE = 256;

    private static final int LAYERS = 3;
    private static final int BINS = 8;
    private static final double BOUND = 5;

    private final Distribution density;
    private final Standardiser thetaScale;
    private final TrainingResult training;
    private final CompiledFunction logProb;
    private final CompiledFunction score;

    private DensityEstimator(Engine engine, Distribution density, Standardiser thetaScale, TrainingResult training) {
        this.density = density;
        this.thetaScale = thetaScale;
        this.training = training;
        this.logProb = new CompiledFunction(engine, in -> List.of(logProb(in.get(0), rows(in), Pass.evaluation())));
        this.score = new CompiledFunction(engine, in -> {
            Tensor theta = rows(in).alias();
            return List.of(
                    Grad.grad(logProb(in.get(0), theta, Pass.evaluation()).sum(), theta));
        });
    }

    /** One parameter point, repeated for every event. */
    private static Tensor rows(List<Tensor> in) {
        return in.get(1).broadcastTo(in.get(0).shape().with(1, in.get(1).shape().extent(1)));
    }

    private Tensor logProb(Tensor x, Tensor theta, Pass pass) {
        return density.logProb(x, thetaScale.call(theta, pass), pass).expand(-1);
    }

    /** What makes a density of x [B, d] given standardised θ [B, k]. */
    @FunctionalInterface
    public interface Architecture {
        /** A new density; x comes as it is, so that a flow begins with a {@link Standardise} by the given statistics. */
        Distribution of(Engine engine, Standardiser x, int parameters);
    }

    /**
     * Trains on runs at θ of a proposal.
     *
     * @throws IllegalArgumentException if the loss needs joint ratios or the runs are too few for the validation share
     * @throws org.auriflow.nn.train.NonFiniteLossException if training diverges
     */
    public static DensityEstimator train(Engine engine, ScoreRuns runs, DensityLoss loss, TrainingOptions options) {
        return train(engine, DensityRuns.of(runs), null, loss, options, Monitor.NONE);
    }

    /** Trains, with an architecture of one's own or null for the usual one, and a monitor that may stop it. */
    public static DensityEstimator train(
            Engine engine,
            ScoreRuns runs,
            Architecture architecture,
            DensityLoss loss,
            TrainingOptions options,
            Monitor monitor) {
        return train(engine, DensityRuns.of(runs), architecture, loss, options, monitor);
    }

    /** Trains on the runs of ratio estimators. */
    public static DensityEstimator train(Engine engine, RatioRuns runs, DensityLoss loss, TrainingOptions options) {
        return train(engine, DensityRuns.of(runs), null, loss, options, Monitor.NONE);
    }

    /** Trains, with an architecture of one's own or null for the usual one, and a monitor that may stop it. */
    public static DensityEstimator train(
            Engine engine,
            RatioRuns runs,
            Architecture architecture,
            DensityLoss loss,
            TrainingOptions options,
            Monitor monitor) {
        return train(engine, DensityRuns.of(runs), architecture, loss, options, monitor);
    }

    private static DensityEstimator train(
            Engine engine,
            DensityRuns runs,
            Architecture architecture,
            DensityLoss loss,
            TrainingOptions options,
            Monitor monitor) {
        requireGold(loss, "log_r_xz", !loss.needsRatio() || runs.hasRatio());
        requireGold(loss, "t_xz", !loss.needsScore() || runs.tXz() != null);
        if (loss.needsRatio() && runs.ratio().isMarginal()) {
            throw new IllegalArgumentException("density training: " + loss.name()
                    + " requires joint ratios between two theta, got runs against a marginal reference; use scandal, or runs"
                    + " of GoldMine.ratio");
        }
        if (loss.needsRatio()) {
            monitor.labels().accept(LabelReport.of(runs.ratio(), LabelReport.BOUND));
        }
        Standardiser thetaScale = Standardiser.fit(EstimatorInput.floats(runs.theta()), runs.parameters());
        Standardiser units = Standardiser.fit(EstimatorInput.floats(runs.x()), runs.observables());
        Distribution density = architecture == null
                ? standard(engine, runs, units, options)
                : architecture.of(engine, units, runs.parameters());
        DataSet data = runs.data(thetaScale);
        double steps = options.steps(data.rows());
        TrainingResult result = options.train(
                engine,
                density.parameters(),
                (batch, pass) -> loss.of(batch(density, thetaScale, loss, batch, pass, steps)),
                data,
                monitor);
        return new DensityEstimator(engine, density, thetaScale, result);
    }

    private static void requireGold(DensityLoss loss, String column, boolean enough) {
        if (!enough) {
            throw new IllegalArgumentException("density training: " + loss.name() + " requires the column " + column
                    + ", got runs without; simulate with gold, or use a method without it, such as nde");
        }
    }

    private static Distribution standard(Engine engine, DensityRuns runs, Standardiser units, TrainingOptions options) {
        if (runs.isLattice(LATTICE)) {
            int count = runs.last() - runs.first() + 1;
            Model network = options.network(engine, runs.parameters(), count);
            return new LatticeDensity(network, runs.parameters(), runs.first(), count);
        }
        return Flow.of(
                Composite.of(
                        Standardise.of(units),
                        NeuralSplineFlow.builder(engine)
                                .width(runs.observables())
                                .context(runs.parameters())
                                .autoregressive(true)
                                .layers(LAYERS)
                                .hidden(options.widths())
                                .activation(options.activation())
                                .spline(BINS, BOUND)
                                .seed(options.seed())
                                .transform()),
                new StandardNormal(runs.observables()));
    }

    private static DensityBatch batch(
            Distribution density,
            Standardiser thetaScale,
            DensityLoss loss,
            Map<String, Tensor> batch,
            Pass pass,
            double steps) {
        Tensor x = batch.get("x");
        Tensor theta = thetaScale.call(batch.get("theta"), pass);
        Tensor logP = density.logProb(x, theta, pass).expand(-1);
        Tensor score = loss.needsScore() ? Grad.grad(logP.sum(), theta) : null;
        Tensor weights = batch.get("weights");
        Tensor progress = TrainingOptions.progress(pass, steps, logP.dtype());
        RatioBatch ratio = null;
        if (loss.needsRatio()) {
            Tensor theta0 = thetaScale.call(batch.get("theta0"), pass);
            Tensor theta1 = thetaScale.call(batch.get("theta1"), pass);
            Tensor y = batch.get("y");
            // Where a run was sampled its density is known already.
            Tensor one = y.gt(0.5);
            Tensor other =
                    density.logProb(x, Tensor.where(one, theta0, theta1), pass).expand(-1);
            Tensor logR = Tensor.where(one, other.sub(logP), logP.sub(other));
            ratio = new RatioBatch(logR, y, batch.get("log_r_xz"), theta0, theta1, List.of(), weights, progress);
        }
        return new DensityBatch(logP, score, batch.get("t_xz"), ratio, weights, progress);
    }

    /**
     * log p̂(x | θ) of each event, in nats.
     *
     * @param x events, shape (n, d)
     * @throws IllegalArgumentException if an event or θ has the wrong width or is not finite
     */
    public double[] logProb(double[][] x, double[] theta) {
        double[][] rows = evaluate(logProb, "logProb", x, theta);
        return Arrays.stream(rows).mapToDouble(r -> r[0]).toArray();
    }

    /** log r̂(x | θ0, θ1) = log p̂(x | θ0) − log p̂(x | θ1) of each event. */
    public double[] logRatio(double[][] x, double[] theta0, double[] theta1) {
        double[] zero = logProb(x, theta0);
        double[] one = logProb(x, theta1);
        Arrays.setAll(zero, i -> zero[i] - one[i]);
        return zero;
    }

    /** The score t̂(x | θ) = ∇θ log p̂(x | θ) of each event, shape (n, k). */
    public double[][] score(double[][] x, double[] theta) {
        return evaluate(score, "score", x, theta);
    }

    /**
     * log p̂(x_i | θ_i) of events with parameters of their own, as of a file of runs.
     *
     * @param x events, shape (n, d)
     * @param theta shape (n, k)
     * @throws IllegalArgumentException if shapes do not fit or a number is not finite
     */
    public double[] logProbs(double[][] x, double[][] theta) {
        return Arrays.stream(pairs(logProb, "logProb", x, theta))
                .mapToDouble(r -> r[0])
                .toArray();
    }

    /** t̂(x_i | θ_i) of events with parameters of their own, shape (n, k); as {@link #logProbs}. */
    public double[][] scores(double[][] x, double[][] theta) {
        return pairs(score, "score", x, theta);
    }

    private double[][] pairs(CompiledFunction f, String op, double[][] x, double[][] theta) {
        EstimatorInput.events(op, x, density.width());
        EstimatorInput.points(op, theta, x.length, thetaScale.width());
        return new RowBlocks(f).evaluate(List.of(x, theta));
    }

    private double[][] evaluate(CompiledFunction f, String op, double[][] x, double[] theta) {
        EstimatorInput.events(op, x, density.width());
        return new RowBlocks(f).evaluate(x, EstimatorInput.point(op, theta, thetaScale.width()));
    }

    /** The log likelihood of a set of independent events as a function of θ. */
    public LogLikelihood logLikelihood(double[][] events) {
        double[][] copy = Arrays.stream(events).map(double[]::clone).toArray(double[][]::new);
        return theta -> Arrays.stream(logProb(copy, theta)).sum();
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
        EstimatorFiles.put(about, "theta", thetaScale);
        EstimatorFiles.save(directory, KIND, density, about);
    }

    /**
     * Reads what {@link #save} wrote.
     *
     * @throws java.io.UncheckedIOException if a file is missing or malformed
     * @throws IllegalArgumentException if it is another kind of model
     */
    public static DensityEstimator load(Engine engine, Path directory) {
        EstimatorFiles files = EstimatorFiles.read(engine, directory, KIND);
        return new DensityEstimator(engine, (Distribution) files.network(), files.standardiser("theta"), null);
    }

    @Override
    public void close() {
        logProb.close();
        score.close();
        density.variables().values().forEach(Variable::close);
    }
}
