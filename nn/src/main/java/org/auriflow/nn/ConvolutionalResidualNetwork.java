package org.auriflow.nn;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.Variable;

/**
 * A residual network of images in rows: a convolution to the hidden channels, blocks h ← h + W₂ a(W₁ a(h)) of two 3 × 3
 * convolutions, a 1 × 1 convolution to the result (pre-activation blocks, 1603.05027; the conditioner of image flows in
 * 1906.04032).
 *
 * <p>x [..., in·H·W + context] is the image followed by a context, and gives [..., outputs·H·W]. The context is taken linearly to a
 * number per hidden channel, which the first convolution adds everywhere: what it would do with constant channels more.
 *
 * <p>The second convolution of each block begins within ±10⁻³, so that a new network is nearly linear however deep it is.
 */
public final class ConvolutionalResidualNetwork implements Model {
    private static final double SMALL = 1e-3;
    private static final int KERNEL = 3;

    private final Builder made;
    private final Children children = new Children();
    private final Convolution first;
    private final Linear context;
    private final List<Block> blocks = new ArrayList<>();
    private final Convolution last;

    private record Block(Convolution in, Dropout dropout, Convolution out) {}

    private ConvolutionalResidualNetwork(Builder b) {
        this.made = b;
        first = children.add(
                "first", layer(0).image(b.image).kernel(b.firstKernel).build());
        double shrink = SMALL / Math.sqrt(3.0 / (b.hidden * KERNEL * KERNEL));
        for (int k = 0; k < b.blocks; k++) {
            Convolution in = layer(1 + 2 * k)
                    .initializer(b.activation.initializer())
                    .gain(b.activation.gain())
                    .build();
            Convolution out = layer(2 + 2 * k)
                    .initializer(Initializer.KAIMING_UNIFORM)
                    .gain(shrink)
                    .biasBound(SMALL)
                    .build();
            blocks.add(new Block(
                    children.add("blocks." + k + ".in", in),
                    new Dropout(b.dropout, b.seed, k),
                    children.add("blocks." + k + ".out", out)));
        }
        int next = 1 + 2 * b.blocks;
        Convolution.Builder end = layer(next).channels(b.outputs).kernel(1);
        if (b.zero) {
            end.initializer(Initializer.ZEROS).biasBound(0);
        }
        last = children.add("last", end.build());
        context = b.context == 0
                ? null
                : children.add(
                        "context",
                        Linear.builder(b.engine)
                                .inputs(b.context)
                                .outputs(b.hidden)
                                .dtype(b.dtype)
                                .seed(b.seed)
                                .layer(next + 1)
                                .build());
    }

    private Convolution.Builder layer(int number) {
        return Convolution.builder(made.engine)
                .image(made.image.withChannels(made.hidden))
                .channels(made.hidden)
                .kernel(KERNEL)
                .initializer(Initializer.XAVIER_UNIFORM)
                .dtype(made.dtype)
                .seed(made.seed)
                .layer(number);
    }

    /** Begins a network on an engine. */
    public static Builder builder(Engine engine) {
        return new Builder(engine);
    }

    static ConvolutionalResidualNetwork of(Config c, Engine engine) {
        return builder(engine)
                .image(ImageShape.of(c, "image"))
                .context(c.integer("context"))
                .hidden(c.integer("hidden"))
                .blocks(c.integer("blocks"))
                .outputs(c.integer("outputs"))
                .firstKernel(c.integer("first_kernel"))
                .activation(c.choice("activation", Activation.class))
                .dropout(c.number("dropout"))
                .beginWithZero(c.flag("begin_with_zero"))
                .dtype(c.dtype("dtype"))
                .seed(c.whole("seed"))
                .build();
    }

    /** Collects the architecture. */
    public static final class Builder {
        private final Engine engine;
        private ImageShape image;
        private int context;
        private int hidden = 64;
        private int blocks = 2;
        private int outputs;
        private int firstKernel = 1;
        private Activation activation = Activation.RELU;
        private double dropout;
        private boolean zero;
        private DType dtype = DType.FLOAT32;
        private long seed;

        private Builder(Engine engine) {
            this.engine = engine;
        }

        private Builder(Builder b) {
            this(b.engine);
            image = b.image;
            context = b.context;
            hidden = b.hidden;
            blocks = b.blocks;
            outputs = b.outputs;
            firstKernel = b.firstKernel;
            activation = b.activation;
            dropout = b.dropout;
            zero = b.zero;
            dtype = b.dtype;
            seed = b.seed;
        }

        /** Shape of the images in x. */
        public Builder image(ImageShape shape) {
            image = shape;
            return this;
        }

        /** Width of the context that follows the image; none by default. */
        public Builder context(int width) {
            context = width;
            return this;
        }

        /** Channels of all hidden layers; 64 by default. */
        public Builder hidden(int channels) {
            hidden = channels;
            return this;
        }

        /** Number of residual blocks; 2 by default. */
        public Builder blocks(int n) {
            blocks = n;
            return this;
        }

        /** Channels of the result. */
        public Builder outputs(int channels) {
            outputs = channels;
            return this;
        }

        /** Odd kernel of the first convolution; 1 by default, 3 sees more of the image. */
        public Builder firstKernel(int extent) {
            firstKernel = extent;
            return this;
        }

        /** Twice in every block; ReLU by default. */
        public Builder activation(Activation a) {
            activation = a;
            return this;
        }

        /** Which share is dropped in training before the second convolution of every block, in [0, 1); none by default. */
        public Builder dropout(double rate) {
            dropout = rate;
            return this;
        }

        /**
         * Whether the last convolution begins with zeros (1807.03039, section 3.3), so that couplings begin alike everywhere;
         * not by default.
         */
        public Builder beginWithZero(boolean on) {
            zero = on;
            return this;
        }

        /** Type of parameters, input and result; float32 by default. */
        public Builder dtype(DType d) {
            dtype = d;
            return this;
        }

        /** Fixes initial weights and dropout; 0 by default. */
        public Builder seed(long s) {
            seed = s;
            return this;
        }

        /**
         * Makes the network.
         *
         * @throws IllegalArgumentException if a size is missing or out of range or the dtype is not floating
         */
        public ConvolutionalResidualNetwork build() {
            if (image == null || context < 0 || hidden < 1 || blocks < 0 || outputs < 1 || firstKernel % 2 != 1) {
                throw new IllegalArgumentException(
                        "convolutional residual network: requires an image, positive channels"
                                + " and an odd first kernel, got " + image + ", a context of " + context + ", " + blocks
                                + " blocks of " + hidden + ", " + outputs + " outputs and first kernel " + firstKernel
                                + "; set them all");
            }
            return new ConvolutionalResidualNetwork(new Builder(this));
        }
    }

    @Override
    public Tensor call(Tensor x, Pass pass) {
        Shape lead = made.image.lead("convolutional residual network", made.dtype, made.context, x);
        int d = made.image.size();
        Tensor h = first.ofImages(made.image.images(x.slice(-1, 0, d)));
        if (context != null) {
            Tensor c = context.call(x.slice(-1, d, d + made.context), pass);
            h = h.add(c.reshape(lead.size(), made.hidden, 1, 1));
        }
        for (Block b : blocks) {
            Tensor t = b.in.ofImages(made.activation.of(h));
            h = h.add(b.out.ofImages(b.dropout.call(made.activation.of(t), pass)));
        }
        return last.result().rows(last.ofImages(h), lead);
    }

    @Override
    public Map<String, Variable> parameters() {
        return children.parameters();
    }

    @Override
    public Map<String, Variable> state() {
        return children.state();
    }

    @Override
    public Map<String, Object> config() {
        Map<String, Object> c = new LinkedHashMap<>();
        c.put("type", "convolutional_residual_network");
        c.put("image", made.image.toList());
        c.put("context", made.context);
        c.put("hidden", made.hidden);
        c.put("blocks", made.blocks);
        c.put("outputs", made.outputs);
        c.put("first_kernel", made.firstKernel);
        c.put("activation", Config.label(made.activation));
        c.put("dropout", made.dropout);
        c.put("begin_with_zero", made.zero);
        c.put("dtype", made.dtype.toString());
        c.put("seed", made.seed);
        return c;
    }
}
