package org.auriflow.inference.estimator;

import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.auriflow.inference.simulator.RatioRuns;
import org.auriflow.inference.statistics.Binning;
import org.auriflow.inference.statistics.HistogramRatio;
import org.auriflow.inference.statistics.LogLikelihood;
import org.auriflow.inference.statistics.Sample;

/**
 * The traditional way to log r(x | θ0, θ1), a baseline for all others: histograms of few summaries. Bins are those of (θ0, s) together,
 * so that it learns from the same runs as {@link RatioEstimator}; the estimate is constant within a bin of θ0.
 *
 * <p>Runs of y = 0 are a sample of p(θ0) p(s | θ0), those of y = 1 one of p(θ0) p(s | θ1), and their ratio is r. An empty bin says 1.
 */
public final class HistogramEstimator {
    private final Summary summary;
    private final HistogramRatio histograms;
    private final int parameters;

    private HistogramEstimator(Summary summary, HistogramRatio histograms, int parameters) {
        this.summary = summary;
        this.histograms = histograms;
        this.parameters = parameters;
    }

    /**
     * Fills histograms.
     *
     * @param runs against one θ1 or a marginal reference
     * @param summary of the events
     * @param thetaBins bins of equal population along each parameter
     * @param bins of equal population along each summary
     * @throws IllegalArgumentException if θ1 varies, or there are too many bins
     */
    public static HistogramEstimator fit(RatioRuns runs, Summary summary, int thetaBins, int bins) {
        if (!runs.isMarginal() && !runs.hasFixedTheta1()) {
            throw new IllegalArgumentException(
                    "histogram: requires one theta1 for all runs, got several; draw it from a"
                            + " point, or use withMarginalReference()");
        }
        int n = runs.size();
        int k = runs.parameters().size();
        double[][] s = summary.of(EstimatorInput.rows(runs.x(), n));
        double[][] theta0 = EstimatorInput.rows(runs.theta0(), n);
        Binning ofTheta = Binning.equalPopulation(thetaBins, Sample.of(theta0));
        Binning ofSummaries = Binning.equalPopulation(bins, Sample.of(s));
        Binning binning = Binning.ofEdges(
                Stream.concat(edges(ofTheta), edges(ofSummaries)).toArray(double[][]::new));
        return new HistogramEstimator(
                summary, HistogramRatio.fit(sample(runs, theta0, s, 0), sample(runs, theta0, s, 1), binning), k);
    }

    private static Stream<double[]> edges(Binning binning) {
        return IntStream.range(0, binning.dimension()).mapToObj(binning::edges);
    }

    private static Sample sample(RatioRuns runs, double[][] theta0, double[][] s, int label) {
        double[] y = runs.y();
        double[] weights = runs.weights();
        int[] rows = IntStream.range(0, y.length).filter(i -> y[i] == label).toArray();
        return Sample.of(IntStream.of(rows)
                        .mapToObj(i -> joined(theta0[i], s[i]))
                        .toArray(double[][]::new))
                .withWeights(IntStream.of(rows).mapToDouble(i -> weights[i]).toArray());
    }

    private static double[] joined(double[] theta, double[] s) {
        double[] both = Arrays.copyOf(theta, theta.length + s.length);
        System.arraycopy(s, 0, both, theta.length, s.length);
        return both;
    }

    /**
     * log r̂(x | θ0, θ1) of each event against the reference of the runs.
     *
     * @param x events, shape (n, D)
     * @throws IllegalArgumentException if an event or θ has the wrong width or is not a number
     */
    public double[] logRatio(double[][] x, double[] theta0) {
        EstimatorInput.point("logRatio", theta0, parameters);
        return Arrays.stream(summary.of(x))
                .mapToDouble(s -> histograms.logRatio(joined(theta0, s)))
                .toArray();
    }

    /** log r̂(x | θ0, θ1) of each event, the difference of two ratios against the reference. */
    public double[] logRatio(double[][] x, double[] theta0, double[] theta1) {
        double[] zero = logRatio(x, theta0);
        double[] one = logRatio(x, theta1);
        Arrays.setAll(zero, i -> zero[i] - one[i]);
        return zero;
    }

    /** The log likelihood ratio of a set of independent events as a function of θ, a step function. */
    public LogLikelihood logLikelihood(double[][] events) {
        double[][] copy = Arrays.stream(events).map(double[]::clone).toArray(double[][]::new);
        return theta -> Arrays.stream(logRatio(copy, theta)).sum();
    }
}
