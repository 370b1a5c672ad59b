package org.auriflow.inference.posterior;

/** A {@link Target} with the gradient of its log density. */
@FunctionalInterface
public interface SmoothTarget extends Target {
    /**
     * The log density and its gradient.
     *
     * @param theta D components, not to be kept or changed
     * @param gradient receives ∇θ ln p(θ), D components; anything where the density is zero
     * @return ln p(θ) + constant, in nats
     */
    double logDensity(double[] theta, double[] gradient);

    @Override
    default double logDensity(double[] theta) {
        return logDensity(theta, new double[theta.length]);
    }

    /**
     * A target with its gradient, by central differences unless it has one. Their step is 10⁻⁵ of |θ| or of 1,
     * whichever is larger, so give a gradient of your own if the density is narrower than some 10⁻³.
     */
    static SmoothTarget of(Target target) {
        return target instanceof SmoothTarget smooth ? smooth : new CentralDifferences(target);
    }
}
