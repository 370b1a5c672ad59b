package org.auriflow.flows.manifold;

import org.auriflow.engine.DType;
import org.auriflow.engine.Grad;
import org.auriflow.engine.Linalg;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Tensor;
import org.auriflow.flows.Transform;
import org.auriflow.flows.internal.Rows;
import org.auriflow.nn.Model;
import org.auriflow.nn.Pass;

/**
 * A smooth map of R^n onto an n-dimensional manifold in R^d, n &lt; d, with a map back.
 *
 * <p>Rows and context are as in {@link Transform}. {@code encode(decode(u)) = u}; {@code decode(encode(x))} is x on the manifold
 * and a point of the manifold near x elsewhere. As a {@link Model} it decodes without context.
 */
public interface Embedding extends Model {
    /** Width d of points. */
    int width();

    /** Dimension n of the manifold. */
    int latentWidth();

    /** Width of the context; 0 if it is ignored. */
    int contextWidth();

    /** The point x [..., d] at u [..., n]. */
    Tensor decode(Tensor u, Tensor context, Pass pass);

    /** The place u [..., n] of x [..., d]. */
    Tensor encode(Tensor x, Tensor context, Pass pass);

    /**
     * J = ∂decode/∂u of each row, from one forward-mode pass that carries n tangents.
     *
     * @param u [..., n]
     * @return [..., d, n], of the dtype of u
     */
    default Tensor jacobian(Tensor u, Tensor context, Pass pass) {
        Shape lead = Rows.lead("embedding", u, latentWidth());
        Tensor each = Rows.context("embedding", context, contextWidth(), u);
        Tensor rows = u.reshape(-1, latentWidth()).alias();
        Tensor conditions = each == null ? null : each.reshape(-1, contextWidth());
        return Grad.batchJacobian(decode(rows, conditions, pass), rows)
                .reshape(lead.concat(Shape.of(width(), latentWidth())));
    }

    /**
     * The logarithm of the volume of the image of a unit cube at u: ½ ln det JᵀJ of the {@link #jacobian} J of each row.
     *
     * <p>JᵀJ and its determinant are computed in
     * float64, since the product squares the condition of J. Where J loses rank the result is −∞ or, by rounding, some number below
     * −15 or so, and its derivative is not meaningful.
     *
     * @param u [..., n]
     * @return [...], in nats, of the dtype of u
     */
    default Tensor logVolume(Tensor u, Tensor context, Pass pass) {
        Tensor j = jacobian(u, context, pass).cast(DType.FLOAT64);
        Tensor gram = j.matmul(j, true, false);
        return Linalg.slogdet(gram).logAbsDet().mul(0.5).cast(u.dtype());
    }

    @Override
    default Tensor call(Tensor u, Pass pass) {
        return decode(u, null, pass);
    }
}
