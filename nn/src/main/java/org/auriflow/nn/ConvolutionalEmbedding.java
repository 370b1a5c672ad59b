package org.auriflow.nn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.Variable;

/**
 * A vector that tells what is in an image: convolutions of kernel 3 and stride 2, which halve its extents, with an activation after
 * each, then a linear map; x [..., in·H·W] gives [..., outputs]. It serves as a context of flows.
 */
public final class ConvolutionalEmbedding implements Model {
    private final Builder made;
    private final Children children = new Children();
    private final List<Convolution> layers = new ArrayList<>();
    private final Linear last;

    private ConvolutionalEmbedding(Builder b) {
        this.made = b;
        ImageShape image = b.image;
        for (int k = 0; k < b.channels.length; k++) {
            Convolution layer = Convolution.builder(b.engine)
                    .image(image)
                    .channels(b.channels[k])
                    .stride(2)
                    .gain(b.activation.gain())
                    .dtype(b.dtype)
                    .seed(b.seed)
                    .layer(k)
                    .build();
            layers.add(children.add("layers." + k, layer));
            image = layer.result();
        }
        last = children.add(
                "last",
                Linear.builder(b.engine)
                        .inputs(image.size())
                        .outputs(b.outputs)
                        .dtype(b.dtype)
                        .seed(b.seed)
                        .layer(b.channels.length)
                        .build());
    }

    /** Begins a network on an engine. */
    public static Builder builder(Engine engine) {
        return new Builder(engine);
    }

    static ConvolutionalEmbedding of(Config c, Engine engine) {
        return builder(engine)
                .image(ImageShape.of(c, "image"))
                .channels(c.integers("channels"))
                .outputs(c.integer("outputs"))
                .activation(c.choice("activation", Activation.class))
                .dtype(c.dtype("dtype"))
                .seed(c.whole("seed"))
                .build();
    }

    /** Collects the architecture. */
    public static final class Builder {
        private final Engine engine;
        private ImageShape image;
        private int[] channels = {16, 32};
        private int outputs;
        private Activation activation = Activation.RELU;
        private DType dtype = DType.FLOAT32;
        private long seed;

        private Builder(Engine engine) {
            this.engine = engine;
        }

        private Builder(Builder b) {
            this(b.engine);
            image = b.image;
            channels = b.channels;
            outputs = b.outputs;
            activation = b.activation;
            dtype = b.dtype;
            seed = b.seed;
        }

        /** Shape of x. */
        public Builder image(ImageShape shape) {
            image = shape;
            return this;
        }

        /** Channels after each convolution; 16 and 32 by default. */
        public Builder channels(int... n) {
            channels = n.clone();
            return this;
        }

        /** Width of the result. */
        public Builder outputs(int width) {
            outputs = width;
            return this;
        }

        /** After every convolution; ReLU by default. */
        public Builder activation(Activation a) {
            activation = a;
            return this;
        }

        /** Type of parameters, x and the result; float32 by default. */
        public Builder dtype(DType d) {
            dtype = d;
            return this;
        }

        /** Fixes the initial weights; 0 by default. */
        public Builder seed(long s) {
            seed = s;
            return this;
        }

        /**
         * Makes the network.
         *
         * @throws IllegalArgumentException if a size is missing or not positive or the dtype is not floating
         */
        public ConvolutionalEmbedding build() {
            if (image == null || Arrays.stream(channels).anyMatch(n -> n < 1) || outputs < 1) {
                throw new IllegalArgumentException(
                        "convolutional embedding: requires an image and positive widths, got " + image + ", channels "
                                + Arrays.toString(channels) + " and " + outputs + " outputs; set them all");
            }
            return new ConvolutionalEmbedding(new Builder(this));
        }
    }

    @Override
    public Tensor call(Tensor x, Pass pass) {
        Shape lead = made.image.lead("convolutional embedding", made.dtype, 0, x);
        Tensor h = made.image.images(x);
        ImageShape image = made.image;
        for (Convolution layer : layers) {
            h = made.activation.of(layer.ofImages(h));
            image = layer.result();
        }
        return last.call(image.rows(h, lead), pass);
    }

    @Override
    public Map<String, Variable> parameters() {
        return children.parameters();
    }

    @Override
    public Map<String, Object> config() {
        Map<String, Object> c = new LinkedHashMap<>();
        c.put("type", "convolutional_embedding");
        c.put("image", made.image.toList());
        c.put("channels", Arrays.stream(made.channels).boxed().toList());
        c.put("outputs", made.outputs);
        c.put("activation", Config.label(made.activation));
        c.put("dtype", made.dtype.toString());
        c.put("seed", made.seed);
        return c;
    }
}
