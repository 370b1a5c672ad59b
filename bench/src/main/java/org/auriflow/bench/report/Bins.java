package org.auriflow.bench.report;

import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.auriflow.bench.report.Layer.Histogram;

/**
 * Bins for histograms that are compared: from one extreme quantile of all values to the other, so that single far ones
 * do not squeeze the rest; what lies beyond is counted in the outer bins. Values that are not finite are left out.
 */
public final class Bins {
    private static final int COUNT = 40;
    private static final double BEYOND = 0.002;

    /** Positive values that span a larger factor have bins of equal ratios. */
    private static final double WIDE = 30;

    private final double[] edges;
    private final boolean logarithmic;

    private Bins(double[] edges, boolean logarithmic) {
        this.edges = edges;
        this.logarithmic = logarithmic;
    }

    /** Bins of equal widths. */
    public static Bins linear(double[]... columns) {
        return of(false, sorted(columns));
    }

    /** Bins of equal ratios where values are positive and differ much, else of equal widths. */
    public static Bins fitting(double[]... columns) {
        double[] sorted = sorted(columns);
        return of(sorted.length > 0 && sorted[0] > 0 && quantile(sorted, 1 - BEYOND) > WIDE * sorted[0], sorted);
    }

    private static Bins of(boolean logarithmic, double[] sorted) {
        double low = sorted.length == 0 ? 0 : quantile(sorted, BEYOND);
        double high = sorted.length == 0 ? 1 : quantile(sorted, 1 - BEYOND);
        double from = high > low ? low : low - 0.5;
        double to = high > low ? high : low + 0.5;
        return new Bins(
                IntStream.rangeClosed(0, COUNT)
                        .mapToDouble(i -> logarithmic
                                ? from * Math.pow(to / from, (double) i / COUNT)
                                : from + (to - from) * i / COUNT)
                        .toArray(),
                logarithmic && high > low);
    }

    private static double[] sorted(double[]... columns) {
        return Arrays.stream(columns)
                .flatMapToDouble(Arrays::stream)
                .filter(Double::isFinite)
                .sorted()
                .toArray();
    }

    private static double quantile(double[] sorted, double share) {
        return sorted[(int) Math.round(share * (sorted.length - 1))];
    }

    /** An axis from the first edge to the last. */
    public Axis axis(String label) {
        return new Axis(label, edges[0], edges[COUNT], logarithmic ? Axis.Kind.LOGARITHMIC : Axis.Kind.LINEAR);
    }

    /** The shares of values in the bins. */
    public Histogram shares(String name, double[] values, Ink ink, boolean filled) {
        double[] heights = new double[COUNT];
        double[] finite = Arrays.stream(values).filter(Double::isFinite).toArray();
        for (double value : finite) {
            int found = Arrays.binarySearch(edges, value);
            int bin = found >= 0 ? found : -found - 2;
            heights[Math.max(0, Math.min(COUNT - 1, bin))] += 1.0 / finite.length;
        }
        return new Histogram(name, list(edges), list(heights), ink, filled);
    }

    /** A vertical axis for histograms. */
    public static Axis heights(String label, Histogram... histograms) {
        double highest = Arrays.stream(histograms)
                .flatMap(histogram -> histogram.heights().stream())
                .mapToDouble(Double::doubleValue)
                .max()
                .orElse(0);
        return Axis.linear(label, 0, highest > 0 ? 1.08 * highest : 1);
    }

    private static List<Double> list(double[] values) {
        return DoubleStream.of(values).boxed().toList();
    }
}
