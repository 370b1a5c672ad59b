package org.auriflow.flows.manifold;

import java.util.LinkedHashMap;
import java.util.Map;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.Variable;
import org.auriflow.flows.Transform;
import org.auriflow.flows.internal.Parts;
import org.auriflow.flows.internal.Rows;
import org.auriflow.nn.Children;
import org.auriflow.nn.Config;
import org.auriflow.nn.Models;
import org.auriflow.nn.Pass;

/**
 * The manifold x = f(u, v) at v = 0 of a transform f of R^d (J. Brehmer and K. Cranmer, Flows for simultaneous manifold learning
 * and density estimation, 2003.13913, equation 5).
 *
 * <p>{@code forward} of the transform goes from latent variables to data. The place of x is the first n components of f⁻¹(x).
 * The parameters are named {@code transform.…}.
 */
public final class PaddedEmbedding implements Embedding {
    private final Transform transform;
    private final int latentWidth;
    private final Children children = new Children();

    private PaddedEmbedding(Transform transform, int latentWidth) {
        this.transform = children.add("transform", transform);
        this.latentWidth = latentWidth;
    }

    /**
     * The image of the first n axes.
     *
     * @throws IllegalArgumentException unless 0 &lt; n &lt; d
     */
    public static PaddedEmbedding of(Transform transform, int latentWidth) {
        if (latentWidth < 1 || latentWidth >= transform.width()) {
            throw new IllegalArgumentException("padded embedding: requires a dimension from 1 to "
                    + (transform.width() - 1) + " in a space of " + transform.width() + ", got " + latentWidth
                    + "; use Flow for a density in the whole space");
        }
        return new PaddedEmbedding(transform, latentWidth);
    }

    /** Rebuilds it from its {@link #config()}. */
    public static PaddedEmbedding fromConfig(Engine engine, Config c, Models models) {
        return of(
                Parts.part(Transform.class, "padded embedding", models.build(engine, c.object("transform"))),
                c.integer("latent"));
    }

    /** f, from latent variables to data. */
    public Transform transform() {
        return transform;
    }

    @Override
    public int width() {
        return transform.width();
    }

    @Override
    public int latentWidth() {
        return latentWidth;
    }

    @Override
    public int contextWidth() {
        return transform.contextWidth();
    }

    @Override
    public Tensor decode(Tensor u, Tensor context, Pass pass) {
        Rows.lead("padded embedding", u, latentWidth);
        return transform.forwardValue(u.pad(-1, 0, width() - latentWidth, 0), context, pass);
    }

    @Override
    public Tensor encode(Tensor x, Tensor context, Pass pass) {
        return transform.inverseValue(x, context, pass).slice(-1, 0, latentWidth);
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
        c.put("type", "padded_embedding");
        c.put("transform", transform.config());
        c.put("latent", latentWidth);
        return c;
    }
}
