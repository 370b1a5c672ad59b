package org.auriflow.inference.simulator;

import org.apache.commons.math3.special.Gamma;
import org.auriflow.engine.RandomStream;

/**
 * Binomial random integers: waiting times for means below 10, else transformed rejection with a squeeze (Hörmann, "The
 * generation of binomial random variates", 1993, algorithm BTRS).
 */
final class BinomialSampler {
    private BinomialSampler() {}

    static int sample(RandomStream random, int trials, double p) {
        if (p > 0.5) {
            return trials - sample(random, trials, 1 - p);
        }
        return trials * p < 10 ? byWaiting(random, trials, p) : byRejection(random, trials, p);
    }

    private static int byWaiting(RandomStream random, int trials, double p) {
        double rate = -StrictMath.log1p(-p);
        int count = 0;
        // gaps between successes are geometric; infinite for p = 0
        for (double at = gap(random, rate); at <= trials; at += gap(random, rate)) {
            count++;
        }
        return count;
    }

    private static double gap(RandomStream random, double rate) {
        return 1 + Math.floor(random.exponential() / rate);
    }

    private static int byRejection(RandomStream random, int n, double p) {
        double deviation = Math.sqrt(n * p * (1 - p));
        double b = 1.15 + 2.53 * deviation;
        double a = -0.0873 + 0.0248 * b + 0.01 * p;
        double center = n * p + 0.5;
        double squeeze = 0.92 - 4.2 / b;
        double alpha = (2.83 + 5.1 / b) * deviation;
        double logOdds = StrictMath.log(p / (1 - p));
        double mode = Math.floor((n + 1.0) * p);
        double atMode = Gamma.logGamma(mode + 1) + Gamma.logGamma(n - mode + 1);
        while (true) {
            double u = random.uniform() - 0.5;
            double v = random.uniform();
            double distance = 0.5 - Math.abs(u);
            double k = Math.floor((2 * a / distance + b) * u + center);
            if (k < 0 || k > n) {
                continue;
            }
            if (distance >= 0.07 && v <= squeeze) {
                return (int) k;
            }
            double envelope = StrictMath.log(v * alpha / (a / (distance * distance) + b));
            if (envelope <= atMode - Gamma.logGamma(k + 1) - Gamma.logGamma(n - k + 1) + (k - mode) * logOdds) {
                return (int) k;
            }
        }
    }
}
