package org.auriflow.flows.manifold;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.op.Boundary;
import org.auriflow.flows.Distribution;
import org.auriflow.flows.Elementwise;
import org.auriflow.flows.Flow;
import org.auriflow.flows.Transform;
import org.auriflow.flows.distribution.StandardNormal;
import org.auriflow.flows.distribution.UniformBox;
import org.auriflow.flows.elementwise.Affine;
import org.auriflow.flows.elementwise.CircularSpline;
import org.auriflow.flows.elementwise.RationalQuadraticSpline;
import org.auriflow.flows.transform.Composite;
import org.auriflow.flows.transform.Coupling;
import org.auriflow.flows.transform.ElementwiseTransform;
import org.auriflow.flows.transform.Inverse;
import org.auriflow.flows.transform.Permutation;
import org.auriflow.nn.Model;
import org.auriflow.nn.ResidualMlp;
import org.auriflow.nn.Sequential;

/**
 * The vector models that 2003.13913 compares: couplings of rational-quadratic splines with residual networks; an outer transform of R^d
 * and an inner one of R^n, where the context enters.
 *
 * <p>Other than there, the couplings of the outer transform do not act on coordinates in random orders: in turns they move those off the
 * manifold, given those on it, and back. With 5 random orders in three dimensions the coordinate off the manifold is never moved at all
 * once in 32 times, so that the manifold stays a plane, and seldom moved given both others, which may be what ended two of five published
 * trainings of the polynomial surface. So a manifold begins near the plane of the first n axes of the data, or of others that {@link
 * Orientation} chooses. In all other transforms a random order comes before every second coupling, and two of one order move all
 * coordinates.
 *
 * <p>By default 5 + 5 layers, 10 bins on [−6, 6], networks of 2 blocks of 100 rectified units, encoders of 5.
 */
public final class ManifoldArchitecture {
    /** More layers than any flow has. */
    private static final long SEEDS = 1 << 20;

    /** As published: they have more to learn than the network of a coupling. */
    private static final int ENCODER_BLOCKS = 5;

    private final Builder made;

    private ManifoldArchitecture(Builder b) {
        this.made = b;
    }

    /** Begins an architecture on an engine. */
    public static Builder builder(Engine engine) {
        return new Builder(engine);
    }

    /** Collects the sizes. */
    public static final class Builder {
        private final Engine engine;
        private int width;
        private int latent;
        private int context;
        private int outer = 5;
        private int inner = 5;
        private int bins = 10;
        private double bound = 6;
        private int hidden = 100;
        private int blocks = 2;
        private Transform axes;
        private Transform outerTransform;
        private Model encoder;
        private DType dtype = DType.FLOAT32;
        private long seed;

        private Builder(Engine engine) {
            this.engine = engine;
        }

        /** Width d of points. */
        public Builder width(int d) {
            width = d;
            return this;
        }

        /** Dimension n of the manifold, below d. */
        public Builder latent(int n) {
            latent = n;
            return this;
        }

        /** Width of the context; none by default. */
        public Builder context(int c) {
            context = c;
            return this;
        }

        /** Layers of the outer and the inner transform. */
        public Builder layers(int outerLayers, int innerLayers) {
            outer = outerLayers;
            inner = innerLayers;
            return this;
        }

        /** Bins and range [−bound, bound] of the splines. */
        public Builder spline(int ofBins, double upTo) {
            bins = ofBins;
            bound = upTo;
            return this;
        }

        /** Residual networks: width of their layers and number of blocks. */
        public Builder network(int units, int ofBlocks) {
            hidden = units;
            blocks = ofBlocks;
            return this;
        }

        /** Along which of the data the outer transform begins, with a volume of 1; as they are by default. See {@link Orientation}. */
        public Builder axes(Transform ofData) {
            axes = ofData;
            return this;
        }

        /**
         * The outer transform, from latent variables to data, in place of couplings along axes; one architecture then makes one
         * model. See {@link ImageTransform}.
         */
        public Builder outer(Transform toData) {
            outerTransform = toData;
            return this;
        }

        /** The encoder of Mₑ-flows and autoencoders, from d + c to n numbers, in place of a residual network. */
        public Builder encoder(Model network) {
            encoder = network;
            return this;
        }

        /** Type of parameters and rows; float32 by default. */
        public Builder dtype(DType d) {
            dtype = d;
            return this;
        }

        /** Fixes permutations and initial weights; 0 by default. */
        public Builder seed(long s) {
            seed = s;
            return this;
        }

        /**
         * Makes the architecture.
         *
         * @throws IllegalArgumentException unless 0 &lt; n &lt; d
         */
        public ManifoldArchitecture build() {
            if (latent < 1 || latent >= width || context < 0) {
                throw new IllegalArgumentException(
                        "manifold architecture: requires a dimension from 1 to d - 1, got n = " + latent + ", d = "
                                + width + " and a context of " + context + "; use Flow where n = d");
            }
            return new ManifoldArchitecture(this);
        }
    }

    /** AF: a flow in the whole space, of as many layers as both transforms have; of the outer one alone, without context, where it was given. */
    public Flow ambientFlow() {
        Transform t = made.outerTransform == null
                ? transform(made.width, made.context, made.outer + made.inner, 0)
                : Inverse.of(made.outerTransform);
        return Flow.of(t, new StandardNormal(made.width, made.dtype));
    }

    /** PIE with the deviation ε off the manifold, learned or fixed. */
    public PieFlow pie(double epsilon, boolean learned) {
        return learned
                ? PieFlow.learned(made.engine, padded(), density(), epsilon)
                : PieFlow.of(padded(), density(), epsilon);
    }

    /** M-flow. */
    public ManifoldFlow manifoldFlow() {
        return ManifoldFlow.of(padded(), density());
    }

    /** Mₑ-flow: the M-flow with an encoder network. */
    public ManifoldFlow encodedFlow() {
        return ManifoldFlow.of(EncodedEmbedding.of(padded(), encoder()), density());
    }

    /** PAE: two networks, and a flow on their latent variables. */
    public ManifoldFlow autoencoder() {
        Embedding e = NetworkEmbedding.of(network(made.latent, made.width, 3), encoder(), made.width, made.latent, 0);
        return ManifoldFlow.of(e, density());
    }

    /**
     * FOM: a flow on a manifold that is known. Its inner layers move one coordinate each, in turns, by splines on a circle or a box, from the uniform
     * density on the box of the chart.
     */
    public ManifoldFlow on(Chart chart) {
        double[] half = chart.halfWidths();
        int n = half.length;
        List<Transform> parts = new ArrayList<>();
        for (int k = 0; k < made.inner; k++) {
            parts.add(layer(chart, k % n, k));
        }
        double[] low = Arrays.stream(half).map(w -> -w).toArray();
        return ManifoldFlow.of(chart, Flow.of(Composite.of(parts), new UniformBox(low, half, made.dtype)));
    }

    private Transform layer(Chart chart, int moved, int number) {
        double half = chart.halfWidths()[moved];
        Elementwise spline = chart.periodic()[moved]
                ? new CircularSpline(made.bins, half, true)
                : new RationalQuadraticSpline(made.bins, half, Boundary.BOX);
        long seed = seed(1, number);
        int n = chart.latentWidth();
        if (n == 1 && made.context == 0) {
            return ElementwiseTransform.of(made.engine, spline, 1, made.dtype, seed);
        }
        boolean[] mask = new boolean[n];
        mask[moved] = true;
        boolean[] angle = new boolean[n - 1 + made.context];
        for (int k = 0; k < n; k++) {
            if (k != moved) {
                angle[k < moved ? k : k - 1] = chart.periodic()[k];
            }
        }
        AngleFeatures features = new AngleFeatures(angle);
        Model network = residual(features.outputs(), Coupling.outputs(mask, spline), made.blocks, seed);
        return Coupling.of(mask, spline, Sequential.of(features, network), made.context);
    }

    private Model encoder() {
        return made.encoder == null ? network(made.width, made.latent, 2) : made.encoder;
    }

    private PaddedEmbedding padded() {
        if (made.outerTransform != null) {
            return PaddedEmbedding.of(made.outerTransform, made.latent);
        }
        List<Transform> parts = new ArrayList<>();
        for (int k = 0; k < made.outer; k++) {
            boolean movesOff = (made.outer - k) % 2 == 1;
            boolean[] mask = new boolean[made.width];
            Arrays.fill(mask, movesOff ? made.latent : 0, movesOff ? made.width : made.latent, true);
            parts.add(coupling(mask, 0, seed(0, k)));
        }
        if (made.axes != null) {
            parts.add(Inverse.of(made.axes));
        }
        return PaddedEmbedding.of(Composite.of(parts), made.latent);
    }

    private Coupling coupling(boolean[] mask, int context, long seed) {
        Elementwise spline = new RationalQuadraticSpline(made.bins, made.bound);
        Model network = residual(Coupling.inputs(mask, context), Coupling.outputs(mask, spline), made.blocks, seed);
        return Coupling.of(mask, spline, network, context);
    }

    private Distribution density() {
        return Flow.of(
                transform(made.latent, made.context, made.inner, 1), new StandardNormal(made.latent, made.dtype));
    }

    private Composite transform(int width, int context, int layers, int which) {
        List<Transform> parts = new ArrayList<>();
        if (width + context == 1) {
            // A line has nothing that a network could depend on.
            Elementwise spline = new RationalQuadraticSpline(made.bins, made.bound);
            parts.add(ElementwiseTransform.of(made.engine, new Affine(), 1, made.dtype, seed(which, 0)));
            parts.add(ElementwiseTransform.of(made.engine, spline, 1, made.dtype, seed(which, 1)));
            return Composite.of(parts);
        }
        for (int k = 0; k < layers; k++) {
            long seed = seed(which, k);
            if (width > 1 && k % 2 == 0) {
                parts.add(Permutation.random(width, seed));
            }
            boolean[] mask = width == 1 ? new boolean[] {true} : Coupling.alternating(width, k % 2 == 1);
            parts.add(coupling(mask, context, seed));
        }
        return Composite.of(parts);
    }

    /** Of a layer of one of the parts of a model. */
    private long seed(int which, int layer) {
        return made.seed * SEEDS + 1000L * which + layer;
    }

    /** Of an encoder or a decoder. */
    private Model network(int inputs, int outputs, int which) {
        return residual(inputs, outputs, ENCODER_BLOCKS, seed(which, 0));
    }

    private Model residual(int inputs, int outputs, int blocks, long seed) {
        return ResidualMlp.builder(made.engine)
                .inputs(inputs)
                .hidden(made.hidden)
                .blocks(blocks)
                .outputs(outputs)
                .dtype(made.dtype)
                .seed(seed)
                .build();
    }
}
