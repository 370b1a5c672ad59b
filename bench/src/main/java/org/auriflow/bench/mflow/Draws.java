package org.auriflow.bench.mflow;

import java.util.Arrays;
import org.auriflow.engine.RandomStream;
import org.auriflow.inference.manifold.ManifoldProblem;

/** Points of a problem as rows, from one stream. */
record Draws(float[] x, float[] theta, int width, int contextWidth) {
    int size() {
        return x.length / width;
    }

    double[] point(int i) {
        double[] p = new double[width];
        for (int k = 0; k < width; k++) {
            p[k] = x[i * width + k];
        }
        return p;
    }

    double[][] points() {
        double[][] all = new double[size()][];
        Arrays.setAll(all, this::point);
        return all;
    }

    /** As many, or all. */
    Draws first(int most) {
        int n = Math.min(most, size());
        return new Draws(Arrays.copyOf(x, n * width), Arrays.copyOf(theta, n * contextWidth), width, contextWidth);
    }

    /** With θ from its prior. */
    static Draws overPrior(ManifoldProblem p, int n, RandomStream random) {
        return of(p, n, null, random);
    }

    /** At one θ. */
    static Draws at(ManifoldProblem p, int n, double[] theta, RandomStream random) {
        return of(p, n, theta, random);
    }

    /** At most n points at one θ that are not trained on. */
    static Draws heldOut(ManifoldProblem p, int n, double[] theta, RandomStream random) {
        int size = Math.min(n, p.heldOut());
        float[] x = new float[size * p.width()];
        float[] t = new float[size * p.contextWidth()];
        for (int i = 0; i < size; i++) {
            put(theta, t, i);
            put(p.drawHeldOut(i, theta, random), x, i);
        }
        return new Draws(x, t, p.width(), p.contextWidth());
    }

    static Draws outliers(ManifoldProblem p, int n, RandomStream random) {
        float[] x = new float[n * p.width()];
        for (int i = 0; i < n; i++) {
            put(p.drawOutlier(random), x, i);
        }
        return new Draws(x, new float[n * p.contextWidth()], p.width(), p.contextWidth());
    }

    private static Draws of(ManifoldProblem p, int n, double[] fixed, RandomStream random) {
        float[] x = new float[Math.multiplyExact(n, p.width())];
        float[] theta = new float[n * p.contextWidth()];
        for (int i = 0; i < n; i++) {
            double[] t = fixed == null ? p.drawContext(random) : fixed;
            put(t, theta, i);
            put(p.draw(t, random), x, i);
        }
        return new Draws(x, theta, p.width(), p.contextWidth());
    }

    private static void put(double[] row, float[] rows, int i) {
        for (int k = 0; k < row.length; k++) {
            rows[i * row.length + k] = (float) row[k];
        }
    }
}
