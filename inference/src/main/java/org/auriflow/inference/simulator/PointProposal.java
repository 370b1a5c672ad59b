package org.auriflow.inference.simulator;

import java.util.Arrays;
import java.util.List;
import org.auriflow.engine.RandomStream;

/**
 * A proposal of isolated points, equally probable: one reference point, a list of benchmarks, or a grid.
 *
 * <p>The usual denominator of ratio estimators is {@code PointProposal.at(-0.6)}; the papers draw their numerators from
 * {@code PointProposal.grid(-1, -0.4, 10)}.
 */
public final class PointProposal implements Prior {
    private final List<String> names;
    private final double[][] points;

    /**
     * A proposal of the given points.
     *
     * @param names the names of the P parameters
     * @param points the points, with shape (n, P), n at least 1; a point given twice is twice as probable
     * @throws IllegalArgumentException if there is no point, or one has the wrong length or is not finite
     */
    public PointProposal(List<String> names, double[]... points) {
        if (points.length == 0 || names.isEmpty()) {
            throw new IllegalArgumentException("PointProposal: at least one point and one parameter are needed, got "
                    + points.length + " points for " + names);
        }
        this.names = List.copyOf(names);
        this.points = new double[points.length][];
        for (int i = 0; i < points.length; i++) {
            this.points[i] = points[i].clone();
            if (points[i].length != names.size() || !Arrays.stream(points[i]).allMatch(Double::isFinite)) {
                throw new IllegalArgumentException("PointProposal: a point must have a finite component for each of "
                        + names + ", got " + Arrays.toString(points[i]));
            }
        }
    }

    /**
     * The one point given, with parameters named theta0, theta1 and so on, or theta if there is only one.
     *
     * @param theta P components
     * @return a proposal that always draws theta
     * @throws IllegalArgumentException if a component is not finite
     */
    public static PointProposal at(double... theta) {
        return new PointProposal(defaultNames(theta.length), theta);
    }

    /**
     * Equally spaced points of a single parameter, end points included.
     *
     * @param lower the first point
     * @param upper the last point
     * @param count the number of points, at least 2
     * @return the proposal
     * @throws IllegalArgumentException if there are fewer than 2 points or the ends are not finite
     */
    public static PointProposal grid(double lower, double upper, int count) {
        if (count < 2) {
            throw new IllegalArgumentException("PointProposal: a grid needs at least 2 points, got " + count);
        }
        double[][] points = new double[count][];
        for (int i = 0; i < count; i++) {
            double share = i / (count - 1.0);
            points[i] = new double[] {(1 - share) * lower + share * upper};
        }
        return new PointProposal(defaultNames(1), points);
    }

    /**
     * The points in order.
     *
     * @return a copy with shape (n, P)
     */
    public double[][] points() {
        double[][] copy = new double[points.length][];
        for (int i = 0; i < copy.length; i++) {
            copy[i] = points[i].clone();
        }
        return copy;
    }

    @Override
    public List<String> names() {
        return names;
    }

    @Override
    public double[] sample(RandomStream random) {
        return points[points.length == 1 ? 0 : random.below(points.length)].clone();
    }

    /** The log of the share of points that equal theta exactly. */
    @Override
    public double logProb(double[] theta) {
        if (theta.length != names.size()) {
            throw new IllegalArgumentException(
                    "PointProposal: theta must have one component for each of " + names + ", got " + theta.length);
        }
        int matches = 0;
        for (double[] point : points) {
            matches += Arrays.equals(point, theta) ? 1 : 0;
        }
        return StrictMath.log(matches / (double) points.length);
    }

    @Override
    public double[] lower() {
        double[] lower = points[0].clone();
        for (double[] point : points) {
            for (int p = 0; p < lower.length; p++) {
                lower[p] = Math.min(lower[p], point[p]);
            }
        }
        return lower;
    }

    @Override
    public double[] upper() {
        double[] upper = points[0].clone();
        for (double[] point : points) {
            for (int p = 0; p < upper.length; p++) {
                upper[p] = Math.max(upper[p], point[p]);
            }
        }
        return upper;
    }

    /** The points, as in {@code theta in {[-0.8], [-0.6]}}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(String.join(", ", names)).append(" in {");
        for (int i = 0; i < points.length; i++) {
            text.append(i == 0 ? "" : ", ").append(Arrays.toString(points[i]));
        }
        return text.append('}').toString();
    }

    private static List<String> defaultNames(int count) {
        String[] names = new String[count];
        Arrays.setAll(names, p -> count == 1 ? "theta" : "theta" + p);
        return List.of(names);
    }
}
