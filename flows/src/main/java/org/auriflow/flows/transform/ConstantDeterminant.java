package org.auriflow.flows.transform;

import org.auriflow.engine.Tensor;
import org.auriflow.flows.Transform;
import org.auriflow.flows.Transformed;
import org.auriflow.nn.Pass;

/** A transform without context whose Jacobian has one determinant for all rows. */
interface ConstantDeterminant extends Transform {
    /** ln|det ∂y/∂x| of any row, a scalar in nats. */
    Tensor logAbsDet();

    @Override
    default int contextWidth() {
        return 0;
    }

    @Override
    default Transformed forward(Tensor x, Tensor context, Pass pass) {
        return every(forwardValue(x, context, pass), logAbsDet());
    }

    @Override
    default Transformed inverse(Tensor y, Tensor context, Pass pass) {
        return every(inverseValue(y, context, pass), logAbsDet().neg());
    }

    /** The same logarithm for every row. */
    static Transformed every(Tensor value, Tensor log) {
        return new Transformed(
                value, log.broadcastTo(value.shape().range(0, value.shape().rank() - 1)));
    }
}
