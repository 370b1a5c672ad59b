package org.auriflow.inference.simulator;

import org.apache.commons.math3.special.Gamma;
import org.auriflow.engine.RandomStream;

/**
 * Poisson random integers.
 *
 * <p>Small means count the arrivals of a unit-rate process; means of 10 and more use transformed rejection with a
 * squeeze (Hörmann, "The transformed rejection method for generating Poisson random variables", 1993, algorithm PTRS).
 */
public final class PoissonSampler {
    /** The largest mean whose draws are sure to fit into an int. */
    static final double LARGEST_MEAN = 1e9;

    private PoissonSampler() {}

    /**
     * One integer.
     *
     * @param mean from 0 to 10⁹
     * @throws IllegalArgumentException if the mean is out of range
     */
    public static int sample(RandomStream random, double mean) {
        if (!(mean >= 0 && mean <= LARGEST_MEAN)) {
            throw new IllegalArgumentException("poisson: the mean must be in [0, 1e9], got " + mean);
        }
        return mean < 10 ? byArrivals(random, mean) : byRejection(random, mean);
    }

    private static int byArrivals(RandomStream random, double mean) {
        int count = 0;
        for (double time = random.exponential(); time < mean; time += random.exponential()) {
            count++;
        }
        return count;
    }

    private static int byRejection(RandomStream random, double mean) {
        double logMean = StrictMath.log(mean);
        double b = 0.931 + 2.53 * Math.sqrt(mean);
        double a = -0.059 + 0.02483 * b;
        double logInverseAlpha = StrictMath.log(1.1239 + 1.1328 / (b - 3.4));
        double squeeze = 0.9277 - 3.6224 / (b - 2);
        while (true) {
            double u = random.uniform() - 0.5;
            double v = random.uniform();
            double distance = 0.5 - Math.abs(u);
            double k = Math.floor((2 * a / distance + b) * u + mean + 0.43);
            if (distance >= 0.07 && v <= squeeze) {
                return (int) k;
            }
            if (k < 0 || (distance < 0.013 && v > distance)) {
                continue;
            }
            double envelope = StrictMath.log(v) + logInverseAlpha - StrictMath.log(a / (distance * distance) + b);
            if (envelope <= k * logMean - mean - Gamma.logGamma(k + 1)) {
                return (int) k;
            }
        }
    }
}
