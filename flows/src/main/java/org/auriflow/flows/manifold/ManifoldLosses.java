package org.auriflow.flows.manifold;

import org.auriflow.engine.DType;
import org.auriflow.engine.Grad;
import org.auriflow.engine.Linalg;
import org.auriflow.engine.Random;
import org.auriflow.engine.Tensor;
import org.auriflow.flows.Distribution;
import org.auriflow.nn.Pass;

/** Terms of the losses of manifold flows, each a mean over the rows of a batch. */
public final class ManifoldLosses {
    private ManifoldLosses() {}

    /**
     * How far points [B, d] are from their projections: the loss of the manifold phase (2003.13913, equation 12).
     *
     * @param latentWeight of the mean of |u|², which keeps the latent variables in the range of splines; 0 for none
     */
    public static Tensor reconstruction(
            Embedding f, Tensor x, Tensor context, Pass pass, Reconstruction kind, double latentWeight) {
        Tensor u = f.encode(x, context, pass);
        Tensor loss = kind.loss(x, f.decode(u, context, pass));
        return latentWeight == 0 ? loss : loss.add(u.mul(u).sum(-1).mean().mul(latentWeight));
    }

    /**
     * ⟨Σᵢ σᵢ⟩, the mean nuclear norm of J = ∂decode/∂u at u: latent directions along which the points hardly move are pressed to none.
     *
     * <p>It is finite, as is its derivative, also where J loses rank. Singular values are those of float64.
     *
     * @param u [B, n]
     * @return scalar, in units of the points per unit of u
     */
    public static Tensor nuclearNorm(Embedding f, Tensor u, Tensor context, Pass pass) {
        Tensor j = f.jacobian(u, context, pass).cast(DType.FLOAT64);
        return Linalg.singularValues(j).sum(-1).mean().cast(u.dtype());
    }

    /** −⟨ln p(x|c)⟩ in nats. */
    public static Tensor negativeLogLikelihood(Distribution p, Tensor x, Tensor context, Pass pass) {
        return p.logProb(x, context, pass).mean().neg();
    }

    /**
     * ⟨|∇_θ ln p(x|θ) − t(x, z)|²⟩: the term by which SCANDAL uses mined joint scores (1805.00020), on any conditional density.
     *
     * @param theta the context [B, k]
     * @param score joint score t [B, k]
     */
    public static Tensor score(Distribution p, Tensor x, Tensor theta, Tensor score, Pass pass) {
        Tensor each = theta.alias();
        Tensor t = Grad.grad(p.logProb(x, each, pass).sum(), each);
        Tensor difference = t.sub(score);
        return difference.mul(difference).sum(-1).mean();
    }

    /**
     * The divergence between n draws of p and n points. With a context both sides are points (x, θ), so that it is the joint
     * distributions that are compared.
     */
    public static Tensor transport(
            Distribution p, SinkhornDivergence divergence, Tensor x, Tensor context, Random random, Tensor counter) {
        Tensor drawn = p.sample(x.shape().extent(0), context, random, counter);
        if (context == null) {
            return divergence.of(drawn, x);
        }
        return divergence.of(Tensor.concatenate(-1, drawn, context), Tensor.concatenate(-1, x, context));
    }
}
