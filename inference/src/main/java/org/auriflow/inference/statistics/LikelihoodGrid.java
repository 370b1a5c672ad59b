package org.auriflow.inference.statistics;

import java.util.Arrays;
import java.util.List;

/**
 * The likelihood of two parameters on a grid: its maximum, −2 log λ, p-values and regions. Profile over further parameters first
 * ({@link ProfileLikelihood}). With the likelihood of Asimov data its regions are the expected ones.
 */
public final class LikelihoodGrid {
    private final double[] xs;
    private final double[] ys;
    private final double[][] curve;
    private final double[] thetaHat;
    private final double maximum;

    /**
     * Scans; the maximum is refined around the best point of the grid.
     *
     * @param logLikelihood of two parameters
     * @param xs values of the first, at least 3, in ascending order
     * @param ys values of the second
     * @throws IllegalArgumentException if an axis is too short, not finite or does not ascend, or the log likelihood is NaN or
     *     +∞ somewhere
     * @throws ImpossibleEventsException if the log likelihood is −∞ everywhere
     */
    public LikelihoodGrid(LogLikelihood logLikelihood, double[] xs, double[] ys) {
        ConfidenceRegion.requireAxis(xs);
        ConfidenceRegion.requireAxis(ys);
        this.xs = xs.clone();
        this.ys = ys.clone();
        this.curve = new double[xs.length][ys.length];
        int bestX = 0;
        int bestY = 0;
        for (int i = 0; i < xs.length; i++) {
            for (int j = 0; j < ys.length; j++) {
                curve[i][j] = LogLikelihoods.evaluate("likelihood grid", logLikelihood, new double[] {xs[i], ys[j]});
                if (curve[i][j] > curve[bestX][bestY]) {
                    bestX = i;
                    bestY = j;
                }
            }
        }
        MaximumLikelihood refined = new MaximumLikelihood(
                logLikelihood,
                new double[] {xs[Math.max(bestX - 1, 0)], ys[Math.max(bestY - 1, 0)]},
                new double[] {xs[Math.min(bestX + 1, xs.length - 1)], ys[Math.min(bestY + 1, ys.length - 1)]},
                3);
        boolean better = refined.maximum() > curve[bestX][bestY];
        this.thetaHat = better ? refined.thetaHat() : new double[] {xs[bestX], ys[bestY]};
        this.maximum = better ? refined.maximum() : curve[bestX][bestY];
        for (double[] row : curve) {
            for (int j = 0; j < row.length; j++) {
                row[j] = 2 * (maximum - row[j]);
            }
        }
    }

    /** The parameters with the largest likelihood in the range of the grid; a copy. */
    public double[] thetaHat() {
        return thetaHat.clone();
    }

    /** The largest log likelihood in nats. */
    public double maximum() {
        return maximum;
    }

    /** Whether the likelihood is largest at an edge of the grid, so that the true maximum may lie outside. */
    public boolean isMaximumAtEdge() {
        return thetaHat[0] == xs[0]
                || thetaHat[0] == xs[xs.length - 1]
                || thetaHat[1] == ys[0]
                || thetaHat[1] == ys[ys.length - 1];
    }

    /** What a reader should know before quoting the estimate, a sentence each. */
    public List<String> warnings() {
        return isMaximumAtEdge()
                ? List.of("the likelihood is largest at the edge of the grid, theta = " + Arrays.toString(thetaHat)
                        + ": the maximum may lie outside")
                : List.of();
    }

    /** The values of the first parameter; a copy. */
    public double[] xs() {
        return xs.clone();
    }

    /** The values of the second parameter; a copy. */
    public double[] ys() {
        return ys.clone();
    }

    /** −2 log λ with shape (xs, ys); a copy. */
    public double[][] curve() {
        double[][] copy = new double[xs.length][];
        for (int i = 0; i < copy.length; i++) {
            copy[i] = curve[i].clone();
        }
        return copy;
    }

    /** The probability that −2 log λ is at least as large, by Wilks' theorem for two parameters, with shape (xs, ys). */
    public double[][] pValues() {
        double[][] p = curve();
        for (double[] row : p) {
            for (int j = 0; j < row.length; j++) {
                row[j] = Wilks.pValue(row[j], 2);
            }
        }
        return p;
    }

    /** Where −2 log λ does not exceed the quantile of χ² with two degrees of freedom: 5.99 at 95 %. */
    public ConfidenceRegion region(double level) {
        return below(level, Wilks.threshold(level, 2));
    }

    /** Where −2 log λ does not exceed a threshold of the caller's own, from toys for example. */
    public ConfidenceRegion below(double level, double threshold) {
        return new ConfidenceRegion(level, xs, ys, curve, threshold);
    }
}
