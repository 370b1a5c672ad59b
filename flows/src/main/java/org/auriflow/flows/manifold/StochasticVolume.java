package org.auriflow.flows.manifold;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.auriflow.engine.Batch;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Grad;
import org.auriflow.engine.Random;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.TensorType;
import org.auriflow.engine.Variable;
import org.auriflow.flows.internal.Parts;
import org.auriflow.flows.internal.Rows;
import org.auriflow.nn.Config;
import org.auriflow.nn.Models;
import org.auriflow.nn.Pass;
import org.auriflow.nn.Streams;

/**
 * An embedding whose volume is estimated by products with JᵀJ instead of from J: for manifolds of many dimensions.
 *
 * <pre>{@code
 * ln volume ≈ ½ meanᵢ |εᵢ|² Σⱼ τᵢⱼ² ln θᵢⱼ                  value (S. Ubaru, J. Chen and Y. Saad, 2017)
 * ∂ ln volume ≈ ½ meanᵢ wᵢᵀ ∂(JᵀJ) εᵢ    JᵀJ wᵢ = εᵢ          derivative (A. Caterini et al., 2106.01413)
 * }</pre>
 *
 * <p>ε₁ … ε_m are vectors of independent signs. k steps of Lanczos' iteration from each give a tridiagonal matrix with eigenvalues θ and first
 * components τ of its eigenvectors: the nodes and weights of a Gauss quadrature. The same basis gives w as the k-th iterate of
 * conjugate gradients, so that it needs no iteration of its own. A step costs one forward and one reverse pass; the basis is orthogonalised twice
 * in every step, k² n operations that are few beside those of a network, without which eigenvalues would appear repeatedly.
 *
 * <p>For k = n the derivative is unbiased, and so is the value; with fewer steps both have a bias that falls
 * exponentially with k/√κ, κ the condition of JᵀJ. The deviation falls like 1/√m. From m = n on the n axes take the place of random
 * vectors: with k = n the volume is then exact.
 *
 * <p>In training each row has probes of its own, new in every step. In evaluation all rows share one set, so that a density is a fixed function
 * of the point.
 *
 * <p>Products are computed in the dtype of u, the rest in float64. Eigenvalues below the rounding of the largest count as that: in float32 a
 * condition of J above 3,000 is not resolved, as it is by {@link Embedding#logVolume}. The derivative is not one of the value, but has the same
 * expectation; it has no meaningful derivative of its own, so that terms with the score ∇ ln p cannot be trained.
 *
 * <p>Everything else, names of parameters included, is that of the embedding inside.
 */
public final class StochasticVolume implements Embedding {
    private final Embedding exact;
    private final int probes;
    private final int steps;
    private final long seed;

    private StochasticVolume(Embedding exact, int probes, int steps, long seed) {
        if (probes < 1 || steps < 1 || steps > exact.latentWidth()) {
            throw new IllegalArgumentException("stochastic volume: requires a probe and from 1 to "
                    + exact.latentWidth() + " steps for as many dimensions, got " + probes + " probes and " + steps
                    + " steps; 1 probe and 10 steps are a beginning");
        }
        this.exact = exact;
        this.probes = probes;
        this.steps = steps;
        this.seed = seed;
    }

    /**
     * The same embedding with an estimated volume.
     *
     * @param probes m
     * @param steps k, at most the dimension n
     * @param seed fixes the probes
     * @throws IllegalArgumentException if a number is out of its range
     */
    public static StochasticVolume of(Embedding exact, int probes, int steps, long seed) {
        return new StochasticVolume(exact, probes, steps, seed);
    }

    /** Rebuilds it from its {@link #config()}. */
    public static StochasticVolume fromConfig(Engine engine, Config c, Models models) {
        return of(
                Parts.part(Embedding.class, "stochastic volume", models.build(engine, c.object("embedding"))),
                c.integer("probes"),
                c.integer("steps"),
                c.whole("seed"));
    }

    /** The embedding inside, whose volume is computed from J. */
    public Embedding exact() {
        return exact;
    }

    @Override
    public int width() {
        return exact.width();
    }

    @Override
    public int latentWidth() {
        return exact.latentWidth();
    }

    @Override
    public int contextWidth() {
        return exact.contextWidth();
    }

    @Override
    public Tensor decode(Tensor u, Tensor context, Pass pass) {
        return exact.decode(u, context, pass);
    }

    @Override
    public Tensor encode(Tensor x, Tensor context, Pass pass) {
        return exact.encode(x, context, pass);
    }

    @Override
    public Tensor logVolume(Tensor u, Tensor context, Pass pass) {
        int n = latentWidth();
        Shape lead = Rows.lead("stochastic volume", u, n);
        Tensor each = Rows.context("stochastic volume", context, contextWidth(), u);
        Tensor rows = u.reshape(-1, n).alias();
        Tensor x = decode(rows, each == null ? null : each.reshape(-1, contextWidth()), pass);
        Tensor v = Tensor.input("direction", u.dtype(), rows.shape());
        Tensor pushed = Grad.jvp(x, rows, v);
        Tensor pulled = Grad.vjp(x, pushed, rows);
        Tensor probe = probes(rows.shape().extent(0), pass);
        Lanczos krylov = Lanczos.of(q -> each(pulled, v, q), probe, steps, u.dtype());
        Tensor w = krylov.solution().stopGradient();
        Tensor value = krylov.logarithm().mean(0).mul(0.5).stopGradient();
        Tensor surrogate =
                each(pushed, v, w).mul(each(pushed, v, probe)).sum(-1).mean(0).mul(0.5);
        return value.add(surrogate.sub(surrogate.stopGradient()))
                .cast(u.dtype())
                .reshape(lead);
    }

    /** A linear function of v [B, n] at each of several v [m, B, n], which are float64 as is the result. */
    private static Tensor each(Tensor function, Tensor v, Tensor at) {
        return Batch.vmap(List.of(function), List.of(v), List.of(at.cast(v.dtype())))
                .get(0)
                .cast(DType.FLOAT64);
    }

    /** ε [m, B, n], all of length √n. */
    private Tensor probes(int rows, Pass pass) {
        int n = latentWidth();
        if (probes >= n) {
            Tensor axes = Tensor.eye(DType.FLOAT64, n).mul(Math.sqrt(n));
            return axes.expand(1).broadcastTo(Shape.of(n, rows, n));
        }
        Random random = new Random(seed, Streams.PROBES.number(0));
        TensorType type = new TensorType(DType.FLOAT64, Shape.of(probes, pass.training() ? rows : 1, n));
        Tensor counter = pass.training() ? pass.step() : Tensor.scalar(DType.INT32, 0);
        Tensor positive = random.uniform(type, counter).lt(0.5);
        Tensor one = Tensor.full(type, 1);
        return Tensor.where(positive, one, one.neg()).broadcastTo(Shape.of(probes, rows, n));
    }

    @Override
    public Map<String, Variable> parameters() {
        return exact.parameters();
    }

    @Override
    public Map<String, Variable> state() {
        return exact.state();
    }

    @Override
    public Map<String, Object> config() {
        Map<String, Object> c = new LinkedHashMap<>();
        c.put("type", "stochastic_volume");
        c.put("embedding", exact.config());
        c.put("probes", probes);
        c.put("steps", steps);
        c.put("seed", seed);
        return c;
    }
}
