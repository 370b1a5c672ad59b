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

    private TracedRun(double[] x, Trace trace) {
        this.x = x;
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
        return trace.logProb(point);
    }

    /**
     * The joint log likelihood ratio log r_xz(θ_i, θ_j), in nats (arXiv:1805.12244).
     *
     * @param numerator i
     * @param denominator j
     * @return the log ratio; −∞ or +∞ if z is impossible at i or j, NaN if at both
     */
    public double logRatio(int numerator, int denominator) {
        return trace.logRatio(numerator, denominator);
    }

    /**
     * The joint score t_xz(θ_k) = ∇θ log p(x, z | θ_k) (arXiv:1805.12244).
     *
     * @param point k
     * @return P components; NaN if z is impossible there
     */
    public double[] score(int point) {
        return trace.score(point);
    }
}
