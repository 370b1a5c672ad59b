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

    /**
     * A learned metric.
     *
     * @param estimator with a fixed reference; must stay open
     * @param events sampled at the reference, shape (n, d)
     */
    public LearnedMetric(RatioEstimator estimator, double[][] events) {
        estimator.reference();
        this.estimator = estimator;
        this.events = Arrays.stream(events).map(double[]::clone).toArray(double[][]::new);
    }

    /** The information per event with its statistical error. */
    public FisherInformation information(double[] theta) {
        double[][] rows = estimator.logRatioAndScore(events, theta);
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
