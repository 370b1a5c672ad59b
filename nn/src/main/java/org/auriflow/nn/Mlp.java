package org.auriflow.nn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.Variable;

/**
 * A multilayer perceptron: linear layers with an activation after each but the last, x […, inputs] to […, outputs].
 *
 * <p>Optionally each hidden layer is normalised before its activation, and thinned by dropout after it.
 *
 * <pre>{@code
 * Mlp net = Mlp.builder(engine).inputs(2).hidden(40, 40).outputs(1).activation(Activation.TANH).seed(1).build();
 * Tensor y = net.call(x);
 * }</pre>
 */
public final class Mlp implements Model {
    private final Builder made;
    private final Children children = new Children();
    private final List<Linear> layers = new ArrayList<>();
    private final List<LayerNorm> norms = new ArrayList<>();
    private final List<Dropout> dropouts = new ArrayList<>();

    private Mlp(Builder b) {
        this.made = b;
        int width = b.inputs;
        for (int k = 0; k <= b.hidden.length; k++) {
            boolean last = k == b.hidden.length;
            int next = last ? b.outputs : b.hidden[k];
            Activation after = last ? Activation.IDENTITY : b.activation;
            Initializer initializer = b.initializer != null ? b.initializer : after.initializer();
            Linear layer = Linear.builder(b.engine)
                    .inputs(width)
                    .outputs(next)
                    .initializer(initializer)
                    .gain(after.gain())
                    .dtype(b.dtype)
                    .seed(b.seed)
                    .layer(k)
                    .build();
            layers.add(children.add("layers." + k, layer));
            if (!last && b.layerNorm) {
                norms.add(children.add("norms." + k, new LayerNorm(b.engine, next, b.dtype)));
            }
            if (!last && b.dropout != 0) {
                dropouts.add(new Dropout(b.dropout, b.seed, k));
            }
            width = next;
        }
    }

    /** Begins a network on an engine. */
    public static Builder builder(Engine engine) {
        return new Builder(engine);
    }

    static Mlp of(Config c, Engine engine) {
        Builder b = builder(engine)
                .inputs(c.integer("inputs"))
                .hidden(c.integers("hidden"))
                .outputs(c.integer("outputs"))
                .activation(c.choice("activation", Activation.class))
                .layerNorm(c.flag("layer_norm"))
                .dropout(c.number("dropout"))
                .dtype(c.dtype("dtype"))
                .seed(c.whole("seed"));
        if (!c.string("initializer").isEmpty()) {
            b.initializer(c.choice("initializer", Initializer.class));
        }
        return b.build();
    }

    /** Collects the architecture. */
    public static final class Builder {
        private final Engine engine;
        private int inputs;
        private int[] hidden = {};
        private int outputs;
        private Activation activation = Activation.TANH;
        private Initializer initializer;
        private boolean layerNorm;
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
            outputs = b.outputs;
            activation = b.activation;
            initializer = b.initializer;
            layerNorm = b.layerNorm;
            dropout = b.dropout;
            dtype = b.dtype;
            seed = b.seed;
        }

        /** Width of x. */
        public Builder inputs(int width) {
            inputs = width;
            return this;
        }

        /** Widths of the hidden layers; none makes one linear map. */
        public Builder hidden(int... widths) {
            hidden = widths.clone();
            return this;
        }

        /** Width of the result. */
        public Builder outputs(int width) {
            outputs = width;
            return this;
        }

        /** After every hidden layer; tanh by default. */
        public Builder activation(Activation a) {
            activation = a;
            return this;
        }

        /** Initial weights; by default what is customary for the activation. */
        public Builder initializer(Initializer i) {
            initializer = i;
            return this;
        }

        /** Whether every hidden layer is normalised before its activation; no by default. */
        public Builder layerNorm(boolean on) {
            layerNorm = on;
            return this;
        }

        /** Which share of every hidden layer is dropped in training, in [0, 1); none by default. */
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
        public Mlp build() {
            boolean positive =
                    inputs > 0 && outputs > 0 && Arrays.stream(hidden).allMatch(w -> w > 0);
            if (!positive) {
                throw new IllegalArgumentException("mlp: widths must be positive, got " + inputs + " inputs, hidden "
                        + Arrays.toString(hidden) + " and " + outputs + " outputs; set them all");
            }
            return new Mlp(new Builder(this));
        }
    }

    @Override
    public Tensor call(Tensor x, Pass pass) {
        Tensor y = x;
        int last = layers.size() - 1;
        for (int k = 0; k < last; k++) {
            y = layers.get(k).call(y, pass);
            if (!norms.isEmpty()) {
                y = norms.get(k).call(y, pass);
            }
            y = made.activation.of(y);
            if (!dropouts.isEmpty()) {
                y = dropouts.get(k).call(y, pass);
            }
        }
        return layers.get(last).call(y, pass);
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
        c.put("type", "mlp");
        c.put("inputs", made.inputs);
        c.put("hidden", Arrays.stream(made.hidden).boxed().toList());
        c.put("outputs", made.outputs);
        c.put("activation", Config.label(made.activation));
        c.put("initializer", made.initializer == null ? "" : Config.label(made.initializer));
        c.put("layer_norm", made.layerNorm);
        c.put("dropout", made.dropout);
        c.put("dtype", made.dtype.toString());
        c.put("seed", made.seed);
        return c;
    }
}
