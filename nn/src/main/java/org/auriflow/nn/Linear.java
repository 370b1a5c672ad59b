package org.auriflow.nn;

import java.util.LinkedHashMap;
import java.util.Map;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.RandomStream;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Storage;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.TensorType;
import org.auriflow.engine.Variable;

/**
 * y = x Wᵀ + b with {@code weight} [outputs, inputs] and {@code bias} [outputs]; x […, inputs] gives […, outputs].
 *
 * <p>A new bias is uniform in ±1/√inputs, so that the kinks of a first layer do not all pass through the origin.
 */
public final class Linear implements Model {
    private final Builder made;
    private final Variable weight;
    private final Variable bias;

    private Linear(Builder b) {
        this.made = b;
        RandomStream random = Streams.INITIAL.of(b.seed, b.layer);
        Shape matrix = Shape.of(b.outputs, b.inputs);
        double[] w = b.initializer.sample(b.outputs, b.inputs, b.gain, random);
        double[] offsets = new double[b.outputs];
        for (int i = 0; i < b.outputs; i++) {
            offsets[i] = (2 * random.uniform() - 1) * b.biasBound;
        }
        this.weight = b.engine.variable("weight", values(new TensorType(b.dtype, matrix), w));
        this.bias = b.engine.variable("bias", values(new TensorType(b.dtype, Shape.of(b.outputs)), offsets));
    }

    /** Initial values of a parameter. */
    static Tensor values(TensorType type, double[] v) {
        Storage s = Storage.allocate(type.dtype(), v.length);
        for (int i = 0; i < v.length; i++) {
            s.set(i, v[i]);
        }
        return Tensor.constant(type, s);
    }

    /** Begins a layer on an engine. */
    public static Builder builder(Engine engine) {
        return new Builder(engine);
    }

    static Linear of(Config c, Engine engine) {
        return builder(engine)
                .inputs(c.integer("inputs"))
                .outputs(c.integer("outputs"))
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
        private int inputs;
        private int outputs;
        private Initializer initializer = Initializer.XAVIER_UNIFORM;
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
            inputs = b.inputs;
            outputs = b.outputs;
            initializer = b.initializer;
            gain = b.gain;
            biasBound = Double.isNaN(b.biasBound) ? 1 / Math.sqrt(b.inputs) : b.biasBound;
            dtype = b.dtype;
            seed = b.seed;
            layer = b.layer;
        }

        /** Width of x. */
        public Builder inputs(int width) {
            inputs = width;
            return this;
        }

        /** Width of y. */
        public Builder outputs(int width) {
            outputs = width;
            return this;
        }

        /** Initial weights; Xavier uniform by default. */
        public Builder initializer(Initializer i) {
            initializer = i;
            return this;
        }

        /** Factor on the initial weights, {@link Activation#gain()} of what follows; 1 by default. */
        public Builder gain(double g) {
            gain = g;
            return this;
        }

        /** The initial bias is uniform in ± this; 1/√inputs by default. */
        public Builder biasBound(double bound) {
            biasBound = bound;
            return this;
        }

        /** Type of parameters, x and y; float32 by default. */
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
         * @throws IllegalArgumentException if a width is missing or not positive or the dtype is not floating
         */
        public Linear build() {
            if (inputs < 1 || outputs < 1) {
                throw new IllegalArgumentException("linear: widths must be positive, got " + inputs + " inputs and "
                        + outputs + " outputs; set both");
            }
            if (!dtype.isFloating()) {
                throw new IllegalArgumentException(
                        "linear: requires float32 or float64, got " + dtype + "; choose one");
            }
            return new Linear(new Builder(this));
        }
    }

    @Override
    public Tensor call(Tensor x, Pass pass) {
        return affine("linear", x, weight(), bias());
    }

    Tensor weight() {
        return weight.read();
    }

    Tensor bias() {
        return bias.read();
    }

    /** x Wᵀ + b of a layer that errors name. */
    static Tensor affine(String name, Tensor x, Tensor w, Tensor b) {
        int inputs = w.shape().extent(1);
        int rank = x.shape().rank();
        if (rank == 0 || x.shape().extent(-1) != inputs || x.dtype() != w.dtype()) {
            throw new IllegalArgumentException(name + ": requires " + w.dtype() + " x [..., " + inputs + "], got "
                    + x.type() + "; check the width of the data and the dtype");
        }
        Shape lead = x.shape().range(0, rank - 1);
        Tensor rows = rank == 2 ? x : x.reshape(lead.size(), inputs);
        Tensor y = rows.matmul(w, false, true).add(b);
        return rank == 2 ? y : y.reshape(lead.concat(b.shape()));
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
        c.put("type", "linear");
        c.put("inputs", made.inputs);
        c.put("outputs", made.outputs);
        c.put("initializer", Config.label(made.initializer));
        c.put("gain", made.gain);
        c.put("bias_bound", made.biasBound);
        c.put("dtype", made.dtype.toString());
        c.put("seed", made.seed);
        c.put("layer", made.layer);
        return c;
    }
}
