package org.auriflow.inference.statistics;

import java.util.Arrays;
import org.apache.commons.math3.analysis.integration.gauss.GaussIntegrator;
import org.apache.commons.math3.analysis.integration.gauss.GaussIntegratorFactory;

/**
 * The likelihood of the parameters of interest, averaged over the others:
 *
 * <pre>
 *   log L_m(ψ) = log ∫ L(ψ, η) dη
 * </pre>
 *
 * <p>over a box, by Gauss and Legendre's rule along each η. The prior of η belongs into the full likelihood, as a factor of its
 * own, such as a constraint term; without one it is flat. The rule is exact for polynomials, so that the box should end
 * where the integrand does (five deviations, say) and not far beyond.
 */
public final class MarginalLikelihood implements LogLikelihood {
    private static final double MOST_POINTS = 1e7;

    private final LogLikelihood full;
    private final Nuisances nuisances;
    private final double[][] points;
    private final double[][] logWeights;

    /**
     * A marginal likelihood.
     *
     * @param full the likelihood of all P parameters
     * @param ofInterest the indices of those of interest, fewer than P and none twice, in the order of ψ
     * @param lower the lower ends of the box of integration; P components, those of interest not used
     * @param upper the upper ends
     * @param pointsPerParameter of the rule along each of the others; 20 are many for one peak
     * @throws IllegalArgumentException if no parameter is left over or chosen, an index is not allowed, the box is empty or
     *     not finite, or there are no or too many points
     */
    public MarginalLikelihood(
            LogLikelihood full, int[] ofInterest, double[] lower, double[] upper, int pointsPerParameter) {
        this.full = full;
        this.nuisances = new Nuisances("marginal likelihood", ofInterest, lower, upper);
        double[] low = nuisances.lower();
        double[] high = nuisances.upper();
        if (pointsPerParameter < 1 || Math.pow(pointsPerParameter, low.length) > MOST_POINTS) {
            throw new IllegalArgumentException("marginal likelihood: 1 to 10 million points are allowed in all, got "
                    + pointsPerParameter + " for each of " + low.length + " parameters");
        }
        this.points = new double[low.length][pointsPerParameter];
        this.logWeights = new double[low.length][pointsPerParameter];
        for (int p = 0; p < low.length; p++) {
            if (!(low[p] < high[p]) || !Double.isFinite(high[p] - low[p])) {
                throw new IllegalArgumentException(
                        "marginal likelihood: ends must be finite and in order, got [" + low[p] + ", " + high[p] + "]");
            }
            GaussIntegrator rule = new GaussIntegratorFactory().legendre(pointsPerParameter, low[p], high[p]);
            for (int i = 0; i < pointsPerParameter; i++) {
                points[p][i] = rule.getPoint(i);
                logWeights[p][i] = Math.log(rule.getWeight(i));
            }
        }
    }

    /**
     * The logarithm of the integral at one value of the parameters of interest.
     *
     * @param ofInterest ψ
     * @return in nats; −∞ if the events are impossible at all points of the rule
     */
    @Override
    public double at(double[] ofInterest) {
        int each = points[0].length;
        double[] terms = new double[(int) Math.round(Math.pow(each, points.length))];
        double[] eta = new double[points.length];
        for (int i = 0; i < terms.length; i++) {
            int rest = i;
            double logWeight = 0;
            for (int p = 0; p < eta.length; p++) {
                eta[p] = points[p][rest % each];
                logWeight += logWeights[p][rest % each];
                rest /= each;
            }
            terms[i] =
                    logWeight + LogLikelihoods.evaluate("marginal likelihood", full, nuisances.join(ofInterest, eta));
        }
        double most = Arrays.stream(terms).max().orElseThrow();
        return most == Double.NEGATIVE_INFINITY
                ? most
                : most
                        + Math.log(Arrays.stream(terms)
                                .map(v -> Math.exp(v - most))
                                .sum());
    }
}
