package org.auriflow.inference.statistics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LikelihoodGridTest {
    private static final double[] XS = axis(-1, 1.5, 26);
    private static final double[] YS = axis(-2, 2, 31);
    private static final LogLikelihood ELLIPSE =
            theta -> 3 - 0.5 * (Math.pow((theta[0] - 0.23) / 0.3, 2) + Math.pow((theta[1] + 0.1) / 0.4, 2));

    private static double[] axis(double from, double to, int count) {
        return IntStream.range(0, count)
                .mapToDouble(i -> from + (to - from) * i / (count - 1))
                .toArray();
    }

    @Test
    void theRegionOfANormalLikelihoodIsAnEllipse() {
        LikelihoodGrid grid = new LikelihoodGrid(ELLIPSE, XS, YS);
        assertArrayEquals(new double[] {0.23, -0.1}, grid.thetaHat(), 1e-6);
        assertEquals(3, grid.maximum(), 1e-10);
        assertFalse(grid.isMaximumAtEdge());
        ConfidenceRegion region = grid.region(0.68);
        double radius = Math.sqrt(-2 * Math.log(0.32));
        assertEquals(radius * radius, region.threshold(), 1e-9);
        assertEquals(1, region.components());
        assertEquals(List.of(), region.warnings());
        List<double[][]> lines = region.contours();
        assertEquals(1, lines.size());
        double[][] line = lines.get(0);
        assertArrayEquals(line[0], line[line.length - 1]);
        double area = 0;
        for (int i = 0; i + 1 < line.length; i++) {
            double r = Math.hypot((line[i][0] - 0.23) / 0.3, (line[i][1] + 0.1) / 0.4);
            assertEquals(radius, r, 0.03);
            area += 0.5 * (line[i][0] * line[i + 1][1] - line[i][1] * line[i + 1][0]);
        }
        assertEquals(Math.PI * 0.12 * radius * radius, Math.abs(area), 0.02);
        assertTrue(region.contains(0.23 + 0.29 * radius, -0.1));
        assertFalse(region.contains(0.23 + 0.31 * radius, -0.1));
        assertFalse(region.contains(5, 0));
        double[][] p = grid.pValues();
        for (int i = 0; i < XS.length; i++) {
            for (int j = 0; j < YS.length; j++) {
                double exact = 2 * (3 - ELLIPSE.at(new double[] {XS[i], YS[j]}));
                assertEquals(Math.exp(-exact / 2), p[i][j], 1e-7);
                assertEquals(region.contains(i, j), region.contains(XS[i], YS[j]));
            }
        }
    }

    @Test
    void unusualRegionsSaySo() {
        LogLikelihood two = theta -> -8 * Math.pow(theta[0] * theta[0] - 0.5, 2) - 4 * theta[1] * theta[1];
        ConfidenceRegion parts = new LikelihoodGrid(two, XS, YS).region(0.5);
        assertEquals(2, parts.components());
        assertEquals(2, parts.contours().size());
        assertTrue(parts.warnings().get(0).contains("disconnected"));
        ConfidenceRegion stripe = new LikelihoodGrid(theta -> -9 * theta[0] * theta[0], XS, YS).region(0.68);
        assertTrue(stripe.isCut());
        assertEquals(2, stripe.contours().size());
        assertTrue(stripe.warnings().get(0).contains("edge"));
        ConfidenceRegion flat = new LikelihoodGrid(theta -> 1, XS, YS).region(0.68);
        assertTrue(flat.isFlat() && flat.warnings().get(0).contains("flat"));
        assertEquals(0, flat.contours().size());
        ConfidenceRegion empty = new LikelihoodGrid(ELLIPSE, XS, YS).below(0.5, -1);
        assertTrue(empty.warnings().get(0).contains("no point"));
        LikelihoodGrid growing = new LikelihoodGrid(theta -> theta[1], XS, YS);
        assertTrue(growing.isMaximumAtEdge());
    }

    /** Accepted points are those of the construction. */
    @Test
    void regionsOfToys() {
        NeymanConstruction<double[]> neyman = new NeymanConstruction<>(
                (theta, random) -> new double[] {theta[0] + random.normal(), theta[1] + random.normal()},
                (x, theta) -> Math.hypot(x[0] - theta[0], x[1] - theta[1]),
                ConfidenceRegion.grid(axis(-2, 2, 5), axis(-3, 3, 7)),
                19,
                1);
        double[] observed = {0.2, 0.4};
        ConfidenceRegion region =
                ConfidenceRegion.ofPValues(0.9, axis(-2, 2, 5), axis(-3, 3, 7), neyman.pValues(observed));
        boolean[] accepted = neyman.accepted(observed, 0.9);
        for (int k = 0; k < accepted.length; k++) {
            assertEquals(accepted[k], region.contains(k / 7, k % 7));
            double[] point = neyman.grid()[k];
            assertEquals(accepted[k], region.contains(point[0], point[1]));
        }
        assertTrue(region.contains(2, 3) && !region.contains(0, 0));
        // the critical value accepts the same points, and between them it is bilinear
        CriticalValues critical = new CriticalValues(neyman, axis(-2, 2, 5), axis(-3, 3, 7), 0.9);
        double[][] statistic = new double[5][7];
        for (int k = 0; k < accepted.length; k++) {
            statistic[k / 7][k % 7] = neyman.statistic(observed, k);
            assertEquals(neyman.toys(k).criticalValue(0.9), critical.at(k / 7 - 2, k % 7 - 3));
            assertEquals(accepted[k], statistic[k / 7][k % 7] <= critical.at(k / 7 - 2, k % 7 - 3));
        }
        ConfidenceRegion same = critical.region(axis(-2, 2, 5), axis(-3, 3, 7), statistic);
        for (int k = 0; k < accepted.length; k++) {
            assertEquals(accepted[k], same.contains(k / 7, k % 7));
        }
        double corners = critical.at(0, 1) + critical.at(1, 1) + critical.at(0, 2) + critical.at(1, 2);
        assertEquals(corners / 4, critical.at(0.5, 1.5), 1e-12);
        assertThrows(IllegalArgumentException.class, () -> critical.at(2.1, 0));
        assertThrows(IllegalArgumentException.class, () -> new CriticalValues(neyman, XS, YS, 0.9));
        assertThrows(
                IllegalArgumentException.class, () -> new CriticalValues(neyman, axis(-2, 2, 5), axis(-3, 3, 7), 0.96));
    }

    /** Next to impossible parameters the contour runs along the last possible ones. */
    @Test
    void impossibleParametersAreOutside() {
        LogLikelihood half = theta -> theta[0] > 0.31 ? Double.NEGATIVE_INFINITY : ELLIPSE.at(theta);
        ConfidenceRegion region = new LikelihoodGrid(half, XS, YS).region(0.9);
        double most = region.contours().stream()
                .flatMap(Arrays::stream)
                .mapToDouble(point -> point[0])
                .max()
                .orElseThrow();
        assertEquals(0.3, most, 1e-12);
        assertFalse(region.contains(0.35, -0.1));
    }

    @Test
    void saddlesKeepCornersApart() {
        double[] axis = {0, 1, 2};
        double[][] values = {{0, 1, 0}, {1, 0, 1}, {0, 1, 0}};
        ConfidenceRegion region = new ConfidenceRegion(0.5, axis, axis, values, 0.5);
        assertEquals(5, region.components());
        assertEquals(5, region.contours().size());
        assertEquals(
                1,
                region.contours().stream()
                        .filter(l -> Arrays.equals(l[0], l[l.length - 1]))
                        .count());
    }

    @Test
    void intervalsSaySo() {
        LikelihoodScan two = new LikelihoodScan(t -> -8 * Math.pow(t[0] * t[0] - 0.5, 2), -2, 2);
        assertTrue(two.confidenceSet(0.5).isDisjoint());
        assertTrue(two.confidenceSet(0.5).warnings().get(0).contains("2 intervals"));
        ConfidenceSet flat = new LikelihoodScan(t -> 1, -1, 1).confidenceSet(0.68);
        assertTrue(flat.isFlat() && flat.warnings().get(0).contains("flat"));
        ConfidenceSet cut = new LikelihoodScan(t -> 5 * t[0], -1, 1).confidenceSet(0.68);
        assertFalse(cut.isFlat());
        assertEquals(1, cut.warnings().size());
        assertTrue(cut.warnings().get(0).contains("upper end"));
        ConfidenceSet plain = new LikelihoodScan(t -> -50 * t[0] * t[0], -1, 1).confidenceSet(0.68);
        assertEquals(List.of(), plain.warnings());
        assertTrue(new ConfidenceSet(0.5, List.of()).warnings().get(0).contains("empty"));
    }

    @Test
    void badRequestsAreRefused() {
        double[] axis = {0, 1, 2};
        for (Runnable action : List.<Runnable>of(
                () -> new LikelihoodGrid(ELLIPSE, new double[] {0, 1}, YS),
                () -> new LikelihoodGrid(ELLIPSE, new double[] {0, 1, 1}, YS),
                () -> new LikelihoodGrid(t -> Double.NaN, XS, YS),
                () -> new ConfidenceRegion(0.5, axis, axis, new double[3][2], 1),
                () -> new ConfidenceRegion(50, axis, axis, new double[3][3], 1),
                () -> ConfidenceSet.scan(0.5, axis, new boolean[2], (a, b) -> 0),
                () -> ConfidenceSet.scan(0.5, new double[] {1, 0}, new boolean[2], (a, b) -> 0))) {
            String message =
                    assertThrows(IllegalArgumentException.class, action::run).getMessage();
            assertTrue(message.matches("[a-z ]+: .*got .*"), message);
        }
    }
}
