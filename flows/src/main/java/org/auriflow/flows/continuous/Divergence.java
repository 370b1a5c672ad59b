package org.auriflow.flows.continuous;

import java.util.List;
import org.auriflow.engine.Batch;
import org.auriflow.engine.Grad;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Tensor;

/** The exact trace of a Jacobian. */
final class Divergence {
    private Divergence() {}

    /**
     * Σᵢ ∂vᵢ/∂xᵢ of every row, by d forward passes at once.
     *
     * @param v [n, d], each row of it a function of that row of x
     * @param x [n, d]
     * @return [n]
     */
    static Tensor of(Tensor v, Tensor x) {
        int d = x.shape().extent(1);
        Tensor direction = Tensor.input("direction", x.dtype(), x.shape());
        Tensor basis = Tensor.eye(x.dtype(), d)
                .expand(1)
                .broadcastTo(Shape.of(d, x.shape().extent(0), d));
        Tensor columns = Batch.vmap(List.of(Grad.jvp(v, x, direction)), List.of(direction), List.of(basis))
                .get(0);
        return columns.mul(basis).sum(0, 2);
    }
}
