package org.auriflow.bench.report;

import java.util.List;

/**
 * A figure, independent of how it is drawn.
 *
 * @param id file name without its ending
 * @param title what it shows
 * @param caption how to read it
 * @param x horizontal axis
 * @param y vertical axis
 * @param layers what is drawn, the lowest first
 */
public record Figure(String id, String title, String caption, Axis x, Axis y, List<Layer> layers) {
    public Figure {
        layers = List.copyOf(layers);
    }
}
