package org.auriflow.nn;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.auriflow.engine.Engine;

/**
 * Rebuilds models from {@link Model#config()}; immutable. Other modules add their types with {@link #with}.
 *
 * <p>A rebuilt model has the initial parameters of the original, which a file then replaces.
 */
public final class Models {
    private static final Models STANDARD = new Models(new TreeMap<>())
            .with("linear", (engine, c, models) -> Linear.of(c, engine))
            .with("convolution", (engine, c, models) -> Convolution.of(c, engine))
            .with("convolutional_embedding", (engine, c, models) -> ConvolutionalEmbedding.of(c, engine))
            .with("convolutional_residual_network", (engine, c, models) -> ConvolutionalResidualNetwork.of(c, engine))
            .with("deep_set", (engine, c, models) -> DeepSet.of(c, engine, models))
            .with("dropout", (engine, c, models) -> new Dropout(c.number("rate"), c.whole("seed"), c.integer("layer")))
            .with("batch_norm", (engine, c, models) -> BatchNorm.of(c, engine))
            .with("layer_norm", (engine, c, models) -> new LayerNorm(engine, c.integer("width"), c.dtype("dtype")))
            .with("mlp", (engine, c, models) -> Mlp.of(c, engine))
            .with("masked_mlp", (engine, c, models) -> MaskedMlp.of(c, engine))
            .with("residual_mlp", (engine, c, models) -> ResidualMlp.of(c, engine))
            .with("standardiser", (engine, c, models) -> Standardiser.of(c.numbers("mean"), c.numbers("deviation")))
            .with(
                    "sequential",
                    (engine, c, models) -> Sequential.of(c.objects("parts").stream()
                            .map(part -> models.build(engine, part))
                            .toList()));

    private final SortedMap<String, Factory> factories;

    /** Makes one type of model. */
    @FunctionalInterface
    public interface Factory {
        /**
         * The model of a configuration.
         *
         * @param models makes inner models
         * @throws IllegalArgumentException if an entry is missing or wrong
         */
        Model build(Engine engine, Config config, Models models);
    }

    private Models(SortedMap<String, Factory> factories) {
        this.factories = factories;
    }

    /** The types of this package. */
    public static Models standard() {
        return STANDARD;
    }

    /** These types and one more. */
    public Models with(String type, Factory factory) {
        SortedMap<String, Factory> more = new TreeMap<>(factories);
        more.put(type, factory);
        return new Models(more);
    }

    /** A model of a type of this package. */
    public static Model fromConfig(Engine engine, Map<String, Object> config) {
        return STANDARD.build(engine, config);
    }

    /**
     * The model of a configuration.
     *
     * @throws IllegalArgumentException if its type is not known or an entry is missing or wrong
     */
    public Model build(Engine engine, Map<String, Object> config) {
        Config c = new Config(config);
        Factory f = factories.get(c.type());
        if (f == null) {
            throw new IllegalArgumentException("model: requires one of the types " + factories.keySet() + ", got '"
                    + c.type() + "'; add it with Models.with");
        }
        return f.build(engine, c, this);
    }
}
