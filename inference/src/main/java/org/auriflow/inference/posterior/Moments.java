package org.auriflow.inference.posterior;

import java.util.Arrays;

/**
 * Mean and covariance of weighted points.
 *
 * @param mean D components
 * @param covariance shape (D, D), dividing by the sum of weights
 */
record Moments(double[] mean, double[][] covariance) {
    static Moments of(double[][] points) {
        double[] weights = new double[points.length];
        Arrays.fill(weights, 1.0 / points.length);
        return of(points, weights);
    }

    /** Weights sum to 1. */
    static Moments of(double[][] points, double[] weights) {
        int d = points[0].length;
        double[] mean = new double[d];
        for (int i = 0; i < points.length; i++) {
            for (int k = 0; k < d; k++) {
                mean[k] += weights[i] * points[i][k];
            }
        }
        double[][] covariance = new double[d][d];
        for (int i = 0; i < points.length; i++) {
            for (int k = 0; k < d; k++) {
                for (int l = 0; l < d; l++) {
                    covariance[k][l] += weights[i] * (points[i][k] - mean[k]) * (points[i][l] - mean[l]);
                }
            }
        }
        return new Moments(mean, covariance);
    }
}
