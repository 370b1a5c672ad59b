package org.auriflow.inference.simulator;

import java.util.Arrays;

/**
 * What a run, or a segment of one, knows about theta: log p(z | θ_k) of its choices and the gradient at K parameter
 * points, and so their joint log ratios and joint scores (arXiv:1805.12244).
 *
 * <p>Sums are compensated, so that their error does not grow with the number of choices.
 */
public final class Gold {
    private static final int LARGE_EXPONENT = 512;
    private static final double LARGE = 0x1p512;

    /** The rounding error of a product of two numbers above it is a normal number. */
    private static final double SMALL = 0x1p-256;

    private static final double LOG_2 = StrictMath.log(2);

    private final int parameters;
    /** For each point log p, then its gradient; the rounding errors of the sums so far lie beside them. */
    private final double[] sum;

    private final double[] lost;
    /** For each point a product of probabilities whose logarithm is not in the sum, and beside it its rounding error. */
    private final double[] product;

    private final double[] lostProduct;
    /** The power of two that is taken out of each product. */
    private final long[] exponent;

    private final boolean[] impossible;

    Gold(int points, int parameters) {
        this.parameters = parameters;
        this.sum = new double[points * (1 + parameters)];
        this.lost = new double[sum.length];
        this.product = new double[points];
        Arrays.fill(product, 1);
        this.lostProduct = new double[points];
        this.exponent = new long[points];
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
        return impossible[point]
                ? Double.NEGATIVE_INFINITY
                : sum[at] + lost[at] + logProduct(point) + exponent[point] * LOG_2;
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
        return (sum[i] - sum[j])
                + (lost[i] - lost[j])
                + (logProduct(numerator) - logProduct(denominator))
                + (exponent[numerator] - exponent[denominator]) * LOG_2;
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

    /** Adds log p of a choice at a point, with its gradient. */
    void add(int point, Dual logP) {
        accumulate(point * (1 + parameters), logP.value(point));
        addGradient(point, 1, logP);
    }

    /**
     * Adds log(probability + error) at a point, whose gradient is sign / probability times that of a number. Many
     * probabilities share one logarithm: they are multiplied in twice the precision, which is cheaper and more accurate.
     *
     * @param probability above 0, at most 1
     * @param error what it lost to rounding
     * @param sign 1 or −1
     */
    void multiply(int point, double probability, double error, double sign, Dual number) {
        double factor = probability;
        if (factor < SMALL) {
            factor *= LARGE;
            exponent[point] -= LARGE_EXPONENT;
        }
        double before = product[point];
        double after = before * factor;
        double rest = Math.fma(before, factor, -after) + lostProduct[point] * factor + before * error;
        while (after < SMALL) {
            after *= LARGE;
            rest *= LARGE;
            exponent[point] -= LARGE_EXPONENT;
        }
        product[point] = after;
        lostProduct[point] = rest;
        if (!number.isConstant()) {
            addGradient(point, sign / probability, number);
        }
    }

    private void addGradient(int point, double slope, Dual number) {
        if (number.isConstant()) {
            return;
        }
        int at = point * (1 + parameters) + 1;
        for (int p = 0; p < parameters; p++) {
            accumulate(at + p, Dual.chain(slope, number.gradient(point, p)));
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
        for (int k = 0; k < product.length; k++) {
            total.accumulate(k * (1 + parameters), logProduct(k));
            total.accumulate(k * (1 + parameters), following.logProduct(k));
            total.exponent[k] = exponent[k] + following.exponent[k];
        }
        return total;
    }

    private double logProduct(int point) {
        return StrictMath.log(product[point]) + lostProduct[point] / product[point];
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
