package org.auriflow.inference.statistics;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * All values of two parameters that a confidence level does not exclude, on a grid: where a function f does not exceed a
 * threshold. f is −2 log λ for {@link LikelihoodGrid}, or −p for tests.
 */
public final class ConfidenceRegion {
    private final double level;
    private final double threshold;
    private final double[] xs;
    private final double[] ys;
    private final double[][] values;

    /**
     * A region.
     *
     * @param level in (0, 1)
     * @param xs values of the first parameter, at least 3, in ascending order
     * @param ys values of the second
     * @param values f with shape (xs, ys); +∞ is allowed, NaN is not
     * @param threshold the height of the contour
     * @throws IllegalArgumentException if the level is out of range, an axis does not ascend, the shape is wrong or a value is
     *     NaN
     */
    public ConfidenceRegion(double level, double[] xs, double[] ys, double[][] values, double threshold) {
        Wilks.requireLevel(level);
        requireAxis(xs);
        requireAxis(ys);
        boolean fits = values.length == xs.length;
        for (int i = 0; fits && i < xs.length; i++) {
            fits = values[i].length == ys.length && Arrays.stream(values[i]).noneMatch(Double::isNaN);
        }
        if (!fits || Double.isNaN(threshold)) {
            throw new IllegalArgumentException("confidence region: a number is needed at each of " + xs.length + " by "
                    + ys.length + " points, got another shape or a NaN; threshold " + threshold);
        }
        this.level = level;
        this.threshold = threshold;
        this.xs = xs.clone();
        this.ys = ys.clone();
        this.values = Arrays.stream(values).map(double[]::clone).toArray(double[][]::new);
    }

    /**
     * All points of a grid, for a Neyman construction or another test at each.
     *
     * @return shape (xs · ys, 2), the second parameter varying fastest
     */
    public static double[][] grid(double[] xs, double[] ys) {
        double[][] points = new double[xs.length * ys.length][];
        Arrays.setAll(points, k -> new double[] {xs[k / ys.length], ys[k % ys.length]});
        return points;
    }

    /**
     * The points whose p-value exceeds 1 − level.
     *
     * @param level in (0, 1)
     * @param xs values of the first parameter, at least 3, in ascending order
     * @param ys values of the second
     * @param pValues of {@link #grid} in its order, or CLs
     * @throws IllegalArgumentException as the constructor
     */
    public static ConfidenceRegion ofPValues(double level, double[] xs, double[] ys, double[] pValues) {
        double[][] values = new double[pValues.length / Math.max(1, ys.length)][];
        for (int i = 0; i < values.length; i++) {
            values[i] = Arrays.stream(pValues, i * ys.length, (i + 1) * ys.length)
                    .map(p -> -p)
                    .toArray();
        }
        return new ConfidenceRegion(level, xs, ys, values, Math.nextDown(level - 1));
    }

    static void requireAxis(double[] axis) {
        boolean ascends = axis.length >= 3;
        for (int i = 0; ascends && i < axis.length; i++) {
            ascends = Double.isFinite(axis[i]) && (i == 0 || axis[i] > axis[i - 1]);
        }
        if (!ascends) {
            throw new IllegalArgumentException(
                    "grid: an axis needs at least 3 finite ascending values, got " + Arrays.toString(axis));
        }
    }

    /** The confidence level, as .68. */
    public double level() {
        return level;
    }

    /** The height of the contour. */
    public double threshold() {
        return threshold;
    }

    /** Whether a point of the grid is inside. */
    public boolean contains(int i, int j) {
        return values[i][j] <= threshold;
    }

    /** Whether a point is inside, f being bilinear between the points of the grid; false outside the grid. */
    public boolean contains(double x, double y) {
        int i = cell(xs, x);
        int j = cell(ys, y);
        if (i < 0 || j < 0) {
            return false;
        }
        double u = (x - xs[i]) / (xs[i + 1] - xs[i]);
        double v = (y - ys[j]) / (ys[j + 1] - ys[j]);
        double f = weighted((1 - u) * (1 - v), values[i][j])
                + weighted((1 - u) * v, values[i][j + 1])
                + weighted(u * (1 - v), values[i + 1][j])
                + weighted(u * v, values[i + 1][j + 1]);
        return f <= threshold;
    }

    private static double weighted(double weight, double value) {
        return weight == 0 ? 0 : weight * value;
    }

    /** The cell that holds a value, or −1. */
    private static int cell(double[] axis, double value) {
        if (!(value >= axis[0] && value <= axis[axis.length - 1])) {
            return -1;
        }
        int found = Arrays.binarySearch(axis, value + 0.0);
        return Math.min(found >= 0 ? found : -found - 2, axis.length - 2);
    }

    /** The number of parts that are not connected by neighbouring points of the grid; 0 if the region is empty. */
    public int components() {
        boolean[][] seen = new boolean[xs.length][ys.length];
        int components = 0;
        for (int i = 0; i < xs.length; i++) {
            for (int j = 0; j < ys.length; j++) {
                if (contains(i, j) && !seen[i][j]) {
                    components++;
                    flood(i, j, seen);
                }
            }
        }
        return components;
    }

    private void flood(int i, int j, boolean[][] seen) {
        Deque<int[]> open = new ArrayDeque<>();
        seen[i][j] = true;
        open.push(new int[] {i, j});
        int[][] steps = {{1, 0}, {-1, 0}, {0, 1}, {0, -1}};
        while (!open.isEmpty()) {
            int[] at = open.pop();
            for (int[] step : steps) {
                int a = at[0] + step[0];
                int b = at[1] + step[1];
                if (a >= 0 && b >= 0 && a < xs.length && b < ys.length && contains(a, b) && !seen[a][b]) {
                    seen[a][b] = true;
                    open.push(new int[] {a, b});
                }
            }
        }
    }

    /** Whether the region reaches an edge of the grid, so that the true region may go on outside. */
    public boolean isCut() {
        for (int i = 0; i < xs.length; i++) {
            for (int j = 0; j < ys.length; j++) {
                boolean edge = i == 0 || j == 0 || i == xs.length - 1 || j == ys.length - 1;
                if (edge && contains(i, j)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether no point of the grid is excluded. */
    public boolean isFlat() {
        return Arrays.stream(values).flatMapToDouble(Arrays::stream).allMatch(v -> v <= threshold);
    }

    /** What a reader should know before quoting the region, a sentence each. */
    public List<String> warnings() {
        int parts = components();
        if (parts == 0) {
            return List.of("the region holds no point of the grid: all is excluded, or the grid is too coarse");
        }
        if (isFlat()) {
            return List.of("the whole grid is allowed: the likelihood is flat there or the range too narrow");
        }
        List<String> warnings = new ArrayList<>();
        if (parts > 1) {
            warnings.add("the region is disconnected, with " + parts + " parts");
        }
        if (isCut()) {
            warnings.add("the region reaches the edge of the grid and may go on outside");
        }
        return List.copyOf(warnings);
    }

    /**
     * The lines f = threshold, linear along the edges of the grid (marching squares).
     *
     * @return lines of points with shape (n, 2); a closed one ends with its first point, others end at the edge of the grid
     */
    public List<double[][]> contours() {
        return new MarchingSquares(xs, ys, values, threshold).lines();
    }
}
