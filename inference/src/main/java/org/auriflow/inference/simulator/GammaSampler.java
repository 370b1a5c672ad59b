package org.auriflow.inference.simulator;

import org.auriflow.engine.RandomStream;

/**
 * Gamma random numbers of rate 1 and what is made of them (Marsaglia and Tsang, "A simple method for generating gamma
 * variables", 2000).
 *
 * <p>Draws that would round to the edge of the support, where a density may be infinite, become the number next to it.
 */
final class GammaSampler {
    private static final double BELOW_ONE = Math.nextDown(1.0);

    private GammaSampler() {}

    static double sample(RandomStream random, double shape) {
        if (shape < 1) {
            double boost = StrictMath.exp(-random.exponential() / shape);
            return Math.max(Double.MIN_VALUE, boost * sample(random, shape + 1));
        }
        double d = shape - 1.0 / 3;
        double c = 1 / Math.sqrt(9 * d);
        while (true) {
            double x = random.normal();
            double root = 1 + c * x;
            double v = root * root * root;
            if (v > 0 && random.exponential() > -(0.5 * x * x + d - d * v + d * StrictMath.log(v))) {
                return d * v;
            }
        }
    }

    /** Beta distributed with shapes a and b. */
    static double beta(RandomStream random, double a, double b) {
        double one = sample(random, a);
        double share = one / (one + sample(random, b));
        return Math.min(Math.max(share, Double.MIN_VALUE), BELOW_ONE);
    }
}
