package org.auriflow.inference.statistics;

/**
 * The likelihood of the parameters of interest, with the others wherever they fit best: log L_p(ψ) = max over the other
 * parameters η of log L(ψ, η).
 *
 * <p>What is known about the others from elsewhere belongs into the full likelihood, as a factor of its own ({@link
 * LogLikelihood#plus}). Scan a profile of one parameter with {@link LikelihoodScan}, of two with {@link
 * LikelihoodGrid}; its −2 log λ follows χ² with as many degrees of freedom as there are parameters of interest.
 */
public final class ProfileLikelihood implements LogLikelihood {
    private final LogLikelihood full;
    private final Nuisances nuisances;
    private final int pointsPerParameter;

    /**
     * A profile of one parameter.
     *
     * @param full the likelihood of all P parameters, P at least 2
     * @param parameter j, the index of the one of interest
     * @param lower the lower ends of the box that the others are searched in; P components
     * @param upper the upper ends
     * @param pointsPerParameter the number of points of the grid along each of the others, at least 3
     * @throws IllegalArgumentException as {@link #ProfileLikelihood(LogLikelihood, int[], double[], double[], int)}
     */
    public ProfileLikelihood(
            LogLikelihood full, int parameter, double[] lower, double[] upper, int pointsPerParameter) {
        this(full, new int[] {parameter}, lower, upper, pointsPerParameter);
    }

    /**
     * A profile of some parameters.
     *
     * @param full the likelihood of all P parameters
     * @param ofInterest the indices of those of interest, fewer than P and none twice, in the order of ψ
     * @param lower the lower ends of the box that the others are searched in; P components
     * @param upper the upper ends
     * @param pointsPerParameter the number of points of the grid along each of the others, at least 3
     * @throws IllegalArgumentException if no parameter is left over or chosen, or an index is not allowed
     */
    public ProfileLikelihood(
            LogLikelihood full, int[] ofInterest, double[] lower, double[] upper, int pointsPerParameter) {
        this.full = full;
        this.nuisances = new Nuisances("profile likelihood", ofInterest, lower, upper);
        this.pointsPerParameter = pointsPerParameter;
    }

    /**
     * The largest log likelihood at one value of the parameters of interest.
     *
     * @param ofInterest ψ
     * @return in nats; −∞ if the events are impossible whatever the others are
     */
    @Override
    public double at(double[] ofInterest) {
        LogLikelihood others = eta -> full.at(nuisances.join(ofInterest, eta));
        double[] low = nuisances.lower();
        double[] high = nuisances.upper();
        try {
            return low.length == 1
                    ? new LikelihoodScan(others, low[0], high[0], pointsPerParameter).maximum()
                    : new MaximumLikelihood(others, low, high, pointsPerParameter).maximum();
        } catch (ImpossibleEventsException e) {
            return Double.NEGATIVE_INFINITY;
        }
    }
}
