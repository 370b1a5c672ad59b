package org.auriflow.engine.op;

import java.util.List;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Storage;
import org.auriflow.engine.TensorType;

/** A movement whose every result element is one input element at a position affine in the result's index. */
public interface View extends Linear {
    /** Position in the dense input of the result's first element. */
    int offset(Shape input);

    /** Step in the dense input for each axis of the result; 0 repeats. */
    int[] strides(Shape input, Shape result);

    @Override
    default void evaluate(List<Storage> in, List<TensorType> types, Storage out, TensorType type) {
        Shape from = types.get(0).shape();
        Walk.copy(
                in.get(0),
                offset(from),
                strides(from, type.shape()),
                out,
                0,
                type.shape().strides(),
                type.shape().toArray());
    }

    @Override
    default long flops(List<TensorType> inputs, TensorType out) {
        return 0;
    }
}
