package org.auriflow.flows.manifold;

import java.util.LinkedHashMap;
import java.util.Map;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Random;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.TensorType;
import org.auriflow.engine.Variable;
import org.auriflow.flows.Distribution;
import org.auriflow.flows.Transformed;
import org.auriflow.flows.internal.Parts;
import org.auriflow.flows.internal.Rows;
import org.auriflow.nn.Children;
import org.auriflow.nn.Config;
import org.auriflow.nn.Models;
import org.auriflow.nn.Pass;

/**
 * Pseudo-invertible encoder: a density in the whole space whose base is broad along n axes and narrow along the others (J. J.
 * Beitler, I. Sosnovik and A. Smeulders, 2019; 2003.13913, section 2.C).
 *
 * <pre>{@code
 * (u, v) = f⁻¹(x)    ln p(x) = ln p_u(u) + Σ ln N(vᵢ; 0, ε²) + ln|det ∂f⁻¹/∂x|
 * }</pre>
 *
 * <p>The image of v = 0 serves as its manifold. ε is fixed, or learned as {@code log_epsilon}; embedding and density name their
 * parameters {@code embedding.…} and {@code density.…}.
 */
public final class PieFlow implements ManifoldDistribution {
    private static final double HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);

    private final PaddedEmbedding embedding;
    private final Distribution density;
    private final double epsilon;
    private final Variable logEpsilon;
    private final int contextWidth;
    private final Children children = new Children();

    private PieFlow(PaddedEmbedding embedding, Distribution density, double epsilon, Variable logEpsilon) {
        this.embedding = children.add("embedding", embedding);
        this.density = children.add("density", density);
        this.epsilon = epsilon;
        this.logEpsilon = logEpsilon;
        if (embedding.latentWidth() != density.width()) {
            throw new IllegalArgumentException("pie flow: the density must be one of the latent variables, got width "
                    + density.width() + " for " + embedding.latentWidth() + "; make them alike");
        }
        if (!(epsilon > 0) || !Double.isFinite(epsilon)) {
            throw new IllegalArgumentException(
                    "pie flow: requires a positive deviation off the manifold, got " + epsilon + "; 0.01 is usual");
        }
        this.contextWidth = Rows.commonContext("pie flow", embedding.contextWidth(), density.contextWidth());
    }

    /**
     * With a fixed deviation.
     *
     * @param density of u
     * @param epsilon standard deviation of v
     * @throws IllegalArgumentException if widths or contexts differ or ε is not positive
     */
    public static PieFlow of(PaddedEmbedding embedding, Distribution density, double epsilon) {
        return new PieFlow(embedding, density, epsilon, null);
    }

    /** With a deviation that is learned, from an initial value; otherwise as {@link #of}. */
    public static PieFlow learned(Engine engine, PaddedEmbedding embedding, Distribution density, double epsilon) {
        Tensor start = Tensor.scalar(density.dtype(), Math.log(epsilon));
        return new PieFlow(embedding, density, epsilon, engine.variable("log_epsilon", start));
    }

    /** Rebuilds it from its {@link #config()}. */
    public static PieFlow fromConfig(Engine engine, Config c, Models models) {
        PaddedEmbedding e = Parts.part(PaddedEmbedding.class, "pie flow", models.build(engine, c.object("embedding")));
        Distribution p = Parts.part(Distribution.class, "pie flow", models.build(engine, c.object("density")));
        double epsilon = c.number("epsilon");
        return c.flag("learned") ? learned(engine, e, p, epsilon) : of(e, p, epsilon);
    }

    @Override
    public PaddedEmbedding embedding() {
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

    private Tensor logEpsilon(DType dtype) {
        return logEpsilon == null ? Tensor.scalar(dtype, Math.log(epsilon)) : logEpsilon.read();
    }

    @Override
    public Tensor logProb(Tensor x, Tensor context, Pass pass) {
        Transformed z = embedding.transform().inverse(x, context, pass);
        int n = latentWidth();
        int off = width() - n;
        Tensor u = z.value().slice(-1, 0, n);
        Tensor v = z.value().slice(-1, n, width());
        Tensor log = logEpsilon(x.dtype());
        Tensor scaled = v.mul(log.neg().exp());
        Tensor normal = scaled.mul(scaled)
                .sum(-1)
                .mul(-0.5)
                .sub(log.add(HALF_LOG_TWO_PI).mul(off));
        return density.logProb(u, context, pass).add(normal).add(z.logAbsDet());
    }

    @Override
    public Tensor sample(int n, Tensor context, Random random, Tensor counter) {
        Tensor u = density.sample(n, context, random, counter);
        TensorType type = new TensorType(dtype(), Shape.of(n, width() - latentWidth()));
        // Another stream than that of u, or v would repeat its draws.
        Tensor v = random.split(0).normal(type, counter).mul(logEpsilon(dtype()).exp());
        return embedding.transform().forwardValue(Tensor.concatenate(-1, u, v), context, Pass.evaluation());
    }

    @Override
    public Map<String, Variable> parameters() {
        Map<String, Variable> all = new LinkedHashMap<>(children.parameters());
        if (logEpsilon != null) {
            all.put("log_epsilon", logEpsilon);
        }
        return all;
    }

    @Override
    public Map<String, Variable> state() {
        return children.state();
    }

    @Override
    public Map<String, Object> config() {
        Map<String, Object> c = new LinkedHashMap<>();
        c.put("type", "pie_flow");
        c.put("embedding", embedding.config());
        c.put("density", density.config());
        c.put("epsilon", epsilon);
        c.put("learned", logEpsilon != null);
        return c;
    }
}
