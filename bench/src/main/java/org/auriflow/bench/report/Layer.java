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
        RING
    }

    /** A line through points in order; it is interrupted where a value is not finite. */
    record Line(String name, List<Double> x, List<Double> y, Ink ink, Stroke stroke) implements Layer {}

    /** Points; those that are not finite are left out. */
    record Points(String name, List<Double> x, List<Double> y, Ink ink, Mark mark) implements Layer {}

    /** Columns of equal width that stand on 0. */
    record Bars(String name, List<Double> x, List<Double> y, double width, Ink ink) implements Layer {}

    /** The area between two x over the full height. */
    record Band(String name, double from, double to, Ink ink) implements Layer {}

    /** A vertical line over the full height. */
    record Vertical(String name, double x, Ink ink, Stroke stroke) implements Layer {}

    /** A horizontal line over the full width with its own label at the right end. */
    record Horizontal(String name, double y, String label, Ink ink, Stroke stroke) implements Layer {}
}
