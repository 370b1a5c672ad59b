package org.auriflow.flows.transform;

import java.util.LinkedHashMap;
import java.util.Map;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.Variable;
import org.auriflow.flows.Transform;
import org.auriflow.flows.Transformed;
import org.auriflow.flows.internal.Parts;
import org.auriflow.nn.Config;
import org.auriflow.nn.Models;
import org.auriflow.nn.Pass;

/** A transform in the other direction, with the same parameters under the same names. */
public final class Inverse implements Transform {
    private final Transform of;

    private Inverse(Transform of) {
        this.of = of;
    }

    /** The other direction of a transform. */
    public static Inverse of(Transform transform) {
        return new Inverse(transform);
    }

    /** Rebuilds it from its {@link #config()}. */
    public static Inverse fromConfig(Engine engine, Config c, Models models) {
        return new Inverse(Parts.part(Transform.class, "inverse", models.build(engine, c.object("of"))));
    }

    @Override
    public int width() {
        return of.width();
    }

    @Override
    public int contextWidth() {
        return of.contextWidth();
    }

    @Override
    public Transformed forward(Tensor x, Tensor context, Pass pass) {
        return of.inverse(x, context, pass);
    }

    @Override
    public Transformed inverse(Tensor y, Tensor context, Pass pass) {
        return of.forward(y, context, pass);
    }

    @Override
    public Tensor forwardValue(Tensor x, Tensor context, Pass pass) {
        return of.inverseValue(x, context, pass);
    }

    @Override
    public Tensor inverseValue(Tensor y, Tensor context, Pass pass) {
        return of.forwardValue(y, context, pass);
    }

    @Override
    public Tensor initialise(Tensor x, Tensor context) {
        return of.initialiseInverse(x, context);
    }

    @Override
    public Tensor initialiseInverse(Tensor y, Tensor context) {
        return of.initialise(y, context);
    }

    @Override
    public Map<String, Variable> parameters() {
        return of.parameters();
    }

    @Override
    public Map<String, Variable> state() {
        return of.state();
    }

    @Override
    public Map<String, Object> config() {
        Map<String, Object> c = new LinkedHashMap<>();
        c.put("type", "inverse");
        c.put("of", of.config());
        return c;
    }
}
