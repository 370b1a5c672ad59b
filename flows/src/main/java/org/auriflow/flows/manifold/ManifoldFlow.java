package org.auriflow.flows.manifold;

import java.util.LinkedHashMap;
import java.util.Map;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Random;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.Variable;
import org.auriflow.flows.Distribution;
import org.auriflow.flows.internal.Parts;
import org.auriflow.flows.internal.Rows;
import org.auriflow.nn.Children;
import org.auriflow.nn.Config;
import org.auriflow.nn.Models;
import org.auriflow.nn.Pass;

/**
 * A density on a manifold: an embedding of R^n in R^d and a density of the latent variables (J. Brehmer and K. Cranmer,
 * 2003.13913, equation 7).
 *
 * <pre>{@code
 * ln p(x) = ln p_u(u) − ½ ln det JᵀJ    u = encode(x)    J = ∂decode/∂u at u
 * }</pre>
 *
 * <p>p is a density per n-dimensional volume of the manifold. For a point off the manifold {@link #logProb} is that of its {@link
 * #project projection}; {@link #reconstructionError} says how far off it is. The parameters are named {@code embedding.…} and
 * {@code density.…}.
 */
public final class ManifoldFlow implements ManifoldDistribution {
    private final Embedding embedding;
    private final Distribution density;
    private final int contextWidth;
    private final Children children = new Children();

    private ManifoldFlow(Embedding embedding, Distribution density) {
        this.embedding = children.add("embedding", embedding);
        this.density = children.add("density", density);
        if (embedding.latentWidth() != density.width()) {
            throw new IllegalArgumentException("manifold flow: the density must be one of the latent variables, got "
                    + "width " + density.width() + " for " + embedding.latentWidth() + "; make them alike");
        }
        this.contextWidth = Rows.commonContext("manifold flow", embedding.contextWidth(), density.contextWidth());
    }

    /**
     * A density on a manifold.
     *
     * @param density of the latent variables
     * @throws IllegalArgumentException if widths or contexts differ
     */
    public static ManifoldFlow of(Embedding embedding, Distribution density) {
        return new ManifoldFlow(embedding, density);
    }

    /** Rebuilds it from its {@link #config()}. */
    public static ManifoldFlow fromConfig(Engine engine, Config c, Models models) {
        return of(
                Parts.part(Embedding.class, "manifold flow", models.build(engine, c.object("embedding"))),
                Parts.part(Distribution.class, "manifold flow", models.build(engine, c.object("density"))));
    }

    @Override
    public Embedding embedding() {
        return embedding;
    }

    @Override
    public Distribution density() {
        return density;
    }

    @Override
    public int contextWidth() {
        return contextWidth;
    }

    @Override
    public Tensor logProb(Tensor x, Tensor context, Pass pass) {
        return logProbOnManifold(x, context, pass);
    }

    @Override
    public Tensor sample(int n, Tensor context, Random random, Tensor counter) {
        return sampleOnManifold(n, context, random, counter);
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
        c.put("type", "manifold_flow");
        c.put("embedding", embedding.config());
        c.put("density", density.config());
        return c;
    }
}
