package org.auriflow.nn.train;

import java.util.Map;
import org.auriflow.engine.Tensor;
import org.auriflow.nn.Pass;

/** Calls of a loss function whose result is checked. */
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
}
