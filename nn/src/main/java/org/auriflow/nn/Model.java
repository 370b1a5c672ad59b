package org.auriflow.nn;

import java.util.Map;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.Variable;

/**
 * A function with named parameters; calling it makes graph and computes nothing.
 *
 * <p>A model holds no state besides its parameters: what it fitted to data before (a {@link Standardiser}) is part of its
 * {@link #config()}. Calling it is thread-safe; its parameters change only in programs that update them.
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
     * The architecture as JSON-able values (strings, numbers, truth values, lists, maps) with the entry {@code type};
     * {@link Models#fromConfig} rebuilds the model from it. Parameter values are not part of it.
     */
    Map<String, Object> config();
}
