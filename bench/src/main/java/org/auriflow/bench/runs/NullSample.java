package org.auriflow.bench.runs;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.auriflow.engine.RandomStream;

/**
 * Events that stand for p(x | θ) of a null hypothesis: runs made there, or else all runs with the weights
 *
 * <pre>
 *   w(x) = p(x | θ)/Σ_k N_k p(x | θ_k)
 * </pre>
 *
 * <p>that make a mixture of pools of N_k runs at θ_k follow p(x | θ) (E. Veach and L. Guibas, SIGGRAPH 1995, the balance heuristic),
 * where the ratios are the estimator's.
 *
 * @param x events, shape (N, D)
 * @param weights with a sum of 1
 * @param warning if they were reweighted, or few count
 */
record NullSample(double[][] x, double[] weights, Optional<String> warning) {
    private static final int FEW = 1_000;

    static NullSample of(TrainedEstimator estimator, RunPools pools, double[] theta) {
        int there = pools.at(theta);
        if (there >= 0) {
            double[][] x = pools.x().get(there);
            double[] equal = new double[x.length];
            Arrays.fill(equal, 1.0 / x.length);
            return new NullSample(
                    x,
                    equal,
                    x.length < FEW
                            ? Optional.of("only " + x.length + " runs at " + Arrays.toString(theta)
                                    + ": expected limits are rough")
                            : Optional.empty());
        }
        double[][] x = pools.x().stream().flatMap(Arrays::stream).toArray(double[][]::new);
        double[] atNull = estimator.eventLogLikelihoods(x, theta);
        double[] mixture = new double[x.length];
        for (int k = 0; k < pools.thetas().size(); k++) {
            double[] at = estimator.eventLogLikelihoods(x, pools.thetas().get(k));
            double runs = pools.x().get(k).length;
            Arrays.setAll(mixture, i -> mixture[i] + runs * Math.exp(at[i] - atNull[i]));
        }
        double total = Arrays.stream(mixture).map(m -> 1 / m).sum();
        double[] weights = Arrays.stream(mixture).map(m -> 1 / m / total).toArray();
        double effective = 1 / Arrays.stream(weights).map(w -> w * w).sum();
        // Where no pool is near, the weights would say that all is well while tails are missing.
        if (!(effective >= FEW / 10.0)) {
            throw new IllegalArgumentException("null: requires runs at or near " + Arrays.toString(theta)
                    + ", got such that are worth " + Math.round(effective) + " there; simulate at it");
        }
        return new NullSample(
                x,
                weights,
                Optional.of("no runs at " + Arrays.toString(theta)
                        + ": those of other values are reweighted to it by the estimator, worth "
                        + Math.round(effective) + " runs"));
    }

    /** Sums of the weights up to each, which {@link #draw} needs. */
    double[] cumulativeWeights() {
        double[] cumulative = weights.clone();
        Arrays.parallelPrefix(cumulative, Double::sum);
        return cumulative;
    }

    /** Indices of n events drawn with replacement. */
    static int[] draw(double[] cumulative, int n, RandomStream random) {
        int[] drawn = new int[n];
        for (int i = 0; i < n; i++) {
            int found = Arrays.binarySearch(cumulative, random.uniform() * cumulative[cumulative.length - 1]);
            drawn[i] = Math.min(found < 0 ? -found - 1 : found, cumulative.length - 1);
        }
        return drawn;
    }

    List<String> warnings() {
        return warning.stream().toList();
    }
}
