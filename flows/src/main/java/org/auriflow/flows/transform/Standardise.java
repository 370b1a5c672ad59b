package org.auriflow.flows.transform;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.Variable;
import org.auriflow.flows.Transform;
import org.auriflow.flows.Transformed;
import org.auriflow.flows.internal.Rows;
import org.auriflow.flows.internal.Values;
import org.auriflow.nn.Config;
import org.auriflow.nn.Pass;
import org.auriflow.nn.Standardiser;

/**
 * y = (x − mean)/deviation per feature with constants that are part of the configuration, ln|det| = −Σ ln deviation: a {@link Standardiser} as the
 * first transform of a flow, whose densities then are those of the data in their own units.
 */
public final class Standardise implements Transform {
    private final Standardiser by;
    private final double logAbsDet;

    private Standardise(Standardiser by) {
        this.by = by;
        this.logAbsDet = -Arrays.stream(by.deviation()).map(Math::log).sum();
    }

    /** With the constants of a standardiser, as {@link Standardiser#fit} finds them in data. */
    public static Standardise of(Standardiser by) {
        return new Standardise(by);
    }

    /** Rebuilds it from its {@link #config()}. */
    public static Standardise fromConfig(Config c) {
        return of(Standardiser.of(c.numbers("mean"), c.numbers("deviation")));
    }

    @Override
    public int width() {
        return by.width();
    }

    @Override
    public int contextWidth() {
        return 0;
    }

    @Override
    public Transformed forward(Tensor x, Tensor context, Pass pass) {
        return new Transformed(forwardValue(x, context, pass), log(x, logAbsDet));
    }

    @Override
    public Transformed inverse(Tensor y, Tensor context, Pass pass) {
        return new Transformed(inverseValue(y, context, pass), log(y, -logAbsDet));
    }

    @Override
    public Tensor forwardValue(Tensor x, Tensor context, Pass pass) {
        Rows.lead("standardise", x, width());
        return by.call(x, pass);
    }

    @Override
    public Tensor inverseValue(Tensor y, Tensor context, Pass pass) {
        Rows.lead("standardise", y, width());
        return y.mul(row(by.deviation(), y)).add(row(by.mean(), y));
    }

    private static Tensor log(Tensor x, double value) {
        return Tensor.full(x.type().withShape(x.shape().range(0, x.shape().rank() - 1)), value);
    }

    private static Tensor row(double[] values, Tensor like) {
        return Values.constant(like.dtype(), Shape.of(values.length), values);
    }

    /** None: nothing here is trained. */
    @Override
    public Map<String, Variable> parameters() {
        return Map.of();
    }

    @Override
    public Map<String, Object> config() {
        Map<String, Object> c = new LinkedHashMap<>();
        c.put("type", "standardise");
        c.put("mean", Arrays.stream(by.mean()).boxed().toList());
        c.put("deviation", Arrays.stream(by.deviation()).boxed().toList());
        return c;
    }
}
