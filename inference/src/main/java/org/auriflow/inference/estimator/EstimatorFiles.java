package org.auriflow.inference.estimator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.auriflow.engine.Engine;
import org.auriflow.flows.Flows;
import org.auriflow.nn.Model;
import org.auriflow.nn.Standardiser;
import org.auriflow.nn.io.ModelFiles;

/** What the files of an estimator have in common: the network with {@code about} it all that is not a weight. */
final class EstimatorFiles {
    private final String kind;
    private final Path base;
    private final Model network;
    private final Map<String, Object> about;

    private EstimatorFiles(String kind, Path base, Model network, Map<String, Object> about) {
        this.kind = kind;
        this.base = base;
        this.network = network;
        this.about = about;
    }

    /** Writes {@code model.safetensors} and {@code model.json} into a directory. */
    static void save(Path directory, String kind, Model network, Map<String, Object> about) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("estimator", kind);
        all.putAll(about);
        try {
            ModelFiles.save(network, directory.resolve("model"), all);
        } catch (IOException e) {
            throw new UncheckedIOException("save: cannot write the model to " + directory + ": " + e.getMessage(), e);
        }
    }

    /** Reads them; the kind must be as expected. */
    static EstimatorFiles read(Engine engine, Path directory, String kind) {
        Path base = directory.resolve("model");
        try {
            ModelFiles.Loaded loaded = ModelFiles.load(
                    engine,
                    base,
                    Flows.models()
                            .with(LatticeDensity.TYPE, LatticeDensity::fromConfig)
                            .with(MorphingNetwork.TYPE, MorphingNetwork::fromConfig));
            EstimatorFiles f = new EstimatorFiles(kind, base, loaded.model(), loaded.about());
            f.require(kind.equals(loaded.about().get("estimator")), "estimator");
            return f;
        } catch (IOException e) {
            throw new UncheckedIOException("load: " + e.getMessage(), e);
        }
    }

    Model network() {
        return network;
    }

    private void require(boolean valid, String key) {
        if (!valid) {
            throw new IllegalArgumentException("load: " + ModelFiles.config(base) + " must describe a " + kind
                    + ", got " + key + " = " + about.get(key) + "; choose another file");
        }
    }

    String text(String key) {
        require(about.get(key) instanceof String, key);
        return (String) about.get(key);
    }

    boolean flag(String key) {
        require(about.get(key) instanceof Boolean, key);
        return (Boolean) about.get(key);
    }

    boolean has(String key) {
        return about.get(key) != null;
    }

    double number(String key) {
        require(about.get(key) instanceof Number, key);
        return ((Number) about.get(key)).doubleValue();
    }

    /** An array of numbers, or null. */
    double[] numbers(String key) {
        Object value = about.get(key);
        if (value == null) {
            return null;
        }
        require(value instanceof List<?> list && list.stream().allMatch(Number.class::isInstance), key);
        return ((List<?>) value)
                .stream().mapToDouble(v -> ((Number) v).doubleValue()).toArray();
    }

    Standardiser standardiser(String key) {
        double[] mean = numbers(key + "_mean");
        double[] deviation = numbers(key + "_deviation");
        require(mean != null && deviation != null && mean.length == deviation.length, key + "_mean");
        return Standardiser.of(mean, deviation);
    }

    static void put(Map<String, Object> about, String key, Standardiser s) {
        about.put(key + "_mean", list(s.mean()));
        about.put(key + "_deviation", list(s.deviation()));
    }

    static List<Double> list(double[] values) {
        return java.util.Arrays.stream(values).boxed().toList();
    }
}
