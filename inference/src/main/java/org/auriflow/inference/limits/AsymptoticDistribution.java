package org.auriflow.inference.limits;

/**
 * The distribution of a test statistic for many events, when the true signal strength is μ' (arXiv:1007.1727, section 3): μ̂ is
 * normal around μ' with deviation σ, and −2 log λ(μ) = (μ − μ̂)²/σ² (A. Wald).
 *
 * <p>With δ = (μ − μ')/σ the probability of a statistic of at least q is
 *
 * <pre>
 *   t_μ, t̃_μ   Φ(−√q − δ) + Φ(−√q + δ)
 *   q_0        Φ(−√q + μ'/σ)
 *   q_μ, q̃_μ   Φ(−√q + δ)                   equations 57 and 59 for q_μ
 * </pre>
 *
 * <p>where for t̃_μ and q̃_μ above μ²/σ² the last term of each is Φ(−(q − (μ² − 2μμ')/σ²)/(2μ/σ)). The one-sided
 * statistics have an atom at 0, where the formula gives the probability of more than 0: a toy has p = 1 there.
 *
 * @param statistic which
 * @param mu the strength that is tested, μ
 * @param muTrue the true strength, μ'
 * @param sigma the deviation of μ̂, positive; it cancels where μ' is μ, except for t̃ and q̃
 */
public record AsymptoticDistribution(TestStatistic statistic, double mu, double muTrue, double sigma) {
    /** Checks. */
    public AsymptoticDistribution {
        if (!(sigma > 0) || !Double.isFinite(mu) || !Double.isFinite(muTrue)) {
            throw new IllegalArgumentException("asymptotic distribution: finite strengths and a positive deviation are"
                    + " needed, got " + mu + ", " + muTrue + " and " + sigma);
        }
        if (statistic == TestStatistic.Q_0 && mu != 0) {
            throw new IllegalArgumentException("asymptotic distribution: q0 tests mu = 0, got " + mu + "; use Q_MU");
        }
    }

    /**
     * The deviation of μ̂ that Asimov data of strength μ' imply, σ = |μ − μ'|/√(q_μ) (equation 29).
     *
     * @param mu another strength than μ'
     * @param muTrue the strength μ' of the Asimov data
     * @param minusTwoLogLambda −2 log λ(μ) of the Asimov data
     * @return +∞ if the data do not know the two apart
     */
    public static double sigma(double mu, double muTrue, double minusTwoLogLambda) {
        return Math.abs(mu - muTrue) / Math.sqrt(minusTwoLogLambda);
    }

    /**
     * The probability of a statistic at least as large.
     *
     * @param q at least 0
     * @throws IllegalArgumentException if it is negative or NaN
     */
    public double pValue(double q) {
        if (!(q >= 0)) {
            throw new IllegalArgumentException(
                    "asymptotic distribution: a statistic of at least 0 is needed, got " + q);
        }
        double root = Math.sqrt(q);
        double delta = (mu - muTrue) / sigma;
        return switch (statistic) {
            case T_MU -> above(root + delta) + above(root - delta);
            case T_TILDE_MU -> above(root + delta) + above(physical(q, root - delta));
            case Q_0, Q_MU -> above(statistic == TestStatistic.Q_0 ? root - muTrue / sigma : root - delta);
            case Q_TILDE_MU -> above(physical(q, root - delta));
        };
    }

    /** Z of the observed statistic's p-value; √q for q_0 and q_μ if μ' is μ (from equation 59 for q_μ). */
    public double significance(double q) {
        return Significance.ofPValue(Math.min(1, pValue(q)));
    }

    private double physical(double q, double otherwise) {
        return q > mu * mu / (sigma * sigma)
                ? (q - (mu * mu - 2 * mu * muTrue) / (sigma * sigma)) / (2 * mu / sigma)
                : otherwise;
    }

    private static double above(double z) {
        return Significance.pValue(z);
    }
}
