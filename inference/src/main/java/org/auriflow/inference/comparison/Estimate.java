package org.auriflow.inference.comparison;

/** What a method has learned: log likelihood ratios, and the score at the reference of the problem. */
public interface Estimate extends AutoCloseable {
    /**
     * log r̂(x | θ0, θ1) of each event in nats, θ1 the reference.
     *
     * @param x events, shape (n, d)
     */
    double[] logRatio(double[][] x, double[] theta0);

    /** The score t̂(x | θ1) = ∇θ log p̂(x | θ) at the reference of each event, shape (n, k). */
    double[][] score(double[][] x);

    @Override
    default void close() {}
}
