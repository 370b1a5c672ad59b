package org.auriflow.inference.posterior;

/** A density that is known up to a factor: what a sampler draws from. */
@FunctionalInterface
public interface Target {
    /**
     * The log density in nats, up to a constant.
     *
     * @param theta D components, not to be kept or changed
     * @return ln p(θ) + constant; −∞ where the density is zero
     */
    double logDensity(double[] theta);
}
