package org.auriflow.bench.report;

import java.util.List;

/**
 * Layers over two axes.
 *
 * @param id file name without its ending
 * @param title what it shows
 * @param caption how to read it
 * @param x horizontal axis
 * @param y vertical axis
 * @param frame how the axes are drawn
 * @param layers what is drawn, the lowest first
 */
public record Figure(String id, String title, String caption, Axis x, Axis y, Frame frame, List<Layer> layers)
        implements Exhibit {
    /** How axes are drawn. */
    public enum Frame {
        /** As they are, each in its own units. */
        AXES,
        /** With equal units: the shorter one is widened, so that circles are round. */
        EQUAL,
        /** With equal units and invisible, for projections of more dimensions. */
        BARE
    }

    /** Copies the layers. */
    public Figure {
        layers = List.copyOf(layers);
    }

    /** A figure with axes in their own units. */
    public Figure(String id, String title, String caption, Axis x, Axis y, List<Layer> layers) {
        this(id, title, caption, x, y, Frame.AXES, layers);
    }

    @Override
    public List<Layer> legend() {
        return layers;
    }

    /** How high the area inside the axes is, where it is so wide: {@code usual} if each axis has its own units. */
    double height(double width, double usual, double most) {
        double fitting = width * (y.high() - y.low()) / (x.high() - x.low());
        return frame == Frame.AXES ? usual : Math.max(0.8 * usual, Math.min(most, fitting));
    }

    /** What is drawn in an area that is {@code aspect} times as wide as high. */
    Panel panel(double aspect) {
        double width = x.high() - x.low();
        double height = y.high() - y.low();
        return frame == Frame.AXES
                ? new Panel(x, y, layers)
                : new Panel(
                        x.widened(Math.max(width, height * aspect)),
                        y.widened(Math.max(height, width / aspect)),
                        layers);
    }
}
