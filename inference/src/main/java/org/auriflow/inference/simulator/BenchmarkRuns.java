package org.auriflow.inference.simulator;

import java.util.Arrays;
import java.util.List;

/**
 * Runs sampled at one reference point, with the joint log ratio of each of K benchmarks to it, as plain arrays in
 * row-major order.
 *
 * <p>Weights r_xz(θ_k, θref) turn the runs into a sample of p(x | θ_k): E over p(·|θref) of r_xz f(x) is the mean of f
 * over p(·|θ_k). A run that is impossible at a benchmark has log ratio −∞, so weight 0. The support at θref must cover
 * that at θ_k.
 *
 * @see GoldMine#benchmarks
 */
public final class BenchmarkRuns {
    private final int size;
    private final List<String> observables;
    private final double[] thetaRef;
    private final double[][] benchmarks;
    private final double[] x;
    private final double[][] logRXz;

    /** The reference is the first of the thetas. */
    BenchmarkRuns(int size, double[][] thetas, Simulator simulator) {
        this.size = size;
        this.observables = List.copyOf(simulator.observables());
        this.thetaRef = thetas[0].clone();
        this.benchmarks = new double[thetas.length - 1][];
        for (int k = 0; k < benchmarks.length; k++) {
            benchmarks[k] = thetas[k + 1].clone();
        }
        this.x = new double[Math.multiplyExact(size, observables.size())];
        this.logRXz = new double[benchmarks.length][size];
    }

    private BenchmarkRuns(BenchmarkRuns all, int[] rows) {
        this.size = rows.length;
        this.observables = all.observables;
        this.thetaRef = all.thetaRef;
        this.benchmarks = all.benchmarks;
        this.x = RunLedger.select(all.x, observables.size(), rows);
        this.logRXz = Arrays.stream(all.logRXz)
                .map(values -> RunLedger.select(values, 1, rows))
                .toArray(double[][]::new);
    }

    BenchmarkRuns select(int[] rows) {
        return new BenchmarkRuns(this, rows);
    }

    /** Rows are disjoint, so that threads may fill them at the same time. */
    void set(int row, TracedRun run) {
        System.arraycopy(run.x(), 0, x, row * observables.size(), observables.size());
        for (int k = 0; k < benchmarks.length; k++) {
            logRXz[k][row] = run.logRatio(k + 1, 0);
        }
    }

    /** The number of runs n. */
    public int size() {
        return size;
    }

    /** The number of benchmarks K. */
    public int benchmarkCount() {
        return benchmarks.length;
    }

    /** The names of the D observables. */
    public List<String> observables() {
        return observables;
    }

    /** Where all runs were sampled, P components; a copy. */
    public double[] thetaRef() {
        return thetaRef.clone();
    }

    /** Benchmark k, P components; a copy. */
    public double[] benchmark(int k) {
        return benchmarks[k].clone();
    }

    /** Observables, shape (n, D); a copy. */
    public double[] x() {
        return x.clone();
    }

    /** Joint log ratios log r_xz(θ_k, θref) in nats, shape (n); a copy. */
    public double[] logRXz(int k) {
        return logRXz[k].clone();
    }

    /** The weights r_xz(θ_k, θref), shape (n), whose mean is 1 within error; a copy. */
    public double[] weights(int k) {
        double[] weights = new double[size];
        for (int row = 0; row < size; row++) {
            weights[row] = StrictMath.exp(logRXz[k][row]);
        }
        return weights;
    }
}
