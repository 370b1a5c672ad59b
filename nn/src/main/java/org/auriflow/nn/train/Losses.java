package org.auriflow.nn.train;

import java.util.List;
import java.util.Map;
import org.auriflow.engine.DType;
import org.auriflow.engine.Grad;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.Variable;
import org.auriflow.nn.Pass;

/** Graphs of a checked loss, its gradient and the norm of that. */
final class Losses {
    private Losses() {}

    static Tensor of(LossFunction loss, Map<String, Tensor> batch, Pass pass) {
        Tensor value = loss.of(batch, pass);
        if (value.shape().size() != 1 || !value.dtype().isFloating()) {
            throw new IllegalArgumentException(
                    "loss: requires a floating scalar, got " + value.type() + "; take the mean over the batch");
        }
        return value.reshape();
    }

    static List<Tensor> gradients(Tensor loss, Map<String, Variable> parameters) {
        return Grad.grad(loss, parameters.values().stream().map(Variable::read).toList());
    }

    /** √Σ g² over all of them: each sum in the dtype of its gradient, their sum in float64. */
    static Tensor norm(List<Tensor> gradients) {
        Tensor sum = Tensor.scalar(DType.FLOAT64, 0);
        for (Tensor g : gradients) {
            sum = sum.add(g.mul(g).sum().cast(DType.FLOAT64));
        }
        return sum.sqrt();
    }
}
