package org.auriflow.inference.limits;

import java.util.Arrays;
import java.util.function.Function;
import org.auriflow.inference.statistics.LogLikelihood;

/**
 * The likelihood that an expected number of events would have if each of them were average: with a weighted sample in the place
 * of data,
 *
 * <pre>
 *   log L(θ) = n Σ_i w_i log r(x_i | θ) / Σ_i w_i
 * </pre>
 *
 * <p>The Asimov data set of events (arXiv:1007.1727, section 3: the data for which every estimator returns the true value), without
 * bins. The sample must stand for p(x | θ_A): simulated there, or reweighted by joint ratios.
 */
public final class WeightedLikelihood implements LogLikelihood {
    private final Function<double[], double[]> logRatios;
    private final double[] weights;
    private final double events;

    /**
     * A likelihood of a weighted sample.
     *
     * @param logRatios θ → log r(x_i | θ, θ1) of each event of the sample, as {@code theta -> estimator.logRatio(x, theta)}
     * @param weights one for each, at least 0, not all 0; only their ratios matter
     * @param events n, at least 0
     * @throws IllegalArgumentException if a weight or n is not allowed
     */
    public WeightedLikelihood(Function<double[], double[]> logRatios, double[] weights, double events) {
        this.logRatios = logRatios;
        this.weights = shares(weights, events);
        this.events = events;
    }

    /** Weights with a sum of 1. */
    static double[] shares(double[] weights, double events) {
        double total = Arrays.stream(weights).sum();
        boolean allowed = Arrays.stream(weights).allMatch(w -> w >= 0);
        if (!allowed || !(total > 0) || !Double.isFinite(total) || !(events >= 0) || !Double.isFinite(events)) {
            throw new IllegalArgumentException("weighted likelihood: weights must be at least 0 with a finite positive"
                    + " sum, and the number of events at least 0, got a sum of " + total + " and " + events
                    + " events; remove negative weights");
        }
        return Arrays.stream(weights).map(w -> w / total).toArray();
    }

    /**
     * The extended likelihood of the Asimov data set at θ_A: ν(θ_A) average events, and a count of ν(θ_A).
     *
     * @param logRatios as in the constructor, of a sample that stands for p(x | θ_A)
     * @param weights one for each
     * @param rate ν
     * @param theta θ_A
     */
    public static LogLikelihood asimov(
            Function<double[], double[]> logRatios, double[] weights, EventRate rate, double[] theta) {
        double expected = rate.at(theta.clone());
        return new WeightedLikelihood(logRatios, weights, expected).plus(new PoissonLikelihood(expected, rate));
    }

    @Override
    public double at(double[] theta) {
        double[] logR = logRatios.apply(theta);
        if (logR.length != weights.length) {
            throw new IllegalArgumentException("weighted likelihood: a log ratio for each of " + weights.length
                    + " events is needed, got " + logR.length);
        }
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            // an event that does not count may be impossible
            sum += weights[i] == 0 ? 0 : weights[i] * logR[i];
        }
        return events == 0 ? 0 : events * sum;
    }
}
