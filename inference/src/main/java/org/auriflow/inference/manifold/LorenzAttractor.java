package org.auriflow.inference.manifold;

import org.auriflow.engine.RandomStream;

/**
 * Points of trajectories on the Lorenz attractor, standardised (2003.13913, section 4.B): σ = 10, β = 8/3, ρ = 28.
 *
 * <p>Trajectories begin near (1, 1, 1), run to t = 50 before they count and to t = 1,000 in all, by classical Runge–Kutta steps of
 * 0.005; points are taken at random from the steps of 100 trajectories. Means and deviations are the published ones. The attractor has a fractal
 * dimension of 2.06, and no density in closed form.
 */
public final class LorenzAttractor implements ManifoldProblem {
    private static final double SIGMA = 10;
    private static final double BETA = 8.0 / 3;
    private static final double RHO = 28;
    private static final double STEP = 0.005;
    private static final double BEGIN = 50;
    private static final double END = 1000;
    private static final double[] MEANS = {-0.68170659, -0.55421554, 23.71924285};
    private static final double[] DEVIATIONS = {7.98203267, 9.0880048, 8.31979251};

    private final float[] points;
    private final int reference;

    /**
     * Integrates trajectories.
     *
     * @param trajectories 100 as published
     * @param reference every how many points of all trajectories one serves for distances
     * @throws IllegalArgumentException if a number is not positive
     */
    public LorenzAttractor(int trajectories, int reference, long seed) {
        if (trajectories < 1 || reference < 1) {
            throw new IllegalArgumentException("lorenz: requires positive numbers of trajectories and points, got "
                    + trajectories + " and one of " + reference + "; 100 and 20 are usual");
        }
        this.reference = reference;
        int steps = (int) Math.round((END - BEGIN) / STEP) / 2;
        points = new float[3 * steps * trajectories];
        RandomStream random = new RandomStream(seed, 0x4C6F72);
        int at = 0;
        for (int k = 0; k < trajectories; k++) {
            double[] x = {1 + 0.1 * random.normal(), 1 + 0.1 * random.normal(), 1 + 0.1 * random.normal()};
            for (int s = 0; s < BEGIN / STEP; s++) {
                step(x);
            }
            for (int s = 0; s < steps; s++) {
                step(x);
                step(x);
                for (int i = 0; i < 3; i++) {
                    points[at++] = (float) ((x[i] - MEANS[i]) / DEVIATIONS[i]);
                }
            }
        }
    }

    private static double[] velocity(double[] x) {
        return new double[] {
            SIGMA * (x[1] - x[0]), x[0] * (RHO - x[2]) - x[1], x[0] * x[1] - BETA * x[2],
        };
    }

    private static double[] moved(double[] x, double[] by, double h) {
        return new double[] {x[0] + h * by[0], x[1] + h * by[1], x[2] + h * by[2]};
    }

    private static void step(double[] x) {
        double[] a = velocity(x);
        double[] b = velocity(moved(x, a, STEP / 2));
        double[] c = velocity(moved(x, b, STEP / 2));
        double[] d = velocity(moved(x, c, STEP));
        for (int i = 0; i < 3; i++) {
            x[i] += STEP / 6 * (a[i] + 2 * b[i] + 2 * c[i] + d[i]);
        }
    }

    @Override
    public String name() {
        return "lorenz";
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

    /** Of all three axes, in standardised units. */
    @Override
    public double extent() {
        return 5;
    }

    @Override
    public double[] draw(double[] theta, RandomStream random) {
        int at = 3 * random.below(points.length / 3);
        return new double[] {points[at], points[at + 1], points[at + 2]};
    }

    /** To the nearest reference point, which is some thousandths where points are dense. */
    @Override
    public double distance(double[] x) {
        double least = Double.POSITIVE_INFINITY;
        float a = (float) x[0];
        float b = (float) x[1];
        float c = (float) x[2];
        for (int i = 0; i < points.length; i += 3 * reference) {
            float da = points[i] - a;
            float db = points[i + 1] - b;
            float dc = points[i + 2] - c;
            least = Math.min(least, da * da + db * db + dc * dc);
        }
        return Math.sqrt(least);
    }

    @Override
    public boolean hasDensity() {
        return false;
    }

    @Override
    public double logProb(double[] x, double[] theta) {
        throw new UnsupportedOperationException(
                "lorenz: the density on the attractor has no closed form, got a call of logProb; ask hasDensity first");
    }
}
