package org.auriflow.inference.estimator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import org.auriflow.inference.simulator.BenchmarkRuns;
import org.auriflow.inference.statistics.Binning;
import org.auriflow.inference.statistics.HistogramRatio;
import org.auriflow.inference.statistics.LogLikelihood;
import org.auriflow.inference.statistics.Sample;

/**
 * log r(x | θ_k, θref) at K benchmarks from histograms of summaries: inference of SALLY and SALLINO (1805.00020). Runs at the reference
 * stand for all benchmarks through their joint ratios, so that estimates vary smoothly from benchmark to benchmark.
 *
 * <pre>{@code
 * BenchmarkRuns runs = mine.benchmarks(100_000, sally.reference(), grid);
 * BenchmarkHistograms sallino = BenchmarkHistograms.sallino(runs, Summary.score(sally, names), 25);
 * }</pre>
 */
public final class BenchmarkHistograms {
    private final double[][] benchmarks;
    private final List<Summary> summaries;
    private final List<HistogramRatio> ratios;

    private BenchmarkHistograms(double[][] benchmarks, List<Summary> summaries, List<HistogramRatio> ratios) {
        this.benchmarks = benchmarks;
        this.summaries = summaries;
        this.ratios = ratios;
    }

    /** Histograms of the whole score, bins in as many dimensions as there are parameters. */
    public static BenchmarkHistograms sally(BenchmarkRuns runs, Summary score, int bins) {
        return fit(runs, k -> score, bins);
    }

    /** Histograms of the score along θ_k − θref, one number whatever the number of parameters. */
    public static BenchmarkHistograms sallino(BenchmarkRuns runs, Summary score, int bins) {
        return fit(runs, k -> score.along(runs.benchmark(k), runs.thetaRef()), bins);
    }

    /**
     * Fills the histograms.
     *
     * @param summary of each benchmark
     * @param bins of equal population along each summary
     */
    public static BenchmarkHistograms fit(BenchmarkRuns runs, IntFunction<Summary> summary, int bins) {
        double[][] x = EstimatorInput.rows(runs.x(), runs.size());
        double[][] benchmarks = new double[runs.benchmarkCount()][];
        List<Summary> summaries = new ArrayList<>();
        List<HistogramRatio> ratios = new ArrayList<>();
        for (int k = 0; k < benchmarks.length; k++) {
            benchmarks[k] = runs.benchmark(k);
            summaries.add(summary.apply(k));
            Sample sample = Sample.of(summaries.get(k).of(x));
            ratios.add(HistogramRatio.fit(
                    sample.withWeights(runs.weights(k)), sample, Binning.equalPopulation(bins, sample)));
        }
        return new BenchmarkHistograms(benchmarks, summaries, ratios);
    }

    /** The points θ_k, shape (K, P); a copy. */
    public double[][] benchmarks() {
        return Arrays.stream(benchmarks).map(double[]::clone).toArray(double[][]::new);
    }

    /** log r̂(x | θ_k, θref) of each event. */
    public double[] logRatio(double[][] x, int k) {
        return Arrays.stream(summaries.get(k).of(x))
                .mapToDouble(ratios.get(k)::logRatio)
                .toArray();
    }

    /**
     * log r̂(x | θ, θref) of each event.
     *
     * @throws IllegalArgumentException if θ is none of the benchmarks
     */
    public double[] logRatio(double[][] x, double[] theta) {
        for (int k = 0; k < benchmarks.length; k++) {
            if (Arrays.equals(benchmarks[k], theta)) {
                return logRatio(x, k);
            }
        }
        throw new IllegalArgumentException("histograms: theta must be one of " + benchmarks.length + " benchmarks, got "
                + Arrays.toString(theta) + "; add it when the runs are made");
    }

    /** Σ log r̂(x_i | θ, θref) as a function of θ, which must be a benchmark. */
    public LogLikelihood logLikelihood(double[][] events) {
        double[][] copy = Arrays.stream(events).map(double[]::clone).toArray(double[][]::new);
        return theta -> Arrays.stream(logRatio(copy, theta)).sum();
    }
}
