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
    /** Null if all are 1. */
    private final double[] weights;

    ScoreRuns(int size, Simulator simulator) {
        this.size = size;
        this.observables = List.copyOf(simulator.observables());
        this.parameters = List.copyOf(simulator.prior().names());
        this.x = new double[Math.multiplyExact(size, observables.size())];
        this.theta = new double[Math.multiplyExact(size, parameters.size())];
        this.tXz = new double[theta.length];
        this.weights = null;
    }

    /** Takes the arrays over. */
    private ScoreRuns(
            List<String> parameters,
            List<String> observables,
            double[] theta,
            double[] x,
            double[] tXz,
            double[] weights) {
        this.size = theta.length / parameters.size();
        this.observables = List.copyOf(observables);
        this.parameters = List.copyOf(parameters);
        this.theta = theta;
        this.x = x;
        this.tXz = tXz;
        this.weights = weights;
    }

    /**
     * Runs made elsewhere, copied.
     *
     * @param parameters names of the P parameters, at least one
     * @param observables names of the D observables
     * @param theta parameters of each run, shape (n, P)
     * @param x observables, shape (n, D)
     * @param tXz joint scores at θ, shape (n, P), or null if they are not known
     * @return the runs
     * @throws IllegalArgumentException if a length does not fit
     */
    public static ScoreRuns of(
            List<String> parameters, List<String> observables, double[] theta, double[] x, double[] tXz) {
        int n = theta.length / parameters.size();
        requireLength("theta", theta, n, parameters.size());
        requireLength("x", x, n, observables.size());
        requireLength("t_xz", tXz, n, parameters.size());
        return new ScoreRuns(parameters, observables, theta.clone(), x.clone(), tXz == null ? null : tXz.clone(), null);
    }

    /** Null is a column that is not known. */
    static void requireLength(String column, double[] values, int rows, int width) {
        if (values != null && values.length != (long) rows * width) {
            throw new IllegalArgumentException("runs: requires shape (" + rows + ", " + width + ") of " + column
                    + ", got " + values.length + " numbers; mend the column");
        }
    }

    static double[] known(String column, double[] values) {
        if (values == null) {
            throw new IllegalArgumentException("runs: requires mined gold in a column " + column
                    + ", got runs without; simulate with gold or choose a method that does not use it");
        }
        return values.clone();
    }

    /**
     * Some of the runs.
     *
     * @param rows numbers of runs from 0, which may repeat
     */
    public ScoreRuns select(int... rows) {
        int p = parameters.size();
        return new ScoreRuns(
                parameters,
                observables,
                RunLedger.select(theta, p, rows),
                RunLedger.select(x, observables.size(), rows),
                RunLedger.select(tXz, p, rows),
                RunLedger.select(weights, 1, rows));
    }

    /**
     * The same runs with weights: they stand for a sample of p(x | θ) in proportion to them.
     *
     * @param weights n of them, finite, at least 0 for the reason given at {@link RatioRuns#withWeights}; copied
     * @return a changed copy
     * @throws IllegalArgumentException if there are not n or one is not allowed
     */
    public ScoreRuns withWeights(double[] weights) {
        double[] w = RunWeights.checked(weights, size);
        return new ScoreRuns(parameters, observables, theta, x, tXz, w);
    }

    /**
     * The same runs with other observables, such as summaries of them. The joint score stays: it averages to the score of whatever is
     * observed.
     *
     * @param names of the D′ observables
     * @param x shape (n, D′); copied
     * @return a changed copy
     * @throws IllegalArgumentException if the length does not fit
     */
    public ScoreRuns withObservables(List<String> names, double[] x) {
        requireLength("x", x, size, names.size());
        return new ScoreRuns(parameters, names, theta, x.clone(), tXz, weights);
    }

    /**
     * The same runs without some of their parameters, as {@link RatioRuns#marginalised} says.
     *
     * @param kept positions of parameters, from 0
     * @return a changed copy
     * @throws IllegalArgumentException if there is none or one does not exist
     */
    public ScoreRuns marginalised(int... kept) {
        int p = parameters.size();
        return new ScoreRuns(
                RunLedger.names(parameters, kept),
                observables,
                RunLedger.columns(theta, p, kept),
                x,
                RunLedger.columns(tXz, p, kept),
                weights);
    }

    /** The same runs with other joint scores. */
    ScoreRuns withScores(double[] t) {
        return new ScoreRuns(parameters, observables, theta, x, t, weights);
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

    /** Whether joint scores are known; {@link #tXz} throws if not. */
    public boolean hasScore() {
        return tXz != null;
    }

    /** Joint scores t_xz(θ), shape (n, P); a copy. */
    public double[] tXz() {
        return known("t_xz", tXz);
    }

    /** Whether there are weights other than 1. */
    public boolean hasWeights() {
        return weights != null;
    }

    /** Weights, shape (n), all 1 unless given; a copy. */
    public double[] weights() {
        return RunWeights.orOnes(weights, size);
    }
}
