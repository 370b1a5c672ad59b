package org.auriflow.nn;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.Variable;

/** Models one after the other; the parameters of part k are named {@code k.…}. */
public final class Sequential implements Model {
    private final List<Model> parts;
    private final Children children = new Children();

    private Sequential(List<Model> parts) {
        this.parts = parts;
        for (int k = 0; k < parts.size(); k++) {
            children.add(Integer.toString(k), parts.get(k));
        }
    }

    /** The parts in the order in which they are applied. */
    public static Sequential of(Model... parts) {
        return of(List.of(parts));
    }

    /** The parts in the order in which they are applied. */
    public static Sequential of(List<Model> parts) {
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("sequential: requires a part, got none; add one");
        }
        return new Sequential(List.copyOf(parts));
    }

    /** The parts. */
    public List<Model> parts() {
        return parts;
    }

    @Override
    public Tensor call(Tensor x, Pass pass) {
        Tensor y = x;
        for (Model part : parts) {
            y = part.call(y, pass);
        }
        return y;
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
        List<Object> inner = new ArrayList<>();
        parts.forEach(p -> inner.add(p.config()));
        Map<String, Object> c = new LinkedHashMap<>();
        c.put("type", "sequential");
        c.put("parts", inner);
        return c;
    }
}
