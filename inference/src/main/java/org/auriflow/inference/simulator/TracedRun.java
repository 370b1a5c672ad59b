package org.auriflow.inference.simulator;

import java.util.Arrays;
import java.util.List;

/**
 * One run of a simulator with its mined gold: the observables x, the choices z behind them, and the joint log ratio and
 * joint score at every parameter point the run was evaluated at.
 *
 * @see Simulator#run
 * @see Simulator#replay
 */
public final class TracedRun {
    private final double[] x;
    private final Trace trace;
    private final Gold gold;

    private TracedRun(double[] x, Trace trace) {
        this.x = x;
        this.gold = trace.gold();
        this.trace = trace;
    }

    static TracedRun of(Simulator simulator, Trace trace) {
        int parameters = simulator.prior().dimension();
        Dual[] theta = trace.theta();
        if (theta.length != parameters) {
            throw new IllegalArgumentException(simulator.name() + ": theta must have one component for each of "
                    + simulator.prior().names() + ", got " + theta.length);
        }
        double[] x = simulator.simulate(theta, trace).clone();
        trace.finish();
        List<String> observables = simulator.observables();
        if (x.length != observables.size()) {
            throw new IllegalArgumentException(simulator.name() + ": simulate must return one value for each of "
                    + observables + ", got " + x.length + " values; mend the simulator or its observables");
        }
        for (int i = 0; i < x.length; i++) {
            if (!Double.isFinite(x[i])) {
                throw new IllegalArgumentException(simulator.name() + ": every observable must be finite, got "
                        + observables.get(i) + " = " + x[i] + " after choices " + Arrays.toString(trace.choices()));
            }
        }
        return new TracedRun(x, trace);
    }

    /**
     * What was observed.
     *
     * @return a copy of the D observables
     */
    public double[] x() {
        return x.clone();
    }

    /**
     * The random choices in order, fit for {@link Simulator#replay}.
     *
     * @return a copy of z
     */
    public double[] choices() {
        return trace.choices();
    }

    /**
     * log p(x, z | θ_k) in nats.
     *
     * @param point k; 0 is the sampling point
     * @return the joint log probability (density), −∞ if z is impossible there
     */
    public double logProb(int point) {
        return gold.logProb(point);
    }

    /**
     * The joint log likelihood ratio log r_xz(θ_i, θ_j), in nats (arXiv:1805.12244).
     *
     * @param numerator i
     * @param denominator j
     * @return the log ratio; −∞ or +∞ if z is impossible at i or j, NaN if at both
     */
    public double logRatio(int numerator, int denominator) {
        return gold.logRatio(numerator, denominator);
    }

    /**
     * The joint score t_xz(θ_k) = ∇θ log p(x, z | θ_k) (arXiv:1805.12244).
     *
     * @param point k
     * @return P components; NaN if z is impossible there
     */
    public double[] score(int point) {
        return gold.score(point);
    }

    /**
     * The segments that end at the {@link Trace#checkpoint checkpoints} of the run, each with its own joint ratio and
     * score. Gold of the choices after the last checkpoint is in none of them; the rest adds up to that of the run. A
     * segment in which a run becomes impossible is so itself, and so are those that follow.
     *
     * @return one for each checkpoint, in order
     */
    public List<Gold> segments() {
        return trace.segments();
    }

    /**
     * The states at the checkpoints.
     *
     * @return one for each checkpoint, in order; a copy
     */
    public double[][] states() {
        return trace.states();
    }
}
