package org.auriflow.inference.posterior;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.auriflow.engine.RandomStream;

/**
 * A Markov chain whose draws follow a density that is known up to a factor: Gaussian steps, taken with probability min(1, p′/p) (N.
 * Metropolis et al., 1953).
 */
public final class RandomWalkMetropolis {
    private RandomWalkMetropolis() {}

    /**
     * A chain after its burn-in.
     *
     * @param draws shape (n, D), each repeated as often as the chain stayed
     * @param acceptance share of steps that were taken, burn-in included
     */
    public record Chain(double[][] draws, double acceptance) {}

    /**
     * Runs one chain.
     *
     * @param logDensity ln p + constant; −∞ where p is 0
     * @param start of positive density
     * @param step standard deviation of the steps in each of D directions
     * @param draws kept states
     * @param burnIn states before
     * @throws IllegalArgumentException if the density is 0 or NaN at the start, or NaN later
     */
    public static Chain run(
            ToDoubleFunction<double[]> logDensity,
            double[] start,
            double step,
            int draws,
            int burnIn,
            RandomStream random) {
        if (draws < 1 || burnIn < 0 || !(step > 0)) {
            throw new IllegalArgumentException(
                    "metropolis: requires a draw, no negative burn-in and a positive step, got " + draws + ", " + burnIn
                            + " and " + step + "; set them");
        }
        double[] at = start.clone();
        double log = logDensity.applyAsDouble(at);
        if (!(log > Double.NEGATIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "metropolis: requires a start of positive density, got ln p = " + log + "; begin elsewhere");
        }
        List<double[]> kept = new ArrayList<>();
        int taken = 0;
        for (int i = 0; i < burnIn + draws; i++) {
            double[] next = at.clone();
            for (int k = 0; k < next.length; k++) {
                next[k] += step * random.normal();
            }
            double there = logDensity.applyAsDouble(next);
            if (Double.isNaN(there)) {
                throw new IllegalArgumentException(
                        "metropolis: requires a density, got ln p = NaN in step " + i + "; check the model");
            }
            if (Math.log(random.uniform()) < there - log) {
                at = next;
                log = there;
                taken++;
            }
            if (i >= burnIn) {
                kept.add(at.clone());
            }
        }
        return new Chain(kept.toArray(double[][]::new), (double) taken / (burnIn + draws));
    }
}
