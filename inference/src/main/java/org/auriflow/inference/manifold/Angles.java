package org.auriflow.inference.manifold;

/** Densities of angles. */
final class Angles {
    /** As many turns as matter for deviations up to a radian or two. */
    private static final int TURNS = 3;

    private Angles() {}

    /** Density at an angle of N(mean, deviation²) modulo 2π. */
    static double wrappedNormal(double angle, double mean, double deviation) {
        double a = Math.IEEEremainder(angle - mean, 2 * Math.PI);
        double sum = 0;
        for (int k = -TURNS; k <= TURNS; k++) {
            double z = (a + 2 * Math.PI * k) / deviation;
            sum += Math.exp(-0.5 * z * z);
        }
        return sum / (deviation * Math.sqrt(2 * Math.PI));
    }
}
