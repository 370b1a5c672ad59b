package org.auriflow.inference.diagnostics;

import java.util.function.UnaryOperator;
import org.auriflow.inference.statistics.Sample;

/**
 * The weighted mean of several functions of an event.
 *
 * @param mean F components
 * @param covariance of the mean, Σ w_i² (f_i − f̄)(f_i − f̄)ᵀ/(Σ w_i)², shape (F, F)
 */
record WeightedMean(double[] mean, double[][] covariance) {
    static WeightedMean of(Sample sample, UnaryOperator<double[]> functions) {
        double[][] values = sample.values();
        double[] weights = sample.weights();
        double total = 0;
        for (double w : weights) {
            total += w;
        }
        double[] mean = null;
        double[][] features = new double[values.length][];
        for (int i = 0; i < values.length; i++) {
            features[i] = functions.apply(values[i]);
            mean = mean == null ? new double[features[i].length] : mean;
            for (int a = 0; a < mean.length; a++) {
                mean[a] += weights[i] / total * features[i][a];
            }
        }
        double[][] covariance = new double[mean.length][mean.length];
        for (int i = 0; i < values.length; i++) {
            double share = weights[i] / total;
            for (int a = 0; a < mean.length; a++) {
                for (int b = 0; b < mean.length; b++) {
                    covariance[a][b] += share * share * (features[i][a] - mean[a]) * (features[i][b] - mean[b]);
                }
            }
        }
        return new WeightedMean(mean, covariance);
    }
}
