package org.auriflow.bench.report;

import java.util.List;

/**
 * A picture made of pixels, such as a grid of images.
 *
 * @param id file name without its ending
 * @param title what it shows
 * @param caption how to read it
 * @param width in pixels
 * @param rgb 0xRRGGBB, row by row from the top
 */
public record Mosaic(String id, String title, String caption, int width, int[] rgb) implements Exhibit {
    @Override
    public List<Layer> legend() {
        return List.of();
    }

    int height() {
        return rgb.length / width;
    }
}
