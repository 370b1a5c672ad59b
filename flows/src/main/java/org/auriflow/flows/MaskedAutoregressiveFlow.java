package org.auriflow.flows;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.flows.distribution.StandardNormal;
import org.auriflow.flows.elementwise.Affine;
import org.auriflow.flows.transform.Autoregressive;
import org.auriflow.flows.transform.BatchNormTransform;
import org.auriflow.flows.transform.Composite;
import org.auriflow.flows.transform.Inverse;
import org.auriflow.flows.transform.Permutation;
import org.auriflow.nn.Activation;
import org.auriflow.nn.MaskedMlp;

/**
 * Masked autoregressive flow (1705.07057): autoregressive layers, each followed by a permutation.
 *
 * <p>Densities cost one network call per layer; samples as much work, in as many steps as there are features ({@link Autoregressive}).
 * {@link InverseAutoregressiveFlow} has it the other way round.
 *
 * <p>By default 5 layers of affine functions, networks of two hidden layers of 64 rectified units, and reversal, without the
 * paper's {@link Builder#batchNorm}.
 */
public final class MaskedAutoregressiveFlow {
    /** More layers than any flow has. */
    private static final long SEEDS = 1 << 20;

    private MaskedAutoregressiveFlow() {}

    /** Begins a flow on an engine. */
    public static Builder builder(Engine engine) {
        return new Builder(engine);
    }

    /** Collects the architecture. */
    public static final class Builder {
        private final Engine engine;
        private int width;
        private int context;
        private int passes;
        private int layers = 5;
        private int[] hidden = {64, 64};
        private int blocks;
        private Activation activation = Activation.RELU;
        private double dropout;
        private boolean batchNorm;
        private Elementwise elementwise = new Affine();
        private Permutation permutation;
        private boolean inverse;
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

        /**
         * In how many steps a layer is inverted: d by default. With fewer, features share positions evenly and do not see those they
         * share it with; 2 make couplings.
         */
        public Builder passes(int n) {
            passes = n;
            return this;
        }

        /** Number of autoregressive layers. */
        public Builder layers(int n) {
            layers = n;
            return this;
        }

        /** Widths of the hidden layers of every network, at least as many as features; one width with {@link #blocks}. */
        public Builder hidden(int... widths) {
            hidden = widths.clone();
            return this;
        }

        /** Residual blocks of every network; none by default. */
        public Builder blocks(int n) {
            blocks = n;
            return this;
        }

        /** After every hidden layer. */
        public Builder activation(Activation a) {
            activation = a;
            return this;
        }

        /** Which share of hidden units every network drops in training, in [0, 1); none by default, small data sets need some. */
        public Builder dropout(double rate) {
            dropout = rate;
            return this;
        }

        /**
         * Whether every layer is followed by a {@link BatchNormTransform}, as in the paper; no by default. Its moments are those of
         * the batch where training goes from data to noise, so that batches need many rows.
         */
        public Builder batchNorm(boolean on) {
            batchNorm = on;
            return this;
        }

        /** What transforms each feature; affine functions by default. */
        public Builder elementwise(Elementwise e) {
            elementwise = e;
            return this;
        }

        /** What follows every layer; reversal by default. */
        public Builder permutation(Permutation p) {
            permutation = p;
            return this;
        }

        /** Whether the layers run from noise to data, as in {@link InverseAutoregressiveFlow}; no by default. */
        public Builder inverse(boolean on) {
            inverse = on;
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
            int steps = passes == 0 ? width : passes;
            if (width < 1 || layers < 1 || context < 0 || steps < 1 || steps > width || steps + context < 2) {
                throw new IllegalArgumentException(
                        "masked autoregressive flow: requires a layer, a width, and from 2 (or 1"
                                + " with a context) to as many passes as features, got " + layers + " layers, width "
                                + width
                                + ", context " + context + " and " + steps + " passes; set them");
            }
            List<Transform> parts = new ArrayList<>();
            for (int k = 0; k < layers; k++) {
                MaskedMlp network = MaskedMlp.builder(engine)
                        .width(width)
                        .context(context)
                        .outputs(elementwise.parameters())
                        .positions(IntStream.range(0, width)
                                .map(i -> i * steps / width)
                                .toArray())
                        .hidden(hidden)
                        .blocks(blocks)
                        .activation(activation)
                        .dropout(dropout)
                        .dtype(dtype)
                        // The network numbers its own layers from 0: another seed keeps their draws apart.
                        .seed(seed * SEEDS + k)
                        .build();
                parts.add(Autoregressive.of(elementwise, network));
                if (batchNorm) {
                    parts.add(BatchNormTransform.of(engine, width, dtype));
                }
                if (width > 1) {
                    parts.add(permutation == null ? Permutation.reverse(width) : permutation);
                }
            }
            Composite all = Composite.of(parts);
            return inverse ? Inverse.of(all) : all;
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
