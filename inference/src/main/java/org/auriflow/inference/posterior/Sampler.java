package org.auriflow.inference.posterior;

/**
 * Draws from a density that is known up to a factor. Implementations are immutable and keep nothing between calls.
 *
 * @param <T> {@link SmoothTarget} if gradients are needed, else {@link Target}
 */
@FunctionalInterface
public interface Sampler<T extends Target> {
    /**
     * Runs several chains.
     *
     * @param target defined on all of R^D; zero density is allowed unless gradients are needed
     * @param starts the first state of each chain, of positive density, shape (chains, D)
     * @param warmUp states before the first kept one, in which the sampler may adapt itself
     * @param draws kept states of each chain
     * @param seed decides all randomness
     * @throws IllegalArgumentException if a number is not allowed, or the density is 0 or NaN at a start
     */
    Chains run(T target, double[][] starts, int warmUp, int draws, long seed);
}
