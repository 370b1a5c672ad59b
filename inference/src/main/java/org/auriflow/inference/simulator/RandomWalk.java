package org.auriflow.inference.simulator;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.commons.math3.special.Gamma;
import org.auriflow.inference.statistics.LogLikelihood;

/**
 * A random walk in continuous time with checkpoints: steps up at the rate θ and down at the rate 100, seen every 0.1 up to
 * time 1. The problem of github.com/johannbrehmer/goldmine, without its first observable, which is always 0.
 *
 * <p>What is seen at t_i is the state after the first step at or later than t_i: the records overshoot. With N(t) the
 * walk proper and J_i = ±1 the first step after t_i,
 *
 * <pre>
 *   x_i = N(t_i) + J_i.
 * </pre>
 *
 * <p>N has increments that are differences of two Poisson counts (Skellam), and those of x are nearly so: J_i is the first
 * step of the next increment. The exact likelihood takes that into account by a forward recursion over the two values of
 * J_i, where the chance that an increment d holds steps of which the first is up is
 *
 * <pre>
 *   A(d, up) = Σ over u − v = d of Pois(u | θΔ) Pois(v | 100Δ) u/(u + v),
 * </pre>
 *
 * <p>and likewise with v/(u + v) for down; an increment without steps leaves J_{i+1} = J_i.
 */
public final class RandomWalk implements Simulator, ExactLikelihood {
    private static final double DOWN = 100;
    private static final double STEP = 0.1;
    private static final int RECORDS = 10;

    @Override
    public String name() {
        return "random-walk";
    }

    /** The rate of steps up, in [50, 200]. */
    @Override
    public Prior prior() {
        return UniformPrior.of("up_rate", 50, 200);
    }

    @Override
    public List<String> observables() {
        String[] names = new String[RECORDS];
        Arrays.setAll(names, i -> "x" + (i + 1));
        return List.of(names);
    }

    @Override
    public double[] simulate(Dual[] theta, Trace trace) {
        Dual total = theta[0].plus(DOWN);
        Dual up = theta[0].dividedBy(total);
        double[] x = new double[RECORDS];
        double time = 0;
        double state = 0;
        for (int i = 0; i < RECORDS; i++) {
            while (time < (i + 1) * STEP) {
                time += trace.exponential(total);
                state += trace.bernoulli(up) ? 1 : -1;
            }
            trace.checkpoint(state, time);
            x[i] = state;
        }
        return x;
    }

    @Override
    public Optional<ExactLikelihood> exact() {
        return Optional.of(this);
    }

    @Override
    public double logProb(double[] x, double[] theta) {
        return new Increments(single(theta)).logProbAndScore(x)[0];
    }

    @Override
    public double[] score(double[] x, double[] theta) {
        return new double[] {new Increments(single(theta)).logProbAndScore(x)[1]};
    }

    /** Poisson probabilities are computed once for each theta. */
    @Override
    public LogLikelihood logLikelihood(double[][] events) {
        double[][] copy = Arrays.stream(events).map(double[]::clone).toArray(double[][]::new);
        return theta -> {
            Increments increments = new Increments(single(theta));
            return Arrays.stream(copy)
                    .mapToDouble(x -> increments.logProbAndScore(x)[0])
                    .sum();
        };
    }

    private static double single(double[] theta) {
        if (theta.length != 1 || !(theta[0] > 0)) {
            throw new IllegalArgumentException(
                    "random-walk: theta must be one positive number, got " + Arrays.toString(theta));
        }
        return theta[0];
    }

    /** The increments between records at one theta. */
    static final class Increments {
        private final double theta;
        private final double[] ups;
        private final double[] downs;

        Increments(double theta) {
            this.theta = theta;
            this.ups = poisson(theta * STEP);
            this.downs = poisson(DOWN * STEP);
        }

        /** Probabilities down to 1e-300. */
        private static double[] poisson(double mean) {
            int size = (int) (mean + 40 * Math.sqrt(mean) + 200);
            double[] p = new double[size];
            for (int n = 0; n < size; n++) {
                p[n] = StrictMath.exp(n * StrictMath.log(mean) - mean - Gamma.logGamma(n + 1.0));
            }
            return p;
        }

        /** A(d, first) / p(first) and its derivative by theta; first is 0 for down and 1 for up. */
        double[] given(int d, int first) {
            double p = 0;
            double slope = 0;
            for (int v = Math.max(0, -d); v < downs.length && v + d < ups.length; v++) {
                int u = v + d;
                if (u + v > 0) {
                    double term = ups[u] * downs[v] * (first == 1 ? u : v) / (u + v);
                    p += term;
                    slope += term * (u / theta - STEP);
                }
            }
            double[] chance = chance(first);
            return new double[] {p / chance[0], (slope - p / chance[0] * chance[1]) / chance[0]};
        }

        private double[] chance(int first) {
            double total = theta + DOWN;
            double slope = DOWN / total / total;
            return first == 1 ? new double[] {theta / total, slope} : new double[] {DOWN / total, -slope};
        }

        /** log p(x | θ) and its derivative. */
        double[] logProbAndScore(double[] x) {
            // p(x_1..x_i, J_i) and its derivative, rescaled to a sum of one over J_i at each record
            double[] p = new double[2];
            double[] slope = new double[2];
            double logP = 0;
            double score = 0;
            // before the first record the walk is at 0, and its first step is either
            for (int j = 0; j < 2; j++) {
                p[j] = chance(j)[0];
                slope[j] = chance(j)[1];
            }
            double none = ups[0] * downs[0];
            int before = 0;
            for (int i = 0; i < x.length; i++) {
                double[] nextP = new double[2];
                double[] nextSlope = new double[2];
                for (int j = 0; j < 2; j++) {
                    for (int next = 0; next < 2; next++) {
                        int from = i == 0 ? 0 : before - sign(j);
                        int d = whole(x[i]) - sign(next) - from;
                        double[] step = given(d, j);
                        double[] chance = chance(next);
                        double move = step[0] * chance[0];
                        double moveSlope = step[1] * chance[0] + step[0] * chance[1];
                        if (d == 0 && j == next) {
                            move += none;
                            moveSlope -= none * STEP;
                        }
                        nextP[next] += p[j] * move;
                        nextSlope[next] += slope[j] * move + p[j] * moveSlope;
                    }
                }
                double sum = nextP[0] + nextP[1];
                double sumSlope = nextSlope[0] + nextSlope[1];
                logP += StrictMath.log(sum);
                score += sumSlope / sum;
                for (int j = 0; j < 2; j++) {
                    p[j] = nextP[j] / sum;
                    slope[j] = (nextSlope[j] - p[j] * sumSlope) / sum;
                }
                before = whole(x[i]);
            }
            return new double[] {logP, score};
        }

        private static int sign(int step) {
            return 2 * step - 1;
        }

        private static int whole(double x) {
            if (x != Math.rint(x) || Math.abs(x) > 1e6) {
                throw new IllegalArgumentException("random-walk: x must be whole numbers, got " + x);
            }
            return (int) x;
        }
    }
}
