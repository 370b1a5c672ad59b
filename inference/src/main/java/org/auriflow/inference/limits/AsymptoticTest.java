package org.auriflow.inference.limits;

import org.auriflow.inference.statistics.LikelihoodScan;

/**
 * p-values from the formulae for many events, with the deviation of μ̂ from background-only Asimov data (arXiv:1007.1727, sections
 * 3 and 4).
 *
 * <p>With a = √q_(μ,A) of the Asimov data, the experiment at N deviations has CLs+b = 1 − Φ(a − N) and CLb = Φ(N): its limit at a level of
 * 1 − α solves a = Φ⁻¹(1 − α) + N, or with CLs a = Φ⁻¹(1 − α Φ(N)) + N.
 */
public final class AsymptoticTest implements HypothesisTest {
    private final TestStatistic statistic;
    private final LikelihoodScan observed;
    private final LikelihoodScan asimov;

    /**
     * A test.
     *
     * @param statistic Q_MU or Q_TILDE_MU
     * @param observed the likelihood of the data
     * @param asimov the likelihood of Asimov data with μ = 0
     * @throws IllegalArgumentException if the statistic is not for upper limits
     */
    public AsymptoticTest(TestStatistic statistic, LikelihoodScan observed, LikelihoodScan asimov) {
        requireForLimits(statistic);
        this.statistic = statistic;
        this.observed = observed;
        this.asimov = asimov;
    }

    static void requireForLimits(TestStatistic statistic) {
        if (!statistic.isForUpperLimits()) {
            throw new IllegalArgumentException(
                    "upper limit: the statistic must be Q_MU or Q_TILDE_MU, got " + statistic + "; use one of these");
        }
    }

    @Override
    public PValues observed(double mu) {
        double sigma = AsymptoticDistribution.sigma(mu, 0, asimov.minusTwoLogLambda(mu));
        double q = statistic.of(observed, mu);
        return new PValues(
                new AsymptoticDistribution(statistic, mu, mu, sigma).pValue(q),
                new AsymptoticDistribution(statistic, mu, 0, sigma).pValue(q),
                0,
                0);
    }

    @Override
    public PValues expected(double mu, double sigmas) {
        double a = Math.sqrt(asimov.minusTwoLogLambda(mu));
        return new PValues(Significance.pValue(a - sigmas), Significance.pValue(-sigmas), 0, 0);
    }
}
