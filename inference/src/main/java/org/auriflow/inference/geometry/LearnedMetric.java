package org.auriflow.inference.geometry;

import java.util.Arrays;
import org.auriflow.inference.estimator.RatioEstimator;

/**
 * The information per event that a ratio estimator has learned: E[t̂ t̂ᵀ] at θ over one set of events from the reference, with
 * weights r̂(x | θ, θref), so that it is a smooth function of θ. It costs an evaluation of the network for each event; see
 * {@link TabulatedMetric}.
 */
public final class LearnedMetric implements Metric {
    private final RatioEstimator estimator;
    private final double[][] events;
    private final double[] theta1;

    /**
     * A learned metric.
     *
     * @param estimator with a fixed reference; must stay open
     * @param events sampled at the reference, shape (n, d)
     * @throws IllegalStateException if the estimator has no reference
     */
    public LearnedMetric(RatioEstimator estimator, double[][] events) {
        this(estimator, events, estimator.reference());
    }

    /**
     * A learned metric over events from elsewhere than the reference, or for an estimator without one.
     *
     * @param estimator must stay open
     * @param events sampled at θ1, shape (n, d)
     */
    public LearnedMetric(RatioEstimator estimator, double[][] events, double[] theta1) {
        this.estimator = estimator;
        this.events = Arrays.stream(events).map(double[]::clone).toArray(double[][]::new);
        this.theta1 = theta1.clone();
    }

    /** The information per event with its statistical error. */
    public FisherInformation information(double[] theta) {
        double[][] rows = estimator.logRatioAndScore(events, theta, theta1);
        double most = Arrays.stream(rows).mapToDouble(r -> r[0]).max().orElse(0);
        return new ScoredEvents(
                        Arrays.stream(rows)
                                .map(r -> Arrays.copyOfRange(r, 1, r.length))
                                .toArray(double[][]::new),
                        Arrays.stream(rows)
                                .mapToDouble(r -> Math.exp(r[0] - most))
                                .toArray())
                .perEvent();
    }

    @Override
    public double[][] at(double[] theta) {
        return information(theta).matrix();
    }
}
