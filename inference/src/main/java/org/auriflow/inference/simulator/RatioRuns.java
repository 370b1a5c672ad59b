package org.auriflow.inference.simulator;

import java.util.List;

/**
 * Mined training data for ratio estimators, as plain arrays in row-major order.
 *
 * <p>Row i holds a pair (θ0, θ1) that was drawn independently of the label y, and a run sampled at θ0 if y = 0 or at θ1
 * if y = 1. A run that is impossible at the other point has an infinite log ratio and a score of NaN there; no shipped
 * simulator makes any.
 *
 * @see GoldMine#ratio
 */
public final class RatioRuns {
    private final int size;
    private final List<String> observables;
    private final List<String> parameters;
    private final double[] x;
    private final double[] theta0;
    private final double[] theta1;
    private final double[] y;
    private final double[] logRXz;
    private final double[] tXz0;
    private final double[] tXz1;

    RatioRuns(int size, Simulator simulator) {
        this.size = size;
        this.observables = List.copyOf(simulator.observables());
        this.parameters = List.copyOf(simulator.prior().names());
        int p = parameters.size();
        this.x = new double[Math.multiplyExact(size, observables.size())];
        this.theta0 = new double[Math.multiplyExact(size, p)];
        this.theta1 = new double[size * p];
        this.y = new double[size];
        this.logRXz = new double[size];
        this.tXz0 = new double[size * p];
        this.tXz1 = new double[size * p];
    }

    private RatioRuns(RatioRuns all, int[] rows) {
        this.size = rows.length;
        this.observables = all.observables;
        this.parameters = all.parameters;
        int p = parameters.size();
        this.x = RunLedger.select(all.x, observables.size(), rows);
        this.theta0 = RunLedger.select(all.theta0, p, rows);
        this.theta1 = RunLedger.select(all.theta1, p, rows);
        this.y = RunLedger.select(all.y, 1, rows);
        this.logRXz = RunLedger.select(all.logRXz, 1, rows);
        this.tXz0 = RunLedger.select(all.tXz0, p, rows);
        this.tXz1 = RunLedger.select(all.tXz1, p, rows);
    }

    RatioRuns select(int[] rows) {
        return new RatioRuns(this, rows);
    }

    /** Rows are disjoint, so that threads may fill them at the same time. */
    void set(int row, TracedRun run, int label, double[] zero, double[] one) {
        int p = parameters.size();
        System.arraycopy(run.x(), 0, x, row * observables.size(), observables.size());
        System.arraycopy(zero, 0, theta0, row * p, p);
        System.arraycopy(one, 0, theta1, row * p, p);
        y[row] = label;
        // point 0 of the run is where it was sampled
        logRXz[row] = run.logRatio(label, 1 - label);
        System.arraycopy(run.score(label), 0, tXz0, row * p, p);
        System.arraycopy(run.score(1 - label), 0, tXz1, row * p, p);
    }

    /** The number of runs n. */
    public int size() {
        return size;
    }

    /** The names of the D observables. */
    public List<String> observables() {
        return observables;
    }

    /** The names of the P parameters. */
    public List<String> parameters() {
        return parameters;
    }

    /** Observables, shape (n, D); a copy. */
    public double[] x() {
        return x.clone();
    }

    /** Numerator parameters θ0, shape (n, P); a copy. */
    public double[] theta0() {
        return theta0.clone();
    }

    /** Denominator parameters θ1, shape (n, P); a copy. */
    public double[] theta1() {
        return theta1.clone();
    }

    /** Labels, shape (n): 0 where the run was sampled at θ0 and 1 where at θ1; a copy. */
    public double[] y() {
        return y.clone();
    }

    /** Joint log ratios log r_xz(θ0, θ1) in nats, whatever y is, shape (n); a copy. */
    public double[] logRXz() {
        return logRXz.clone();
    }

    /** Joint scores at θ0, whatever y is, shape (n, P); a copy. */
    public double[] tXz0() {
        return tXz0.clone();
    }

    /** Joint scores at θ1, whatever y is, shape (n, P); a copy. */
    public double[] tXz1() {
        return tXz1.clone();
    }
}
