package org.auriflow.flows;

import org.auriflow.engine.Tensor;
import org.auriflow.flows.manifold.PaddedEmbedding;
import org.auriflow.nn.Model;
import org.auriflow.nn.Pass;

/**
 * A differentiable bijection of R^d with a tractable Jacobian determinant, which may depend on a context.
 *
 * <p>It maps rows: x [..., d] gives a value [..., d] and ln|det| [...] in nats. The context is {@code [..., c]} with leading
 * axes that broadcast to those of x, and {@code null} where there is none; a transform with {@link #contextWidth()} 0
 * ignores it. Which direction points to the data is the user's choice: {@link Flow} uses {@code forward} from data to noise, {@link
 * PaddedEmbedding} from latent variables to data. All methods throw {@link IllegalArgumentException} if widths or dtypes do not
 * fit.
 *
 * <p>As a {@link Model} it is the forward map without context.
 */
public interface Transform extends Model {
    /** Width d of the rows. */
    int width();

    /** Width c of the context; 0 if it is ignored. */
    int contextWidth();

    /** y and ln|det ∂y/∂x|. */
    Transformed forward(Tensor x, Tensor context, Pass pass);

    /** x and ln|det ∂x/∂y|. */
    Transformed inverse(Tensor y, Tensor context, Pass pass);

    /** y alone, without the work for the determinant. */
    Tensor forwardValue(Tensor x, Tensor context, Pass pass);

    /** x alone, without the work for the determinant. */
    Tensor inverseValue(Tensor y, Tensor context, Pass pass);

    /**
     * Sets parameters that are to begin with statistics of the data (ActNorm), from one batch of forward arguments, and
     * gives its image. Most transforms have none.
     */
    default Tensor initialise(Tensor x, Tensor context) {
        return forwardValue(x, context, Pass.evaluation());
    }

    /**
     * The same from one batch of values of {@code forward}, so that the arguments have the statistics, and gives its inverse
     * image: for transforms whose {@code inverse} is applied to data, as in {@link PaddedEmbedding}.
     */
    default Tensor initialiseInverse(Tensor y, Tensor context) {
        return inverseValue(y, context, Pass.evaluation());
    }

    /** {@link #forward(Tensor, Tensor, Pass)} in evaluation. */
    default Transformed forward(Tensor x, Tensor context) {
        return forward(x, context, Pass.evaluation());
    }

    /** {@link #forward(Tensor, Tensor, Pass)} in evaluation, without context. */
    default Transformed forward(Tensor x) {
        return forward(x, null, Pass.evaluation());
    }

    /** {@link #inverse(Tensor, Tensor, Pass)} in evaluation. */
    default Transformed inverse(Tensor y, Tensor context) {
        return inverse(y, context, Pass.evaluation());
    }

    /** {@link #inverse(Tensor, Tensor, Pass)} in evaluation, without context. */
    default Transformed inverse(Tensor y) {
        return inverse(y, null, Pass.evaluation());
    }

    @Override
    default Tensor call(Tensor x, Pass pass) {
        return forwardValue(x, null, pass);
    }
}
