package org.auriflow.inference.simulator;

import org.apache.commons.math3.special.Erf;
import org.auriflow.engine.RandomStream;

/** The standard normal distribution between two ends, also far in a tail. */
final class TruncatedNormal {
    private static final double LOG_HALF = -0.6931471805599453;

    private TruncatedNormal() {}

    /** log(Φ(b) − Φ(a)) for a &lt; b; −∞ beyond some 37 deviations, where a double underflows. */
    static double logMass(double a, double b) {
        if (a + b < 0) {
            // both tails are computed as upper ones, whose relative accuracy is high
            return logMass(-b, -a);
        }
        if (a <= 0) {
            return StrictMath.log1p(-upper(b) - upper(-a));
        }
        double logUpper = StrictMath.log(upper(a));
        return logUpper + StrictMath.log1p(-upper(b) / upper(a));
    }

    /** Its derivative by one end: φ(end) / (Φ(b) − Φ(a)). */
    static double hazard(double end, double a, double b) {
        return Double.isInfinite(end)
                ? 0
                : StrictMath.exp(-0.5 * end * end - 0.5 * StrictMath.log(2 * Math.PI) - logMass(a, b));
    }

    private static double upper(double a) {
        return 0.5 * Erf.erfc(a / Math.sqrt(2));
    }

    /** Rejection from the normal, a uniform or an exponential (Robert, "Simulation of truncated normal variables", 1995). */
    static double sample(RandomStream random, double a, double b) {
        if (a + b < 0) {
            return -sample(random, -b, -a);
        }
        if (logMass(a, b) > 2 * LOG_HALF) {
            double z = random.normal();
            while (z < a || z > b) {
                z = random.normal();
            }
            return z;
        }
        double peak = Math.max(a, 0);
        boolean flat = (b - peak) * peak < 2 && b - a < 3;
        while (true) {
            double z = flat ? a + (b - a) * random.uniform() : a + random.exponential() / a;
            double excess = flat ? (z * z - peak * peak) / 2 : (z - a) * (z - a) / 2;
            if (z <= b && random.exponential() >= excess) {
                return z;
            }
        }
    }
}
