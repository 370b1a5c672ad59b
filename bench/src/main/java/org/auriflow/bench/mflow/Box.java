package org.auriflow.bench.mflow;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.auriflow.bench.report.Decimals;
import org.auriflow.bench.report.Ink;
import org.auriflow.bench.report.Layer;
import org.auriflow.bench.report.Layer.Segments;
import org.auriflow.bench.report.Layer.Text;

/**
 * The box around points in three dimensions: the edges behind the points, with numbers and names along three of them.
 *
 * @param low smallest coordinates
 * @param high largest ones, above the smallest
 */
record Box(double[] low, double[] high) {
    private static final String[] NAMES = {"x₁", "x₂", "x₃"};

    /** The share of points at either end of an axis that would only stretch the box. */
    private static final double FAR = 0.004;

    /** The box of nearly all points: a few far ones may lie outside. */
    static Box around(Cloud cloud) {
        double[] low = new double[3];
        double[] high = new double[3];
        for (int k = 0; k < 3; k++) {
            double[] sorted = sorted(cloud, k);
            double first = sorted.length == 0 ? 0 : sorted[(int) (FAR * sorted.length)];
            double last = sorted.length == 0 ? 1 : sorted[sorted.length - 1 - (int) (FAR * sorted.length)];
            double margin = last > first ? 0.04 * (last - first) : 0.5;
            low[k] = first - margin;
            high[k] = last + margin;
        }
        return new Box(low, high);
    }

    private static double[] sorted(Cloud cloud, int column) {
        return IntStream.range(0, cloud.size())
                .mapToDouble(row -> cloud.x()[3 * row + column])
                .filter(Double::isFinite)
                .sorted()
                .toArray();
    }

    double[] centre() {
        return new double[] {(low[0] + high[0]) / 2, (low[1] + high[1]) / 2, (low[2] + high[2]) / 2};
    }

    /** All eight; bit k of the index says on which side of axis k. */
    double[][] corners() {
        double[][] corners = new double[8][3];
        for (int c = 0; c < 8; c++) {
            for (int k = 0; k < 3; k++) {
                corners[c][k] = (c >> k & 1) == 0 ? low[k] : high[k];
            }
        }
        return corners;
    }

    /** Edges and their texts, given how a point is seen: to the right, up, towards the eye. */
    List<Layer> layers(UnaryOperator<double[]> seen) {
        double[][] at = Arrays.stream(corners()).map(seen).toArray(double[][]::new);
        int near = 0;
        for (int c = 1; c < 8; c++) {
            near = at[c][2] > at[near][2] ? c : near;
        }
        List<Double> x = new ArrayList<>();
        List<Double> y = new ArrayList<>();
        List<Double> toX = new ArrayList<>();
        List<Double> toY = new ArrayList<>();
        for (int from = 0; from < 8; from++) {
            for (int k = 0; k < 3; k++) {
                int to = from | 1 << k;
                // The three edges at the nearest corner would lie in front of the points.
                if (to != from && from != near && to != near) {
                    x.add(at[from][0]);
                    y.add(at[from][1]);
                    toX.add(at[to][0]);
                    toY.add(at[to][1]);
                }
            }
        }
        List<Layer> layers = new ArrayList<>();
        layers.add(new Segments("", x, y, toX, toY, Ink.AREA));
        // Along the bottom in front, and up the side that is at the left; the eye is above.
        int nearX = near & 1;
        int nearY = near & 2;
        int farX = 1 - nearX;
        int farY = 2 - nearY;
        label(layers, 0, at[nearY], at[nearY + 1]);
        label(layers, 1, at[nearX], at[nearX + 2]);
        int side = at[nearX + farY][0] < at[farX + nearY][0] ? nearX + farY : farX + nearY;
        label(layers, 2, at[side], at[side + 4]);
        return layers;
    }

    private void label(List<Layer> layers, int axis, double[] from, double[] to) {
        double length = Math.hypot(to[0] - from[0], to[1] - from[1]);
        // Away from the middle of the box, which is seen at the origin.
        double normalX = (to[1] - from[1]) / length;
        double normalY = (from[0] - to[0]) / length;
        double outward = normalX * (from[0] + to[0]) + normalY * (from[1] + to[1]) < 0 ? -1 : 1;
        double size = Math.hypot(high[0] - low[0], Math.hypot(high[1] - low[1], high[2] - low[2]));
        double offset = 0.045 * size * outward;
        String[] texts = {Decimals.significant(low[axis], 2), NAMES[axis], Decimals.significant(high[axis], 2)};
        double[] places = {0.08, 0.5, 0.92};
        for (int i = 0; i < texts.length; i++) {
            layers.add(new Text(
                    from[0] + places[i] * (to[0] - from[0]) + offset * normalX,
                    from[1] + places[i] * (to[1] - from[1]) + offset * normalY,
                    texts[i]));
        }
    }
}
