package org.auriflow.inference.simulator;

import java.util.Arrays;

/**
 * What a run, or a segment of one, knows about theta: log p(z | θ_k) of its choices and the gradient at K parameter
 * points, and so their joint log ratios and joint scores (arXiv:1805.12244).
 *
 * <p>Sums are compensated, so that their error does not grow with the number of choices.
 */
public final class Gold {
    private final int parameters;
    /** For each point log p, then its gradient; the rounding errors of the sums so far lie beside them. */
    private final double[] sum;

    private final double[] lost;
    private final boolean[] impossible;

    Gold(int points, int parameters) {
        this.parameters = parameters;
        this.sum = new double[points * (1 + parameters)];
        this.lost = new double[sum.length];
        this.impossible = new boolean[points];
    }

    /**
     * log p(z | θ_k), in nats.
     *
     * @param point k; 0 is the sampling point
     * @return the log probability (density); −∞ if the choices are impossible there
     */
    public double logProb(int point) {
        int at = point * (1 + parameters);
        return impossible[point] ? Double.NEGATIVE_INFINITY : sum[at] + lost[at];
    }

    /**
     * The joint log likelihood ratio log r_xz(θ_i, θ_j) = log p(z | θ_i) − log p(z | θ_j), in nats.
     *
     * @param numerator i
     * @param denominator j
     * @return the log ratio; −∞ or +∞ if the choices are impossible at i or j, NaN if at both, where 0/0 has no meaning
     */
    public double logRatio(int numerator, int denominator) {
        if (impossible[numerator] || impossible[denominator]) {
            return logProb(numerator) - logProb(denominator);
        }
        int i = numerator * (1 + parameters);
        int j = denominator * (1 + parameters);
        return (sum[i] - sum[j]) + (lost[i] - lost[j]);
    }

    /**
     * The joint score t_xz(θ_k) = ∇θ log p(z | θ_k).
     *
     * @param point k
     * @return P components; NaN if the choices are impossible there
     */
    public double[] score(int point) {
        double[] result = new double[parameters];
        if (impossible[point]) {
            Arrays.fill(result, Double.NaN);
            return result;
        }
        int at = point * (1 + parameters) + 1;
        for (int p = 0; p < parameters; p++) {
            result[p] = sum[at + p] + lost[at + p];
        }
        return result;
    }

    int points() {
        return impossible.length;
    }

    boolean isImpossible(int point) {
        return impossible[point];
    }

    void becomeImpossible(int point) {
        impossible[point] = true;
    }

    /** Adds a term of log p at a point, whose gradient is slope times that of a number. */
    void add(int point, double logP, double slope, Dual number) {
        int at = point * (1 + parameters);
        accumulate(at, logP);
        if (!number.isConstant()) {
            for (int p = 0; p < parameters; p++) {
                accumulate(at + 1 + p, Dual.chain(slope, number.gradient(point, p)));
            }
        }
    }

    /** The gold of choices that follow these; what is impossible stays so. */
    Gold next() {
        Gold next = new Gold(impossible.length, parameters);
        System.arraycopy(impossible, 0, next.impossible, 0, impossible.length);
        return next;
    }

    /** This and what followed. */
    Gold plus(Gold following) {
        Gold total = following.next();
        for (int i = 0; i < sum.length; i++) {
            total.sum[i] = sum[i];
            total.lost[i] = lost[i] + following.lost[i];
            total.accumulate(i, following.sum[i]);
        }
        return total;
    }

    private void accumulate(int at, double term) {
        double before = sum[at];
        double after = before + term;
        // Knuth's error of a sum, without a branch on which of the two is larger, which nobody can predict
        double added = after - before;
        lost[at] += (before - (after - added)) + (term - added);
        sum[at] = after;
    }
}
