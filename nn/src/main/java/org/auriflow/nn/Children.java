package org.auriflow.nn;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.auriflow.engine.Variable;

/** The parts of a composed model, whose names prefix those of their parameters. */
public final class Children {
    private final Map<String, Model> parts = new LinkedHashMap<>();

    /** Adds a part and gives it back. */
    public <M extends Model> M add(String name, M part) {
        parts.put(name, part);
        return part;
    }

    /** The parameters of all parts, each named {@code part.parameter}, in the order in which the parts were added. */
    public Map<String, Variable> parameters() {
        return named(Model::parameters);
    }

    /** The state of all parts, named likewise. */
    public Map<String, Variable> state() {
        return named(Model::state);
    }

    private Map<String, Variable> named(Function<Model, Map<String, Variable>> of) {
        Map<String, Variable> all = new LinkedHashMap<>();
        parts.forEach((name, part) -> of.apply(part).forEach((inner, v) -> all.put(name + "." + inner, v)));
        return all;
    }
}
