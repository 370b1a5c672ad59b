package org.auriflow.bench.mflow;

import java.util.Arrays;
import org.auriflow.bench.report.Mosaic;

/** Points that are images, as grids of pictures. Of other numbers of channels than three, the first is shown in grey. */
final class Pictures {
    private static final int GAP = 1;
    private static final int GROUND = 0x6E7781;

    private final int channels;
    private final int height;
    private final int width;

    /** What is shown as black. */
    private final double black;

    /** What is shown as white, above black. */
    private final double white;

    /** Pictures of this shape; the brightness of all follows the range of the data. */
    Pictures(int[] shape, Cloud data) {
        this.channels = shape[0];
        this.height = shape[1];
        this.width = shape[2];
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (float value : data.x()) {
            if (Float.isFinite(value)) {
                low = Math.min(low, value);
                high = Math.max(high, value);
            }
        }
        this.black = low < high ? low : 0;
        this.white = low < high ? high : 1;
    }

    /** Pictures of some points, row by row from the top, in at most so many columns. */
    Mosaic grid(String id, String title, String caption, Cloud cloud, int[] rows, int most) {
        int columns = Math.min(most, rows.length);
        int down = (rows.length + columns - 1) / columns;
        int across = columns * (width + GAP) - GAP;
        int[] rgb = new int[across * (down * (height + GAP) - GAP)];
        Arrays.fill(rgb, GROUND);
        for (int i = 0; i < rows.length; i++) {
            int begin = i / columns * (height + GAP) * across + i % columns * (width + GAP);
            for (int pixel = 0; pixel < height * width; pixel++) {
                rgb[begin + pixel / width * across + pixel % width] =
                        colour(cloud.x(), rows[i] * cloud.width() + pixel);
            }
        }
        return new Mosaic(id, title, caption, across, rgb);
    }

    /** Channels lie one after the other, each row by row. */
    private int colour(float[] x, int at) {
        int rgb = 0;
        for (int channel = 0; channel < 3; channel++) {
            double value = x[at + (channels == 3 ? channel * height * width : 0)];
            double shade = Math.max(0, Math.min(1, (value - black) / (white - black)));
            rgb = rgb << 8 | (int) Math.round(255 * shade);
        }
        return rgb;
    }
}
