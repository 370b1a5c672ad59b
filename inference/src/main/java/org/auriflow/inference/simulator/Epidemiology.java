package org.auriflow.inference.simulator;

import java.util.Arrays;
import java.util.List;

/**
 * Spread of 33 strains of pneumococcus among the 53 children of a day-care centre (Numminen et al., Biometrics 69, 2013;
 * github.com/johannbrehmer/goldmine).
 *
 * <p>In each of 100 steps of Δ = 0.1 a carrier of a strain keeps it with probability 1 − γΔ, and a child i that does not
 * carry strain s gets it with probability
 *
 * <pre>
 *   c_i (β E_s + Λ P_s) Δ,     E_s = Σ over carriers of s of 1/(52 n_i),
 * </pre>
 *
 * <p>with n_i the number of strains that child i carries, P_s the prevalence of the strain outside, and c_i = θ if the child
 * carries any strain, else 1. All start healthy. The observables are six summaries of the last state: the entropy of the
 * shares of strains, the number of strains, the shares of children that carry any, and more than one, and the most
 * frequent strain, and the number of strains with a single carrier.
 *
 * <p>Children of the same probability are drawn together: how many of them get a strain, which is binomial, and then which,
 * where all are equally likely. That has the same distribution as a choice for each child, and far fewer choices.
 */
public final class Epidemiology implements Simulator {
    private static final int CHILDREN = 53;
    private static final int STEPS = 100;
    private static final double STEP = 0.1;
    private static final double[] PREVALENCE = prevalence();

    private final boolean full;

    private Epidemiology(boolean full) {
        this.full = full;
    }

    /** With the four parameters β, Λ, θ and γ. */
    public static Epidemiology full() {
        return new Epidemiology(true);
    }

    /** With the two parameters β and θ, at Λ = 0.593 and γ = 1. */
    public static Epidemiology twoParameters() {
        return new Epidemiology(false);
    }

    private static double[] prevalence() {
        double[] values = {0.12, 0.11, 0.10, 0.07, 0.06, 0.05, 0.04, 0.03, 0.02, 0.015, 0.010, 0.005};
        int[] times = {1, 1, 1, 1, 1, 3, 2, 3, 3, 7, 5, 5};
        double[] all = new double[Arrays.stream(times).sum()];
        int at = 0;
        for (int i = 0; i < values.length; i++) {
            Arrays.fill(all, at, at + times[i], values[i]);
            at += times[i];
        }
        return all;
    }

    @Override
    public String name() {
        return full ? "epidemiology" : "epidemiology-2d";
    }

    /** (β, Λ, θ, γ) in [2, 6] × [0.3, 1] × [0.05, 0.2] × [0.5, 2], or (β, θ). */
    @Override
    public Prior prior() {
        return full
                ? new UniformPrior(
                        List.of("beta", "lambda", "theta", "gamma"),
                        new double[] {2, 0.3, 0.05, 0.5},
                        new double[] {6, 1, 0.2, 2})
                : new UniformPrior(List.of("beta", "theta"), new double[] {2, 0.05}, new double[] {6, 0.2});
    }

    @Override
    public List<String> observables() {
        return List.of("entropy", "strains", "any", "several", "commonest", "singletons");
    }

    @Override
    public double[] simulate(Dual[] theta, Trace trace) {
        Dual[] all = full ? theta : new Dual[] {theta[0], Dual.constant(0.593), theta[1], Dual.constant(1)};
        boolean[][] carries = new boolean[PREVALENCE.length][CHILDREN];
        for (int step = 0; step < STEPS; step++) {
            int[] strains = strains(carries);
            for (int s = 0; s < PREVALENCE.length; s++) {
                spread(carries[s], strains, PREVALENCE[s], all, trace);
            }
        }
        return summaries(carries);
    }

    /** One step of one strain; how many strains a child carries is that of the beginning of the step. */
    private static void spread(boolean[] carriers, int[] strains, double prevalence, Dual[] theta, Trace trace) {
        double exposure = 0;
        int[][] groups = new int[3][CHILDREN];
        int[] sizes = new int[3];
        for (int child = 0; child < CHILDREN; child++) {
            if (carriers[child]) {
                exposure += 1.0 / ((CHILDREN - 1) * strains[child]);
            }
            int group = carriers[child] ? 2 : strains[child] > 0 ? 1 : 0;
            groups[group][sizes[group]++] = child;
        }
        Dual gain = theta[0].times(exposure).plus(theta[1].times(prevalence)).times(STEP);
        change(carriers, groups[0], sizes[0], gain, trace);
        change(carriers, groups[1], sizes[1], gain.times(theta[2]), trace);
        change(carriers, groups[2], sizes[2], theta[3].times(STEP), trace);
    }

    /** Each of a group of children gets rid of the strain, or gets it, with probability p. */
    private static void change(boolean[] carriers, int[] children, int size, Dual p, Trace trace) {
        if (size == 0) {
            return;
        }
        int changes = trace.drawInt(Discrete.binomial(size, p));
        for (int i = 0; i < changes; i++) {
            int chosen = trace.drawInt(Discrete.uniform(i, size - 1));
            int child = children[chosen];
            children[chosen] = children[i];
            carriers[child] = !carriers[child];
        }
    }

    private static int[] strains(boolean[][] carries) {
        int[] strains = new int[CHILDREN];
        for (boolean[] carriers : carries) {
            for (int child = 0; child < CHILDREN; child++) {
                strains[child] += carriers[child] ? 1 : 0;
            }
        }
        return strains;
    }

    /** The six summaries of the state. */
    static double[] summaries(boolean[][] carries) {
        int[] carriers = new int[carries.length];
        Arrays.setAll(carriers, s -> {
            int count = 0;
            for (boolean carrier : carries[s]) {
                count += carrier ? 1 : 0;
            }
            return count;
        });
        double total = Arrays.stream(carriers).sum();
        double entropy = Arrays.stream(carriers)
                .filter(count -> count > 0)
                .mapToDouble(count -> -count / total * StrictMath.log(count / total))
                .sum();
        int[] strains = strains(carries);
        return new double[] {
            entropy,
            Arrays.stream(carriers).filter(count -> count > 0).count(),
            Arrays.stream(strains).filter(n -> n > 0).count() / (double) CHILDREN,
            Arrays.stream(strains).filter(n -> n > 1).count() / (double) CHILDREN,
            Arrays.stream(carriers).max().orElse(0) / (double) CHILDREN,
            Arrays.stream(carriers).filter(count -> count == 1).count()
        };
    }
}
