package org.auriflow.nn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.Variable;

/**
 * A network whose outputs for a feature depend on a context and on the features before it in an order: MADE (M. Germain,
 * K. Gregor, I. Murray and H. Larochelle, 1502.03509).
 *
 * <p>It maps c numbers of context followed by d features, x […, c + d], to p numbers for every feature, […, d p]. Features have
 * positions 0 to G − 1 in the order, and those of one position do not see each other. A unit of degree m sees the context and the
 * features of positions below m. Degrees of outputs are the positions of their features, those of hidden units increase evenly
 * from 0, or from 1 without a context, to G − 1; weights from inputs of a higher degree are multiplied by 0 (section 4) and get
 * no gradient. Units of degree 0 are not in the paper: without them the first feature could not depend on the context.
 *
 * <p>Outputs of the first feature see only one hidden unit in G, therefore layers should be several times as wide as G. In layers of
 * fewer than G units some degrees have none, and some outputs do not see the features just before them.
 *
 * <p>Without {@link Builder#blocks blocks} it is a perceptron as {@link Mlp}, with them a residual network as {@link ResidualMlp}, which
 * autoregressive flows of 1906.04032 use. Dropout thins what is trained; evaluation step by step is without.
 */
public final class MaskedMlp implements Model {
    private final Builder made;
    private final Children children = new Children();
    private final List<MaskedLinear> layers = new ArrayList<>();
    private final List<Dropout> dropouts = new ArrayList<>();

    /** Linear map k of what comes before it. */
    private interface Maps {
        Tensor of(int k, Tensor h);
    }

    private MaskedMlp(Builder b) {
        this.made = b;
        int[] degrees = IntStream.concat(
                        IntStream.range(0, b.context).map(i -> 0),
                        Arrays.stream(b.positions).map(q -> q + 1))
                .toArray();
        int thinned = b.blocks > 0 ? b.blocks : b.hidden.length;
        for (int k = 0; k < thinned; k++) {
            dropouts.add(new Dropout(b.dropout, b.seed, k));
        }
        for (int width : b.hidden) {
            int[] next = increasing(width);
            add(degrees, next, b.blocks > 0 ? UnaryOperator.identity() : this::activated);
            degrees = next;
        }
        for (int k = 0; k < b.blocks; k++) {
            add(degrees, degrees, this::activated);
            add(degrees, degrees, l -> ResidualMlp.small(l, b.hidden[0]));
        }
        int[] outputs = Arrays.stream(b.positions)
                .flatMap(q -> IntStream.range(0, b.outputs).map(i -> q))
                .toArray();
        add(degrees, outputs, UnaryOperator.identity());
    }

    /** Degrees of hidden units: every one as often as any other, or without gaps at the ends where there are too few units. */
    private int[] increasing(int units) {
        int lowest = made.context > 0 ? 0 : 1;
        int n = made.count() - lowest;
        return IntStream.range(0, units)
                .map(k -> lowest + (units < n ? k * (n - 1) / Math.max(1, units - 1) : k * n / units))
                .toArray();
    }

    private void add(int[] inputs, int[] outputs, UnaryOperator<Linear.Builder> initial) {
        int k = layers.size();
        Linear linear = initial.apply(Linear.builder(made.engine)
                        .inputs(inputs.length)
                        .outputs(outputs.length)
                        .dtype(made.dtype)
                        .seed(made.seed)
                        .layer(k))
                .build();
        layers.add(new MaskedLinear(children.add("layers." + k, linear), inputs, outputs));
    }

    private Linear.Builder activated(Linear.Builder layer) {
        return layer.initializer(made.activation.initializer()).gain(made.activation.gain());
    }

    /** Begins a network on an engine. */
    public static Builder builder(Engine engine) {
        return new Builder(engine);
    }

    static MaskedMlp of(Config c, Engine engine) {
        return builder(engine)
                .width(c.integer("width"))
                .context(c.integer("context"))
                .outputs(c.integer("outputs"))
                .positions(c.integers("positions"))
                .hidden(c.integers("hidden"))
                .blocks(c.integer("blocks"))
                .activation(c.choice("activation", Activation.class))
                .dropout(c.number("dropout"))
                .dtype(c.dtype("dtype"))
                .seed(c.whole("seed"))
                .build();
    }

    /** Collects the architecture. */
    public static final class Builder {
        private final Engine engine;
        private int width;
        private int context;
        private int outputs;
        private int[] positions;
        private int[] hidden = {};
        private int blocks;
        private Activation activation = Activation.RELU;
        private double dropout;
        private DType dtype = DType.FLOAT32;
        private long seed;

        private Builder(Engine engine) {
            this.engine = engine;
        }

        private Builder(Builder b) {
            this(b.engine);
            width = b.width;
            context = b.context;
            outputs = b.outputs;
            positions = b.positions != null
                    ? b.positions
                    : IntStream.range(0, width).toArray();
            hidden = b.hidden;
            blocks = b.blocks;
            activation = b.activation;
            dropout = b.dropout;
            dtype = b.dtype;
            seed = b.seed;
        }

        /** Number d of features. */
        public Builder width(int d) {
            width = d;
            return this;
        }

        /** Width c of the context; none by default. */
        public Builder context(int c) {
            context = c;
            return this;
        }

        /** Number p of outputs for every feature. */
        public Builder outputs(int p) {
            outputs = p;
            return this;
        }

        /** The position of every feature, from 0, each at least once; 0, 1, …, d − 1 by default. */
        public Builder positions(int... p) {
            positions = p.clone();
            return this;
        }

        /** Widths of the hidden layers, of which residual networks have one; none makes one masked linear map. */
        public Builder hidden(int... widths) {
            hidden = widths.clone();
            return this;
        }

        /** Number of residual blocks h ← h + W₂ a(W₁ a(h)) after the hidden layer, which then has no activation; none by default. */
        public Builder blocks(int n) {
            blocks = n;
            return this;
        }

        /** After every hidden layer, or twice in every block; ReLU by default. */
        public Builder activation(Activation a) {
            activation = a;
            return this;
        }

        /**
         * Which share is dropped in training, of every hidden layer, or before the second map of every block, in [0, 1); none by
         * default.
         */
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

        /** Number of positions. */
        private int count() {
            return Arrays.stream(positions).max().orElse(-1) + 1;
        }

        /**
         * Makes the network.
         *
         * @throws IllegalArgumentException if a width is missing or not positive, a position is missing, no output would
         *     depend on anything, or the dtype is not floating
         */
        public MaskedMlp build() {
            Builder b = new Builder(this);
            if (width < 1 || context < 0 || outputs < 1 || Arrays.stream(hidden).anyMatch(w -> w < 1)) {
                throw new IllegalArgumentException("masked mlp: requires positive widths, got " + width
                        + " features, a context of " + context + ", hidden " + Arrays.toString(hidden) + " and "
                        + outputs + " outputs for each; set them all");
            }
            if (blocks < 0 || (blocks > 0 && hidden.length != 1)) {
                throw new IllegalArgumentException("masked mlp: requires one hidden width with residual blocks, got "
                        + blocks + " blocks and hidden " + Arrays.toString(hidden) + "; give one");
            }
            boolean gaps = Arrays.stream(b.positions).min().orElse(-1) != 0
                    || Arrays.stream(b.positions).distinct().count() != b.count();
            if (b.positions.length != width || gaps || b.count() + context < 2) {
                throw new IllegalArgumentException("masked mlp: requires for each of " + width
                        + " features a position, from 0 without gaps, and two positions or a context, got "
                        + Arrays.toString(b.positions) + " and a context of " + context + "; see Builder.positions");
            }
            return new MaskedMlp(b);
        }
    }

    /** Number d of features. */
    public int width() {
        return made.width;
    }

    /** Width c of the context; 0 for none. */
    public int contextWidth() {
        return made.context;
    }

    /** Number p of outputs for every feature. */
    public int outputs() {
        return made.outputs;
    }

    /** The position of every feature. */
    public int[] positions() {
        return made.positions.clone();
    }

    @Override
    public Tensor call(Tensor x, Pass pass) {
        return network(x, (k, h) -> layers.get(k).call(h), pass);
    }

    private Tensor network(Tensor x, Maps map, Pass pass) {
        int k = 0;
        Tensor h = x;
        for (int i = 0; i < made.hidden.length; i++) {
            h = map.of(k++, h);
            h = made.blocks > 0 ? h : dropouts.get(i).call(made.activation.of(h), pass);
        }
        for (int i = 0; i < made.blocks; i++) {
            Tensor t = map.of(k++, made.activation.of(h));
            h = h.add(map.of(k++, dropouts.get(i).call(made.activation.of(t), pass)));
        }
        return map.of(k, h);
    }

    /** Begins an evaluation position by position. */
    public Steps steps() {
        return new Steps();
    }

    /**
     * Outputs position by position, for features that are only known from the outputs before them. A hidden unit is evaluated
     * as soon as what it sees is known, so that all steps together are the work of one call.
     */
    public final class Steps {
        private final List<MaskedLinear.Steps> steps =
                layers.stream().map(MaskedLinear::steps).toList();

        private Steps() {}

        /**
         * Outputs […, n p] for the n features of the next position, in the order in which x has them.
         *
         * @param x the features of the position before, and in the first step the context; of width 0 where there is none
         */
        public Tensor next(Tensor x) {
            return network(x, (k, h) -> steps.get(k).next(h), Pass.evaluation());
        }
    }

    @Override
    public Map<String, Variable> parameters() {
        return children.parameters();
    }

    @Override
    public Map<String, Object> config() {
        Map<String, Object> c = new LinkedHashMap<>();
        c.put("type", "masked_mlp");
        c.put("width", made.width);
        c.put("context", made.context);
        c.put("outputs", made.outputs);
        c.put("positions", Arrays.stream(made.positions).boxed().toList());
        c.put("hidden", Arrays.stream(made.hidden).boxed().toList());
        c.put("blocks", made.blocks);
        c.put("activation", Config.label(made.activation));
        c.put("dropout", made.dropout);
        c.put("dtype", made.dtype.toString());
        c.put("seed", made.seed);
        return c;
    }
}
