package org.auriflow.flows.continuous;

import java.util.LinkedHashMap;
import java.util.Map;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.Variable;
import org.auriflow.flows.internal.Networks;
import org.auriflow.flows.internal.Rows;
import org.auriflow.flows.internal.Values;
import org.auriflow.nn.Activation;
import org.auriflow.nn.Children;
import org.auriflow.nn.Config;
import org.auriflow.nn.Mlp;
import org.auriflow.nn.Model;
import org.auriflow.nn.Models;
import org.auriflow.nn.Pass;

/**
 * A network v(x, t, c) that gives the velocity of x at time t ∈ [0, 1].
 *
 * <pre>{@code
 * v = network(x, cos πt, …, cos Fπt, sin πt, …, sin Fπt, c)
 * }</pre>
 *
 * <p>The lowest frequency is π and not 2π, so that the times 0 and 1 differ. By default F = 3, and the network has three
 * hidden layers of 64 units x σ(x): a density needs the divergence of the velocity, which should be smooth. Its parameters
 * are named {@code network.…}.
 *
 * <p>As a {@link Model} it maps rows with their time and context behind them, [..., d + 1 + c] to [..., d].
 */
public final class VelocityField implements Model {
    private final int width;
    private final int contextWidth;
    private final int frequencies;
    private final Model network;
    private final DType dtype;
    private final Children children = new Children();

    private VelocityField(int width, int contextWidth, int frequencies, Model network) {
        this.width = width;
        this.contextWidth = contextWidth;
        this.frequencies = frequencies;
        Networks.check("velocity field:", network, inputs(width, contextWidth, frequencies), width);
        this.network = children.add("network", network);
        this.dtype = Networks.dtype(network);
    }

    /** Begins one on an engine. */
    public static Builder builder(Engine engine) {
        return new Builder(engine);
    }

    /** Width of what the network of such a field takes. */
    public static int inputs(int width, int context, int frequencies) {
        return width + 2 * frequencies + context;
    }

    /** Rebuilds it from its {@link #config()}. */
    public static VelocityField fromConfig(Engine engine, Config c, Models models) {
        return builder(engine)
                .width(c.integer("width"))
                .context(c.integer("context"))
                .frequencies(c.integer("frequencies"))
                .network(models.build(engine, c.object("network")))
                .build();
    }

    /** Collects the architecture. */
    public static final class Builder {
        private final Engine engine;
        private int width;
        private int context;
        private int frequencies = 3;
        private int[] hidden = {64, 64, 64};
        private Activation activation = Activation.SILU;
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

        /** Number F of frequencies of the time; 3 by default. */
        public Builder frequencies(int n) {
            frequencies = n;
            return this;
        }

        /** Widths of the hidden layers of the network. */
        public Builder hidden(int... widths) {
            hidden = widths.clone();
            return this;
        }

        /** After every hidden layer; smooth ones only are integrated well. */
        public Builder activation(Activation a) {
            activation = a;
            return this;
        }

        /** A network from [..., {@link VelocityField#inputs}] to [..., d], instead of the usual one. */
        public Builder network(Model of) {
            network = of;
            return this;
        }

        /** Type of parameters and rows; float32 by default, and that of a network which is given. */
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
         * Makes the field.
         *
         * @throws IllegalArgumentException if a width is missing or a network does not fit
         */
        public VelocityField build() {
            if (width < 1 || context < 0 || frequencies < 1) {
                throw new IllegalArgumentException("velocity field: requires a width and a frequency, got width "
                        + width + ", context " + context + " and " + frequencies + " frequencies; set them");
            }
            if (network != null) {
                return new VelocityField(width, context, frequencies, network);
            }
            Mlp usual = Mlp.builder(engine)
                    .inputs(inputs(width, context, frequencies))
                    .hidden(hidden)
                    .outputs(width)
                    .activation(activation)
                    .dtype(dtype)
                    .seed(seed)
                    .build();
            return new VelocityField(width, context, frequencies, usual);
        }
    }

    /** Width d of the rows. */
    public int width() {
        return width;
    }

    /** Width of the context; 0 if it is ignored. */
    public int contextWidth() {
        return contextWidth;
    }

    /** Element type of parameters and rows. */
    public DType dtype() {
        return dtype;
    }

    /**
     * The velocity of every row.
     *
     * @param x [..., d]
     * @param t scalar, or [...] that broadcasts to the leading axes of x
     * @param context [..., c] with leading axes that broadcast to those of x, or null for none
     * @return [..., d]
     * @throws IllegalArgumentException if widths, dtypes or leading axes do not fit
     */
    public Tensor velocity(Tensor x, Tensor t, Tensor context, Pass pass) {
        Shape lead = Rows.lead("velocity field", x, width, dtype);
        Tensor c = Rows.context("velocity field", context, contextWidth, x);
        if (t.dtype() != dtype
                || !Shape.broadcast("velocity field", t.shape(), lead).equals(lead)) {
            throw new IllegalArgumentException("velocity field: requires " + dtype + " times for rows " + x.shape()
                    + ", got " + t.type() + "; pass one, or one for each row");
        }
        Tensor angles = t.expand(-1).mul(multiples());
        Tensor time = Tensor.concatenate(-1, angles.cos(), angles.sin());
        Tensor times = time.broadcastTo(lead.concat(Shape.of(2 * frequencies)));
        return network.call(Networks.join(Tensor.concatenate(-1, x, times), c), pass);
    }

    /** kπ for k = 1 … F. */
    private Tensor multiples() {
        double[] k = new double[frequencies];
        for (int i = 0; i < k.length; i++) {
            k[i] = (i + 1) * Math.PI;
        }
        return Values.constant(dtype, Shape.of(k.length), k);
    }

    @Override
    public Tensor call(Tensor x, Pass pass) {
        Rows.lead("velocity field", x, width + 1 + contextWidth, dtype);
        Tensor c = contextWidth == 0 ? null : x.slice(-1, width + 1, width + 1 + contextWidth);
        return velocity(x.slice(-1, 0, width), x.select(-1, width), c, pass);
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
        c.put("type", "velocity_field");
        c.put("width", width);
        c.put("context", contextWidth);
        c.put("frequencies", frequencies);
        c.put("network", network.config());
        return c;
    }
}
