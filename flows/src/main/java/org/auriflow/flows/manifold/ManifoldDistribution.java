package org.auriflow.flows.manifold;

import org.auriflow.engine.DType;
import org.auriflow.engine.Linalg;
import org.auriflow.engine.Random;
import org.auriflow.engine.Tensor;
import org.auriflow.flows.Distribution;
import org.auriflow.nn.Pass;

/** A distribution that knows an n-dimensional manifold in R^d on or near which its points lie. */
public interface ManifoldDistribution extends Distribution {
    /** The manifold. */
    Embedding embedding();

    /** The density of the latent variables u. */
    Distribution density();

    /** Dimension n of the manifold. */
    default int latentWidth() {
        return embedding().latentWidth();
    }

    /** The place u [..., n] of x [..., d] on the manifold, or of its projection. */
    default Tensor encode(Tensor x, Tensor context) {
        return embedding().encode(x, context, Pass.evaluation());
    }

    /** The point [..., d] of the manifold at u [..., n]. */
    default Tensor decode(Tensor u, Tensor context) {
        return embedding().decode(u, context, Pass.evaluation());
    }

    /** A point of the manifold [..., d] near x [..., d]; x itself on the manifold. */
    default Tensor project(Tensor x, Tensor context) {
        return decode(encode(x, context), context);
    }

    /**
     * Distance [...] of x [..., d] from its {@link #project projection}, in the units of x; its derivative is 0 at 0. It scores how
     * far x is out of the distribution of the data.
     */
    default Tensor reconstructionError(Tensor x, Tensor context) {
        Tensor difference = x.sub(project(x, context));
        return difference.mul(difference).sum(-1).sqrt();
    }

    /**
     * ln p [...] in nats per n-dimensional volume of the manifold, at the projection of x [..., d].
     *
     * <pre>{@code ln p(x) = ln p_u(u) − ½ ln det JᵀJ    u = encode(x)    J = ∂decode/∂u at u }</pre>
     */
    default Tensor logProbOnManifold(Tensor x, Tensor context, Pass pass) {
        return latentLogProb(embedding().encode(x, context, pass), context, pass);
    }

    /** ln p [...] in nats of the point of the manifold at u [..., n]. */
    default Tensor latentLogProb(Tensor u, Tensor context, Pass pass) {
        return density().logProb(u, context, pass).sub(embedding().logVolume(u, context, pass));
    }

    /**
     * The condition [...] of J = ∂decode/∂u where x [..., d] is encoded: its largest singular value over its smallest, ∞ where that is 0.
     *
     * <p>A large one marks a point whose {@link Embedding#logVolume} is no more than rounding, see {@link #requireFullRank}.
     */
    default Tensor conditionNumbers(Tensor x, Tensor context) {
        Pass pass = Pass.evaluation();
        Tensor u = embedding().encode(x, context, pass);
        Tensor s = Linalg.singularValues(embedding().jacobian(u, context, pass).cast(DType.FLOAT64));
        return s.select(-1, 0).div(s.select(-1, latentWidth() - 1)).cast(x.dtype());
    }

    /**
     * Refuses points where the volume of the manifold is not known.
     *
     * @param conditions {@link #conditionNumbers} of some points
     * @param largest that is allowed; 10⁶ leaves a digit of float32, in which decoders compute J
     * @throws IllegalArgumentException with the first sample whose condition is larger or NaN, and how many there are
     */
    static void requireFullRank(float[] conditions, double largest) {
        int first = -1;
        int bad = 0;
        for (int i = 0; i < conditions.length; i++) {
            if (!(conditions[i] <= largest)) {
                first = bad++ == 0 ? i : first;
            }
        }
        if (bad > 0) {
            throw new IllegalArgumentException("log volume: requires a Jacobian of full rank, got condition "
                    + conditions[first] + " at sample " + first + " and " + bad + " of " + conditions.length
                    + " samples above " + largest + "; use fewer latent dimensions, or train with another seed");
        }
    }

    /** Draws [n, d] on the manifold; those of {@link #sample(int, Tensor, Random, Tensor)} may lie beside it. */
    default Tensor sampleOnManifold(int n, Tensor context, Random random, Tensor counter) {
        return decode(density().sample(n, context, random, counter), context);
    }

    @Override
    default int width() {
        return embedding().width();
    }

    @Override
    default DType dtype() {
        return density().dtype();
    }
}
