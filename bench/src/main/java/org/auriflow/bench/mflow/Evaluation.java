package org.auriflow.bench.mflow;

import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import org.auriflow.engine.RandomStream;
import org.auriflow.inference.manifold.ManifoldProblem;
import org.auriflow.inference.posterior.Chain;
import org.auriflow.inference.posterior.RandomWalkMetropolis;
import org.auriflow.inference.statistics.MaximumMeanDiscrepancy;
import org.auriflow.inference.statistics.RankTest;

/**
 * The metrics of 2003.13913, section 4 and appendix: 10,000 points, at θ = 0 where there are parameters; posteriors from 20 observed
 * points by chains of 5,000 steps of 0.15 after 100. Data sets of images have fewer points, and errors of images are root mean squares over
 * pixels.
 */
final class Evaluation {
    private static final int OBSERVED = 20;
    private static final int STEPS = 5000;
    private static final int BURN_IN = 100;
    private static final double STEP = 0.15;

    /** Every fifth state of a chain enters the discrepancy. */
    private static final int THINNING = 5;

    /** True parameters of the posteriors that are averaged over. */
    private static final double[] TRUTHS = {-0.5, 0, 0.5};

    private final ManifoldProblem problem;
    private final TrainedModel model;
    private final boolean conditional;
    final Draws test;
    final Draws outliers;
    final float[] samples;

    /** Score of outliers, and what it is. */
    final double[] inside;

    final double[] outside;
    final String scoreName;

    Evaluation(ManifoldProblem problem, TrainedModel model, int points, long seed) {
        this.problem = problem;
        this.model = model;
        this.conditional = model.contextWidth() > 0;
        RandomStream random = new RandomStream(seed, 0xE7A1);
        this.test = Draws.heldOut(problem, points, new double[problem.contextWidth()], random);
        this.outliers = Draws.outliers(problem, test.size(), random);
        this.samples = model.sample(test.size(), test.theta());
        boolean manifold = model.manifold() != null;
        this.scoreName = manifold ? "reconstruction error" : "−ln p";
        this.inside = manifold ? errors(test) : negative(model.logProb(test));
        this.outside = manifold ? errors(outliers) : negative(model.logProb(outliers));
    }

    private double[] errors(Draws d) {
        float[] projected = model.project(d);
        int width = d.width();
        double unit = problem.imageShape() == null ? 1 : Math.sqrt(width);
        double[] e = new double[d.size()];
        for (int i = 0; i < e.length; i++) {
            double sum = 0;
            for (int k = i * width; k < (i + 1) * width; k++) {
                double r = projected[k] - d.x()[k];
                sum += r * r;
            }
            e[i] = Math.sqrt(sum) / unit;
        }
        return e;
    }

    private static double[] negative(double[] x) {
        return Arrays.stream(x).map(v -> -v).toArray();
    }

    Metrics metrics(double seconds, int epochs) {
        double[] log = model.logProb(test);
        double mean = Arrays.stream(log).average().orElse(Double.NaN);
        double variance =
                Arrays.stream(log).map(v -> (v - mean) * (v - mean)).average().orElse(Double.NaN);
        boolean densities = problem.hasDensity() && model.manifold() != null && !parametersUnknown();
        return new Metrics(
                problem.hasDistance() ? distance() : Double.NaN,
                model.manifold() == null ? 0 : Arrays.stream(inside).average().orElse(Double.NaN),
                conditional && problem.hasDensity() ? discrepancy() : Double.NaN,
                RankTest.areaUnderCurve(outside, inside),
                mean,
                Math.sqrt(variance / log.length),
                densities ? densityError(false) : Double.NaN,
                densities && differs() ? densityError(true) : Double.NaN,
                seconds,
                epochs);
    }

    /** A model without context of data with parameters has no density to be compared with. */
    private boolean parametersUnknown() {
        return problem.contextWidth() > 0 && !conditional;
    }

    private double distance() {
        double sum = 0;
        int n = samples.length / problem.width();
        Draws s = new Draws(samples, new float[0], problem.width(), 0);
        for (int i = 0; i < n; i++) {
            sum += problem.distance(s.point(i));
        }
        return sum / n;
    }

    private boolean differs() {
        double[] theta = new double[problem.contextWidth()];
        return problem.publishedLogProb(test.point(0), theta) != problem.logProb(test.point(0), theta);
    }

    /** Median of |p/p_true − 1|. */
    private double densityError(boolean published) {
        double[] log = model.logProbOnManifold(test);
        double[] theta = new double[problem.contextWidth()];
        double[] error = new double[log.length];
        for (int i = 0; i < error.length; i++) {
            double[] x = test.point(i);
            double truth = published ? problem.publishedLogProb(x, theta) : problem.logProb(x, theta);
            error[i] = Math.abs(Math.expm1(log[i] - truth));
        }
        Arrays.sort(error);
        return error[error.length / 2];
    }

    private double discrepancy() {
        double sum = 0;
        for (int k = 0; k < TRUTHS.length; k++) {
            double[] theta = new double[problem.contextWidth()];
            Arrays.fill(theta, TRUTHS[k]);
            Draws observed = Draws.at(problem, OBSERVED, theta, new RandomStream(k, 0x0B5));
            double[][] learned = chain(theta, model.logLikelihood(observed), 2L * k);
            double[][] exact = chain(theta, problem.logProb(observed.points()), 2L * k + 1);
            sum += MaximumMeanDiscrepancy.squared(learned, exact) / TRUTHS.length;
        }
        return sum;
    }

    private double[][] chain(double[] start, ToDoubleFunction<double[]> logLikelihood, long stream) {
        Chain chain = new RandomWalkMetropolis(STEP)
                .run(
                        t -> Arrays.stream(t).allMatch(v -> Math.abs(v) <= 1)
                                ? logLikelihood.applyAsDouble(t)
                                : Double.NEGATIVE_INFINITY,
                        start,
                        BURN_IN,
                        STEPS,
                        new RandomStream(stream, 0xC4A1));
        double[][] thinned = new double[STEPS / THINNING][];
        Arrays.setAll(thinned, i -> chain.draws()[i * THINNING]);
        return thinned;
    }
}
