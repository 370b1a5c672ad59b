package org.auriflow.nn;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.Variable;

/**
 * The state that one training step leaves behind, such as running statistics; layers fill it while the graph of the step is
 * made. A layer that is called twice reads what its first call left.
 */
public final class Updates {
    private final Map<Variable, Tensor> next = new LinkedHashMap<>();

    /** What a state variable holds after the calls so far. */
    public Tensor read(Variable v) {
        return next.getOrDefault(v, v.read());
    }

    /** What it is to hold after this call. */
    public void set(Variable v, Tensor value) {
        next.put(v, value);
    }

    /** The last value of every variable that was set, in the order in which they were first set. */
    public Map<Variable, Tensor> all() {
        return Collections.unmodifiableMap(next);
    }
}
