package org.auriflow.flows;

import org.auriflow.engine.Tensor;
import org.auriflow.flows.Flows.Support;

/**
 * A rule for integrals over a support: Σ weightᵢ f(pointᵢ).
 *
 * @param points float64 [m, d]
 * @param weights of the cells, [m]
 */
record Quadrature(Tensor points, double[] weights) {
    /**
     * Where all but 1e-6 of the mass of every light-tailed example lies: the tails of the splines are those of a
     * normal.
     */
    private static final double EDGE = 6;

    private static final int CELLS = 4000;
    private static final int CELLS_PER_AXIS = 400;

    /** Cells of width 1 or 2, or on the circle or the sphere of dimension 2. */
    static Quadrature of(Support support, int d) {
        return switch (support) {
            case REAL -> product(d, EDGE, x -> x, x -> 1);
            // As far as 11013, beyond which a tail of 1.5 degrees of freedom holds 1e-6.
            case HEAVY_TAILS ->
                product(d, 3, t -> Math.sinh(Math.sinh(t)), t -> Math.cosh(Math.sinh(t)) * Math.cosh(t));
            case SPHERE -> d == 2 ? circle() : sphere();
            case OWN_SURFACE -> throw new IllegalArgumentException("quadrature: the surface is not known");
        };
    }

    private interface Function {
        double at(double t);
    }

    /** Midpoints t of equal cells of [−edge, edge]^d, mapped feature by feature. */
    private static Quadrature product(int d, double edge, Function map, Function derivative) {
        int n = d == 1 ? CELLS : CELLS_PER_AXIS;
        int total = d == 1 ? n : n * n;
        double[] x = new double[total * d];
        double[] w = new double[total];
        for (int i = 0; i < total; i++) {
            w[i] = 1;
            for (int j = 0; j < d; j++) {
                int cell = j == 0 ? i % n : Math.floorDiv(i, n);
                double t = edge * (2 * (cell + 0.5) / n - 1);
                x[i * d + j] = map.at(t);
                w[i] *= derivative.at(t) * 2 * edge / n;
            }
        }
        return new Quadrature(Tensor.of(x).reshape(total, d), w);
    }

    private static Quadrature circle() {
        double[] x = new double[2 * CELLS];
        double[] w = new double[CELLS];
        for (int i = 0; i < CELLS; i++) {
            double angle = 2 * Math.PI * (i + 0.5) / CELLS;
            x[2 * i] = Math.cos(angle);
            x[2 * i + 1] = Math.sin(angle);
            w[i] = 2 * Math.PI / CELLS;
        }
        return new Quadrature(Tensor.of(x).reshape(CELLS, 2), w);
    }

    /** In height and longitude, in which the sphere has the area of a cylinder (Archimedes). */
    private static Quadrature sphere() {
        int n = CELLS_PER_AXIS;
        double[] x = new double[3 * n * n];
        double[] w = new double[n * n];
        for (int i = 0; i < n * n; i++) {
            double height = 2 * (Math.floorDiv(i, n) + 0.5) / n - 1;
            double angle = 2 * Math.PI * (i % n + 0.5) / n;
            double radius = Math.sqrt(1 - height * height);
            x[3 * i] = radius * Math.cos(angle);
            x[3 * i + 1] = radius * Math.sin(angle);
            x[3 * i + 2] = height;
            w[i] = 4 * Math.PI / (n * n);
        }
        return new Quadrature(Tensor.of(x).reshape(n * n, 3), w);
    }
}
