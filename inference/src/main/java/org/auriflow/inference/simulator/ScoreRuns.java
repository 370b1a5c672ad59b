package org.auriflow.inference.simulator;

import java.util.List;

/**
 * Mined training data for score and density estimators, as plain arrays in row-major order: runs sampled at θ, with the
 * joint score at the same θ.
 *
 * @see GoldMine#score
 */
public final class ScoreRuns {
    private final int size;
    private final List<String> observables;
    private final List<String> parameters;
    private final double[] x;
    private final double[] theta;
    private final double[] tXz;

    ScoreRuns(int size, Simulator simulator) {
        this.size = size;
        this.observables = List.copyOf(simulator.observables());
        this.parameters = List.copyOf(simulator.prior().names());
        this.x = new double[Math.multiplyExact(size, observables.size())];
        this.theta = new double[Math.multiplyExact(size, parameters.size())];
        this.tXz = new double[theta.length];
    }

    private ScoreRuns(ScoreRuns all, int[] rows) {
        this.size = rows.length;
        this.observables = all.observables;
        this.parameters = all.parameters;
        this.x = RunLedger.select(all.x, observables.size(), rows);
        this.theta = RunLedger.select(all.theta, parameters.size(), rows);
        this.tXz = RunLedger.select(all.tXz, parameters.size(), rows);
    }

    ScoreRuns select(int[] rows) {
        return new ScoreRuns(this, rows);
    }

    /** Rows are disjoint, so that threads may fill them at the same time. */
    void set(int row, TracedRun run, double[] drawn) {
        int p = parameters.size();
        System.arraycopy(run.x(), 0, x, row * observables.size(), observables.size());
        System.arraycopy(drawn, 0, theta, row * p, p);
        System.arraycopy(run.score(0), 0, tXz, row * p, p);
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

    /** The parameters of each run, shape (n, P); a copy. */
    public double[] theta() {
        return theta.clone();
    }

    /** Joint scores t_xz(θ), shape (n, P); a copy. */
    public double[] tXz() {
        return tXz.clone();
    }
}
