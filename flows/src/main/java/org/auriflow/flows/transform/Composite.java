package org.auriflow.flows.transform;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.Variable;
import org.auriflow.flows.Transform;
import org.auriflow.flows.Transformed;
import org.auriflow.flows.internal.Parts;
import org.auriflow.flows.internal.Rows;
import org.auriflow.nn.Children;
import org.auriflow.nn.Config;
import org.auriflow.nn.Models;
import org.auriflow.nn.Pass;

/** Transforms one after the other; the parameters of part k are named {@code k.…}. All parts see the same context. */
public final class Composite implements Transform {
    private final List<Transform> parts;
    private final int contextWidth;
    private final Children children = new Children();

    private Composite(List<Transform> parts) {
        this.parts = parts;
        int width = parts.get(0).width();
        for (int k = 0; k < parts.size(); k++) {
            if (parts.get(k).width() != width) {
                throw new IllegalArgumentException("composite: parts must have one width, got " + width + " and "
                        + parts.get(k).width() + " of part " + k + "; make them alike");
            }
            children.add(Integer.toString(k), parts.get(k));
        }
        this.contextWidth = Rows.commonContext(
                "composite", parts.stream().mapToInt(Transform::contextWidth).toArray());
    }

    /** The parts in the order in which {@code forward} applies them. */
    public static Composite of(Transform... parts) {
        return of(List.of(parts));
    }

    /**
     * The parts in the order in which {@code forward} applies them.
     *
     * @throws IllegalArgumentException if there is none, or their widths or contexts differ
     */
    public static Composite of(List<Transform> parts) {
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("composite: requires a part, got none; add one");
        }
        return new Composite(List.copyOf(parts));
    }

    /** Rebuilds it from its {@link #config()}. */
    public static Composite fromConfig(Engine engine, Config c, Models models) {
        return of(c.objects("parts").stream()
                .map(p -> Parts.part(Transform.class, "composite", models.build(engine, p)))
                .toList());
    }

    /** The parts. */
    public List<Transform> parts() {
        return parts;
    }

    @Override
    public int width() {
        return parts.get(0).width();
    }

    @Override
    public int contextWidth() {
        return contextWidth;
    }

    @Override
    public Transformed forward(Tensor x, Tensor context, Pass pass) {
        Transformed y = parts.get(0).forward(x, context, pass);
        for (Transform part : parts.subList(1, parts.size())) {
            y = part.forward(y.value(), context, pass).after(y.logAbsDet());
        }
        return y;
    }

    @Override
    public Transformed inverse(Tensor y, Tensor context, Pass pass) {
        int last = parts.size() - 1;
        Transformed x = parts.get(last).inverse(y, context, pass);
        for (int k = last - 1; k >= 0; k--) {
            x = parts.get(k).inverse(x.value(), context, pass).after(x.logAbsDet());
        }
        return x;
    }

    @Override
    public Tensor forwardValue(Tensor x, Tensor context, Pass pass) {
        Tensor y = x;
        for (Transform part : parts) {
            y = part.forwardValue(y, context, pass);
        }
        return y;
    }

    @Override
    public Tensor inverseValue(Tensor y, Tensor context, Pass pass) {
        Tensor x = y;
        for (int k = parts.size() - 1; k >= 0; k--) {
            x = parts.get(k).inverseValue(x, context, pass);
        }
        return x;
    }

    @Override
    public Tensor initialise(Tensor x, Tensor context) {
        Tensor y = x;
        for (Transform part : parts) {
            y = part.initialise(y, context);
        }
        return y;
    }

    @Override
    public Tensor initialiseInverse(Tensor y, Tensor context) {
        Tensor x = y;
        for (int k = parts.size() - 1; k >= 0; k--) {
            x = parts.get(k).initialiseInverse(x, context);
        }
        return x;
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
        Map<String, Object> c = new LinkedHashMap<>();
        c.put("type", "composite");
        c.put("parts", parts.stream().map(Transform::config).toList());
        return c;
    }
}
