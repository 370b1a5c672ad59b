package org.auriflow.inference.simulator;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

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
    /** Null if all are 1. */
    private final double[] weights;

    private final boolean marginal;

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
        this.weights = null;
        this.marginal = false;
    }

    /** Takes the arrays over. */
    private RatioRuns(
            List<String> parameters,
            List<String> observables,
            double[] theta0,
            double[] theta1,
            double[] y,
            double[] x,
            double[] logRXz,
            double[] tXz0,
            double[] tXz1,
            double[] weights,
            boolean marginal) {
        this.size = y.length;
        this.observables = List.copyOf(observables);
        this.parameters = List.copyOf(parameters);
        this.theta0 = theta0;
        this.theta1 = theta1;
        this.y = y;
        this.x = x;
        this.logRXz = logRXz;
        this.tXz0 = tXz0;
        this.tXz1 = tXz1;
        this.weights = weights;
        this.marginal = marginal;
    }

    /**
     * Runs made elsewhere, copied.
     *
     * @param parameters names of the P parameters
     * @param observables names of the D observables
     * @param theta0 numerator parameters, shape (n, P)
     * @param theta1 denominator parameters, shape (n, P)
     * @param y labels, shape (n): 0 where the run was sampled at θ0 and 1 where at θ1
     * @param x observables, shape (n, D)
     * @param logRXz joint log ratios log r_xz(θ0, θ1) in nats, shape (n), or null if they are not known
     * @param tXz0 joint scores at θ0, shape (n, P), or null if they are not known
     * @param tXz1 joint scores at θ1, shape (n, P), or null if they are not known
     * @return the runs
     * @throws IllegalArgumentException if a length does not fit
     */
    public static RatioRuns of(
            List<String> parameters,
            List<String> observables,
            double[] theta0,
            double[] theta1,
            double[] y,
            double[] x,
            double[] logRXz,
            double[] tXz0,
            double[] tXz1) {
        int n = y.length;
        int p = parameters.size();
        ScoreRuns.requireLength("theta0", theta0, n, p);
        ScoreRuns.requireLength("theta1", theta1, n, p);
        ScoreRuns.requireLength("x", x, n, observables.size());
        ScoreRuns.requireLength("log_r_xz", logRXz, n, 1);
        ScoreRuns.requireLength("t_xz0", tXz0, n, p);
        ScoreRuns.requireLength("t_xz1", tXz1, n, p);
        return new RatioRuns(
                parameters,
                observables,
                theta0.clone(),
                theta1.clone(),
                y.clone(),
                x.clone(),
                logRXz == null ? null : logRXz.clone(),
                tXz0 == null ? null : tXz0.clone(),
                tXz1 == null ? null : tXz1.clone(),
                null,
                false);
    }

    /**
     * Some of the runs.
     *
     * @param rows numbers of runs from 0, which may repeat
     */
    public RatioRuns select(int... rows) {
        int p = parameters.size();
        return new RatioRuns(
                parameters,
                observables,
                RunLedger.select(theta0, p, rows),
                RunLedger.select(theta1, p, rows),
                RunLedger.select(y, 1, rows),
                RunLedger.select(x, observables.size(), rows),
                RunLedger.select(logRXz, 1, rows),
                RunLedger.select(tXz0, p, rows),
                RunLedger.select(tXz1, p, rows),
                RunLedger.select(weights, 1, rows),
                marginal);
    }

    /**
     * The same runs with weights: runs with y = 0 stand for a sample of p(x | θ0) in proportion to them, runs with y = 1 for one of
     * p(x | θ1). Only their proportions among runs of one label matter. Where they differ from θ0 to θ0 in their mean they change the
     * proposal of θ0, which must be the same for both labels.
     *
     * <p>Negative weights are refused: with them no loss has a lower bound, since an event of weight −1 is fitted best by a density
     * of 0. Resample the events so that weights become positive, such as by 2005.09375.
     *
     * @param weights n of them, finite, at least 0; copied
     * @return a changed copy
     * @throws IllegalArgumentException if there are not n or one is not allowed
     */
    public RatioRuns withWeights(double[] weights) {
        double[] w = RunWeights.checked(weights, size);
        return new RatioRuns(parameters, observables, theta0, theta1, y, x, logRXz, tXz0, tXz1, w, marginal);
    }

    /**
     * The same runs with other observables, such as summaries of them. Gold stays: it averages to the ratio and the score of whatever is
     * observed.
     *
     * @param names of the D′ observables
     * @param x shape (n, D′); copied
     * @return a changed copy
     * @throws IllegalArgumentException if the length does not fit
     */
    public RatioRuns withObservables(List<String> names, double[] x) {
        ScoreRuns.requireLength("x", x, size, names.size());
        return new RatioRuns(parameters, names, theta0, theta1, y, x.clone(), logRXz, tXz0, tXz1, weights, marginal);
    }

    /**
     * The same runs without some of their parameters: these become choices of the simulator that nobody sees, so that estimators learn
     * p(x | θ) = ∫ p(x | θ, ν) p(ν) dν of the parameters that are kept. Gold stays, since r_xz and the scores that are kept average to
     * the ratio and the score of this density for every z and ν together.
     *
     * <p>ν of θ0 and of θ1 must have been drawn from p(ν), independently of the parameters that are kept.
     *
     * @param kept positions of parameters, from 0
     * @return a changed copy
     * @throws IllegalArgumentException if there is none or one does not exist
     */
    public RatioRuns marginalised(int... kept) {
        int p = parameters.size();
        return new RatioRuns(
                RunLedger.names(parameters, kept),
                observables,
                RunLedger.columns(theta0, p, kept),
                RunLedger.columns(theta1, p, kept),
                y,
                x,
                logRXz,
                RunLedger.columns(tXz0, p, kept),
                RunLedger.columns(tXz1, p, kept),
                weights,
                marginal);
    }

    /**
     * The same runs against a marginal reference: θ1 counts as a choice of the simulator that nobody sees, so that y = 1 has x ~ p(x) =
     * ∫ p(x | θ1) p(θ1) dθ1 and estimators learn log p(x | θ0) − log p(x). Gold stays, since r_xz averages to this ratio for every
     * z and θ1 together; {@link GoldMine#marginal} mines such gold with less variance.
     *
     * <p>θ1 must have been drawn from one proposal, independently of θ0 and y. Files of runs do not keep this: call it again.
     *
     * @return a changed copy
     */
    public RatioRuns withMarginalReference() {
        return new RatioRuns(parameters, observables, theta0, theta1, y, x, logRXz, tXz0, tXz1, weights, true);
    }

    /** Whether the denominator is the average over θ1. */
    public boolean isMarginal() {
        return marginal;
    }

    /** Whether all runs have the same θ1. */
    public boolean hasFixedTheta1() {
        int p = parameters.size();
        for (int i = p; i < theta1.length; i++) {
            if (theta1[i] != theta1[i % p]) {
                return false;
            }
        }
        return true;
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

    /** A run at θ0 and M points of an average, θ0 standing at {@code label}. */
    void setMarginal(int row, TracedRun run, int label, double[][] thetas) {
        set(row, run, label, thetas[label], thetas[1 - label]);
        if (run.logProb(label) == Double.NEGATIVE_INFINITY) {
            return;
        }
        double[] against = IntStream.range(0, thetas.length)
                .filter(m -> m != label)
                .mapToDouble(m -> run.logRatio(m, label))
                .toArray();
        double most = Arrays.stream(against).max().orElseThrow();
        double mean = Arrays.stream(against)
                .map(a -> most == Double.NEGATIVE_INFINITY ? 0 : StrictMath.exp(a - most))
                .average()
                .orElseThrow();
        logRXz[row] = -most - StrictMath.log(mean == 0 ? 1 : mean);
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

    /** Whether joint log ratios are known; {@link #logRXz} throws if not. */
    public boolean hasRatio() {
        return logRXz != null;
    }

    /** Whether joint scores are known; {@link #tXz0} and {@link #tXz1} throw if not. */
    public boolean hasScore() {
        return tXz0 != null && tXz1 != null;
    }

    /** Joint log ratios log r_xz(θ0, θ1) in nats, whatever y is, shape (n); a copy. */
    public double[] logRXz() {
        return ScoreRuns.known("log_r_xz", logRXz);
    }

    /** Joint scores at θ0, whatever y is, shape (n, P); a copy. */
    public double[] tXz0() {
        return ScoreRuns.known("t_xz0", tXz0);
    }

    /** Joint scores at θ1, whatever y is, shape (n, P); a copy. */
    public double[] tXz1() {
        return ScoreRuns.known("t_xz1", tXz1);
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
