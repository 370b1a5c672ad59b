package org.auriflow.flows;

import java.util.LinkedHashMap;
import java.util.Map;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Random;
import org.auriflow.engine.RandomStream;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.TensorType;
import org.auriflow.engine.Variable;
import org.auriflow.flows.internal.Choices;
import org.auriflow.flows.internal.Networks;
import org.auriflow.flows.internal.Normal;
import org.auriflow.flows.internal.Rows;
import org.auriflow.flows.internal.Values;
import org.auriflow.nn.Activation;
import org.auriflow.nn.Children;
import org.auriflow.nn.Config;
import org.auriflow.nn.Mlp;
import org.auriflow.nn.Model;
import org.auriflow.nn.Models;
import org.auriflow.nn.Pass;
import org.auriflow.nn.Streams;

/**
 * A mixture of K normals whose weights, means and factors a network computes from the context (C. M. Bishop, Mixture
 * density networks, 1994, with deviations for each feature or full covariances instead of one deviation for each
 * component), or which are learned themselves.
 *
 * <pre>{@code
 * p(x | c) = Σₖ softmax(l(c))ₖ N(x; μₖ(c), Lₖ(c) Lₖ(c)ᵀ)
 * }</pre>
 *
 * <p>Of the outputs of the network the first K are l, then follow for each component its d means, d logarithms of the
 * diagonal of L, and for full covariances d(d − 1)/2 elements below it, row by row. The parameters of the network are
 * named {@code network.…}; without context one parameter, {@code outputs}, holds what it would give. By default 10
 * components of full covariance and a network of two hidden layers of 64 rectified units.
 */
public final class MixtureDensityNetwork implements Distribution {
    private final int width;
    private final int components;
    private final boolean full;
    private final int contextWidth;
    private final Model network;
    private final Children children = new Children();
    private final Values outputs;
    private final DType dtype;
    private final long seed;

    private MixtureDensityNetwork(Builder b, Model network) {
        this.width = b.width;
        this.components = b.components;
        this.full = b.full;
        this.contextWidth = b.context;
        this.seed = b.seed;
        int n = outputs(width, components, full);
        if (contextWidth > 0) {
            Networks.check("mixture density network:", network, contextWidth, n);
            this.network = children.add("network", network);
            this.dtype = Networks.dtype(network);
            this.outputs = null;
        } else {
            this.network = null;
            this.dtype = b.dtype;
            this.outputs = Values.of(b.engine, "outputs", dtype, beginning(n));
        }
    }

    /** Equal weights, standard normal means and unit covariances. */
    private double[] beginning(int n) {
        double[] values = new double[n];
        RandomStream random = Streams.INITIAL.of(seed, 0);
        int each = Normal.parameters(width, full);
        for (int k = 0; k < components; k++) {
            for (int i = 0; i < width; i++) {
                values[components + k * each + i] = random.normal();
            }
        }
        return values;
    }

    /** Begins one on an engine. */
    public static Builder builder(Engine engine) {
        return new Builder(engine);
    }

    /** Width of what the network of such a mixture gives. */
    public static int outputs(int width, int components, boolean full) {
        return components * (1 + Normal.parameters(width, full));
    }

    /** Rebuilds it from its {@link #config()}. */
    public static MixtureDensityNetwork fromConfig(Engine engine, Config c, Models models) {
        Builder b = builder(engine)
                .width(c.integer("width"))
                .components(c.integer("components"))
                .full(c.flag("full"))
                .context(c.integer("context"));
        return b.context > 0
                ? b.network(models.build(engine, c.object("network"))).build()
                : b.dtype(c.dtype("dtype")).seed(c.whole("seed")).build();
    }

    /** Collects the architecture. */
    public static final class Builder {
        private final Engine engine;
        private int width;
        private int context;
        private int components = 10;
        private boolean full = true;
        private int[] hidden = {64, 64};
        private Activation activation = Activation.RELU;
        private Model network;
        private DType dtype = DType.FLOAT32;
        private long seed;

        private Builder(Engine engine) {
            this.engine = engine;
        }

        /** Width d of the rows. */
        public Builder width(int d) {
            width = d;
            return this;
        }

        /** Width of the context; none by default. */
        public Builder context(int c) {
            context = c;
            return this;
        }

        /** Number K of normals; 10 by default. */
        public Builder components(int k) {
            components = k;
            return this;
        }

        /** Whether features of a component may be correlated; yes by default. */
        public Builder full(boolean on) {
            full = on;
            return this;
        }

        /** Widths of the hidden layers of the network. */
        public Builder hidden(int... widths) {
            hidden = widths.clone();
            return this;
        }

        /** After every hidden layer. */
        public Builder activation(Activation a) {
            activation = a;
            return this;
        }

        /** A network of the context that gives {@link MixtureDensityNetwork#outputs}, instead of the usual one. */
        public Builder network(Model of) {
            network = of;
            return this;
        }

        /** Type of parameters and rows; float32 by default, and that of a network which is given. */
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
         * Makes the mixture.
         *
         * @throws IllegalArgumentException if a width is missing, or a network does not fit or has no context
         */
        public MixtureDensityNetwork build() {
            if (width < 1 || components < 1 || context < 0 || !dtype.isFloating()) {
                throw new IllegalArgumentException("mixture density network: requires a width, a component and a"
                        + " floating dtype, got width " + width + ", " + components + " components, context " + context
                        + " and " + dtype + "; set them");
            }
            if (network != null && context == 0) {
                throw new IllegalArgumentException(
                        "mixture density network: requires a context for a network, got none; set its width");
            }
            if (network != null || context == 0) {
                return new MixtureDensityNetwork(this, network);
            }
            Mlp usual = Mlp.builder(engine)
                    .inputs(context)
                    .hidden(hidden)
                    .outputs(MixtureDensityNetwork.outputs(width, components, full))
                    .activation(activation)
                    .dtype(dtype)
                    .seed(seed)
                    .build();
            return new MixtureDensityNetwork(this, usual);
        }
    }

    /** Logits [..., K] and normals [..., K] for some leading axes that broadcast to those of rows. */
    private record Components(Tensor logits, Tensor normals) {}

    private Components of(Tensor rows, Tensor context, Pass pass) {
        Tensor raw;
        if (contextWidth == 0) {
            raw = outputs.tensor(rows.dtype());
        } else {
            Rows.context("mixture density network", context, contextWidth, rows);
            raw = network.call(context, pass);
        }
        Shape lead = raw.shape().range(0, raw.shape().rank() - 1);
        int each = Normal.parameters(width, full);
        return new Components(
                raw.slice(-1, 0, components),
                raw.slice(-1, components, raw.shape().extent(-1)).reshape(lead.concat(Shape.of(components, each))));
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public int contextWidth() {
        return contextWidth;
    }

    @Override
    public DType dtype() {
        return dtype;
    }

    @Override
    public Tensor logProb(Tensor x, Tensor context, Pass pass) {
        Rows.lead("mixture density network", x, width);
        Components c = of(x, context, pass);
        Tensor each = Normal.of(c.normals, width, full).logProb(x.expand(-2));
        return each.add(c.logits.logSoftmax()).logSumExp(-1);
    }

    /** Exact: a uniform number picks the component of each row, of which one draw is made. */
    @Override
    public Tensor sample(int n, Tensor context, Random random, Tensor counter) {
        Tensor z = random.split(0).normal(new TensorType(dtype, Shape.of(n, width)), counter);
        Components c = of(z, context, Pass.evaluation());
        Tensor u = random.uniform(new TensorType(dtype, Shape.of(n)), counter);
        int each = Normal.parameters(width, full);
        Tensor at = Choices.choose(c.logits, u).reshape(n, 1, 1).broadcastTo(Shape.of(n, 1, each));
        Tensor chosen = c.normals
                .broadcastTo(Shape.of(n, components, each))
                .gather(1, at)
                .select(1, 0);
        return Normal.of(chosen, width, full).place(z);
    }

    @Override
    public Map<String, Variable> parameters() {
        if (network != null) {
            return children.parameters();
        }
        Map<String, Variable> p = new LinkedHashMap<>();
        outputs.addTo(p);
        return p;
    }

    @Override
    public Map<String, Variable> state() {
        return children.state();
    }

    @Override
    public Map<String, Object> config() {
        Map<String, Object> c = new LinkedHashMap<>();
        c.put("type", "mixture_density_network");
        c.put("width", width);
        c.put("components", components);
        c.put("full", full);
        c.put("context", contextWidth);
        if (network != null) {
            c.put("network", network.config());
        } else {
            c.put("dtype", dtype.toString());
            c.put("seed", seed);
        }
        return c;
    }
}
