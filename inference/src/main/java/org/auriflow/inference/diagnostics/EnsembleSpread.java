package org.auriflow.inference.diagnostics;

import java.util.Arrays;

/**
 * How far the members of an ensemble disagree about each event: an estimate of the part of the error that training causes, and
 * none of what all members have in common.
 *
 * @param mean of log r̂ over the members, for each event
 * @param deviation the standard deviation over the members (n − 1), for each event
 */
public record EnsembleSpread(double[] mean, double[] deviation) {
    /** Copies. */
    public EnsembleSpread {
        mean = mean.clone();
        deviation = deviation.clone();
    }

    /**
     * The spread.
     *
     * @param logRHat of each member and event, shape (M, n), M at least 2
     * @throws IllegalArgumentException if there are fewer than 2 members, rows differ in length or a value is not finite
     */
    public static EnsembleSpread of(double[][] logRHat) {
        int members = logRHat.length;
        if (members < 2) {
            throw new IllegalArgumentException("ensemble spread: at least 2 members are needed, got " + members);
        }
        int n = logRHat[0].length;
        double[] mean = new double[n];
        double[] deviation = new double[n];
        for (int m = 0; m < members; m++) {
            boolean finite = Arrays.stream(logRHat[m]).allMatch(Double::isFinite);
            if (logRHat[m].length != n || !finite) {
                throw new IllegalArgumentException("ensemble spread: every member needs " + n
                        + " finite values, got " + logRHat[m].length + " of member " + m
                        + (finite ? "" : ", not all finite"));
            }
        }
        for (int i = 0; i < n; i++) {
            for (double[] member : logRHat) {
                mean[i] += member[i] / members;
            }
            double squares = 0;
            for (double[] member : logRHat) {
                squares += (member[i] - mean[i]) * (member[i] - mean[i]);
            }
            deviation[i] = Math.sqrt(squares / (members - 1));
        }
        return new EnsembleSpread(mean, deviation);
    }

    /** A copy. */
    @Override
    public double[] mean() {
        return mean.clone();
    }

    /** A copy. */
    @Override
    public double[] deviation() {
        return deviation.clone();
    }

    /** The root mean square of the deviations. */
    public double rootMeanSquare() {
        return Math.sqrt(Arrays.stream(deviation).map(v -> v * v).average().orElse(0));
    }
}
