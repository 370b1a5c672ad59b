package org.auriflow.flows;

import java.util.ArrayList;
import java.util.List;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.flows.distribution.StandardNormal;
import org.auriflow.flows.elementwise.Affine;
import org.auriflow.flows.elementwise.RationalQuadraticSpline;
import org.auriflow.flows.image.InvertibleConvolution;
import org.auriflow.flows.image.Multiscale;
import org.auriflow.flows.image.Squeeze;
import org.auriflow.flows.transform.ActNorm;
import org.auriflow.flows.transform.Composite;
import org.auriflow.nn.Activation;
import org.auriflow.nn.ImageShape;

/**
 * Glow (D. P. Kingma and P. Dhariwal, 1807.03039): levels of a squeeze and steps, after each of which half of the channels leave
 * ({@link Multiscale}); a step is an {@link ActNorm}, an {@link InvertibleConvolution} and a coupling of the second half of the
 * channels.
 *
 * <p>By default 3 levels of 8 steps with affine couplings, whose networks are residual ones of two blocks of 64 rectified channels, as in
 * 1906.04032, and begin with zeros. With {@link Builder#spline} the couplings are splines, as in that paper: 4 levels with splines of 11 bins
 * on ±10 make the image flows of 2003.13913. All levels share one normal base: Glow's prior of the features that leave, given the
 * others, is left out.
 *
 * <p>An image of one pixel is a vector: one level without a squeeze, whose networks are perceptrons with residual blocks.
 *
 * <p>Before training, {@link Flow#initialise} with a batch of data sets the scales and shifts.
 *
 * <pre>{@code
 * Flow flow = Glow.builder(engine).image(new ImageShape(3, 32, 32)).levels(3).steps(8).seed(1).build();
 * }</pre>
 */
public final class Glow {
    /** More parts with a seed than any flow has. */
    private static final long SEEDS = 1 << 20;

    private Glow() {}

    /** Begins a flow on an engine. */
    public static Builder builder(Engine engine) {
        return new Builder(engine);
    }

    /** Collects the architecture. */
    public static final class Builder {
        private final Engine engine;
        private ImageShape image;
        private int context;
        private int levels = 3;
        private int steps = 8;
        private int hidden = 64;
        private int blocks = 2;
        private Activation activation = Activation.RELU;
        private Elementwise elementwise = new Affine(Affine.Scale.SIGMOID);
        private DType dtype = DType.FLOAT32;
        private long seed;

        private Builder(Engine engine) {
            this.engine = engine;
        }

        /** Shape of the images; every level halves height and width. */
        public Builder image(ImageShape shape) {
            image = shape;
            return this;
        }

        /** Vectors of d numbers, images of one pixel. */
        public Builder width(int d) {
            return image(new ImageShape(d, 1, 1)).levels(1);
        }

        /** Width of the context, which all couplings see; none by default. */
        public Builder context(int c) {
            context = c;
            return this;
        }

        /** Number of levels; 3 by default. */
        public Builder levels(int n) {
            levels = n;
            return this;
        }

        /** Number of steps per level; 8 by default. */
        public Builder steps(int n) {
            steps = n;
            return this;
        }

        /** Channels of the hidden layers of every network; 64 by default. */
        public Builder hidden(int channels) {
            hidden = channels;
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

        /** What couplings apply; by default affine maps with a scale of {@link Affine.Scale#SIGMOID}, as the authors have. */
        public Builder elementwise(Elementwise e) {
            elementwise = e;
            return this;
        }

        /** Couplings of splines with a number of bins on [−bound, bound]. */
        public Builder spline(int bins, double bound) {
            return elementwise(new RationalQuadraticSpline(bins, bound));
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
         * The transform alone, from images to noise.
         *
         * @throws IllegalArgumentException if a size is missing or out of range, or the image cannot be halved as often
         */
        public Transform transform() {
            if (image == null || image.size() < 2 || levels < 1 || steps < 1 || context < 0) {
                throw new IllegalArgumentException(
                        "glow: requires an image of 2 numbers, levels and steps, got " + image + ", " + levels
                                + " levels, " + steps + " steps and a context of " + context + "; set them");
            }
            ResidualCouplings couplings =
                    new ResidualCouplings(engine, elementwise, hidden, blocks, activation, context, dtype);
            ImageShape shape = image;
            List<Transform> scales = new ArrayList<>();
            for (int level = 0; level < levels; level++) {
                List<Transform> parts = new ArrayList<>();
                if (image.pixels() > 1) {
                    Squeeze squeeze = new Squeeze(shape);
                    parts.add(squeeze);
                    shape = squeeze.result();
                }
                for (int step = 0; step < steps; step++) {
                    // Networks number their own layers from 0: other seeds keep the draws apart.
                    long next = seed * SEEDS + 2 * ((long) level * steps + step);
                    parts.add(ActNorm.of(engine, shape.channels(), shape.pixels(), dtype));
                    parts.add(new InvertibleConvolution(engine, shape, dtype, next));
                    parts.add(couplings.ofChannels(shape, true, next + 1));
                }
                scales.add(Composite.of(parts));
                shape = shape.withChannels(shape.channels() / 2);
            }
            return Multiscale.of(scales);
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
