package org.auriflow.bench.mflow;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.auriflow.bench.report.Axis;
import org.auriflow.bench.report.Decimals;
import org.auriflow.bench.report.Figure.Frame;
import org.auriflow.bench.report.Layer;
import org.auriflow.bench.report.Thinning;

/**
 * How points of any width are seen in a plane: two columns as they are, three from a fixed angle without perspective,
 * more along the first two principal components of the data.
 */
final class View {
    /** More points in a layer make a page heavy. */
    static final int MOST = 2000;

    private static final double AZIMUTH = Math.toRadians(-58);
    private static final double ELEVATION = Math.toRadians(24);

    private final double[] centre;

    /** To the right, up and, in three dimensions, towards the eye; each of the width of the points. */
    private final double[][] directions;

    private final Axis x;
    private final Axis y;
    private final Frame frame;

    /** The box around points in three dimensions, else null. */
    private final Box box;

    /**
     * Points in the plane.
     *
     * @param x to the right
     * @param y up
     * @param values that colour them, empty for none
     */
    record Seen(List<Double> x, List<Double> y, List<Double> values) {}

    private View(double[] centre, double[][] directions, Axis x, Axis y, Frame frame, Box box) {
        this.centre = centre;
        this.directions = directions;
        this.x = x;
        this.y = y;
        this.frame = frame;
        this.box = box;
    }

    /** The view that shows these points best. */
    static View of(Cloud data) {
        int width = data.width();
        if (width == 3) {
            return space(data);
        }
        double[] centre = new double[width];
        double[][] directions = {axis(width, 0), axis(width, width == 1 ? -1 : 1)};
        String[] labels = {"x₁", width == 1 ? "" : "x₂"};
        if (width > 3) {
            PrincipalComponents components = PrincipalComponents.of(data);
            centre = components.mean();
            directions = components.directions();
            for (int i = 0; i < 2; i++) {
                labels[i] = "component " + (i + 1) + " ("
                        + Decimals.fixed(100 * components.shares()[i], 0) + " %)";
            }
        }
        View bare = new View(centre, directions, null, null, Frame.EQUAL, null);
        Seen seen = bare.see(data);
        // Columns in units that differ much would be a line if their units were equal.
        Axis x = Axis.around(labels[0], seen.x());
        Axis y = Axis.around(labels[1], seen.y());
        double ratio = (x.high() - x.low()) / (y.high() - y.low());
        Frame frame = ratio > 6 || ratio < 1 / 6.0 ? Frame.AXES : Frame.EQUAL;
        return new View(centre, directions, x, y, frame, null);
    }

    private static View space(Cloud data) {
        double ca = Math.cos(AZIMUTH);
        double sa = Math.sin(AZIMUTH);
        double ce = Math.cos(ELEVATION);
        double se = Math.sin(ELEVATION);
        double[][] directions = {{-sa, ca, 0}, {-se * ca, -se * sa, ce}, {ce * ca, ce * sa, se}};
        Box box = Box.around(data);
        View bare = new View(box.centre(), directions, null, null, Frame.BARE, box);
        // The box is symmetric around its centre; numbers and names stand around it.
        double right = Arrays.stream(box.corners())
                .mapToDouble(c -> bare.project(c)[0])
                .max()
                .orElseThrow();
        double up = Arrays.stream(box.corners())
                .mapToDouble(c -> bare.project(c)[1])
                .max()
                .orElseThrow();
        double margin = 0.18 * Math.max(right, up);
        return new View(
                box.centre(),
                directions,
                Axis.linear("", -right - margin, right + margin),
                Axis.linear("", -up - margin, up + margin),
                Frame.BARE,
                box);
    }

    Axis x() {
        return x;
    }

    Axis y() {
        return y;
    }

    Frame frame() {
        return frame;
    }

    /** How the points are seen, where it is not plain. */
    String words() {
        return directions[0].length > 3
                ? " Seen along the first two principal components of the data, with their shares of the variance."
                : "";
    }

    /** What stands around the points: the box, behind them. */
    List<Layer> surroundings() {
        return box == null ? List.of() : box.layers(this::project);
    }

    /** Points, evenly thinned, the farthest from the eye first. */
    Seen see(Cloud cloud) {
        int[] rows = Thinning.of(cloud.size(), MOST).toArray();
        double[][] at =
                Arrays.stream(rows).mapToObj(row -> project(row(cloud, row))).toArray(double[][]::new);
        List<Integer> order =
                new ArrayList<>(IntStream.range(0, rows.length).boxed().toList());
        if (directions.length == 3) {
            order.sort(Comparator.comparingDouble(i -> at[i][2]));
        }
        return new Seen(
                order.stream().map(i -> at[i][0]).toList(),
                order.stream().map(i -> at[i][1]).toList(),
                cloud.values() == null
                        ? List.of()
                        : order.stream()
                                .map(i -> (double) cloud.values()[rows[i]])
                                .toList());
    }

    /** The place of one point. */
    double[] project(double[] point) {
        double[] at = new double[directions.length];
        for (int k = 0; k < at.length; k++) {
            for (int i = 0; i < point.length; i++) {
                at[k] += directions[k][i] * (point[i] - centre[i]);
            }
        }
        return at;
    }

    static double[] row(Cloud cloud, int row) {
        double[] point = new double[cloud.width()];
        for (int i = 0; i < point.length; i++) {
            point[i] = cloud.x()[row * point.length + i];
        }
        return point;
    }

    /** A unit vector; 0 where there is no such column. */
    private static double[] axis(int width, int column) {
        double[] direction = new double[width];
        if (column >= 0) {
            direction[column] = 1;
        }
        return direction;
    }
}
