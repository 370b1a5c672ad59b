package org.auriflow.bench.report;

import java.util.List;

/**
 * Layers over two axes, alone or one of several in a figure.
 *
 * @param x horizontal axis
 * @param y vertical axis
 * @param layers what is drawn, the lowest first
 */
public record Panel(Axis x, Axis y, List<Layer> layers) {
    /** Copies the layers. */
    public Panel {
        layers = List.copyOf(layers);
    }
}
