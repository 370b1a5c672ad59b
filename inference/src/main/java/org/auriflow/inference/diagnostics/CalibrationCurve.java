package org.auriflow.inference.diagnostics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.distribution.ChiSquaredDistribution;
import org.auriflow.inference.statistics.Binning;
import org.auriflow.inference.statistics.Coverage;
import org.auriflow.inference.statistics.Interval;
import org.auriflow.inference.statistics.Sample;

/**
 * How often a classifier's probabilities come true: in bins of the predicted probability, the share of events of class 1
 * ("reliability diagram"; C. Guo et al., arXiv:1706.04599, section 2).
 *
 * @param points a bin each, in ascending order; empty bins have none
 */
public record CalibrationCurve(List<Point> points) {
    /**
     * A bin.
     *
     * @param predicted the mean predicted probability
     * @param expected the expected number of events of class 1, Σ ŝ
     * @param variance of that number, Σ ŝ(1 − ŝ)
     * @param found the number of events of class 1 among all
     */
    public record Point(double predicted, double expected, double variance, Coverage found) {
        /** The share of events of class 1. */
        public double fraction() {
            return found.fraction();
        }

        /** Its interval of 68 % (Wilson). */
        public Interval interval() {
            return found.wilson(0.68);
        }
    }

    /** Copies the list. */
    public CalibrationCurve {
        points = List.copyOf(points);
    }

    /**
     * The curve of predicted probabilities, in bins of equal population.
     *
     * @param predicted ŝ of events that were not trained on, in [0, 1]
     * @param classOne whether the event is of class 1
     * @param bins at least 1
     * @throws IllegalArgumentException if lengths differ, there is no event or a probability is out of range
     */
    public static CalibrationCurve of(double[] predicted, boolean[] classOne, int bins) {
        if (predicted.length != classOne.length) {
            throw new IllegalArgumentException("calibration curve: every probability needs a class, got "
                    + predicted.length + " and " + classOne.length);
        }
        Binning binning = Binning.equalPopulation(bins, Sample.of(predicted));
        double[] expected = new double[binning.size()];
        double[] variance = new double[binning.size()];
        int[] found = new int[binning.size()];
        int[] all = new int[binning.size()];
        for (int i = 0; i < predicted.length; i++) {
            double p = predicted[i];
            if (!(p >= 0 && p <= 1)) {
                throw new IllegalArgumentException(
                        "calibration curve: probabilities must be in [0, 1], got " + p + " in row " + i);
            }
            int bin = binning.index(p);
            expected[bin] += p;
            variance[bin] += p * (1 - p);
            found[bin] += classOne[i] ? 1 : 0;
            all[bin]++;
        }
        List<Point> points = new ArrayList<>();
        for (int b = 0; b < all.length; b++) {
            if (all[b] > 0) {
                points.add(new Point(expected[b] / all[b], expected[b], variance[b], new Coverage(found[b], all[b])));
            }
        }
        return new CalibrationCurve(points);
    }

    /**
     * The curve of an estimated ratio, as the classifier ŝ = 1/(1 + r̂) between as many runs at θ0 and at θ1, class 1.
     *
     * @param logRHatAtTheta0 log r̂(x | θ0, θ1) of runs at θ0, in nats
     * @param logRHatAtTheta1 of as many runs at θ1
     * @param bins at least 1
     * @throws IllegalArgumentException if the numbers of runs differ, there are none or an estimate is NaN
     */
    public static CalibrationCurve ofRatio(double[] logRHatAtTheta0, double[] logRHatAtTheta1, int bins) {
        int n = logRHatAtTheta0.length;
        if (logRHatAtTheta1.length != n) {
            throw new IllegalArgumentException("calibration curve: as many runs at theta0 as at theta1 are needed, got "
                    + n + " and " + logRHatAtTheta1.length);
        }
        double[] s = new double[2 * n];
        boolean[] classOne = new boolean[2 * n];
        Arrays.fill(classOne, n, 2 * n, true);
        Arrays.setAll(s, i -> 1 / (1 + Math.exp(i < n ? logRHatAtTheta0[i] : logRHatAtTheta1[i - n])));
        return of(s, classOne, bins);
    }

    /** Expected calibration error: the mean over events of |fraction − predicted| of their bin (arXiv:1706.04599, equation 3). */
    public double expectedError() {
        double sum = 0;
        int all = 0;
        for (Point point : points) {
            sum += point.found.trials() * Math.abs(point.fraction() - point.predicted);
            all += point.found.trials();
        }
        return sum / all;
    }

    /**
     * Σ (found − expected)²/variance, which follows χ² with as many degrees of freedom as there are points if the probabilities are right (D.
     * Hosmer and S. Lemeshow, Commun. Stat. A 9 (1980) 1043, for events that were not fitted).
     */
    public double chiSquare() {
        return points.stream()
                .mapToDouble(p -> {
                    double difference = p.found.covered() - p.expected;
                    return difference == 0 ? 0 : difference * difference / p.variance;
                })
                .sum();
    }

    /** The probability of a χ² at least as large. */
    public double pValue() {
        double chiSquare = chiSquare();
        return chiSquare == Double.POSITIVE_INFINITY
                ? 0
                : 1 - new ChiSquaredDistribution(null, points.size()).cumulativeProbability(chiSquare);
    }
}
