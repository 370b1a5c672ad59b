package org.auriflow.nn;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.Variable;

/**
 * A residual network, x […, inputs] to […, outputs]: a linear map to the hidden width, blocks h ← h + W₂ a(W₁ a(h)), a
 * linear map to the result (pre-activation blocks, 1603.05027; the conditioner of 2003.13913 has 2 blocks of 100 ReLU).
 *
 * <p>The second map of each block begins within ±10⁻³, so that a new network is nearly linear however deep it is.
 */
public final class ResidualMlp implements Model {
    private static final double SMALL = 1e-3;

    private final Builder made;
    private final Children children = new Children();
    private final Linear first;
    private final List<Block> blocks = new ArrayList<>();
    private final Linear last;

    private record Block(Linear in, Dropout dropout, Linear out) {}

    private ResidualMlp(Builder b) {
        this.made = b;
        first = children.add("first", layer(0).inputs(b.inputs).build());
        for (int k = 0; k < b.blocks; k++) {
            Linear in = layer(1 + 2 * k)
                    .initializer(b.activation.initializer())
                    .gain(b.activation.gain())
                    .build();
            Linear out = small(layer(2 + 2 * k), b.hidden).build();
            blocks.add(new Block(
                    children.add("blocks." + k + ".in", in),
                    new Dropout(b.dropout, b.seed, k),
                    children.add("blocks." + k + ".out", out)));
        }
        last = children.add("last", layer(1 + 2 * b.blocks).outputs(b.outputs).build());
    }

    private Linear.Builder layer(int number) {
        return Linear.builder(made.engine)
                .inputs(made.hidden)
                .outputs(made.hidden)
                .dtype(made.dtype)
                .seed(made.seed)
                .layer(number);
    }

    /** The second map of a block: all within ±10⁻³. */
    static Linear.Builder small(Linear.Builder b, int inputs) {
        return b.initializer(Initializer.KAIMING_UNIFORM)
                .gain(SMALL / Math.sqrt(3.0 / inputs))
                .biasBound(SMALL);
    }

    /** Begins a network on an engine. */
    public static Builder builder(Engine engine) {
        return new Builder(engine);
    }

    static ResidualMlp of(Config c, Engine engine) {
        return builder(engine)
                .inputs(c.integer("inputs"))
                .hidden(c.integer("hidden"))
                .blocks(c.integer("blocks"))
                .outputs(c.integer("outputs"))
                .activation(c.choice("activation", Activation.class))
                .dropout(c.number("dropout"))
                .dtype(c.dtype("dtype"))
                .seed(c.whole("seed"))
                .build();
    }

    /** Collects the architecture. */
    public static final class Builder {
        private final Engine engine;
        private int inputs;
        private int hidden = 100;
        private int blocks = 2;
        private int outputs;
        private Activation activation = Activation.RELU;
        private double dropout;
        private DType dtype = DType.FLOAT32;
        private long seed;

        private Builder(Engine engine) {
            this.engine = engine;
        }

        private Builder(Builder b) {
            this(b.engine);
            inputs = b.inputs;
            hidden = b.hidden;
            blocks = b.blocks;
            outputs = b.outputs;
            activation = b.activation;
            dropout = b.dropout;
            dtype = b.dtype;
            seed = b.seed;
        }

        /** Width of x. */
        public Builder inputs(int width) {
            inputs = width;
            return this;
        }

        /** Width of all hidden layers; 100 by default. */
        public Builder hidden(int width) {
            hidden = width;
            return this;
        }

        /** Number of residual blocks; 2 by default. */
        public Builder blocks(int n) {
            blocks = n;
            return this;
        }

        /** Width of the result. */
        public Builder outputs(int width) {
            outputs = width;
            return this;
        }

        /** Twice in every block; ReLU by default. */
        public Builder activation(Activation a) {
            activation = a;
            return this;
        }

        /** Which share is dropped in training before the second map of every block, in [0, 1); none by default. */
        public Builder dropout(double rate) {
            dropout = rate;
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
         * @throws IllegalArgumentException if a width is missing or not positive or the dtype is not floating
         */
        public ResidualMlp build() {
            if (inputs < 1 || hidden < 1 || blocks < 0 || outputs < 1) {
                throw new IllegalArgumentException("residual mlp: widths must be positive, got " + inputs + " inputs, "
                        + blocks + " blocks of " + hidden + " and " + outputs + " outputs; set them all");
            }
            return new ResidualMlp(new Builder(this));
        }
    }

    @Override
    public Tensor call(Tensor x, Pass pass) {
        Tensor h = first.call(x, pass);
        for (Block b : blocks) {
            Tensor t = b.in.call(made.activation.of(h), pass);
            h = h.add(b.out.call(b.dropout.call(made.activation.of(t), pass), pass));
        }
        return last.call(h, pass);
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
        c.put("type", "residual_mlp");
        c.put("inputs", made.inputs);
        c.put("hidden", made.hidden);
        c.put("blocks", made.blocks);
        c.put("outputs", made.outputs);
        c.put("activation", Config.label(made.activation));
        c.put("dropout", made.dropout);
        c.put("dtype", made.dtype.toString());
        c.put("seed", made.seed);
        return c;
    }
}
