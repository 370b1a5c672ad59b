package org.auriflow.inference.statistics;

/**
 * Calibration of an estimated likelihood ratio at one pair (θ0, θ1): the estimate is taken for a mere statistic, whose
 * own likelihood ratio comes from histograms,
 *
 * <pre>
 *   r_cal(x) = p̂(r̂(x) | θ0) / p̂(r̂(x) | θ1)
 * </pre>
 *
 * <p>(arXiv:1506.02169). Whatever r̂ is, r_cal is the right ratio for it, up to the width of bins and the
 * number of runs; what r̂ does not know about x, r_cal does not know either. Where a bin is empty the estimate stands as
 * it is, and a sparse bin is drawn towards it.
 *
 * <p>Runs at a single reference point serve too: give both samples the same values and weight the numerator by the joint
 * ratios r_xz(θ0, θ1). The calibrated ratio is then the mean joint ratio of a bin, which fluctuates far less.
 */
public final class RatioCalibration {
    private static final int DEFAULT_BINS = 50;

    private final HistogramRatio histograms;

    /**
     * A calibration with histograms of the caller's.
     *
     * @param histograms of log r̂, filled at θ0 and at θ1, of one component
     * @throws IllegalArgumentException if the histograms have several components
     */
    public RatioCalibration(HistogramRatio histograms) {
        if (histograms.binning().dimension() != 1) {
            throw new IllegalArgumentException("calibration: histograms of log r alone are needed, got "
                    + histograms.binning().dimension() + " components");
        }
        this.histograms = histograms;
    }

    /**
     * A calibration with 50 bins of equal population.
     *
     * @param logRHatAtTheta0 log r̂(x | θ0, θ1) of runs at θ0, in nats
     * @param logRHatAtTheta1 log r̂(x | θ0, θ1) of runs at θ1
     * @return the calibration
     * @throws IllegalArgumentException if a sample is empty or not finite
     */
    public static RatioCalibration fit(double[] logRHatAtTheta0, double[] logRHatAtTheta1) {
        return fit(Sample.of(logRHatAtTheta0), Sample.of(logRHatAtTheta1), DEFAULT_BINS);
    }

    /**
     * A calibration with bins of equal population.
     *
     * @param atTheta0 log r̂(x | θ0, θ1) of runs at θ0, or weighted to stand for them
     * @param atTheta1 log r̂(x | θ0, θ1) of runs at θ1
     * @param bins at least 1
     * @return the calibration
     * @throws IllegalArgumentException if a sample has several components or bins is below 1
     */
    public static RatioCalibration fit(Sample atTheta0, Sample atTheta1, int bins) {
        return new RatioCalibration(
                HistogramRatio.fit(atTheta0, atTheta1, Binning.equalPopulation(bins, atTheta0, atTheta1)));
    }

    /**
     * A calibration that rises with r̂ and is normalised, Σ p̂(bin | θ1) r_cal(bin) = 1: bins are joined until the ratio of their
     * contents ascends (isotonic regression) and none lacks one of the samples. Nothing is drawn towards the estimate, of which
     * only the order is used.
     *
     * @param atTheta0 log r̂(x | θ0, θ1) of runs at θ0, or weighted to stand for them
     * @param atTheta1 log r̂(x | θ0, θ1) of runs at θ1
     * @param binning the finest bins: fixed ({@link Binning#ofEdges}, {@link Binning#equalWidth}), of equal population, or
     *     {@link Binning#adaptive}
     * @return the calibration
     * @throws IllegalArgumentException if a sample or the binning has several components
     * @see IsotonicRegression
     */
    public static RatioCalibration monotone(Sample atTheta0, Sample atTheta1, Binning binning) {
        Binning joined = MonotoneBinning.of(atTheta0, atTheta1, binning);
        return new RatioCalibration(
                HistogramRatio.fit(atTheta0, atTheta1, joined).withPseudoCount(Double.MIN_NORMAL));
    }

    /**
     * A calibration that rises with r̂, without other bins than those of isotonic regression on each event's label.
     *
     * @param atTheta0 log r̂(x | θ0, θ1) of runs at θ0, or weighted to stand for them
     * @param atTheta1 log r̂(x | θ0, θ1) of runs at θ1
     * @return the calibration, as {@link #monotone} gives it
     * @throws IllegalArgumentException if a sample has several components
     */
    public static RatioCalibration isotonic(Sample atTheta0, Sample atTheta1) {
        int each = Math.addExact(atTheta0.size(), atTheta1.size());
        return monotone(atTheta0, atTheta1, Binning.equalPopulation(each, atTheta0, atTheta1));
    }

    /** The histograms behind it. */
    public HistogramRatio histograms() {
        return histograms;
    }

    /**
     * The calibrated log ratio.
     *
     * @param logRHat log r̂(x | θ0, θ1) in nats; beyond the outermost edges it counts to the outermost bins
     * @return log r_cal
     * @throws IllegalArgumentException if it is NaN
     */
    public double calibrated(double logRHat) {
        return histograms.logRatioExpecting(logRHat, logRHat);
    }

    /**
     * The calibrated log ratios of several events.
     *
     * @param logRHat log r̂ of each, in nats
     * @return log r_cal of each
     * @throws IllegalArgumentException if one is NaN (with the first such row)
     */
    public double[] calibrated(double[] logRHat) {
        double[] result = new double[logRHat.length];
        for (int i = 0; i < result.length; i++) {
            if (Double.isNaN(logRHat[i])) {
                throw new IllegalArgumentException("calibration: log r must be a number, got NaN in row " + i);
            }
            result[i] = calibrated(logRHat[i]);
        }
        return result;
    }
}
