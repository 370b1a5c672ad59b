package org.auriflow.bench.mflow;

import java.util.Arrays;
import org.auriflow.bench.report.Thinning;

/**
 * The two directions in which points differ most, by power iteration on their covariance.
 *
 * @param mean of the points, shape (d)
 * @param directions orthonormal, shape (2, d); the largest component of each is positive
 * @param shares of the variance along each
 */
record PrincipalComponents(double[] mean, double[][] directions, double[] shares) {
    private static final int POINTS = 2000;
    private static final int STEPS = 100;

    /** The components of points, of which those that are not finite are left out. */
    static PrincipalComponents of(Cloud cloud) {
        double[][] points = Thinning.of(cloud.size(), POINTS)
                .mapToObj(row -> View.row(cloud, row))
                .filter(point -> Arrays.stream(point).allMatch(Double::isFinite))
                .toArray(double[][]::new);
        int width = cloud.width();
        double[] mean = new double[width];
        for (double[] point : points) {
            for (int i = 0; i < width; i++) {
                mean[i] += point[i] / points.length;
            }
        }
        double total = 0;
        for (double[] point : points) {
            for (int i = 0; i < width; i++) {
                point[i] -= mean[i];
                total += point[i] * point[i];
            }
        }
        double[][] directions = new double[2][];
        double[] shares = new double[2];
        for (int k = 0; k < 2; k++) {
            double[] direction = new double[width];
            for (int i = 0; i < width; i++) {
                // Any beginning that is not orthogonal to the answer.
                direction[i] = 1 + 0.1 * Math.sin(1.0 + i + 7.0 * k);
            }
            for (int step = 0; step < STEPS; step++) {
                normalise(direction);
                direction = scatter(points, direction);
                if (k == 1) {
                    subtract(direction, directions[0]);
                }
            }
            double length = normalise(direction);
            directions[k] = direction;
            shares[k] = total > 0 ? length / total : 0;
        }
        return new PrincipalComponents(mean, directions, shares);
    }

    /** Σ point (point · direction). */
    private static double[] scatter(double[][] points, double[] direction) {
        double[] sum = new double[direction.length];
        for (double[] point : points) {
            double product = dot(point, direction);
            for (int i = 0; i < sum.length; i++) {
                sum[i] += product * point[i];
            }
        }
        return sum;
    }

    private static void subtract(double[] direction, double[] other) {
        double product = dot(direction, other);
        for (int i = 0; i < direction.length; i++) {
            direction[i] -= product * other[i];
        }
    }

    /** Makes the length 1 and the largest component positive, and returns what the length was. */
    private static double normalise(double[] direction) {
        double length = Math.sqrt(dot(direction, direction));
        double largest = 0;
        for (double component : direction) {
            largest = Math.abs(component) > Math.abs(largest) ? component : largest;
        }
        for (int i = 0; i < direction.length && length > 0; i++) {
            direction[i] /= largest < 0 ? -length : length;
        }
        return length;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
