package org.auriflow.nn.train;

import java.util.Map;
import org.auriflow.engine.Tensor;
import org.auriflow.nn.Pass;

/** What training minimises: a batch of columns to a scalar. */
@FunctionalInterface
public interface LossFunction {
    /**
     * The graph of the mean loss of a batch.
     *
     * @param batch columns by name, each float32 [rows, width]
     * @param pass handed on to the models that are called
     * @return a floating scalar, the mean over the rows
     */
    Tensor of(Map<String, Tensor> batch, Pass pass);
}
