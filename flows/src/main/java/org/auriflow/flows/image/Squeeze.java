package org.auriflow.flows.image;

import java.util.LinkedHashMap;
import java.util.Map;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.Variable;
import org.auriflow.flows.Transform;
import org.auriflow.flows.Transformed;
import org.auriflow.flows.internal.Rows;
import org.auriflow.nn.Config;
import org.auriflow.nn.ImageShape;
import org.auriflow.nn.Pass;

/**
 * Squares of 2 × 2 pixels become four channels of one: C × H × W to 4C × H/2 × W/2, with ln|det| = 0 (1605.08803, section 3.6).
 *
 * <p>Channel 4c + 2i + j of the result is channel c at the pixels of row parity i and column parity j, the order of Glow's
 * program.
 */
public final class Squeeze implements Transform {
    private final ImageShape image;

    /**
     * A squeeze of images of this shape.
     *
     * @throws IllegalArgumentException if height or width is odd
     */
    public Squeeze(ImageShape image) {
        if (image.height() % 2 != 0 || image.width() % 2 != 0) {
            throw new IllegalArgumentException(
                    "squeeze: requires an even height and width, got " + image + "; pad the image or use fewer levels");
        }
        this.image = image;
    }

    /** Rebuilds it from its {@link #config()}. */
    public static Squeeze fromConfig(Config c) {
        return new Squeeze(ImageShape.of(c, "image"));
    }

    /** Shape of the result. */
    public ImageShape result() {
        return new ImageShape(4 * image.channels(), image.height() / 2, image.width() / 2);
    }

    @Override
    public int width() {
        return image.size();
    }

    @Override
    public int contextWidth() {
        return 0;
    }

    @Override
    public Transformed forward(Tensor x, Tensor context, Pass pass) {
        return Transformed.keepingVolume(forwardValue(x, context, pass));
    }

    @Override
    public Transformed inverse(Tensor y, Tensor context, Pass pass) {
        return Transformed.keepingVolume(inverseValue(y, context, pass));
    }

    @Override
    public Tensor forwardValue(Tensor x, Tensor context, Pass pass) {
        return move(x, Shape.of(image.height() / 2, 2, image.width() / 2, 2), 0, 2, 4, 1, 3);
    }

    @Override
    public Tensor inverseValue(Tensor y, Tensor context, Pass pass) {
        return move(y, Shape.of(2, 2, image.height() / 2, image.width() / 2), 0, 3, 1, 4, 2);
    }

    /** Exchanges the axes of every channel. */
    private Tensor move(Tensor x, Shape axes, int... order) {
        Shape channels = Shape.of(Rows.lead("squeeze", x, width()).size() * image.channels());
        return x.reshape(channels.concat(axes)).transpose(order).reshape(x.shape());
    }

    /** None. */
    @Override
    public Map<String, Variable> parameters() {
        return Map.of();
    }

    @Override
    public Map<String, Object> config() {
        Map<String, Object> c = new LinkedHashMap<>();
        c.put("type", "squeeze");
        c.put("image", image.toList());
        return c;
    }
}
