package org.auriflow.engine.op;

import java.util.Arrays;
import java.util.List;
import org.auriflow.engine.DType;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Storage;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.TensorType;

/**
 * The order of the elements along an axis: x[…, y[…, i, …], …] ascends with i. Input: numbers; result: int32 of the same
 * shape, a permutation along the axis.
 *
 * <p>Stable: equal elements keep their order, and zeros of both signs are equal. NaN counts as larger than everything.
 *
 * @param axis normalised
 */
public record ArgSort(int axis) implements NotDifferentiable {
    @Override
    public String name() {
        return "argsort";
    }

    @Override
    public TensorType infer(List<TensorType> in) {
        TensorType x = in.get(0);
        if (x.dtype() == DType.BOOL) {
            throw Op.error("argsort", "requires numbers", x, "cast to int32 first");
        }
        return new TensorType(DType.INT32, x.shape());
    }

    @Override
    public void evaluate(List<Storage> in, List<TensorType> types, Storage out, TensorType type) {
        Shape s = type.shape();
        int n = s.extent(axis);
        int stride = s.strides()[axis];
        Integer[] order = new Integer[n];
        for (int r = 0; r < (n == 0 ? 0 : s.size() / n); r++) {
            int first = r / stride * n * stride + r % stride;
            Arrays.setAll(order, i -> i);
            Arrays.sort(
                    order,
                    (i, j) ->
                            compare(in.get(0).get(first + i * stride), in.get(0).get(first + j * stride)));
            for (int i = 0; i < n; i++) {
                out.set(first + i * stride, order[i]);
            }
        }
    }

    private static int compare(double a, double b) {
        return a < b ? -1 : a > b ? 1 : Boolean.compare(Double.isNaN(a), Double.isNaN(b));
    }

    @Override
    public Tensor batch(List<Tensor> x, boolean[] batched, int n) {
        return Tensor.apply(new ArgSort(axis + 1), x.get(0));
    }

    /** n log₂ n comparisons for each n elements. */
    @Override
    public long flops(List<TensorType> inputs, TensorType out) {
        int n = out.shape().extent(axis);
        return (long) out.size() * (32 - Integer.numberOfLeadingZeros(n));
    }
}
