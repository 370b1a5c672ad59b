package org.auriflow.flows.continuous;

import java.util.LinkedHashMap;
import java.util.Map;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Random;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.Variable;
import org.auriflow.flows.Distribution;
import org.auriflow.flows.Flow;
import org.auriflow.flows.Transformed;
import org.auriflow.flows.distribution.StandardNormal;
import org.auriflow.flows.internal.Parts;
import org.auriflow.nn.Config;
import org.auriflow.nn.Models;
import org.auriflow.nn.Pass;

/**
 * A continuous normalizing flow: the distribution of x(1) where x(0) is standard normal and dx/dt = v(x, t, c).
 *
 * <pre>{@code
 * ln p(x | c) = ln N(x(0); 0, 1) − ∫₀¹ tr ∂v/∂x dt
 * }</pre>
 *
 * <p>Densities and samples come from the fixed steps of a {@link ContinuousTransform}, and {@link AdaptiveContinuousFlow}
 * gives those of the same field to a chosen precision. {@link FlowMatching} trains the field without solving anything;
 * training by {@code logProb} works too and is much slower. Data should have mean 0 and deviation near 1. Parameters are
 * named {@code field.…}.
 *
 * <pre>{@code
 * VelocityField field = VelocityField.builder(engine).width(2).seed(1).build();
 * Tensor loss = FlowMatching.of(field).loss(x, null, pass);
 * ContinuousFlow flow = ContinuousFlow.of(field);
 * Tensor draws = flow.sample(1000, new Random(seed, 1));
 * }</pre>
 *
 * <p>For another base distribution put the transform into a {@link Flow}.
 */
public final class ContinuousFlow implements Distribution {
    private final ContinuousTransform transform;
    private final StandardNormal base;

    private ContinuousFlow(ContinuousTransform transform) {
        this.transform = transform;
        this.base = new StandardNormal(transform.width(), transform.field().dtype());
    }

    /** Solved with the usual number of steps. */
    public static ContinuousFlow of(VelocityField field) {
        return of(ContinuousTransform.of(field));
    }

    /** Solved as a transform is. */
    public static ContinuousFlow of(ContinuousTransform transform) {
        return new ContinuousFlow(transform);
    }

    /** Rebuilds it from its {@link #config()}. */
    public static ContinuousFlow fromConfig(Engine engine, Config c, Models models) {
        return of(
                Parts.part(ContinuousTransform.class, "continuous flow", models.build(engine, c.object("transform"))));
    }

    /** From data to noise. */
    public ContinuousTransform transform() {
        return transform;
    }

    @Override
    public int width() {
        return transform.width();
    }

    @Override
    public int contextWidth() {
        return transform.contextWidth();
    }

    @Override
    public DType dtype() {
        return base.dtype();
    }

    @Override
    public Tensor logProb(Tensor x, Tensor context, Pass pass) {
        Transformed z = transform.forward(x, context, pass);
        return base.logProb(z.value(), null, pass).add(z.logAbsDet());
    }

    @Override
    public Tensor sample(int n, Tensor context, Random random, Tensor counter) {
        Tensor z = base.sample(n, null, random, counter);
        return transform.inverseValue(z, context, Pass.evaluation());
    }

    @Override
    public Map<String, Variable> parameters() {
        return transform.parameters();
    }

    @Override
    public Map<String, Variable> state() {
        return transform.state();
    }

    @Override
    public Map<String, Object> config() {
        Map<String, Object> c = new LinkedHashMap<>();
        c.put("type", "continuous_flow");
        c.put("transform", transform.config());
        return c;
    }
}
