package org.auriflow.inference.posterior;

import java.util.Arrays;
import org.auriflow.inference.estimator.RatioEstimator;
import org.auriflow.inference.statistics.LogLikelihood;

/** Σ log r̂(x_i | θ, θref) over events, with its gradient through the network. */
final class LearnedLikelihood implements SmoothTarget {
    /** Below so many events the padding of {@code logRatio} costs more than the gradient that is not asked for. */
    private static final int FEW = 64;

    private final RatioEstimator estimator;
    private final double[][] events;
    private final LogLikelihood ofMany;

    LearnedLikelihood(RatioEstimator estimator, double[][] events) {
        this.estimator = estimator;
        this.events = Arrays.stream(events).map(double[]::clone).toArray(double[][]::new);
        this.ofMany = estimator.logLikelihood(events);
    }

    @Override
    public double logDensity(double[] theta) {
        if (events.length <= FEW) {
            return logDensity(theta, new double[theta.length]);
        }
        return ofMany.at(theta);
    }

    @Override
    public double logDensity(double[] theta, double[] gradient) {
        double sum = 0;
        Arrays.fill(gradient, 0);
        for (double[] row : estimator.logRatioAndScore(events, theta)) {
            sum += row[0];
            for (int k = 0; k < gradient.length; k++) {
                gradient[k] += row[k + 1];
            }
        }
        return sum;
    }
}
