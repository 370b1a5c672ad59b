package org.auriflow.flows;

import org.auriflow.engine.DType;
import org.auriflow.engine.Random;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Tensor;
import org.auriflow.nn.Model;
import org.auriflow.nn.Pass;

/**
 * A probability density over rows of width d, which may depend on a context, with exact samples.
 *
 * <p>The context of densities is as in {@link Transform}. As a {@link Model} it is {@link #logProb} without context.
 */
public interface Distribution extends Model {
    /** Width d of the rows. */
    int width();

    /** Width of the context; 0 if it is ignored. */
    int contextWidth();

    /** Element type of samples. */
    DType dtype();

    /**
     * ln p(x | context) in nats.
     *
     * @param x [..., d]
     * @param context [..., c] with leading axes that broadcast to those of x, or null for none
     * @return [...]
     * @throws IllegalArgumentException if widths or dtypes do not fit
     */
    Tensor logProb(Tensor x, Tensor context, Pass pass);

    /**
     * Independent draws that depend on (seed, stream, counter) alone; the same graph draws anew for another counter.
     *
     * @param n how many
     * @param context [c], or [n, c] for one draw per row, or null for none
     * @param counter int32 scalar, not negative
     * @return [n, d]
     * @throws IllegalArgumentException if widths or dtypes do not fit
     */
    Tensor sample(int n, Tensor context, Random random, Tensor counter);

    /**
     * −∫ p ln p in nats, where there is a closed form.
     *
     * @param context [..., c], or null for none
     * @return [...] for a context, else a scalar
     * @throws UnsupportedOperationException if there is none
     */
    default Tensor entropy(Tensor context) {
        throw new UnsupportedOperationException("entropy: requires a density whose entropy has a closed form, got "
                + config().get("type") + "; estimate it as the mean of −logProb over samples");
    }

    /**
     * n independent draws for each of several contexts.
     *
     * @param contexts [m, c]
     * @return [m, n, d]
     */
    default Tensor sampleEach(int n, Tensor contexts, Random random, Tensor counter) {
        int m = contexts.shape().extent(0);
        Tensor all =
                contexts.expand(1).broadcastTo(Shape.of(m, n, contextWidth())).reshape(m * n, contextWidth());
        return sample(m * n, all, random, counter).reshape(m, n, width());
    }

    /** {@link #logProb(Tensor, Tensor, Pass)} in evaluation. */
    default Tensor logProb(Tensor x, Tensor context) {
        return logProb(x, context, Pass.evaluation());
    }

    /** {@link #logProb(Tensor, Tensor, Pass)} in evaluation, without context. */
    default Tensor logProb(Tensor x) {
        return logProb(x, null, Pass.evaluation());
    }

    /** {@link #sample(int, Tensor, Random, Tensor)} with counter 0. */
    default Tensor sample(int n, Tensor context, Random random) {
        return sample(n, context, random, Tensor.scalar(DType.INT32, 0));
    }

    /** {@link #sample(int, Tensor, Random, Tensor)} with counter 0, without context. */
    default Tensor sample(int n, Random random) {
        return sample(n, null, random);
    }

    @Override
    default Tensor call(Tensor x, Pass pass) {
        return logProb(x, null, pass);
    }
}
