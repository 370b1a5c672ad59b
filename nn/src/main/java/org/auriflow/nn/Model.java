package org.auriflow.nn;

import java.util.LinkedHashMap;
import java.util.Map;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.Variable;

/**
 * A function with named parameters; calling it makes graph and computes nothing.
 *
 * <p>What a model fitted to data before (a {@link Standardiser}) is part of its {@link #config()}. Calling it is thread-safe; its
 * parameters and its state change only in programs that update them.
 */
public interface Model {
    /**
     * The graph of one call.
     *
     * @param x features along the last axis, any leading axes
     * @param pass whether this is training, and the counter that random layers draw with
     */
    Tensor call(Tensor x, Pass pass);

    /** The graph of one call in evaluation. */
    default Tensor call(Tensor x) {
        return call(x, Pass.evaluation());
    }

    /** Everything training may change, by dotted name such as {@code layers.0.weight}, in a fixed order. */
    Map<String, Variable> parameters();

    /**
     * What training steps change without a gradient, such as running statistics ({@link Updates}); by name, in a fixed order, apart
     * from parameters.
     */
    default Map<String, Variable> state() {
        return Map.of();
    }

    /** Parameters and state: what files hold. */
    default Map<String, Variable> variables() {
        Map<String, Variable> all = new LinkedHashMap<>(parameters());
        all.putAll(state());
        return all;
    }

    /**
     * The architecture as JSON-able values (strings, numbers, truth values, lists, maps) with the entry {@code type};
     * {@link Models#fromConfig} rebuilds the model from it. Parameter values are not part of it.
     */
    Map<String, Object> config();
}
