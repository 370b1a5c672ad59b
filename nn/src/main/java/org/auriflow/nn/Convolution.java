package org.auriflow.nn;

import java.util.LinkedHashMap;
import java.util.Map;
import org.auriflow.engine.Convolutions;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.RandomStream;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.TensorType;
import org.auriflow.engine.Variable;

/**
 * A convolution of images in rows, with {@code weight} [channels, in, kernel, kernel] and {@code bias} [channels]; x
 * [..., in·H·W] gives [..., channels·H′·W′] with H′ = ⌊(H + 2·padding − kernel)/stride⌋ + 1.
 *
 * <p>A new bias is uniform in ±1/√(in·kernel²), like that of {@link Linear}.
 */
public final class Convolution implements Model {
    private final Builder made;
    private final ImageShape result;
    private final Variable weight;
    private final Variable bias;

    private Convolution(Builder b) {
        this.made = b;
        this.result = b.result();
        RandomStream random = Streams.INITIAL.of(b.seed, b.layer);
        double[] w = b.initializer.sample(b.channels, b.inputs(), b.gain, random);
        double[] offsets = new double[b.channels];
        for (int i = 0; i < offsets.length; i++) {
            offsets[i] = (2 * random.uniform() - 1) * b.biasBound;
        }
        Shape kernels = Shape.of(b.channels, b.image.channels(), b.kernel, b.kernel);
        this.weight = b.engine.variable("weight", Linear.values(new TensorType(b.dtype, kernels), w));
        this.bias = b.engine.variable("bias", Linear.values(new TensorType(b.dtype, Shape.of(b.channels)), offsets));
    }

    /** Begins a layer on an engine. */
    public static Builder builder(Engine engine) {
        return new Builder(engine);
    }

    static Convolution of(Config c, Engine engine) {
        return builder(engine)
                .image(ImageShape.of(c, "image"))
                .channels(c.integer("channels"))
                .kernel(c.integer("kernel"))
                .stride(c.integer("stride"))
                .padding(c.integer("padding"))
                .initializer(c.choice("initializer", Initializer.class))
                .gain(c.number("gain"))
                .biasBound(c.number("bias_bound"))
                .dtype(c.dtype("dtype"))
                .seed(c.whole("seed"))
                .layer(c.integer("layer"))
                .build();
    }

    /** Collects sizes and initial values. */
    public static final class Builder {
        private final Engine engine;
        private ImageShape image;
        private int channels;
        private int kernel = 3;
        private int stride = 1;
        private int padding = -1;
        private Initializer initializer = Initializer.KAIMING_UNIFORM;
        private double gain = 1;
        private double biasBound = Double.NaN;
        private DType dtype = DType.FLOAT32;
        private long seed;
        private int layer;

        private Builder(Engine engine) {
            this.engine = engine;
        }

        private Builder(Builder b) {
            this(b.engine);
            image = b.image;
            channels = b.channels;
            kernel = b.kernel;
            stride = b.stride;
            padding = b.pad();
            initializer = b.initializer;
            gain = b.gain;
            biasBound = Double.isNaN(b.biasBound) ? 1 / Math.sqrt(b.inputs()) : b.biasBound;
            dtype = b.dtype;
            seed = b.seed;
            layer = b.layer;
        }

        private int pad() {
            return padding < 0 ? (kernel - 1) / 2 : padding;
        }

        /** Numbers that one result is computed from. */
        private int inputs() {
            return image.channels() * kernel * kernel;
        }

        private int extent(int n) {
            return Math.floorDiv(n + 2 * pad() - kernel, stride) + 1;
        }

        private ImageShape result() {
            return new ImageShape(channels, extent(image.height()), extent(image.width()));
        }

        /** Shape of x. */
        public Builder image(ImageShape shape) {
            image = shape;
            return this;
        }

        /** Channels of the result. */
        public Builder channels(int n) {
            channels = n;
            return this;
        }

        /** Height and width of the kernel; 3 by default. */
        public Builder kernel(int extent) {
            kernel = extent;
            return this;
        }

        /** Pixels from one result to the next, along both axes; 1 by default. */
        public Builder stride(int pixels) {
            stride = pixels;
            return this;
        }

        /** Zeros around the image; by default ⌊(kernel − 1)/2⌋, which keeps its extents where kernels are odd. */
        public Builder padding(int pixels) {
            padding = pixels;
            return this;
        }

        /** Initial weights, as of a matrix [channels, in·kernel²]; Kaiming uniform by default. */
        public Builder initializer(Initializer i) {
            initializer = i;
            return this;
        }

        /** Factor on the initial weights, {@link Activation#gain()} of what follows; 1 by default. */
        public Builder gain(double g) {
            gain = g;
            return this;
        }

        /** The initial bias is uniform in ± this; 1/√(in·kernel²) by default. */
        public Builder biasBound(double bound) {
            biasBound = bound;
            return this;
        }

        /** Type of parameters, x and the result; float32 by default. */
        public Builder dtype(DType d) {
            dtype = d;
            return this;
        }

        /** With the layer number, fixes the initial values; 0 by default. */
        public Builder seed(long s) {
            seed = s;
            return this;
        }

        /** Distinguishes layers of one seed; 0 by default. */
        public Builder layer(int number) {
            layer = number;
            return this;
        }

        /**
         * Makes the layer.
         *
         * @throws IllegalArgumentException if a size is missing or out of range, the kernel is larger than the padded image, or
         *     the dtype is not floating
         */
        public Convolution build() {
            if (image == null || channels < 1 || kernel < 1 || stride < 1 || padding < -1) {
                throw new IllegalArgumentException(
                        "convolution: requires an image, channels, a kernel and a stride, got "
                                + image + ", " + channels + " channels, kernel " + kernel + ", stride " + stride
                                + " and padding " + padding + "; set them");
            }
            if (extent(image.height()) < 1 || extent(image.width()) < 1) {
                throw new IllegalArgumentException("convolution: requires a padded image of at least the kernel, got "
                        + image + ", padding " + pad() + " and kernel " + kernel + "; choose a smaller kernel");
            }
            if (!dtype.isFloating()) {
                throw new IllegalArgumentException(
                        "convolution: requires float32 or float64, got " + dtype + "; choose one");
            }
            return new Convolution(new Builder(this));
        }
    }

    /** Shape of the result. */
    public ImageShape result() {
        return result;
    }

    @Override
    public Tensor call(Tensor x, Pass pass) {
        Shape lead = made.image.lead("convolution", made.dtype, 0, x);
        return result.rows(ofImages(made.image.images(x)), lead);
    }

    /** The same for images [n, in, H, W], to [n, channels, H′, W′]. */
    Tensor ofImages(Tensor images) {
        return Convolutions.convolve(images, weight.read(), made.stride, made.padding, 1, 1)
                .add(bias.read().reshape(made.channels, 1, 1));
    }

    @Override
    public Map<String, Variable> parameters() {
        Map<String, Variable> p = new LinkedHashMap<>();
        p.put("weight", weight);
        p.put("bias", bias);
        return p;
    }

    @Override
    public Map<String, Object> config() {
        Map<String, Object> c = new LinkedHashMap<>();
        c.put("type", "convolution");
        c.put("image", made.image.toList());
        c.put("channels", made.channels);
        c.put("kernel", made.kernel);
        c.put("stride", made.stride);
        c.put("padding", made.padding);
        c.put("initializer", Config.label(made.initializer));
        c.put("gain", made.gain);
        c.put("bias_bound", made.biasBound);
        c.put("dtype", made.dtype.toString());
        c.put("seed", made.seed);
        c.put("layer", made.layer);
        return c;
    }
}
