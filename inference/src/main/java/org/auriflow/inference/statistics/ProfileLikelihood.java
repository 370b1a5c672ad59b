package org.auriflow.inference.statistics;

/**
 * The likelihood of one parameter of interest, with the others wherever they fit best: log L_p(θ_j) = max over the other
 * parameters of log L(θ).
 *
 * <p>Scan it with {@link LikelihoodScan} for an interval of θ_j; its −2 log λ follows χ² with one degree of freedom.
 */
public final class ProfileLikelihood implements LogLikelihood {
    private final LogLikelihood full;
    private final int parameter;
    private final double[] lower;
    private final double[] upper;
    private final int pointsPerParameter;

    /**
     * A profile.
     *
     * @param full the likelihood of all P parameters, P at least 2
     * @param parameter j, the index of the one of interest
     * @param lower the lower ends of the box that all parameters are searched in
     * @param upper the upper ends
     * @param pointsPerParameter the number of points of the grid along each of the others, at least 3
     * @throws IllegalArgumentException if there is only one parameter, or j is not one of them
     */
    public ProfileLikelihood(
            LogLikelihood full, int parameter, double[] lower, double[] upper, int pointsPerParameter) {
        if (lower.length < 2 || parameter < 0 || parameter >= lower.length) {
            throw new IllegalArgumentException("profile likelihood: one of at least 2 parameters must be chosen, got "
                    + parameter + " of " + lower.length);
        }
        this.full = full;
        this.parameter = parameter;
        this.lower = lower.clone();
        this.upper = upper.clone();
        this.pointsPerParameter = pointsPerParameter;
    }

    /**
     * The largest log likelihood at one value of the parameter of interest.
     *
     * @param theta one component, θ_j
     * @return in nats; −∞ if the events are impossible whatever the others are
     */
    @Override
    public double at(double[] theta) {
        LogLikelihood others = rest -> full.at(insert(theta[0], rest));
        double[] low = without(lower);
        double[] high = without(upper);
        try {
            return low.length == 1
                    ? new LikelihoodScan(others, low[0], high[0], pointsPerParameter).maximum()
                    : new MaximumLikelihood(others, low, high, pointsPerParameter).maximum();
        } catch (ImpossibleEventsException e) {
            return Double.NEGATIVE_INFINITY;
        }
    }

    private double[] insert(double value, double[] rest) {
        double[] theta = new double[rest.length + 1];
        for (int p = 0; p < theta.length; p++) {
            theta[p] = p == parameter ? value : rest[p < parameter ? p : p - 1];
        }
        return theta;
    }

    private double[] without(double[] all) {
        double[] rest = new double[all.length - 1];
        for (int p = 0; p < rest.length; p++) {
            rest[p] = all[p < parameter ? p : p + 1];
        }
        return rest;
    }
}
