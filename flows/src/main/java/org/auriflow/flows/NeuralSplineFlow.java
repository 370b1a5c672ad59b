package org.auriflow.flows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.flows.distribution.StandardNormal;
import org.auriflow.flows.elementwise.RationalQuadraticSpline;
import org.auriflow.flows.transform.Autoregressive;
import org.auriflow.flows.transform.Composite;
import org.auriflow.flows.transform.Coupling;
import org.auriflow.flows.transform.Permutation;
import org.auriflow.nn.Activation;
import org.auriflow.nn.Mlp;
import org.auriflow.nn.Model;
import org.auriflow.nn.ResidualMlp;

/**
 * Neural spline flow (1906.04032): layers of rational-quadratic splines, each followed by a permutation. Layers are couplings
 * that transform the second half of the features, RQ-NSF (C) in the paper, or autoregressive, RQ-NSF (AR).
 *
 * <p>By default couplings, 5 layers of 8 bins on [−3, 3], networks of two hidden layers of 64 rectified units, and reversal.
 */
public final class NeuralSplineFlow {
    /** More layers than any flow has. */
    private static final long SEEDS = 1 << 20;

    private NeuralSplineFlow() {}

    /** Begins a flow on an engine. */
    public static Builder builder(Engine engine) {
        return new Builder(engine);
    }

    /** Collects the architecture. */
    public static final class Builder {
        private final Engine engine;
        private int width;
        private int context;
        private int layers = 5;
        private boolean autoregressive;
        private int[] hidden = {64, 64};
        private int blocks;
        private Activation activation = Activation.RELU;
        private double dropout;
        private Elementwise elementwise = new RationalQuadraticSpline();
        private Permutation permutation;
        private DType dtype = DType.FLOAT32;
        private long seed;

        private Builder(Engine engine) {
            this.engine = engine;
        }

        /** Width d of the rows, at least 2, or 1 with a context. */
        public Builder width(int d) {
            width = d;
            return this;
        }

        /** Width of the context; none by default. */
        public Builder context(int c) {
            context = c;
            return this;
        }

        /** Number of layers. */
        public Builder layers(int n) {
            layers = n;
            return this;
        }

        /**
         * Whether layers are autoregressive instead of couplings: more flexible, and as quick for densities, while samples are drawn
         * feature by feature ({@link Autoregressive}).
         */
        public Builder autoregressive(boolean on) {
            autoregressive = on;
            return this;
        }

        /** Widths of the hidden layers of every network; one width with {@link #blocks}. */
        public Builder hidden(int... widths) {
            hidden = widths.clone();
            return this;
        }

        /** Residual blocks of every network; none by default, 2 in the paper. */
        public Builder blocks(int n) {
            blocks = n;
            return this;
        }

        /** After every hidden layer. */
        public Builder activation(Activation a) {
            activation = a;
            return this;
        }

        /** Which share of hidden units every network drops in training, in [0, 1); none by default, up to 0.2 in the paper. */
        public Builder dropout(double rate) {
            dropout = rate;
            return this;
        }

        /** Number of bins and range [−bound, bound] of the splines. */
        public Builder spline(int bins, double bound) {
            elementwise = new RationalQuadraticSpline(bins, bound);
            return this;
        }

        /** What follows every layer; reversal by default. */
        public Builder permutation(Permutation p) {
            permutation = p;
            return this;
        }

        /** Type of parameters and rows; float32 by default. */
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
         * The transform alone.
         *
         * @throws IllegalArgumentException if a width is missing or does not fit
         */
        public Transform transform() {
            if (width < 1 || layers < 1 || context < 0 || width + context < 2) {
                throw new IllegalArgumentException("neural spline flow: requires a layer, and a width of 2 or a context"
                        + ", got " + layers + " layers, width " + width + " and context " + context + "; set them");
            }
            if (autoregressive) {
                return MaskedAutoregressiveFlow.builder(engine)
                        .width(width)
                        .context(context)
                        .layers(layers)
                        .hidden(hidden)
                        .blocks(blocks)
                        .activation(activation)
                        .dropout(dropout)
                        .elementwise(elementwise)
                        .permutation(permutation)
                        .dtype(dtype)
                        .seed(seed)
                        .transform();
            }
            boolean[] mask = Coupling.secondHalf(width);
            List<Transform> parts = new ArrayList<>();
            for (int k = 0; k < layers; k++) {
                // The network numbers its own layers from 0: another seed keeps their draws apart.
                Model network =
                        network(Coupling.inputs(mask, context), Coupling.outputs(mask, elementwise), seed * SEEDS + k);
                parts.add(Coupling.of(mask, elementwise, network, context));
                if (width > 1) {
                    parts.add(permutation == null ? Permutation.reverse(width) : permutation);
                }
            }
            return Composite.of(parts);
        }

        private Model network(int inputs, int outputs, long number) {
            if (blocks == 0) {
                return Mlp.builder(engine)
                        .inputs(inputs)
                        .hidden(hidden)
                        .outputs(outputs)
                        .activation(activation)
                        .dropout(dropout)
                        .dtype(dtype)
                        .seed(number)
                        .build();
            }
            if (hidden.length != 1) {
                throw new IllegalArgumentException("neural spline flow: requires one hidden width with residual blocks,"
                        + " got " + Arrays.toString(hidden) + "; give one");
            }
            return ResidualMlp.builder(engine)
                    .inputs(inputs)
                    .hidden(hidden[0])
                    .blocks(blocks)
                    .outputs(outputs)
                    .activation(activation)
                    .dropout(dropout)
                    .dtype(dtype)
                    .seed(number)
                    .build();
        }

        /**
         * The flow on standard normals.
         *
         * @throws IllegalArgumentException if a width is missing or does not fit
         */
        public Flow build() {
            return Flow.of(transform(), new StandardNormal(width, dtype));
        }
    }
}
