package org.auriflow.inference.simulator;

import java.util.List;
import java.util.Optional;
import org.auriflow.inference.manifold.PolynomialSurface;

/**
 * The {@link PolynomialSurface} of arXiv:2003.13913 with gold: which of the two Gaussians z comes from is latent.
 *
 * <p>The exact log density is that on the surface, {@link PolynomialSurface#logProb}; points beside the surface are
 * projected.
 */
public final class PolynomialSurfaceSimulator implements Simulator, ExactLikelihood {
    private static final double SHARE = 0.6;
    private static final double WIDE = 2;

    private final PolynomialSurface surface = new PolynomialSurface();

    @Override
    public String name() {
        return "polynomial-surface";
    }

    /** theta in [−1, 1]. */
    @Override
    public Prior prior() {
        return UniformPrior.of("theta", -1, 1);
    }

    @Override
    public List<String> observables() {
        return List.of("x0", "x1", "x2");
    }

    @Override
    public double[] simulate(Dual[] theta, Trace trace) {
        boolean wide = trace.bernoulli(SHARE);
        Dual deviation = wide ? Dual.constant(WIDE) : narrow(theta[0]);
        double center = wide ? 1 : -1;
        return surface.point(trace.normal(center, deviation), trace.normal(-center, deviation));
    }

    private static Dual narrow(Dual theta) {
        return theta.affine(0.4, 0.6);
    }

    @Override
    public Optional<ExactLikelihood> exact() {
        return Optional.of(this);
    }

    @Override
    public double logProb(double[] x, double[] theta) {
        return surface.logProb(x, theta);
    }

    @Override
    public double[] score(double[] x, double[] theta) {
        double[] z = PolynomialSurface.unrotated(x);
        Dual s = narrow(Dual.parameters(theta)[0]);
        Dual wide = log(1 - z[0], -1 - z[1], Dual.constant(WIDE)).plus(StrictMath.log(SHARE));
        Dual narrow = log(-1 - z[0], 1 - z[1], s).plus(StrictMath.log1p(-SHARE));
        return new double[] {Dual.logSumExp(wide, narrow).gradient(0, 0)};
    }

    /** The log density of two normal numbers, without 2π. */
    private static Dual log(double a, double b, Dual deviation) {
        return deviation
                .squared()
                .reciprocal()
                .times(-0.5 * (a * a + b * b))
                .minus(deviation.log().times(2));
    }
}
