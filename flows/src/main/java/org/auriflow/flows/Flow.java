package org.auriflow.flows;

import java.util.LinkedHashMap;
import java.util.Map;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Random;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.Variable;
import org.auriflow.flows.distribution.StandardNormal;
import org.auriflow.flows.internal.Parts;
import org.auriflow.flows.internal.Rows;
import org.auriflow.nn.Children;
import org.auriflow.nn.Config;
import org.auriflow.nn.Models;
import org.auriflow.nn.Pass;

/**
 * A normalizing flow: the distribution of x with z = T(x, context) drawn from a base distribution.
 *
 * <pre>{@code
 * ln p(x | c) = ln p_base(T(x, c) | c) + ln|det ∂T/∂x|
 * }</pre>
 *
 * <p>{@code forward} of the transform goes from data to noise, so that densities and training use it, and samples its inverse.
 * The parameters of transform and base are named {@code transform.…} and {@code base.…}.
 *
 * <pre>{@code
 * Flow flow = NeuralSplineFlow.builder(engine).width(2).layers(5).hidden(64, 64).seed(1).build();
 * Tensor loss = flow.logProb(x, null, pass).mean().neg();
 * Tensor draws = flow.sample(1000, new Random(seed, 1));
 * }</pre>
 */
public final class Flow implements Distribution {
    private final Transform transform;
    private final Distribution base;
    private final int contextWidth;
    private final Children children = new Children();

    /**
     * Draws with the densities they were drawn with.
     *
     * @param x [n, d]
     * @param logProb [n], in nats
     */
    public record Sample(Tensor x, Tensor logProb) {}

    private Flow(Transform transform, Distribution base) {
        this.transform = children.add("transform", transform);
        this.base = children.add("base", base);
        if (transform.width() != base.width()) {
            throw new IllegalArgumentException("flow: transform and base must have one width, got " + transform.width()
                    + " and " + base.width() + "; make them alike");
        }
        this.contextWidth = Rows.commonContext("flow", transform.contextWidth(), base.contextWidth());
    }

    /**
     * A flow on a base distribution.
     *
     * @throws IllegalArgumentException if widths or contexts differ
     */
    public static Flow of(Transform transform, Distribution base) {
        return new Flow(transform, base);
    }

    /** A flow on float32 standard normals. */
    public static Flow of(Transform transform) {
        return of(transform, new StandardNormal(transform.width()));
    }

    /** Rebuilds it from its {@link #config()}. */
    public static Flow fromConfig(Engine engine, Config c, Models models) {
        return of(
                Parts.part(Transform.class, "flow", models.build(engine, c.object("transform"))),
                Parts.part(Distribution.class, "flow", models.build(engine, c.object("base"))));
    }

    /** From data to noise. */
    public Transform transform() {
        return transform;
    }

    /** The distribution of the noise. */
    public Distribution base() {
        return base;
    }

    @Override
    public int width() {
        return transform.width();
    }

    @Override
    public int contextWidth() {
        return contextWidth;
    }

    @Override
    public DType dtype() {
        return base.dtype();
    }

    @Override
    public Tensor logProb(Tensor x, Tensor context, Pass pass) {
        Transformed z = transform.forward(x, context, pass);
        return base.logProb(z.value(), context, pass).add(z.logAbsDet());
    }

    /** The noise [..., d] that gives x [..., d]. */
    public Tensor transformToNoise(Tensor x, Tensor context) {
        return transform.forwardValue(x, context, Pass.evaluation());
    }

    @Override
    public Tensor sample(int n, Tensor context, Random random, Tensor counter) {
        Tensor z = base.sample(n, context, random, counter);
        return transform.inverseValue(z, context, Pass.evaluation());
    }

    /** The same draws as {@link #sample(int, Tensor, Random, Tensor)}, with their densities for little more work. */
    public Sample sampleAndLogProb(int n, Tensor context, Random random, Tensor counter) {
        Tensor z = base.sample(n, context, random, counter);
        Transformed x = transform.inverse(z, context, Pass.evaluation());
        return new Sample(x.value(), base.logProb(z, context, Pass.evaluation()).sub(x.logAbsDet()));
    }

    /** {@link Transform#initialise} with one batch of data. */
    public void initialise(Tensor x, Tensor context) {
        transform.initialise(x, context);
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
        c.put("type", "flow");
        c.put("transform", transform.config());
        c.put("base", base.config());
        return c;
    }
}
