package org.auriflow.bench.report;

import java.util.List;

/** Something drawn in a figure; layers lie on top of each other in their order. An empty name keeps out of the legend. */
public sealed interface Layer {
    /** What the legend says. */
    String name();

    /** Its colour. */
    Ink ink();

    /** How a line is drawn. */
    enum Stroke {
        SOLID,
        DASHED,
        DOTTED
    }

    /** How a point is drawn. */
    enum Mark {
        DISC,
        RING,
        /** Small and translucent, for many points. */
        DOT
    }

    /** A line through points in order; it is interrupted where a value is not finite. */
    record Line(String name, List<Double> x, List<Double> y, Ink ink, Stroke stroke) implements Layer {}

    /** Points; those that are not finite are left out. */
    record Points(String name, List<Double> x, List<Double> y, Ink ink, Mark mark) implements Layer {}

    /** Columns of equal width that stand on 0. */
    record Bars(String name, List<Double> x, List<Double> y, double width, Ink ink) implements Layer {}

    /** The area between two x over the full height. */
    record Band(String name, double from, double to, Ink ink) implements Layer {}

    /** The area between two curves over the same x in order; points where either has no place on the axis are left out. */
    record Area(String name, List<Double> x, List<Double> low, List<Double> high, Ink ink) implements Layer {}

    /** A vertical line over the full height. */
    record Vertical(String name, double x, Ink ink, Stroke stroke) implements Layer {}

    /** A horizontal line over the full width with its own label at the right end. */
    record Horizontal(String name, double y, String label, Ink ink, Stroke stroke) implements Layer {}

    /** Dots coloured by values; the legend names the values and shows the scale. Later points lie on top. */
    record Coloured(String name, List<Double> x, List<Double> y, List<Double> values, ColourScale scale)
            implements Layer {
        /** Of nothing but the scale. */
        @Override
        public Ink ink() {
            return Ink.QUIET;
        }
    }

    /** Straight lines from (x, y) to (toX, toY), thin. */
    record Segments(String name, List<Double> x, List<Double> y, List<Double> toX, List<Double> toY, Ink ink)
            implements Layer {}

    /** Heights between consecutive edges, one less than there are edges: a filled area that stands on 0, or its outline. */
    record Histogram(String name, List<Double> edges, List<Double> heights, Ink ink, boolean filled) implements Layer {}

    /** Words, centred at a point. */
    record Text(double x, double y, String text) implements Layer {
        /** Never in the legend. */
        @Override
        public String name() {
            return "";
        }

        /** As captions are. */
        @Override
        public Ink ink() {
            return Ink.QUIET;
        }
    }
}
