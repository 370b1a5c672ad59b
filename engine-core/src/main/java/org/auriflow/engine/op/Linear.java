package org.auriflow.engine.op;

import java.util.List;
import org.auriflow.engine.Tensor;

/**
 * An operation linear in its leading inputs: it declares its transpose, and both derivative modes follow.
 *
 * <p>y = A x gives the tangent A ẋ and the cotangent Aᵀ v. Inputs after the linear ones (indices) are passed through.
 */
public interface Linear extends Op {
    /** How many leading inputs the operation is linear in; the others have no derivative. */
    default int linearInputs(int inputs) {
        return inputs;
    }

    /** Aᵀ v: one cotangent per linear input. */
    Tensor[] transpose(List<Tensor> x, Tensor cotangent);

    /** The same operation where every axis has moved one to the right, for inputs that all carry a batch axis. */
    Op shifted(int n);

    @Override
    default Tensor[] vjp(Tensor y, List<Tensor> x, Tensor cotangent, boolean[] wanted) {
        Tensor[] all = new Tensor[x.size()];
        Tensor[] linear = transpose(x, cotangent);
        System.arraycopy(linear, 0, all, 0, linear.length);
        return all;
    }

    @Override
    default Tensor jvp(Tensor y, List<Tensor> x, Tensor[] tangents) {
        int k = linearInputs(x.size());
        boolean zero = true;
        Tensor[] in = x.toArray(new Tensor[0]);
        for (int i = 0; i < k; i++) {
            zero &= tangents[i] == null;
            in[i] = tangents[i] == null ? Tensor.zerosLike(x.get(i)) : tangents[i];
        }
        return zero ? null : Tensor.apply(this, in);
    }

    @Override
    default Tensor batch(List<Tensor> x, boolean[] batched, int n) {
        return Tensor.apply(shifted(n), Op.spread(x, batched, n).toArray(new Tensor[0]));
    }
}
