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
import org.auriflow.inference.loss.Bounded;
import org.auriflow.inference.loss.Losses;
import org.auriflow.inference.loss.RatioLoss;
import org.auriflow.inference.simulator.RatioRuns;
import org.auriflow.inference.statistics.LogLikelihood;
import org.auriflow.nn.Model;
import org.auriflow.nn.Pass;
import org.auriflow.nn.Standardiser;
import org.auriflow.nn.train.DataSet;
import org.auriflow.nn.train.TrainingResult;

/**
 * A neural estimator of log r(x | θ0, θ1) = log p(x | θ0) − log p(x | θ1), in nats.
 *
 * <p>Where all training runs share one θ1, that is the reference of the estimator and ratios between other points are
 * differences of two. Against a marginal reference ({@link RatioRuns#withMarginalReference}) it is p(x) instead of p(x | θ1). Otherwise
 * the estimator is doubly parameterised, log r̂ = f(x, θ0, θ1) − f(x, θ1, θ0). Evaluation
 * is safe from any number of threads. The engine must stay open; closing the estimator frees its memory.
 *
 * <pre>{@code
 * RatioRuns runs = new GoldMine(simulator, 1).ratio(10_000, proposal, PointProposal.at(-0.6));
 * try (RatioEstimator r = RatioEstimator.train(engine, runs, Losses.ratio("alices"), TrainingOptions.forRuns(10_000))) {
 *     double[] logR = r.logRatio(events, new double[] {-0.8});
 * }
 * }</pre>
 */
public final class RatioEstimator implements Estimator {
    private static final String KIND = "ratio_estimator";

    private final RatioNetwork network;
    private final double[] reference;
    private final int observables;
    private final TrainingResult training;
    private final CompiledFunction ratio;
    private final CompiledFunction score;

    private RatioEstimator(
            Engine engine, RatioNetwork network, double[] reference, int observables, TrainingResult training) {
        this.network = network;
        this.reference = reference;
        this.observables = observables;
        this.training = training;
        this.ratio = new CompiledFunction(engine, in -> List.of(output(in).logR()));
        this.score = new CompiledFunction(engine, in -> {
            Tensor theta0 = in.get(1)
                    .broadcastTo(in.get(0).shape().with(1, in.get(1).shape().extent(1)))
                    .alias();
            Tensor logR = network.call(in.get(0), theta0, rows(in, 2), Pass.evaluation())
                    .logR();
            return List.of(Tensor.concatenate(1, logR, Grad.grad(logR.sum(), theta0)));
        });
    }

    private RatioNetwork.Output output(List<Tensor> in) {
        return network.call(in.get(0), rows(in, 1), rows(in, 2), Pass.evaluation());
    }

    /** One parameter point, repeated for every event. */
    private static Tensor rows(List<Tensor> in, int k) {
        return in.get(k).broadcastTo(in.get(0).shape().with(1, in.get(k).shape().extent(1)));
    }

    /** What makes the network f of an estimator. */
    @FunctionalInterface
    public interface Architecture {
        /** A new network from [B, D + P], or [B, D + 2 P] if doubly parameterised, to [B, 1]: x, θ0 and θ1, all standardised. */
        Model of(Engine engine, Input input);
    }

    /**
     * What goes into a network.
     *
     * @param observables D
     * @param parameters P
     * @param doubly whether θ1 follows θ0
     * @param lower the smallest standardised θ of the training runs, P components
     * @param upper the largest, P components
     * @param thetaScale what standardises θ
     */
    public record Input(
            int observables, int parameters, boolean doubly, double[] lower, double[] upper, Standardiser thetaScale) {}

    /** Trains on mined runs. */
    public static RatioEstimator train(Engine engine, RatioRuns runs, RatioLoss loss, TrainingOptions options) {
        return train(engine, runs, loss, options, Monitor.NONE);
    }

    /**
     * Trains on mined runs. Joint ratios beyond e^±100 count as such: in float32 no loss of the catalogue can tell them from 0 and ∞.
     *
     * @param monitor sees the progress and may stop it
     * @throws IllegalArgumentException if the runs are too few for the validation share or lack finite labels, or gold
     *     that the loss uses
     * @throws org.auriflow.nn.train.NonFiniteLossException if training diverges
     */
    public static RatioEstimator train(
            Engine engine, RatioRuns runs, RatioLoss loss, TrainingOptions options, Monitor monitor) {
        return train(
                engine,
                runs,
                (e, in) -> options.network(e, in.observables() + (in.doubly() ? 2 : 1) * in.parameters(), 1),
                loss,
                options,
                monitor);
    }

    /** Trains a network of one's own, such as a {@link MorphingNetwork}, with a monitor that may stop it. */
    public static RatioEstimator train(
            Engine engine,
            RatioRuns runs,
            Architecture architecture,
            RatioLoss loss,
            TrainingOptions options,
            Monitor monitor) {
        requireGold(runs, loss);
        if (loss.needsRatio()) {
            monitor.labels().accept(LabelReport.of(runs, LabelReport.BOUND));
        }
        int n = runs.size();
        int d = runs.observables().size();
        int k = runs.parameters().size();
        double[] theta0 = runs.theta0();
        double[] theta1 = runs.theta1();
        boolean marginal = runs.isMarginal();
        boolean doubly = !marginal && !runs.hasFixedTheta1();
        Standardiser xScale = Standardiser.fit(EstimatorInput.floats(runs.x()), d);
        double[] thetas = doubly ? concat(theta0, theta1) : theta0;
        Standardiser thetaScale = Standardiser.fit(EstimatorInput.floats(thetas), k);
        Model f = architecture.of(engine, input(d, doubly, thetas, thetaScale));
        RatioNetwork network = new RatioNetwork(loss, doubly, f, xScale, thetaScale);
        double[] scale = thetaScale.deviation();
        double[] y = runs.y();
        // Gold that is not there is not used either.
        double[] none = new double[n * k];
        double[] logR = runs.hasRatio() ? EstimatorInput.limited(runs.logRXz()) : new double[n];
        DataSet.Builder columns = DataSet.builder()
                .column("x", EstimatorInput.floats(runs.x()), d)
                .column("theta0", EstimatorInput.floats(theta0), k)
                .column("y", EstimatorInput.floats(y), 1)
                .column("log_r_xz", EstimatorInput.floats(logR), 1)
                .column("t_xz0", scaledScores(runs.hasScore() ? runs.tXz0() : none, y, 0, scale), k)
                .column("t_xz1", scaledScores(runs.hasScore() ? runs.tXz1() : none, y, 1, scale), k);
        if (!marginal) {
            columns.column("theta1", EstimatorInput.floats(theta1), k);
        }
        if (runs.hasWeights()) {
            columns.column("weights", EstimatorInput.weights(runs.weights(), y), 1);
        }
        double steps = options.steps(n);
        TrainingResult result = options.train(
                engine,
                network.trainable(),
                (batch, pass) -> network.loss(batch, pass, steps),
                columns.build(),
                monitor);
        double[] reference = doubly || marginal ? null : Arrays.copyOf(theta1, k);
        return new RatioEstimator(engine, network, reference, d, result);
    }

    private static Input input(int observables, boolean doubly, double[] thetas, Standardiser scale) {
        int k = scale.width();
        double[] lower = new double[k];
        double[] upper = new double[k];
        Arrays.fill(lower, Double.POSITIVE_INFINITY);
        Arrays.fill(upper, Double.NEGATIVE_INFINITY);
        double[] mean = scale.mean();
        double[] deviation = scale.deviation();
        for (int i = 0; i < thetas.length; i++) {
            double t = (thetas[i] - mean[i % k]) / deviation[i % k];
            lower[i % k] = Math.min(lower[i % k], t);
            upper[i % k] = Math.max(upper[i % k], t);
        }
        return new Input(observables, k, doubly, lower, upper, scale);
    }

    private static void requireGold(RatioRuns runs, RatioLoss loss) {
        boolean noRatio = loss.needsRatio() && !runs.hasRatio();
        if (noRatio || (loss.needsScore() && !runs.hasScore())) {
            throw new IllegalArgumentException("ratio training: " + loss.name() + " requires mined gold in a column "
                    + (noRatio ? "log_r_xz" : "t_xz0") + ", got runs without; simulate with it or train with one of "
                    + Losses.RATIO.stream()
                            .filter(l -> (runs.hasRatio() || !l.needsRatio()) && (runs.hasScore() || !l.needsScore()))
                            .map(RatioLoss::name)
                            .toList());
        }
    }

    private static double[] concat(double[] a, double[] b) {
        double[] c = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, c, a.length, b.length);
        return c;
    }

    /** Scores with respect to standardised θ; 0 on rows of the other label, where the joint score need not exist. */
    private static float[] scaledScores(double[] t, double[] y, int label, double[] scale) {
        float[] s = new float[t.length];
        for (int i = 0; i < s.length; i++) {
            s[i] = y[i / scale.length] == label ? (float) (t[i] * scale[i % scale.length]) : 0;
        }
        return s;
    }

    /**
     * The reference θ1 that all ratios are against.
     *
     * @throws IllegalStateException if the estimator is doubly parameterised or against a marginal reference
     */
    public double[] reference() {
        if (reference == null) {
            throw new IllegalStateException("reference: requires a fixed theta1, got "
                    + (isMarginal()
                            ? "a marginal reference; leave theta1 out"
                            : "a doubly parameterised estimator; give theta1"));
        }
        return reference.clone();
    }

    /** Whether ratios without a θ1 are against the average p(x). */
    public boolean isMarginal() {
        return reference == null && !network.doubly();
    }

    /** The reference, or for a network that does not see one anything. */
    private double[] denominator() {
        return isMarginal() ? network.thetaScale().mean() : reference();
    }

    /** Where any θ1 will do; without a reference the mean of θ over the training runs. */
    private double[] anyDenominator() {
        return reference == null ? network.thetaScale().mean() : reference;
    }

    /**
     * log r̂(x | θ0, θref) of each event, or log p̂(x | θ0) − log p̂(x) against a marginal reference.
     *
     * @param x events, shape (n, d)
     * @throws IllegalArgumentException if an event or θ has the wrong width or is not finite
     * @throws IllegalStateException if the estimator is doubly parameterised; give θ1 then
     */
    public double[] logRatio(double[][] x, double[] theta0) {
        return evaluate(x, theta0, denominator());
    }

    /** log r̂(x | θ0, θ1) of each event; where the reference is another point than θ1, the difference of two ratios. */
    public double[] logRatio(double[][] x, double[] theta0, double[] theta1) {
        if (network.doubly() || Arrays.equals(theta1, reference)) {
            return evaluate(x, theta0, theta1);
        }
        double[] zero = evaluate(x, theta0, denominator());
        double[] one = evaluate(x, theta1, denominator());
        Arrays.setAll(zero, i -> zero[i] - one[i]);
        return zero;
    }

    /**
     * log r̂(x_i | θ0_i, θ1_i) of events with parameters of their own, as of a file of runs.
     *
     * @param x events, shape (n, d)
     * @param theta0 numerators, shape (n, k)
     * @param theta1 denominators, shape (n, k); null for {@link #reference()}
     * @throws IllegalArgumentException if shapes do not fit or a number is not finite
     */
    public double[] logRatios(double[][] x, double[][] theta0, double[][] theta1) {
        double[][] own = fill(x.length, theta1 == null ? denominator() : anyDenominator());
        if (network.doubly() || theta1 == null || Arrays.deepEquals(theta1, own)) {
            return first(pairs(ratio, "logRatio", x, theta0, theta1 == null ? own : theta1));
        }
        double[] zero = first(pairs(ratio, "logRatio", x, theta0, own));
        double[] one = first(pairs(ratio, "logRatio", x, theta1, own));
        Arrays.setAll(zero, i -> zero[i] - one[i]);
        return zero;
    }

    /**
     * t̂(x_i | θ_i) of events with parameters of their own, shape (n, k).
     *
     * @param x events, shape (n, d)
     * @param theta shape (n, k)
     * @param theta1 denominators of a doubly parameterised estimator, shape (n, k); null for {@link #reference()}
     * @throws IllegalArgumentException if shapes do not fit or a number is not finite
     */
    public double[][] scores(double[][] x, double[][] theta, double[][] theta1) {
        double[][] one = theta1 == null || !network.doubly() ? fill(x.length, denominator()) : theta1;
        return Arrays.stream(pairs(score, "score", x, theta, one))
                .map(row -> Arrays.copyOfRange(row, 1, row.length))
                .toArray(double[][]::new);
    }

    private double[][] pairs(CompiledFunction f, String op, double[][] x, double[][] theta0, double[][] theta1) {
        EstimatorInput.events(op, x, observables);
        EstimatorInput.points(op, theta0, x.length, network.thetaScale().width());
        EstimatorInput.points(op, theta1, x.length, network.thetaScale().width());
        return new RowBlocks(f).evaluate(List.of(x, theta0, theta1));
    }

    private static double[][] fill(int n, double[] row) {
        double[][] rows = new double[n][];
        Arrays.fill(rows, row);
        return rows;
    }

    private static double[] first(double[][] rows) {
        return Arrays.stream(rows).mapToDouble(r -> r[0]).toArray();
    }

    private double[] evaluate(double[][] x, double[] theta0, double[] theta1) {
        return first(rows(new RowBlocks(ratio), "logRatio", x, theta0, theta1));
    }

    private double[][] rows(RowBlocks blocks, String op, double[][] x, double[] theta0, double[] theta1) {
        EstimatorInput.events(op, x, observables);
        int k = network.thetaScale().width();
        return blocks.evaluate(x, EstimatorInput.point(op, theta0, k), EstimatorInput.point(op, theta1, k));
    }

    /**
     * The score t̂(x | θ) = ∇θ log r̂(x | θ, θref) of each event, shape (n, k).
     *
     * @throws IllegalStateException if the estimator is doubly parameterised; give θ1 then
     */
    public double[][] score(double[][] x, double[] theta) {
        return score(x, theta, denominator());
    }

    /** The score ∇θ log r̂(x | θ, θ1) of each event, shape (n, k); θ1 matters only where the estimator is doubly parameterised. */
    public double[][] score(double[][] x, double[] theta, double[] theta1) {
        double[][] rows = rows(new RowBlocks(score), "score", x, theta, theta1);
        return Arrays.stream(rows)
                .map(row -> Arrays.copyOfRange(row, 1, row.length))
                .toArray(double[][]::new);
    }

    /**
     * log r̂(x | θ, θref) and t̂(x | θ) of each event at the cost of the latter, shape (n, 1 + k). Made for few events at many
     * θ, as in a chain: the work grows with the events from the first one on, and the last bits may depend on their number,
     * which is not so for the other methods. A doubly parameterised estimator takes the mean of θ over its training runs for θref.
     */
    public double[][] logRatioAndScore(double[][] x, double[] theta) {
        return rows(RowBlocks.small(score), "score", x, theta, anyDenominator());
    }

    /** As {@link #logRatioAndScore(double[][], double[])}, against another point than the reference. */
    public double[][] logRatioAndScore(double[][] x, double[] theta, double[] theta1) {
        if (network.doubly() || Arrays.equals(theta1, reference)) {
            return rows(RowBlocks.small(score), "score", x, theta, theta1);
        }
        double[][] rows = logRatioAndScore(x, theta);
        double[] one = logRatio(x, theta1);
        for (int i = 0; i < rows.length; i++) {
            rows[i][0] -= one[i];
        }
        return rows;
    }

    /**
     * The log likelihood ratio of a set of independent events as a function of θ, against the reference. A doubly parameterised estimator
     * takes the mean of θ over its training runs for it, which adds a constant.
     */
    public LogLikelihood logLikelihood(double[][] events) {
        double[][] copy = Arrays.stream(events).map(double[]::clone).toArray(double[][]::new);
        return theta -> Arrays.stream(evaluate(copy, theta, anyDenominator())).sum();
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
        about.put("method", network.loss().name());
        if (Double.isFinite(network.loss().bound())) {
            about.put("bound", network.loss().bound());
        }
        about.put("doubly_parameterised", network.doubly());
        about.put("reference", reference == null ? null : EstimatorFiles.list(reference));
        EstimatorFiles.put(about, "x", network.xScale());
        EstimatorFiles.put(about, "theta", network.thetaScale());
        EstimatorFiles.save(directory, KIND, network.network(), about);
    }

    /**
     * Reads what {@link #save} wrote.
     *
     * @throws java.io.UncheckedIOException if a file is missing or malformed
     * @throws IllegalArgumentException if it is another kind of model
     */
    public static RatioEstimator load(Engine engine, Path directory) {
        EstimatorFiles files = EstimatorFiles.read(engine, directory, KIND);
        RatioLoss loss = Losses.ratio(files.text("method"));
        return load(engine, files, files.has("bound") ? new Bounded(loss, files.number("bound")) : loss);
    }

    /**
     * Reads an estimator that was trained with a loss which is not in the catalogue.
     *
     * @param loss the same
     * @throws IllegalArgumentException if its name is another
     */
    public static RatioEstimator load(Engine engine, Path directory, RatioLoss loss) {
        EstimatorFiles files = EstimatorFiles.read(engine, directory, KIND);
        if (!loss.name().equals(files.text("method"))) {
            throw new IllegalArgumentException("load: requires the loss '" + files.text("method")
                    + "' of training, got '" + loss.name() + "'; pass the same");
        }
        return load(engine, files, loss);
    }

    private static RatioEstimator load(Engine engine, EstimatorFiles files, RatioLoss loss) {
        RatioNetwork network = new RatioNetwork(
                loss,
                files.flag("doubly_parameterised"),
                files.network(),
                files.standardiser("x"),
                files.standardiser("theta"));
        return new RatioEstimator(
                engine, network, files.numbers("reference"), network.xScale().width(), null);
    }

    @Override
    public void close() {
        ratio.close();
        score.close();
        network.trainable().values().forEach(org.auriflow.engine.Variable::close);
    }
}
