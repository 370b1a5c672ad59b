package org.auriflow.inference.diagnostics;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.auriflow.inference.statistics.Check;
import org.auriflow.inference.statistics.Sample;

/**
 * What every likelihood ratio and every score averages to (arXiv:1506.02169 and 1805.00020, diagnostics): a wrong mean proves an
 * estimate wrong, a right one proves little.
 *
 * <p>Large ratios are rare: with few events the mean of r̂ can look low, and its error small, because none has been seen. The
 * effective number of events tells.
 */
public final class EstimatorChecks {
    private EstimatorChecks() {}

    /**
     * ⟨r̂(x | θ0, θ1)⟩ over x ~ p(x | θ1), which should be 1.
     *
     * @param logRHat of runs at θ1, in nats; −∞ is a ratio of 0
     * @throws IllegalArgumentException if there is none, or one is NaN or too large for a ratio
     */
    public static Check meanRatio(double[] logRHat) {
        return Check.mean(Sample.of(Arrays.stream(logRHat).map(Math::exp).toArray()), 1);
    }

    /**
     * ⟨1/r̂(x | θ0, θ1)⟩ over x ~ p(x | θ0), which should be 1.
     *
     * @param logRHat of runs at θ0, in nats; +∞ is a ratio of ∞
     * @throws IllegalArgumentException if there is none, or one is NaN or too small
     */
    public static Check meanInverseRatio(double[] logRHat) {
        return meanRatio(Arrays.stream(logRHat).map(v -> -v).toArray());
    }

    /**
     * ⟨t̂(x | θ)⟩ over x ~ p(x | θ), component by component, which should be 0.
     *
     * @param score t̂ of runs at θ, shape (n, P)
     * @throws IllegalArgumentException if there is none, or rows differ in length or are not finite
     */
    public static List<Check> meanScore(double[][] score) {
        Sample sample = Sample.of(score);
        return IntStream.range(0, sample.dimension())
                .mapToObj(p -> Check.mean(
                        Sample.of(
                                Arrays.stream(score).mapToDouble(row -> row[p]).toArray()),
                        0))
                .toList();
    }

    /**
     * How many runs at θ0 the runs at θ1 are worth once they are reweighted: Kish's (Σ r̂)²/Σ r̂².
     *
     * @param logRHat log r̂(x | θ0, θ1) of runs at θ1, in nats
     * @throws IllegalArgumentException if there is none, one is NaN or +∞, or all are −∞
     */
    public static double effectiveSize(double[] logRHat) {
        return reweighted(new double[logRHat.length][1], logRHat).effectiveSize();
    }

    /**
     * Runs at θ1 that stand for θ0: weighted by r̂, relative to the largest.
     *
     * @param x observables of runs at θ1, shape (n, D)
     * @param logRHat log r̂(x | θ0, θ1) of each, in nats
     * @throws IllegalArgumentException if lengths differ, there is none, one is NaN or +∞, or all are −∞
     */
    public static Sample reweighted(double[][] x, double[] logRHat) {
        double most = Arrays.stream(logRHat).max().orElse(Double.NaN);
        return Sample.of(x)
                .withWeights(Arrays.stream(logRHat).map(v -> Math.exp(v - most)).toArray());
    }
}
