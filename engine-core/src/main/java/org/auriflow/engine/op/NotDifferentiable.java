package org.auriflow.engine.op;

import java.util.List;
import org.auriflow.engine.Tensor;

/** An operation whose derivative is zero wherever it exists: comparisons, indices, leaves. */
public interface NotDifferentiable extends Op {
    @Override
    default Tensor[] vjp(Tensor y, List<Tensor> x, Tensor cotangent, boolean[] wanted) {
        return new Tensor[x.size()];
    }

    @Override
    default Tensor jvp(Tensor y, List<Tensor> x, Tensor[] tangents) {
        return null;
    }
}
