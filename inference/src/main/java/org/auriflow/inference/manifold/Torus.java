package org.auriflow.inference.manifold;

import org.auriflow.engine.RandomStream;

/**
 * Two humps on a torus in space, with a little noise along its normal.
 *
 * <pre>{@code
 * x = ((1 + r cos ψ) cos φ, (1 + r cos ψ) sin φ, r sin ψ)    r ~ N(0.4, 0.01²)
 * (φ, ψ) ~ ½ N((0, 0), 0.8² I) + ½ N((2, 1.5), 0.8² I) mod 2π
 * }</pre>
 *
 * <p>The density per area is that of the angles over r (1 + r cos ψ).
 */
public final class Torus implements ManifoldProblem {
    /** From the centre of the hole to that of the tube. */
    public static final double MAJOR = 1;

    /** Radius of the tube. */
    public static final double MINOR = 0.4;

    private static final double NOISE = 0.01;
    private static final double SPREAD = 0.8;
    private static final double[][] CENTERS = {{0, 0}, {2, 1.5}};

    @Override
    public String name() {
        return "torus";
    }

    @Override
    public int width() {
        return 3;
    }

    @Override
    public int latentWidth() {
        return 2;
    }

    @Override
    public int contextWidth() {
        return 0;
    }

    @Override
    public double extent() {
        return 2 * (MAJOR + MINOR);
    }

    @Override
    public double[] draw(double[] theta, RandomStream random) {
        double[] center = CENTERS[random.uniform() < 0.5 ? 0 : 1];
        double phi = center[0] + SPREAD * random.normal();
        double psi = center[1] + SPREAD * random.normal();
        double r = MINOR + NOISE * random.normal();
        double across = MAJOR + r * Math.cos(psi);
        return new double[] {across * Math.cos(phi), across * Math.sin(phi), r * Math.sin(psi)};
    }

    @Override
    public double distance(double[] x) {
        return Math.abs(Math.hypot(Math.hypot(x[0], x[1]) - MAJOR, x[2]) - MINOR);
    }

    @Override
    public double logProb(double[] x, double[] theta) {
        double phi = Math.atan2(x[1], x[0]);
        double psi = Math.atan2(x[2], Math.hypot(x[0], x[1]) - MAJOR);
        double sum = 0;
        for (double[] c : CENTERS) {
            sum += Angles.wrappedNormal(phi, c[0], SPREAD) * Angles.wrappedNormal(psi, c[1], SPREAD) / CENTERS.length;
        }
        return Math.log(sum) - Math.log(MINOR * (MAJOR + MINOR * Math.cos(psi)));
    }
}
