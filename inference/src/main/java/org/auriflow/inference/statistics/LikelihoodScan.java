package org.auriflow.inference.statistics;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;
import org.apache.commons.math3.analysis.solvers.BrentSolver;
import org.apache.commons.math3.optim.MaxEval;
import org.apache.commons.math3.optim.nonlinear.scalar.GoalType;
import org.apache.commons.math3.optim.univariate.BrentOptimizer;
import org.apache.commons.math3.optim.univariate.SearchInterval;
import org.apache.commons.math3.optim.univariate.UnivariateObjectiveFunction;
import org.apache.commons.math3.optim.univariate.UnivariatePointValuePair;

/**
 * The likelihood of one parameter over a range: its maximum, −2 log λ, and confidence sets.
 *
 * <pre>
 *   −2 log λ(θ) = 2 [log L(θ̂) − log L(θ)]
 * </pre>
 *
 * <p>A grid finds the peaks, Brent's method refines them and the ends of intervals, so results do not depend on the
 * spacing as long as no peak hides between two points of the grid.
 */
public final class LikelihoodScan {
    private static final int DEFAULT_POINTS = 201;

    /** Peaks this much below the best one, in log likelihood, are not worth refining. */
    private static final double IRRELEVANT = 10;

    private static final int MOST_EVALUATIONS = 500;

    /** A maximum so near to an end of the range, as a share of it, is at the end. */
    private static final double AT_END = 1e-4;

    private final LogLikelihood logLikelihood;
    private final double lower;
    private final double upper;
    private final double[] grid;
    private final double[] gridValues;

    /** The log likelihood at the grid and at all refined peaks. */
    private final SortedMap<Double, Double> known = new TreeMap<>();

    private final double thetaHat;
    private final double maximum;

    /**
     * Scans with 201 points.
     *
     * @param logLikelihood of one parameter
     * @param lower the lower end of the range
     * @param upper the upper end
     * @throws IllegalArgumentException as {@link #LikelihoodScan(LogLikelihood, double, double, int)}
     */
    public LikelihoodScan(LogLikelihood logLikelihood, double lower, double upper) {
        this(logLikelihood, lower, upper, DEFAULT_POINTS);
    }

    /**
     * Scans.
     *
     * @param logLikelihood of one parameter
     * @param lower the lower end of the range
     * @param upper the upper end
     * @param points the number of points on the grid, at least 3
     * @throws IllegalArgumentException if the range is empty or not finite, there are too few points, or the log
     *     likelihood is NaN or +∞ somewhere
     * @throws ImpossibleEventsException if the log likelihood is −∞ everywhere
     */
    public LikelihoodScan(LogLikelihood logLikelihood, double lower, double upper, int points) {
        if (!(lower < upper) || !Double.isFinite(upper - lower)) {
            throw new IllegalArgumentException(
                    "likelihood scan: the range must be finite and in order, got [" + lower + ", " + upper + "]");
        }
        if (points < 3) {
            throw new IllegalArgumentException("likelihood scan: at least 3 points are needed, got " + points);
        }
        this.logLikelihood = logLikelihood;
        this.lower = lower;
        this.upper = upper;
        this.grid = new double[points];
        this.gridValues = new double[points];
        double best = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < points; i++) {
            double share = i / (points - 1.0);
            grid[i] = i == points - 1 ? upper : lower + share * (upper - lower);
            gridValues[i] = evaluate(grid[i]);
            known.put(grid[i], gridValues[i]);
            best = Math.max(best, gridValues[i]);
        }
        if (best == Double.NEGATIVE_INFINITY) {
            throw new ImpossibleEventsException("likelihood scan", "in [" + lower + ", " + upper + "]");
        }
        refinePeaks(best);
        double at = lower;
        double highest = Double.NEGATIVE_INFINITY;
        for (var entry : known.entrySet()) {
            if (entry.getValue() > highest) {
                at = entry.getKey();
                highest = entry.getValue();
            }
        }
        this.thetaHat = at;
        this.maximum = highest;
    }

    /** The value of theta with the largest likelihood; an end of the range if it grows to the end. */
    public double thetaHat() {
        return thetaHat;
    }

    /** The largest log likelihood in nats. */
    public double maximum() {
        return maximum;
    }

    /** Whether the likelihood is largest at an end of the range, so that the true maximum may lie outside. */
    public boolean isMaximumAtEnd() {
        // rounding of a network makes small peaks beside an end
        double margin = AT_END * (upper - lower);
        return thetaHat <= lower + margin || thetaHat >= upper - margin;
    }

    /** What a reader should know before quoting the estimate, a sentence each. */
    public List<String> warnings() {
        return isMaximumAtEnd()
                ? List.of("the likelihood is largest at the end of the range, theta = " + thetaHat
                        + ": the maximum may lie outside [" + lower + ", " + upper + "]")
                : List.of();
    }

    /**
     * −2 log λ(θ).
     *
     * @param theta inside the range
     * @return at least 0; +∞ where the events are impossible
     * @throws IllegalArgumentException if theta is outside the range
     */
    public double minusTwoLogLambda(double theta) {
        if (!(theta >= lower && theta <= upper)) {
            throw new IllegalArgumentException("likelihood scan: theta must be in [" + lower + ", " + upper + "], got "
                    + theta + "; scan a wider range");
        }
        // the refined maximum is good to rounding errors only
        return Math.max(0, 2 * (maximum - evaluate(theta)));
    }

    /** The grid, for drawing; a copy. */
    public double[] grid() {
        return grid.clone();
    }

    /** −2 log λ on the grid, for drawing; a copy. */
    public double[] curve() {
        double[] curve = new double[grid.length];
        for (int i = 0; i < curve.length; i++) {
            curve[i] = 2 * (maximum - gridValues[i]);
        }
        return curve;
    }

    /**
     * The values of theta where −2 log λ does not exceed the quantile of χ² with one degree of freedom.
     *
     * @param level in (0, 1)
     * @return at least one interval
     * @throws IllegalArgumentException if the level is out of range
     * @see Wilks
     */
    public ConfidenceSet confidenceSet(double level) {
        return below(level, Wilks.threshold(level, 1));
    }

    /**
     * The values of theta where −2 log λ does not exceed a threshold of the caller's own, from toys for example.
     *
     * @param level what the set is to be called, in (0, 1)
     * @param threshold positive
     * @return at least one interval
     * @throws IllegalArgumentException if an argument is out of range
     */
    public ConfidenceSet below(double level, double threshold) {
        if (!(threshold > 0)) {
            throw new IllegalArgumentException("confidence set: the threshold must be positive, got " + threshold);
        }
        // a finite cap lets root finding work next to impossible regions
        double cap = 1e3 * threshold;
        DoubleUnaryOperator excess = theta -> Math.min(2 * (maximum - evaluate(theta)), cap) - threshold;
        double[] thetas = new double[known.size()];
        boolean[] inside = new boolean[thetas.length];
        int k = 0;
        for (var entry : known.entrySet()) {
            thetas[k] = entry.getKey();
            inside[k++] = 2 * (maximum - entry.getValue()) <= threshold;
        }
        return ConfidenceSet.scan(level, thetas, inside, (from, to) -> crossing(excess, thetas[from], thetas[to]));
    }

    private void refinePeaks(double best) {
        for (int i = 0; i < grid.length; i++) {
            boolean peak = (i == 0 || gridValues[i] >= gridValues[i - 1])
                    && (i == grid.length - 1 || gridValues[i] >= gridValues[i + 1]);
            if (peak && gridValues[i] >= best - IRRELEVANT) {
                double from = grid[Math.max(i - 1, 0)];
                double to = grid[Math.min(i + 1, grid.length - 1)];
                UnivariatePointValuePair refined = new BrentOptimizer(1e-10, 1e-12 * (upper - lower))
                        .optimize(
                                new MaxEval(MOST_EVALUATIONS),
                                GoalType.MAXIMIZE,
                                new SearchInterval(
                                        from, to, (i == 0 || i == grid.length - 1) ? (from + to) / 2 : grid[i]),
                                new UnivariateObjectiveFunction(this::evaluate));
                if (refined.getValue() > gridValues[i]) {
                    known.put(refined.getPoint(), refined.getValue());
                }
            }
        }
    }

    private double crossing(DoubleUnaryOperator excess, double from, double to) {
        if (excess.applyAsDouble(from) == 0) {
            return from;
        }
        if (excess.applyAsDouble(to) == 0) {
            return to;
        }
        return new BrentSolver(1e-12, 1e-13 * (upper - lower))
                .solve(MOST_EVALUATIONS, excess::applyAsDouble, Math.min(from, to), Math.max(from, to));
    }

    private double evaluate(double theta) {
        return LogLikelihoods.evaluate("likelihood scan", logLikelihood, new double[] {theta});
    }
}
