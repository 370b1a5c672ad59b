package org.auriflow.inference.limits;

import org.auriflow.inference.statistics.LikelihoodScan;

/**
 * Test statistics of a signal strength μ from the (profile) likelihood λ(μ) = L(μ)/L(μ̂); larger where data and μ agree less
 * (arXiv:1007.1727, section 2).
 *
 * <p>The scan that they are computed from should reach below μ = 0, as far as the rate stays positive; where it begins at 0, μ̂ is at
 * least 0 and Q_MU and Q_TILDE_MU are the same.
 */
public enum TestStatistic {
    /** t_μ = −2 log λ(μ) (equation 8), for two-sided intervals. */
    T_MU {
        @Override
        double from(LikelihoodScan scan, double mu) {
            return scan.minusTwoLogLambda(mu);
        }
    },
    /** t̃_μ: t_μ, but against L(0) where μ̂ is negative (equations 10 and 11), for signals that cannot be negative. */
    T_TILDE_MU {
        @Override
        double from(LikelihoodScan scan, double mu) {
            double t = scan.minusTwoLogLambda(mu);
            // an impossible μ, also where 0 is impossible too
            return t == Double.POSITIVE_INFINITY ? t : t - belowZero(scan);
        }
    },
    /** q_0 = −2 log λ(0) where μ̂ is at least 0, else 0 (equation 12), for the discovery of a positive signal; μ is 0. */
    Q_0 {
        @Override
        double from(LikelihoodScan scan, double mu) {
            if (mu != 0) {
                throw new IllegalArgumentException("test statistic: q0 tests mu = 0, got " + mu + "; use Q_MU");
            }
            return scan.thetaHat() >= 0 ? scan.minusTwoLogLambda(0) : 0;
        }
    },
    /** q_μ = −2 log λ(μ) where μ̂ is at most μ, else 0 (equation 14), for upper limits. */
    Q_MU {
        @Override
        double from(LikelihoodScan scan, double mu) {
            return scan.thetaHat() <= mu ? scan.minusTwoLogLambda(mu) : 0;
        }
    },
    /** q̃_μ: q_μ, but against L(0) where μ̂ is negative (equation 16), for upper limits on signals that cannot be negative. */
    Q_TILDE_MU {
        @Override
        double from(LikelihoodScan scan, double mu) {
            return scan.thetaHat() <= mu ? T_TILDE_MU.from(scan, mu) : 0;
        }
    };

    abstract double from(LikelihoodScan scan, double mu);

    /**
     * The statistic.
     *
     * @param scan the likelihood of the signal strength, profiled where there are nuisance parameters
     * @param mu the strength that is tested, in the range of the scan
     * @return at least 0
     * @throws IllegalArgumentException if μ is outside the scan
     */
    public double of(LikelihoodScan scan, double mu) {
        return Math.max(0, from(scan, mu));
    }

    /** Whether large values speak against a positive signal of strength μ. */
    boolean isForUpperLimits() {
        return this == Q_MU || this == Q_TILDE_MU;
    }

    /** 2 [log L(μ̂) − log L(0)] where μ̂ is negative. */
    private static double belowZero(LikelihoodScan scan) {
        return scan.thetaHat() < 0 ? scan.minusTwoLogLambda(0) : 0;
    }
}
