package org.auriflow.inference.statistics;

import java.util.Arrays;
import org.apache.commons.math3.exception.TooManyEvaluationsException;
import org.apache.commons.math3.optim.InitialGuess;
import org.apache.commons.math3.optim.MaxEval;
import org.apache.commons.math3.optim.PointValuePair;
import org.apache.commons.math3.optim.nonlinear.scalar.GoalType;
import org.apache.commons.math3.optim.nonlinear.scalar.ObjectiveFunction;
import org.apache.commons.math3.optim.nonlinear.scalar.noderiv.NelderMeadSimplex;
import org.apache.commons.math3.optim.nonlinear.scalar.noderiv.SimplexOptimizer;

/**
 * The maximum of a likelihood of several parameters inside a box, and the joint confidence region around it.
 *
 * <p>A grid finds the neighbourhood, a simplex search (Nelder and Mead) that cannot leave the box refines it. For the
 * interval of one parameter whatever the others are, scan its {@link ProfileLikelihood}; for a single parameter use
 * {@link LikelihoodScan}.
 */
public final class MaximumLikelihood {
    private static final int MOST_EVALUATIONS = 5_000;

    private final LogLikelihood logLikelihood;
    private final double[] lower;
    private final double[] upper;
    private final double[] thetaHat;
    private final double maximum;

    /**
     * Searches.
     *
     * @param logLikelihood of P parameters
     * @param lower the lower ends of the box
     * @param upper the upper ends
     * @param pointsPerParameter the number of points of the grid along each parameter, at least 3
     * @throws IllegalArgumentException if the box is empty or not finite, the grid has fewer than 3 points along a
     *     parameter or more than 10 million in all, or the log likelihood is NaN or +∞ somewhere
     * @throws ImpossibleEventsException if the log likelihood is −∞ on the whole grid
     */
    public MaximumLikelihood(LogLikelihood logLikelihood, double[] lower, double[] upper, int pointsPerParameter) {
        requireBox(lower, upper, pointsPerParameter);
        this.logLikelihood = logLikelihood;
        this.lower = lower.clone();
        this.upper = upper.clone();
        double[] low = lower.clone();
        double[] high = upper.clone();
        double[] start = bestOfGrid(low, high, pointsPerParameter);
        double[] first = refine(start, low, high, 0.5 / (pointsPerParameter - 1));
        // a second, smaller simplex: the first can collapse before it arrives
        this.thetaHat = refine(first, low, high, 0.05 / (pointsPerParameter - 1));
        this.maximum = evaluate(thetaHat);
    }

    /** The parameters with the largest likelihood; a copy. */
    public double[] thetaHat() {
        return thetaHat.clone();
    }

    /** The largest log likelihood in nats. */
    public double maximum() {
        return maximum;
    }

    /**
     * The covariance of the estimate that the curvature implies, (−∂²log L/∂θ_p∂θ_q)⁻¹ at the maximum: for many events, with a
     * maximum inside the box. The square roots of its diagonal are the errors of the parameters.
     *
     * @return shape (P, P)
     * @throws IllegalStateException if the maximum is at an end of the box or not a smooth peak
     */
    public double[][] covariance() {
        return new ObservedInformation(logLikelihood, thetaHat).covariance(lower, upper);
    }

    /**
     * −2 log λ(θ) = 2 [log L(θ̂) − log L(θ)].
     *
     * @param theta P components
     * @return at least 0; +∞ where the events are impossible
     */
    public double minusTwoLogLambda(double[] theta) {
        return Math.max(0, 2 * (maximum - evaluate(theta)));
    }

    /**
     * Whether theta is in the joint confidence region of all P parameters: −2 log λ at most the quantile of χ² with P
     * degrees of freedom.
     *
     * @param theta P components
     * @param level in (0, 1)
     * @return true if the level does not exclude theta
     * @throws IllegalArgumentException if the level is out of range
     */
    public boolean isInRegion(double[] theta, double level) {
        return minusTwoLogLambda(theta) <= Wilks.threshold(level, thetaHat.length);
    }

    private static void requireBox(double[] lower, double[] upper, int points) {
        if (lower.length == 0 || lower.length != upper.length) {
            throw new IllegalArgumentException(
                    "maximum likelihood: every parameter needs a lower and an upper end, got " + Arrays.toString(lower)
                            + " and " + Arrays.toString(upper));
        }
        for (int p = 0; p < lower.length; p++) {
            if (!(lower[p] < upper[p]) || !Double.isFinite(upper[p] - lower[p])) {
                throw new IllegalArgumentException("maximum likelihood: ends must be finite and in order, got ["
                        + lower[p] + ", " + upper[p] + "] for parameter " + p);
            }
        }
        if (points < 3 || Math.pow(points, lower.length) > 1e7) {
            throw new IllegalArgumentException("maximum likelihood: the grid needs at least 3 points along a parameter "
                    + "and at most 10 million in all, got " + points + " for " + lower.length + " parameters");
        }
    }

    private double[] bestOfGrid(double[] lower, double[] upper, int points) {
        int[] index = new int[lower.length];
        double[] theta = lower.clone();
        double[] best = null;
        double highest = Double.NEGATIVE_INFINITY;
        int moved;
        do {
            double value = evaluate(theta);
            if (value > highest) {
                highest = value;
                best = theta.clone();
            }
            moved = 0;
            while (moved < index.length && ++index[moved] == points) {
                index[moved] = 0;
                theta[moved] = lower[moved];
                moved++;
            }
            if (moved < index.length) {
                double share = index[moved] / (points - 1.0);
                theta[moved] = (1 - share) * lower[moved] + share * upper[moved];
            }
        } while (moved < index.length);
        if (best == null) {
            throw new ImpossibleEventsException(
                    "maximum likelihood", "from " + Arrays.toString(lower) + " to " + Arrays.toString(upper));
        }
        return best;
    }

    private double[] refine(double[] start, double[] lower, double[] upper, double relativeStep) {
        double[] steps = new double[start.length];
        for (int p = 0; p < steps.length; p++) {
            double step = relativeStep * (upper[p] - lower[p]);
            steps[p] = start[p] + step <= upper[p] ? step : -step;
        }
        ObjectiveFunction objective = new ObjectiveFunction(theta -> {
            double[] inside = clamped(theta, lower, upper);
            // outside, the slope leads back to the box
            double distance = 0;
            for (int p = 0; p < theta.length; p++) {
                distance += Math.abs(theta[p] - inside[p]) / (upper[p] - lower[p]);
            }
            return evaluate(inside) - distance;
        });
        try {
            PointValuePair result = new SimplexOptimizer(1e-14, 1e-13)
                    .optimize(
                            new MaxEval(MOST_EVALUATIONS),
                            GoalType.MAXIMIZE,
                            objective,
                            new InitialGuess(start),
                            new NelderMeadSimplex(steps));
            double[] found = clamped(result.getPoint(), lower, upper);
            return evaluate(found) >= evaluate(start) ? found : start;
        } catch (TooManyEvaluationsException e) {
            // a likelihood this rough has no smooth peak to refine: the grid must do
            return start;
        }
    }

    private static double[] clamped(double[] theta, double[] lower, double[] upper) {
        double[] inside = theta.clone();
        for (int p = 0; p < inside.length; p++) {
            inside[p] = Math.min(Math.max(inside[p], lower[p]), upper[p]);
        }
        return inside;
    }

    private double evaluate(double[] theta) {
        return LogLikelihoods.evaluate("maximum likelihood", logLikelihood, theta);
    }
}
