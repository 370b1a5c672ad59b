package org.auriflow.inference.statistics;

/**
 * The ratio of two densities of a statistic, estimated by histograms with the same bins:
 *
 * <pre>
 *   r(v) = p̂_0(v) / p̂_1(v),    p̂_k(bin) = (n_k + c_k) / N_k,
 * </pre>
 *
 * <p>where n_k is the share of the weight of sample k in the bin times its effective size N_k. The pseudo-counts c_0 and
 * c_1 are {@code pseudoCount} events divided in the proportion that an expected ratio ρ implies, c_0 : c_1 = N_0 ρ : N_1.
 * So an empty bin returns ρ, a sparse bin is drawn towards it, and a full bin does not notice. Without better knowledge
 * ρ = 1; {@link RatioCalibration} uses the estimate that it calibrates.
 *
 * <p>Fill it with an estimated score t̂(x) at two parameter points and it turns a score estimator into a likelihood ratio
 * (SALLY, arXiv:1805.00020).
 */
public final class HistogramRatio {
    private final Binning binning;
    private final double[] numerator;
    private final double[] denominator;
    private final double numeratorSize;
    private final double denominatorSize;
    private final double pseudoCount;

    private HistogramRatio(
            Binning binning,
            double[] numerator,
            double[] denominator,
            double numeratorSize,
            double denominatorSize,
            double pseudoCount) {
        this.binning = binning;
        this.numerator = numerator;
        this.denominator = denominator;
        this.numeratorSize = numeratorSize;
        this.denominatorSize = denominatorSize;
        this.pseudoCount = pseudoCount;
    }

    /**
     * Fills both histograms.
     *
     * @param numerator the statistic at θ0
     * @param denominator the statistic at θ1
     * @param binning the bins
     * @return the ratio, with a pseudo-count of 1
     * @throws IllegalArgumentException if dimensions differ
     */
    public static HistogramRatio fit(Sample numerator, Sample denominator, Binning binning) {
        return new HistogramRatio(
                binning,
                fill(numerator, binning),
                fill(denominator, binning),
                numerator.effectiveSize(),
                denominator.effectiveSize(),
                1);
    }

    /**
     * The same histograms with another weight of the expected ratio.
     *
     * @param pseudoCount in events, positive and finite
     * @return a changed copy
     * @throws IllegalArgumentException if the count is out of range
     */
    public HistogramRatio withPseudoCount(double pseudoCount) {
        if (!(pseudoCount > 0) || !Double.isFinite(pseudoCount)) {
            throw new IllegalArgumentException("histogram ratio: the pseudo-count must be positive and finite, got "
                    + pseudoCount + "; an empty bin would have no ratio");
        }
        return new HistogramRatio(binning, numerator, denominator, numeratorSize, denominatorSize, pseudoCount);
    }

    /** The bins. */
    public Binning binning() {
        return binning;
    }

    /** p̂_0 of a bin without pseudo-counts, the share of the numerator's weight in it. */
    public double numerator(int bin) {
        return numerator[bin] / numeratorSize;
    }

    /** p̂_1 of a bin without pseudo-counts, the share of the denominator's weight in it. */
    public double denominator(int bin) {
        return denominator[bin] / denominatorSize;
    }

    /**
     * The log density ratio with an expected ratio of 1.
     *
     * @param value D components
     * @return log r in nats, finite
     * @throws IllegalArgumentException if the value has the wrong length or is NaN
     */
    public double logRatio(double... value) {
        return logRatioExpecting(0, value);
    }

    /**
     * The log density ratio with an expected ratio of the caller's.
     *
     * @param expected log ρ in nats
     * @param value D components
     * @return log r in nats; finite if log ρ is
     * @throws IllegalArgumentException if the value has the wrong length or is NaN, or log ρ is NaN
     */
    public double logRatioExpecting(double expected, double... value) {
        if (Double.isNaN(expected)) {
            throw new IllegalArgumentException("histogram ratio: the expected log ratio must be a number, got NaN");
        }
        int bin = binning.index(value);
        double logSizes = StrictMath.log(numeratorSize / denominatorSize);
        if (numerator[bin] == 0 && denominator[bin] == 0) {
            // the formula below, without its round-off
            return expected;
        }
        // log odds that an event of the bin comes from the numerator's sample
        double logOdds = expected + logSizes;
        double toNumerator = pseudoCount / (1 + StrictMath.exp(-logOdds));
        double toDenominator = pseudoCount / (1 + StrictMath.exp(logOdds));
        // one side of a hopeless expectation may vanish: the other keeps the ratio finite as long as it is filled
        double above = Math.max(numerator[bin] + toNumerator, Double.MIN_NORMAL);
        double below = Math.max(denominator[bin] + toDenominator, Double.MIN_NORMAL);
        return StrictMath.log(above) - StrictMath.log(below) - logSizes;
    }

    /** For each bin, how many unweighted events its weight is worth. */
    private static double[] fill(Sample sample, Binning binning) {
        double[] counts = new double[binning.size()];
        double scale = sample.effectiveSize() / sample.totalWeight();
        for (int i = 0; i < sample.size(); i++) {
            counts[binning.index(sample.value(i))] += sample.weight(i) * scale;
        }
        return counts;
    }
}
