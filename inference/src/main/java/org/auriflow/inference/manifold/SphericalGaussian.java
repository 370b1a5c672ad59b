package org.auriflow.inference.manifold;

import org.auriflow.engine.RandomStream;

/**
 * Gaussian angles on the unit circle or sphere, with a little noise off it: the spherical Gaussian of 2003.13913 without
 * parameters.
 *
 * <pre>{@code
 * φᵢ ~ N(π/2, (π/4)²) mod 2π    r ~ N(1, 0.01²)    x = r (cos φ₀, sin φ₀ cos φ₁, …, sin φ₀ ⋯ sin φₙ₋₁)
 * }</pre>
 *
 * <p>On a sphere the polar angle φ₀ may pass the pole: the points (φ₀, φ₁) and (2π − φ₀, φ₁ + π) are one, and {@link #logProb} adds both. The
 * density per area has the factor 1/|sin φ₀|; the reference code multiplies by |sin φ₀| instead and knows of one of the two points only, which is
 * {@link #publishedLogProb}.
 */
public final class SphericalGaussian implements ManifoldProblem {
    private static final double PHASE = Math.PI / 2;
    private static final double SPREAD = Math.PI / 4;
    private static final double NOISE = 0.01;

    private final int latentWidth;

    private SphericalGaussian(int latentWidth) {
        this.latentWidth = latentWidth;
    }

    /** On the unit circle in the plane. */
    public static SphericalGaussian circle() {
        return new SphericalGaussian(1);
    }

    /** On the unit sphere in space. */
    public static SphericalGaussian sphere() {
        return new SphericalGaussian(2);
    }

    @Override
    public String name() {
        return latentWidth == 1 ? "circle" : "sphere";
    }

    @Override
    public int width() {
        return latentWidth + 1;
    }

    @Override
    public int latentWidth() {
        return latentWidth;
    }

    @Override
    public int contextWidth() {
        return 0;
    }

    @Override
    public double extent() {
        return 2;
    }

    @Override
    public double[] draw(double[] theta, RandomStream random) {
        double[] angles = new double[latentWidth];
        for (int i = 0; i < latentWidth; i++) {
            angles[i] = PHASE + SPREAD * random.normal();
        }
        return point(1 + NOISE * random.normal(), angles);
    }

    private static double[] point(double r, double[] angles) {
        double[] x = new double[angles.length + 1];
        for (int i = 0; i < angles.length; i++) {
            x[i] = r * Math.cos(angles[i]);
            r *= Math.sin(angles[i]);
        }
        x[angles.length] = r;
        return x;
    }

    private static double norm(double[] x) {
        double sum = 0;
        for (double v : x) {
            sum += v * v;
        }
        return Math.sqrt(sum);
    }

    @Override
    public double distance(double[] x) {
        return Math.abs(norm(x) - 1);
    }

    @Override
    public double logProb(double[] x, double[] theta) {
        if (latentWidth == 1) {
            return Math.log(Angles.wrappedNormal(Math.atan2(x[1], x[0]), PHASE, SPREAD));
        }
        double polar = Math.acos(x[0] / norm(x));
        double azimuth = Math.atan2(x[2], x[1]);
        double both = Angles.wrappedNormal(polar, PHASE, SPREAD) * Angles.wrappedNormal(azimuth, PHASE, SPREAD)
                + Angles.wrappedNormal(2 * Math.PI - polar, PHASE, SPREAD)
                        * Angles.wrappedNormal(azimuth + Math.PI, PHASE, SPREAD);
        return Math.log(both) - Math.log(Math.sin(polar));
    }

    @Override
    public double publishedLogProb(double[] x, double[] theta) {
        if (latentWidth == 1) {
            return logProb(x, theta);
        }
        double polar = Math.acos(x[0] / norm(x));
        double azimuth = Math.atan2(x[2], x[1]);
        return Math.log(Angles.wrappedNormal(polar, PHASE, SPREAD) * Angles.wrappedNormal(azimuth, PHASE, SPREAD))
                + Math.log(Math.sin(polar));
    }
}
