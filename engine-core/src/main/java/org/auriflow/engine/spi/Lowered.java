package org.auriflow.engine.spi;

import java.util.List;
import org.auriflow.engine.Storage;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.TensorType;
import org.auriflow.engine.op.Op;

/** A call that stands in the plans of one backend only: no graph holds it, so it has neither a shape rule nor derivatives. */
public interface Lowered extends Op {
    private IllegalStateException none() {
        return new IllegalStateException(name() + ": stands in plans only, got a use in a graph");
    }

    @Override
    default TensorType infer(List<TensorType> inputs) {
        throw none();
    }

    @Override
    default void evaluate(List<Storage> inputs, List<TensorType> types, Storage out, TensorType type) {
        throw none();
    }

    @Override
    default Tensor[] vjp(Tensor y, List<Tensor> x, Tensor cotangent, boolean[] wanted) {
        throw none();
    }

    @Override
    default Tensor jvp(Tensor y, List<Tensor> x, Tensor[] tangents) {
        throw none();
    }

    @Override
    default Tensor batch(List<Tensor> x, boolean[] batched, int n) {
        throw none();
    }
}
