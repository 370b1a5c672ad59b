package org.auriflow.bench.report;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;

/** Encodes pixels as PNG; needs no fonts. */
final class PngPixels {
    private PngPixels() {}

    /** The bytes of a PNG file with nothing but the picture. */
    static byte[] of(Mosaic mosaic) {
        return encode(image(mosaic));
    }

    static BufferedImage image(Mosaic mosaic) {
        BufferedImage image = new BufferedImage(mosaic.width(), mosaic.height(), BufferedImage.TYPE_INT_RGB);
        image.setRGB(0, 0, mosaic.width(), mosaic.height(), mosaic.rgb(), 0, mosaic.width());
        return image;
    }

    /** The bytes of a PNG file. */
    static byte[] encode(BufferedImage image) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("report: cannot encode a figure", e);
        }
        return bytes.toByteArray();
    }
}
