package org.auriflow.inference.statistics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Contour lines of a function on a grid (W. Lorensen and H. Cline, SIGGRAPH 1987, in two dimensions). */
final class MarchingSquares {
    private final double[] xs;
    private final double[] ys;
    private final double[][] values;
    private final double threshold;

    /** For each edge of the grid that the contour crosses, the one or two edges it leads to. */
    private final Map<Integer, List<Integer>> neighbours = new LinkedHashMap<>();

    MarchingSquares(double[] xs, double[] ys, double[][] values, double threshold) {
        this.xs = xs;
        this.ys = ys;
        this.values = values;
        this.threshold = threshold;
        for (int i = 0; i + 1 < xs.length; i++) {
            for (int j = 0; j + 1 < ys.length; j++) {
                cross(i, j);
            }
        }
    }

    /** Number of the edge from point (i, j) along x or along y. */
    private int edge(int i, int j, boolean alongX) {
        return 2 * (i * ys.length + j) + (alongX ? 0 : 1);
    }

    private boolean inside(int i, int j) {
        return values[i][j] <= threshold;
    }

    private void cross(int i, int j) {
        // around the cell, each edge between two corners
        int[] edges = {edge(i, j, true), edge(i + 1, j, false), edge(i, j + 1, true), edge(i, j, false)};
        boolean[] corners = {inside(i, j), inside(i + 1, j), inside(i + 1, j + 1), inside(i, j + 1)};
        List<Integer> crossed = new ArrayList<>();
        for (int k = 0; k < 4; k++) {
            if (corners[k] != corners[(k + 1) % 4]) {
                crossed.add(edges[k]);
            }
        }
        if (crossed.size() == 4) {
            // a saddle: each corner that is inside is cut off by itself, as the parts of a region are counted
            int shift = corners[0] ? 3 : 0;
            join(crossed.get(shift), crossed.get((shift + 1) % 4));
            join(crossed.get((shift + 2) % 4), crossed.get((shift + 3) % 4));
        } else if (crossed.size() == 2) {
            join(crossed.get(0), crossed.get(1));
        }
    }

    private void join(int a, int b) {
        neighbours.computeIfAbsent(a, e -> new ArrayList<>()).add(b);
        neighbours.computeIfAbsent(b, e -> new ArrayList<>()).add(a);
    }

    List<double[][]> lines() {
        List<double[][]> lines = new ArrayList<>();
        // open lines from their ends; then all that is left is closed
        for (int ends = 1; ends <= 2; ends++) {
            for (Integer start : List.copyOf(neighbours.keySet())) {
                if (neighbours.containsKey(start) && neighbours.get(start).size() == ends) {
                    lines.add(follow(start, ends == 2));
                }
            }
        }
        return lines;
    }

    private double[][] follow(Integer start, boolean closed) {
        List<double[]> line = new ArrayList<>();
        Integer at = start;
        while (at != null) {
            line.add(point(at));
            at = neighbours.remove(at).stream()
                    .filter(neighbours::containsKey)
                    .findFirst()
                    .orElse(null);
        }
        if (closed) {
            line.add(point(start));
        }
        return line.toArray(double[][]::new);
    }

    private double[] point(int edge) {
        int j = edge / 2 % ys.length;
        int i = edge / 2 / ys.length;
        boolean alongX = edge % 2 == 0;
        int i2 = alongX ? i + 1 : i;
        int j2 = alongX ? j : j + 1;
        // from the end inside, so that an infinite value outside pulls the line to it
        boolean forward = inside(i, j);
        double in = forward ? values[i][j] : values[i2][j2];
        double out = forward ? values[i2][j2] : values[i][j];
        double share = (threshold - in) / (out - in);
        double t = forward ? share : 1 - share;
        return new double[] {xs[i] + t * (xs[i2] - xs[i]), ys[j] + t * (ys[j2] - ys[j])};
    }
}
