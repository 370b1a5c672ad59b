package org.auriflow.flows.internal;

import org.auriflow.engine.Shape;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.TensorType;

/** Lower triangular matrices from their elements. */
public final class LowerTriangle {
    private LowerTriangle() {}

    /** Elements below the diagonal. */
    public static int below(int d) {
        return d * (d - 1) / 2;
    }

    /**
     * The matrices [..., d, d].
     *
     * @param diagonal [..., d]
     * @param below [..., d (d − 1)/2], row by row
     */
    public static Tensor of(Tensor diagonal, Tensor below) {
        int d = diagonal.shape().extent(-1);
        Shape lead = diagonal.shape().range(0, diagonal.shape().rank() - 1);
        Tensor zero = Tensor.full(new TensorType(diagonal.dtype(), lead.concat(Shape.of(1))), 0);
        int[] at = new int[d * d];
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < d; j++) {
                at[i * d + j] = i == j ? i : i < j ? d + below(d) : d + below(i) + j;
            }
        }
        return Tensor.concatenate(-1, diagonal, below, zero)
                .take(-1, Tensor.of(at))
                .reshape(lead.concat(Shape.of(d, d)));
    }
}
