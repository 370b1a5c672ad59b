package org.auriflow.inference.posterior;

import org.auriflow.engine.RandomStream;

/**
 * Gaussian steps, taken with probability min(1, p′/p) (N. Metropolis et al., 1953).
 *
 * @param step standard deviation of the steps in each of D directions; some 2.4/√D of the target's is best
 */
public record RandomWalkMetropolis(double step) implements ChainSampler<Target> {
    /**
     * A sampler.
     *
     * @throws IllegalArgumentException if the step is not positive
     */
    public RandomWalkMetropolis {
        if (!(step > 0)) {
            throw new IllegalArgumentException("metropolis: requires a positive step, got " + step + "; set it");
        }
    }

    /**
     * Runs one chain.
     *
     * @throws IllegalArgumentException if the density is 0 or NaN at the start, or NaN later
     */
    @Override
    public Chain run(Target target, double[] start, int warmUp, int draws, RandomStream random) {
        double[] at = start.clone();
        double log = Chain.begin("metropolis", target, at, warmUp, draws);
        double[][] kept = new double[draws][];
        int taken = 0;
        for (int i = -warmUp; i < draws; i++) {
            double[] next = at.clone();
            for (int k = 0; k < next.length; k++) {
                next[k] += step * random.normal();
            }
            double there = Chain.check("metropolis", target.logDensity(next), next);
            if (Math.log(random.uniform()) < there - log) {
                at = next;
                log = there;
                taken += i >= 0 ? 1 : 0;
            }
            if (i >= 0) {
                kept[i] = at.clone();
            }
        }
        return new Chain(kept, (double) taken / draws, 0, 1L + warmUp + draws, step);
    }
}
