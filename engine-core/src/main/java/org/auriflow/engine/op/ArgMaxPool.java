package org.auriflow.engine.op;

import java.util.List;
import org.auriflow.engine.DType;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Storage;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.TensorType;

/**
 * Where the largest element of every window is: x [batch, channels, S…] to int32 [batch, channels, S′…], the place of the
 * element among the S… ones of its channel, row-major.
 *
 * <p>The first of equal elements counts, and the first NaN if there is one. What a window has outside of x does not.
 */
public record ArgMaxPool(PoolWindow window) implements NotDifferentiable {
    @Override
    public String name() {
        return "argmaxpool";
    }

    @Override
    public TensorType infer(List<TensorType> in) {
        return new TensorType(DType.INT32, window.results("argmaxpool", in.get(0)));
    }

    @Override
    public void evaluate(List<Storage> in, List<TensorType> types, Storage out, TensorType type) {
        Layout l = layout(types.get(0), type);
        Storage x = in.get(0);
        int places = l.s[0] * l.s[1] * l.s[2];
        for (int r = 0; r < out.size(); r++) {
            int left = r;
            int[] begin = new int[3];
            int[] end = new int[3];
            for (int i = 2; i >= 0; i--) {
                int from = left % l.results[i] * l.strides[i] - l.low[i];
                begin[i] = Math.max(0, from);
                end[i] = Math.min(l.s[i], from + l.kernel[i]);
                left /= l.results[i];
            }
            int base = left * places;
            int best = -1;
            for (int a = begin[0]; a < end[0]; a++) {
                for (int b = begin[1]; b < end[1]; b++) {
                    for (int c = begin[2]; c < end[2]; c++) {
                        int p = (a * l.s[1] + b) * l.s[2] + c;
                        if (best < 0 || beats(x.get(base + p), x.get(base + best))) {
                            best = p;
                        }
                    }
                }
            }
            out.set(r, best);
        }
    }

    private static boolean beats(double v, double now) {
        return v > now || (Double.isNaN(v) && !Double.isNaN(now));
    }

    /** Extents and the window along three axes, the first of which have one element where there are fewer. */
    public record Layout(int[] s, int[] results, int[] kernel, int[] strides, int[] low) {}

    /** The layout of an input and its result. */
    public Layout layout(TensorType x, TensorType y) {
        return new Layout(
                Convolution.three(spatial(x), 1),
                Convolution.three(spatial(y), 1),
                Convolution.three(array(window.kernel()), 1),
                Convolution.three(array(window.strides()), 1),
                Convolution.three(array(window.low()), 0));
    }

    private static int[] spatial(TensorType t) {
        return t.shape().range(2, t.shape().rank()).toArray();
    }

    private static int[] array(List<Integer> values) {
        return values.stream().mapToInt(i -> i).toArray();
    }

    /** The new axis joins the samples. */
    @Override
    public Tensor batch(List<Tensor> x, boolean[] batched, int n) {
        Shape all = x.get(0).shape();
        Shape one = all.range(1, all.rank());
        Tensor y = Tensor.apply(this, x.get(0).reshape(one.with(0, n * one.extent(0))));
        return y.reshape(y.shape().with(0, one.extent(0)).insert(0, n));
    }

    @Override
    public long flops(List<TensorType> inputs, TensorType out) {
        return (long) out.size() * window.size();
    }
}
