package org.auriflow.inference.posterior;

import java.util.ArrayList;
import java.util.List;
import org.auriflow.engine.RandomStream;

/**
 * The affine-invariant ensemble: a walker moves on the line through a walker of the other half, X → Y + Z (X − Y), with Z from
 * g(z) ∝ 1/√z on [1/a, a], taken with probability min(1, Z^(D−1) p′/p) (J. Goodman and J. Weare, CAMCoS 5 (2010) 65; halves as in
 * 1202.3665).
 *
 * <p>Every start is one walker, and the walkers are the chains of the result. They are not independent, so R̂ says less
 * than with separate chains. Best below some ten dimensions.
 *
 * @param a largest stretch
 */
public record StretchMove(double a) implements Sampler<Target> {
    /**
     * A sampler.
     *
     * @throws IllegalArgumentException if a is not above 1
     */
    public StretchMove {
        if (!(a > 1)) {
            throw new IllegalArgumentException("stretch: requires a stretch above 1, got " + a + "; 2 is usual");
        }
    }

    /** Stretches up to a factor of 2. */
    public StretchMove() {
        this(2);
    }

    /**
     * Moves all walkers warmUp + draws times.
     *
     * @param starts at least 2D + 2 of them, an even number; they must not lie in a common plane, which no walker would leave
     * @throws IllegalArgumentException if they are too few or odd, or the density is 0 or NaN at one
     */
    @Override
    public Chains run(Target target, double[][] starts, int warmUp, int draws, long seed) {
        int walkers = starts.length;
        int d = walkers == 0 ? 0 : starts[0].length;
        if (walkers < 2 * d + 2 || walkers % 2 != 0) {
            throw new IllegalArgumentException("stretch: requires an even number of at least " + (2 * d + 2)
                    + " walkers, got " + walkers + "; give more starts");
        }
        RandomStream random = new RandomStream(seed, 0);
        double[][] at = new double[walkers][];
        double[] log = new double[walkers];
        for (int w = 0; w < walkers; w++) {
            at[w] = starts[w].clone();
            log[w] = Chain.begin("stretch", target, at[w], warmUp, draws);
        }
        double[][][] kept = new double[walkers][draws][];
        int[] taken = new int[walkers];
        for (int i = -warmUp; i < draws; i++) {
            for (int w = 0; w < walkers; w++) {
                int other = (w < walkers / 2 ? walkers / 2 : 0) + random.below(walkers / 2);
                double root = (1 + (a - 1) * random.uniform()) / Math.sqrt(a);
                double z = root * root;
                double[] next = new double[d];
                for (int k = 0; k < d; k++) {
                    next[k] = at[other][k] + z * (at[w][k] - at[other][k]);
                }
                double there = Chain.check("stretch", target.logDensity(next), next);
                if (Math.log(random.uniform()) < (d - 1) * Math.log(z) + there - log[w]) {
                    at[w] = next;
                    log[w] = there;
                    taken[w] += i >= 0 ? 1 : 0;
                }
                if (i >= 0) {
                    kept[w][i] = at[w].clone();
                }
            }
        }
        List<Chain> chains = new ArrayList<>();
        for (int w = 0; w < walkers; w++) {
            chains.add(new Chain(kept[w], (double) taken[w] / draws, 0, 1L + warmUp + draws, Double.NaN));
        }
        return new Chains(chains);
    }
}
