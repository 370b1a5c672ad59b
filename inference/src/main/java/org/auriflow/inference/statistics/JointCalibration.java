package org.auriflow.inference.statistics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * Calibration in the estimated ratio and θ0 together, from runs whose θ0 varies (arXiv:1506.02169): the runs are divided into
 * bins of θ0, each has a calibration of its own, and between the centres of bins the calibrated ratios are interpolated linearly,
 *
 * <pre>
 *   r_cal(r̂, θ) = Σ_k c_k(θ) r_k(r̂),   c_k ≥ 0, Σ c_k = 1
 * </pre>
 *
 * <p>so that they stay monotone in r̂ if each r_k is, and normalised as far as a bin's runs have the same r̂. Beyond the outermost centres
 * the calibration is that of the centre.
 *
 * <p><b>Not for intervals of many events.</b> Each r_k is a step function. As θ changes, so does log r̂ of each event, which crosses steps and
 * bins with fluctuations of their own; the sum over n events is rugged, its peak is the highest of many, and the set of θ around it is far
 * too narrow: with x ~ N(θ, 1), 200 events and 10,000 runs a tenth of the right width. {@link LogisticCalibration} is smooth in both.
 */
public final class JointCalibration {
    private final double[][] centers;
    private final List<RatioCalibration> calibrations;

    private JointCalibration(double[][] centers, List<RatioCalibration> calibrations) {
        this.centers = centers;
        this.calibrations = calibrations;
    }

    /**
     * Fits isotonic calibrations.
     *
     * @param atTheta0 log r̂(x | θ0, θ1) and θ0 of runs x ~ p(x | θ0), shape (n, 1 + P)
     * @param atTheta1 the same of runs x ~ p(x | θ1), whose θ0 are drawn as those of the other sample
     * @param thetas bins of the P components of θ0
     */
    public static JointCalibration fit(Sample atTheta0, Sample atTheta1, Binning thetas) {
        return fit(atTheta0, atTheta1, thetas, RatioCalibration::isotonic);
    }

    /**
     * Fits.
     *
     * @param atTheta0 log r̂(x | θ0, θ1) and θ0 of runs x ~ p(x | θ0), shape (n, 1 + P)
     * @param atTheta1 the same of runs x ~ p(x | θ1), whose θ0 are drawn as those of the other sample
     * @param thetas bins of the P components of θ0
     * @param calibration from log r̂ at θ0 and at θ1 in a bin, such as {@link RatioCalibration#isotonic}
     * @throws IllegalArgumentException if dimensions do not fit or a bin lacks one of the samples
     */
    public static JointCalibration fit(Sample atTheta0, Sample atTheta1, Binning thetas, Calibration calibration) {
        if (atTheta0.dimension() != thetas.dimension() + 1 || atTheta1.dimension() != atTheta0.dimension()) {
            throw new IllegalArgumentException("joint calibration: samples need log r and " + thetas.dimension()
                    + " parameters, got " + atTheta0.dimension() + " and " + atTheta1.dimension() + " components");
        }
        List<RatioCalibration> calibrations = new ArrayList<>();
        for (int bin = 0; bin < thetas.size(); bin++) {
            calibrations.add(calibration.apply(inBin(atTheta0, thetas, bin), inBin(atTheta1, thetas, bin)));
        }
        double[][] centers = new double[thetas.dimension()][];
        for (int p = 0; p < centers.length; p++) {
            centers[p] = means(Binning.ofEdges(thetas.edges(p)), p + 1, atTheta0, atTheta1);
        }
        return new JointCalibration(centers, List.copyOf(calibrations));
    }

    /** Makes a calibration from log r̂ at θ0 and at θ1. */
    @FunctionalInterface
    public interface Calibration {
        /** The calibration. */
        RatioCalibration apply(Sample atTheta0, Sample atTheta1);
    }

    private static double[] theta(double[] row) {
        return Arrays.copyOfRange(row, 1, row.length);
    }

    private static Sample inBin(Sample sample, Binning thetas, int bin) {
        List<Double> logR = new ArrayList<>();
        List<Double> weights = new ArrayList<>();
        for (int i = 0; i < sample.size(); i++) {
            if (sample.weight(i) > 0 && thetas.index(theta(sample.value(i))) == bin) {
                logR.add(sample.value(i)[0]);
                weights.add(sample.weight(i));
            }
        }
        if (logR.isEmpty()) {
            throw new IllegalArgumentException("joint calibration: every bin of theta needs runs of both samples, got"
                    + " none of one in bin " + bin + "; use fewer bins");
        }
        return Sample.of(logR.stream().mapToDouble(v -> v).toArray())
                .withWeights(weights.stream().mapToDouble(v -> v).toArray());
    }

    /** The mean of a column in each of its bins. */
    private static double[] means(Binning along, int column, Sample... samples) {
        double[] sums = new double[along.size()];
        double[] totals = new double[along.size()];
        for (Sample sample : samples) {
            for (int i = 0; i < sample.size(); i++) {
                double value = sample.value(i)[column];
                int bin = along.index(value);
                sums[bin] += value * sample.weight(i);
                totals[bin] += sample.weight(i);
            }
        }
        Arrays.setAll(sums, bin -> sums[bin] / totals[bin]);
        return sums;
    }

    /**
     * The calibrated log ratio.
     *
     * @param theta θ0
     * @param logRHat log r̂(x | θ0, θ1) in nats
     * @return log r_cal
     * @throws IllegalArgumentException if θ has the wrong length, or θ or the estimate is NaN
     */
    public double calibrated(double[] theta, double logRHat) {
        if (theta.length != centers.length || Arrays.stream(theta).anyMatch(Double::isNaN)) {
            throw new IllegalArgumentException("joint calibration: theta must have " + centers.length
                    + " components that are numbers, got " + Arrays.toString(theta));
        }
        return Math.log(interpolated(theta, logRHat, 0, 0));
    }

    /** Σ c_k r_k over the centres around theta, one component after the other. */
    private double interpolated(double[] theta, double logRHat, int component, int bin) {
        if (component == theta.length) {
            return Math.exp(calibrations.get(bin).calibrated(logRHat));
        }
        double[] along = centers[component];
        double t = Math.min(Math.max(theta[component], along[0]), along[along.length - 1]);
        int right = 0;
        while (along[right] < t) {
            right++;
        }
        int first = bin * along.length + right;
        double atRight = interpolated(theta, logRHat, component + 1, first);
        if (along[right] == t) {
            return atRight;
        }
        double share = (along[right] - t) / (along[right] - along[right - 1]);
        return share * interpolated(theta, logRHat, component + 1, first - 1) + (1 - share) * atRight;
    }

    /**
     * The calibrated likelihood of an event set, θ → Σ log r_cal(x_i | θ, θ1).
     *
     * @param logRHat θ → log r̂(x_i | θ, θ1), as {@code theta -> estimator.logRatio(events, theta)}
     */
    public LogLikelihood logLikelihood(Function<double[], double[]> logRHat) {
        return theta -> Arrays.stream(logRHat.apply(theta))
                .map(estimate -> calibrated(theta, estimate))
                .sum();
    }
}
