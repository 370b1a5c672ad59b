package org.auriflow.nn.train;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.TensorType;
import org.auriflow.engine.Variable;

/** Zero-filled variables of an optimiser, named after what they are and the parameter they belong to. */
final class StateVariables {
    private final Engine engine;
    private final Map<String, Variable> all = new LinkedHashMap<>();

    StateVariables(Engine engine) {
        this.engine = engine;
    }

    /** One of the type of each parameter. */
    Map<String, Variable> like(String kind, Map<String, Variable> parameters) {
        Map<String, Variable> made = new LinkedHashMap<>();
        parameters.forEach((name, p) -> made.put(name, add(kind + "." + name, p.type())));
        return made;
    }

    Variable counter(String name) {
        return add(name, new TensorType(DType.INT32, Shape.SCALAR));
    }

    private Variable add(String name, TensorType type) {
        Variable v = engine.variable(name, Tensor.full(type, 0));
        all.put(name, v);
        return v;
    }

    Map<String, Variable> all() {
        return Collections.unmodifiableMap(all);
    }

    void close() {
        all.values().forEach(Variable::close);
    }
}
