package org.auriflow.inference.geometry;

import java.util.Arrays;

/**
 * A costly metric made cheap and smooth: the polynomial through its values at Chebyshev points of a box, evaluated by the
 * barycentric formula (J.-P. Berrut and L. Trefethen, SIAM Review 46 (2004) 501).
 */
public final class TabulatedMetric implements Metric {
    private final double[] lower;
    private final double[] upper;
    private final int nodes;
    private final double[][][] values;

    /**
     * Evaluates the metric nodes^P times.
     *
     * @param lower lower ends of the box, P components
     * @param upper upper ends
     * @param nodes along each parameter, at least 2
     * @throws IllegalArgumentException if the box is not finite or there are too few nodes
     */
    public TabulatedMetric(Metric metric, double[] lower, double[] upper, int nodes) {
        boolean good = nodes >= 2 && lower.length == upper.length;
        for (int k = 0; good && k < lower.length; k++) {
            good = upper[k] > lower[k] && Double.isFinite(upper[k] - lower[k]);
        }
        if (!good) {
            throw new IllegalArgumentException("metric: requires a finite box and at least 2 nodes, got "
                    + Arrays.toString(lower) + " to " + Arrays.toString(upper) + " and " + nodes + "; check the ends");
        }
        this.lower = lower.clone();
        this.upper = upper.clone();
        this.nodes = nodes;
        this.values = new double[(int) Math.round(Math.pow(nodes, lower.length))][][];
        for (int n = 0; n < values.length; n++) {
            double[] theta = new double[lower.length];
            for (int k = lower.length - 1, rest = n; k >= 0; k--, rest /= nodes) {
                theta[k] = (lower[k] + upper[k]) / 2 + (upper[k] - lower[k]) / 2 * node(rest % nodes);
            }
            values[n] = metric.at(theta);
        }
    }

    /** Extreme points of a Chebyshev polynomial on [−1, 1]. */
    private double node(int i) {
        return Math.cos(Math.PI * i / (nodes - 1));
    }

    /**
     * The interpolated matrix.
     *
     * @throws IllegalArgumentException outside the box
     */
    @Override
    public double[][] at(double[] theta) {
        int p = lower.length;
        double[][] share = new double[p][];
        for (int k = 0; k < p; k++) {
            double u = (2 * theta[k] - lower[k] - upper[k]) / (upper[k] - lower[k]);
            // Central differences look a little beyond the end.
            if (!(Math.abs(u) <= 1.001)) {
                throw new IllegalArgumentException("metric: requires theta in " + Arrays.toString(lower) + " to "
                        + Arrays.toString(upper) + ", got " + Arrays.toString(theta) + "; tabulate a larger box");
            }
            share[k] = shares(u);
        }
        double[][] sum = new double[p][p];
        for (int n = 0; n < values.length; n++) {
            double weight = 1;
            for (int k = p - 1, rest = n; k >= 0; k--, rest /= nodes) {
                weight *= share[k][rest % nodes];
            }
            for (int i = 0; i < p; i++) {
                for (int j = 0; j < p; j++) {
                    sum[i][j] += weight * values[n][i][j];
                }
            }
        }
        return sum;
    }

    private double[] shares(double u) {
        double[] share = new double[nodes];
        double total = 0;
        for (int i = 0; i < nodes; i++) {
            double distance = u - node(i);
            if (distance == 0) {
                Arrays.fill(share, 0);
                share[i] = 1;
                return share;
            }
            share[i] = (i % 2 == 0 ? 1 : -1) * (i == 0 || i == nodes - 1 ? 0.5 : 1) / distance;
            total += share[i];
        }
        for (int i = 0; i < nodes; i++) {
            share[i] /= total;
        }
        return share;
    }
}
