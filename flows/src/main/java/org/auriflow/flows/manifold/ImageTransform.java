package org.auriflow.flows.manifold;

import java.util.ArrayList;
import java.util.List;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Linalg;
import org.auriflow.engine.Tensor;
import org.auriflow.flows.Glow;
import org.auriflow.flows.Transform;
import org.auriflow.flows.elementwise.Additive;
import org.auriflow.flows.image.Squeeze;
import org.auriflow.flows.internal.Values;
import org.auriflow.flows.transform.ActNorm;
import org.auriflow.flows.transform.Composite;
import org.auriflow.flows.transform.ElementwiseTransform;
import org.auriflow.flows.transform.Householder;
import org.auriflow.flows.transform.Inverse;
import org.auriflow.flows.transform.Subset;
import org.auriflow.nn.ImageShape;
import org.auriflow.nn.Pass;

/**
 * The outer transform of flows on manifolds of images, from latent variables to images: that of {@link Glow} with splines, read
 * backwards, behind a linear one that mixes all of its scales (2003.13913, appendix).
 *
 * <pre>{@code
 * x = squeeze⁻¹ Glow⁻¹( Q (s·u + b, v) + m )    Q = H₁ ⋯ Hₙ, n reflections
 * }</pre>
 *
 * <p>A new one is affine, since couplings begin as the identity. {@link Builder#begin} sets the scales and shifts of Glow, then m, Q and s from
 * some images: v = 0 begins as the plane of the n principal axes of what Glow makes of them, with u of mean 0 and variance 1. Without it Q is the
 * identity, or one reflection where n is odd.
 *
 * <p>Squeezes before the first level make its couplings cheap: with one, a level of 32 × 32 pixels works on 16 channels of 8 × 8.
 */
public final class ImageTransform {
    /** Rows whose principal axes are found; many more than a manifold has dimensions. */
    private static final int ROWS = 256;

    private ImageTransform() {}

    /** Begins a transform on an engine. */
    public static Builder builder(Engine engine) {
        return new Builder(engine);
    }

    /** Collects the architecture. */
    public static final class Builder {
        private final Engine engine;
        private ImageShape image;
        private int latent;
        private int squeezes;
        private int levels = 3;
        private int steps = 4;
        private int hidden = 32;
        private int blocks = 1;
        private int bins = 10;
        private double bound = 6;
        private Tensor rows;
        private DType dtype = DType.FLOAT32;
        private long seed;

        private Builder(Engine engine) {
            this.engine = engine;
        }

        /** Shape of the images. */
        public Builder image(ImageShape shape) {
            image = shape;
            return this;
        }

        /** Dimension n of the manifold. */
        public Builder latent(int n) {
            latent = n;
            return this;
        }

        /** How often images are squeezed before the first level; not by default. */
        public Builder squeezes(int n) {
            squeezes = n;
            return this;
        }

        /** Number of levels and of steps in each; 3 of 4 by default. */
        public Builder levels(int n, int stepsOfEach) {
            levels = n;
            steps = stepsOfEach;
            return this;
        }

        /** Convolutional residual networks: channels and number of blocks; 32 and 1 by default. */
        public Builder network(int channels, int ofBlocks) {
            hidden = channels;
            blocks = ofBlocks;
            return this;
        }

        /** Bins and range [−bound, bound] of the splines; 10 on ±6 by default. */
        public Builder spline(int ofBins, double upTo) {
            bins = ofBins;
            bound = upTo;
            return this;
        }

        /** Images [N, d] whose statistics the transform begins with; some hundred do. */
        public Builder begin(Tensor images) {
            rows = images;
            return this;
        }

        /** Type of parameters and rows; float32 by default. */
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
         * Makes the transform.
         *
         * @throws IllegalArgumentException unless 0 &lt; n &lt; d, if the image cannot be halved as often, or there are fewer than n + 1 images to begin with
         */
        public Transform build() {
            if (image == null || latent < 1 || latent >= image.size() || squeezes < 0) {
                throw new IllegalArgumentException(
                        "image transform: requires an image and a dimension below its size, got " + image + ", n = "
                                + latent + " and " + squeezes + " squeezes; set them");
            }
            if (rows != null && rows.shape().extent(0) <= latent) {
                throw new IllegalArgumentException("image transform: requires more than " + latent
                        + " images to begin with, got " + rows.type() + "; pass more");
            }
            Transform toNoise = toNoise();
            ActNorm scale = ActNorm.of(engine, latent, dtype);
            Householder axes = Householder.of(engine, image.size(), latent, dtype);
            Transform shift = ElementwiseTransform.of(engine, new Additive(), image.size(), dtype, seed);
            Tensor none = Tensor.zeros(dtype, image.size(), 1);
            shift.parameters().get("parameters").assign(none);
            if (rows != null) {
                Tensor y = Values.computed(engine, toNoise.initialise(rows, null));
                shift.parameters().get("parameters").assign(y.mean(0).expand(-1));
                Tensor centred = shift.inverseValue(y, null, Pass.evaluation());
                axes.parameters()
                        .get("vectors")
                        .assign(reflections(principal(
                                centred.slice(0, 0, Math.min(ROWS, y.shape().extent(0))))));
                scale.initialiseInverse(
                        axes.inverseValue(centred, null, Pass.evaluation()).slice(-1, 0, latent), null);
            }
            return Composite.of(Subset.slice(0, scale, image.size()), axes, shift, Inverse.of(toNoise));
        }

        private Transform toNoise() {
            List<Transform> parts = new ArrayList<>();
            ImageShape shape = image;
            for (int k = 0; k < squeezes; k++) {
                Squeeze squeeze = new Squeeze(shape);
                parts.add(squeeze);
                shape = squeeze.result();
            }
            parts.add(Glow.builder(engine)
                    .image(shape)
                    .levels(levels)
                    .steps(steps)
                    .hidden(hidden)
                    .blocks(blocks)
                    .spline(bins, bound)
                    .dtype(dtype)
                    .seed(seed)
                    .transform());
            return Composite.of(parts);
        }

        /** The first n principal axes [d, n] of centred rows [N, d], as combinations of the rows. */
        private Tensor principal(Tensor centred) {
            Tensor y = centred.cast(DType.FLOAT64);
            int n = y.shape().extent(0);
            Tensor combinations =
                    Linalg.eigh(y.matmul(y, false, true)).vectors().slice(-1, n - latent, n);
            // Eigenvalues ascend: the last is that of the first axis.
            return Values.computed(engine, y.matmul(combinations, true, false)).flip(-1);
        }

        /** Vectors [n, d] of reflections whose product takes the first n unit vectors to the span of columns [d, n], in their order. */
        private Tensor reflections(Tensor columns) {
            int d = image.size();
            double[] a = columns.toDoubleArray();
            double[] vectors = new double[latent * d];
            for (int k = 0; k < latent; k++) {
                double[] v = new double[d];
                for (int i = k; i < d; i++) {
                    v[i] = a[i * latent + k];
                }
                v[k] += Math.copySign(norm(v), v[k]);
                double squares = norm(v) * norm(v);
                for (int j = k; squares > 0 && j < latent; j++) {
                    double product = 0;
                    for (int i = k; i < d; i++) {
                        product += v[i] * a[i * latent + j];
                    }
                    for (int i = k; i < d; i++) {
                        a[i * latent + j] -= 2 * product / squares * v[i];
                    }
                }
                System.arraycopy(v, 0, vectors, k * d, d);
            }
            return Tensor.of(vectors).reshape(latent, d).cast(dtype);
        }

        private static double norm(double[] v) {
            double squares = 0;
            for (double c : v) {
                squares += c * c;
            }
            return Math.sqrt(squares);
        }
    }
}
