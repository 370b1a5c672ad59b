package org.auriflow.flows;

import java.util.ArrayList;
import java.util.List;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.flows.distribution.StandardNormal;
import org.auriflow.flows.elementwise.Affine;
import org.auriflow.flows.image.Multiscale;
import org.auriflow.flows.image.Squeeze;
import org.auriflow.flows.transform.BatchNormTransform;
import org.auriflow.flows.transform.Composite;
import org.auriflow.flows.transform.Coupling;
import org.auriflow.nn.Activation;
import org.auriflow.nn.ImageShape;

/**
 * Real-valued non-volume-preserving flows (L. Dinh, J. Sohl-Dickstein and S. Bengio, 1605.08803): affine couplings whose masks alternate.
 *
 * <p>Vectors: every other feature is transformed, then the others; 8 layers by default.
 *
 * <p>Images (section 3.6): each level is three couplings with checkerboard masks, a {@link Squeeze} and three couplings of halves of the
 * channels, after which half of the channels leave ({@link Multiscale}); the last level is four couplings with checkerboard masks. There
 * are 2 levels by default.
 *
 * <p>Networks are residual ones of two blocks of 64 rectified units or channels. Optionally batch normalisation follows each coupling
 * (section 3.7).
 *
 * <pre>{@code
 * Flow flow = RealNvp.builder(engine).width(4).layers(8).seed(1).build();
 * Flow ofImages = RealNvp.builder(engine).image(new ImageShape(3, 32, 32)).levels(3).seed(1).build();
 * }</pre>
 */
public final class RealNvp {
    /** More parts with a seed than any flow has. */
    private static final long SEEDS = 1 << 20;

    private RealNvp() {}

    /** Begins a flow on an engine. */
    public static Builder builder(Engine engine) {
        return new Builder(engine);
    }

    /** Collects the architecture. */
    public static final class Builder {
        private final Engine engine;
        private ImageShape image;
        private int width;
        private int context;
        private int layers = 8;
        private int levels = 2;
        private int hidden = 64;
        private int blocks = 2;
        private Activation activation = Activation.RELU;
        private Elementwise elementwise = new Affine();
        private boolean batchNorm;
        private DType dtype = DType.FLOAT32;
        private long seed;

        private Builder(Engine engine) {
            this.engine = engine;
        }

        /** Vectors of d numbers, at least 2, or 1 with a context. */
        public Builder width(int d) {
            width = d;
            return this;
        }

        /** Images of this shape; every level but the last halves height and width. */
        public Builder image(ImageShape shape) {
            image = shape;
            return this;
        }

        /** Width of the context, which all couplings see; none by default. */
        public Builder context(int c) {
            context = c;
            return this;
        }

        /** Number of couplings of vectors; 8 by default. */
        public Builder layers(int n) {
            layers = n;
            return this;
        }

        /** Number of levels of images; 2 by default. */
        public Builder levels(int n) {
            levels = n;
            return this;
        }

        /** Units or channels of the hidden layers of every network; 64 by default. */
        public Builder hidden(int n) {
            hidden = n;
            return this;
        }

        /** Residual blocks of every network; 2 by default. */
        public Builder blocks(int n) {
            blocks = n;
            return this;
        }

        /** Twice in every block; ReLU by default. */
        public Builder activation(Activation a) {
            activation = a;
            return this;
        }

        /** What couplings apply; affine by default. */
        public Builder elementwise(Elementwise e) {
            elementwise = e;
            return this;
        }

        /** Whether batch normalisation follows every coupling; not by default. */
        public Builder batchNorm(boolean on) {
            batchNorm = on;
            return this;
        }

        /** Type of parameters and rows; float32 by default. */
        public Builder dtype(DType d) {
            dtype = d;
            return this;
        }

        /** Fixes the initial parameters; 0 by default. */
        public Builder seed(long s) {
            seed = s;
            return this;
        }

        /**
         * The transform alone, from data to noise.
         *
         * @throws IllegalArgumentException if a size is missing or out of range, or the image cannot be halved as often
         */
        public Transform transform() {
            if ((image == null) == (width < 1) || layers < 1 || levels < 1 || context < 0) {
                throw new IllegalArgumentException(
                        "real nvp: requires a width or an image, layers and levels, got width "
                                + width + ", " + image + ", " + layers + " layers, " + levels
                                + " levels and a context of "
                                + context + "; set one of the first two");
            }
            return image == null ? ofVectors() : ofImages();
        }

        private ResidualCouplings couplings() {
            return new ResidualCouplings(engine, elementwise, hidden, blocks, activation, context, dtype);
        }

        private Transform ofVectors() {
            List<Transform> parts = new ArrayList<>();
            for (int k = 0; k < layers; k++) {
                boolean[] mask = Coupling.alternating(width, width == 1 || k % 2 == 1);
                add(parts, couplings().ofFeatures(mask, seed * SEEDS + k), width, 1);
            }
            return Composite.of(parts);
        }

        private Transform ofImages() {
            ImageShape shape = image;
            long next = seed * SEEDS;
            List<Transform> scales = new ArrayList<>();
            for (int level = 0; level < levels; level++) {
                boolean last = level == levels - 1;
                List<Transform> parts = new ArrayList<>();
                for (int k = 0; k < (last ? 4 : 3); k++) {
                    add(parts, couplings().checkerboard(shape, k % 2 == 1, next++), shape.channels(), shape.pixels());
                }
                if (!last) {
                    Squeeze squeeze = new Squeeze(shape);
                    parts.add(squeeze);
                    shape = squeeze.result();
                    for (int k = 0; k < 3; k++) {
                        add(parts, couplings().ofChannels(shape, k % 2 == 0, next++), shape.channels(), shape.pixels());
                    }
                    shape = shape.withChannels(shape.channels() / 2);
                }
                scales.add(Composite.of(parts));
            }
            return Multiscale.of(scales);
        }

        private void add(List<Transform> parts, Transform coupling, int channels, int pixels) {
            parts.add(coupling);
            if (batchNorm) {
                parts.add(BatchNormTransform.of(engine, channels, pixels, 0.1, 1e-5, dtype));
            }
        }

        /**
         * The flow on standard normals.
         *
         * @throws IllegalArgumentException if a size is missing or out of range, or the image cannot be halved as often
         */
        public Flow build() {
            Transform t = transform();
            return Flow.of(t, new StandardNormal(t.width(), dtype));
        }
    }
}
