package org.auriflow.nn;

import java.util.List;
import org.auriflow.engine.DType;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Tensor;

/**
 * The extents of images that stand in rows of channels · height · width numbers: channels first, each of them row by row.
 *
 * @param channels numbers per pixel
 * @param height rows of pixels
 * @param width pixels per row
 */
public record ImageShape(int channels, int height, int width) {
    /**
     * Checks the extents.
     *
     * @throws IllegalArgumentException if one of them is not positive
     */
    public ImageShape {
        if (channels < 1 || height < 1 || width < 1) {
            throw new IllegalArgumentException("image: requires positive extents, got " + channels + " channels of "
                    + height + " x " + width + "; set all three");
        }
    }

    /** The three numbers of a list in a configuration. */
    public static ImageShape of(Config c, String key) {
        int[] n = c.integers(key);
        if (n.length != 3) {
            throw new IllegalArgumentException(c.type() + ": configuration requires channels, height and width in '"
                    + key + "', got " + n.length + " numbers; save it again");
        }
        return new ImageShape(n[0], n[1], n[2]);
    }

    /** Pixels per channel. */
    public int pixels() {
        return height * width;
    }

    /** Width of a row. */
    public int size() {
        return channels * height * width;
    }

    /** As many pixels with other channels. */
    public ImageShape withChannels(int n) {
        return new ImageShape(n, height, width);
    }

    /** For a configuration. */
    public List<Integer> toList() {
        return List.of(channels, height, width);
    }

    /**
     * Rows as images.
     *
     * @param rows [..., size]
     * @return [n, channels, height, width], n rows in all
     */
    public Tensor images(Tensor rows) {
        int n = rows.shape().range(0, rows.shape().rank() - 1).size();
        return rows.reshape(n, channels, height, width);
    }

    /**
     * Images as rows.
     *
     * @param images [n, channels, height, width]
     * @param lead the leading axes of the rows, of size n
     * @return [..., size]
     */
    public Tensor rows(Tensor images, Shape lead) {
        return images.reshape(lead.concat(Shape.of(size())));
    }

    /** The leading axes of what a model takes, images of a dtype followed by more numbers. */
    Shape lead(String model, DType dtype, int more, Tensor x) {
        int rank = x.shape().rank();
        int d = size() + more;
        if (rank == 0 || x.shape().extent(-1) != d || x.dtype() != dtype) {
            throw new IllegalArgumentException(model + ": requires " + dtype + " x [..., " + d + "], got " + x.type()
                    + "; check the shape of the images and the dtype");
        }
        return x.shape().range(0, rank - 1);
    }
}
