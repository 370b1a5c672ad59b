package org.auriflow.nn.train;

import java.util.LinkedHashMap;
import java.util.Map;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.Variable;

/** Host copies of variables at one moment; later steps do not reach them. */
record Snapshot(Map<String, Tensor> values) {
    static Snapshot of(Map<String, Variable> variables) {
        Map<String, Tensor> copies = new LinkedHashMap<>();
        variables.forEach((name, v) -> copies.put(name, v.snapshot()));
        return new Snapshot(copies);
    }

    void restore(Map<String, Variable> variables) {
        variables.forEach((name, v) -> v.assign(values.get(name)));
    }
}
