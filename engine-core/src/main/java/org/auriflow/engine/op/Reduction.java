package org.auriflow.engine.op;

import java.util.List;
import org.auriflow.engine.DType;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Storage;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.TensorType;

/** Sums, extrema and cumulative sums along axes. Reduced axes disappear; float sums accumulate in double. */
public final class Reduction {
    private Reduction() {}

    /** Visits (position in input, position in result) of every input element, in row-major order of the input. */
    private static void each(Shape in, List<Integer> axes, Walk.Row visit) {
        int[] own = in.strides();
        int[] result = in.remove(axes).strides();
        int[] to = new int[in.rank()];
        int k = 0;
        for (int i = 0; i < to.length; i++) {
            to[i] = axes.contains(i) ? 0 : result[k++];
        }
        int last = in.rank() - 1;
        int n = last < 0 ? 1 : in.extent(last);
        int sb = last < 0 ? 0 : to[last];
        Walk.rows(0, own, 0, to, in.toArray(), (a, b) -> {
            for (int i = 0; i < n; i++) {
                visit.at(a + i, b + i * sb);
            }
        });
    }

    private static TensorType reduced(String name, List<TensorType> in, List<Integer> axes, boolean nonEmpty) {
        TensorType t = in.get(0);
        if (t.dtype() == DType.BOOL) {
            throw Op.error(name, "requires numbers", t, "cast to int32 first");
        }
        for (int a : axes) {
            if (nonEmpty && t.shape().extent(a) == 0) {
                throw Op.error(name, "requires at least one element along axis " + a, t, "check the data");
            }
        }
        return t.withShape(t.shape().remove(axes));
    }

    /** A reduced tensor with its axes back at extent 1, broadcast to the shape before. */
    private static Tensor expand(Tensor reduced, List<Integer> axes, Shape full) {
        Shape s = full;
        for (int a : axes) {
            s = s.with(a, 1);
        }
        return reduced.reshape(s).broadcastTo(full);
    }

    /**
     * Sum over axes; 0 over nothing.
     *
     * @param axes normalised, ascending
     */
    public record Sum(List<Integer> axes) implements Linear {
        @Override
        public String name() {
            return "sum";
        }

        @Override
        public TensorType infer(List<TensorType> in) {
            return reduced("sum", in, axes, false);
        }

        @Override
        public void evaluate(List<Storage> in, List<TensorType> types, Storage out, TensorType type) {
            if (type.dtype() == DType.INT32) {
                each(
                        types.get(0).shape(),
                        axes,
                        (a, b) -> out.set(b, out.get(b) + in.get(0).get(a)));
                return;
            }
            double[] sum = new double[out.size()];
            each(types.get(0).shape(), axes, (a, b) -> sum[b] += in.get(0).get(a));
            for (int i = 0; i < sum.length; i++) {
                out.set(i, sum[i]);
            }
        }

        @Override
        public Tensor[] transpose(List<Tensor> x, Tensor v) {
            return new Tensor[] {expand(v, axes, x.get(0).shape())};
        }

        @Override
        public Op shifted(int n) {
            return new Sum(Movement.shift(axes));
        }

        @Override
        public long flops(List<TensorType> inputs, TensorType out) {
            return inputs.get(0).size();
        }
    }

    /**
     * Largest or smallest element over axes; NaN if any element is. Ties share the derivative equally.
     *
     * @param largest maximum rather than minimum
     * @param axes normalised, ascending
     */
    public record Extremum(boolean largest, List<Integer> axes) implements Op {
        @Override
        public String name() {
            return largest ? "reducemax" : "reducemin";
        }

        @Override
        public TensorType infer(List<TensorType> in) {
            return reduced(name(), in, axes, true);
        }

        @Override
        public void evaluate(List<Storage> in, List<TensorType> types, Storage out, TensorType type) {
            double start = type.dtype() == DType.INT32 ? Integer.MIN_VALUE : Double.NEGATIVE_INFINITY;
            for (int i = 0; i < out.size(); i++) {
                out.set(i, largest ? start : -1 - start);
            }
            each(types.get(0).shape(), axes, (a, b) -> {
                double v = in.get(0).get(a);
                out.set(b, largest ? Math.max(out.get(b), v) : Math.min(out.get(b), v));
            });
        }

        /** Share of each element in the extremum: 1/ties where it is attained, else 0. */
        private Tensor share(Tensor y, Tensor x) {
            Tensor hit = x.eq(expand(y, axes, x.shape())).cast(x.dtype());
            return hit.div(expand(Tensor.apply(new Sum(axes), hit), axes, x.shape()));
        }

        @Override
        public Tensor[] vjp(Tensor y, List<Tensor> x, Tensor v, boolean[] wanted) {
            Tensor share = share(y, x.get(0));
            return new Tensor[] {expand(v, axes, x.get(0).shape()).mul(share)};
        }

        @Override
        public Tensor jvp(Tensor y, List<Tensor> x, Tensor[] t) {
            return Tensor.apply(new Sum(axes), t[0].mul(share(y, x.get(0))));
        }

        @Override
        public Tensor batch(List<Tensor> x, boolean[] batched, int n) {
            return Tensor.apply(new Extremum(largest, Movement.shift(axes)), x.get(0));
        }

        @Override
        public long flops(List<TensorType> inputs, TensorType out) {
            return inputs.get(0).size();
        }
    }

    /**
     * Index of the first largest element along an axis, as int32; the first NaN if there is one.
     *
     * @param axis normalised
     */
    public record ArgMax(int axis) implements NotDifferentiable {
        @Override
        public String name() {
            return "argmax";
        }

        @Override
        public TensorType infer(List<TensorType> in) {
            return new TensorType(
                    DType.INT32, reduced("argmax", in, List.of(axis), true).shape());
        }

        @Override
        public void evaluate(List<Storage> in, List<TensorType> types, Storage out, TensorType type) {
            Shape s = types.get(0).shape();
            int stride = s.strides()[axis];
            int n = s.extent(axis);
            for (int r = 0; r < out.size(); r++) {
                int base = r / stride * stride * n + r % stride;
                int best = 0;
                for (int i = 1; i < n; i++) {
                    double now = in.get(0).get(base + best * stride);
                    double v = in.get(0).get(base + i * stride);
                    if (v > now || (Double.isNaN(v) && !Double.isNaN(now))) {
                        best = i;
                    }
                }
                out.set(r, best);
            }
        }

        @Override
        public Tensor batch(List<Tensor> x, boolean[] batched, int n) {
            return Tensor.apply(new ArgMax(axis + 1), x.get(0));
        }
    }

    /**
     * Running sums along an axis, including the element itself.
     *
     * @param axis normalised
     * @param reverse sums from the end instead
     */
    public record CumulativeSum(int axis, boolean reverse) implements Linear {
        @Override
        public String name() {
            return "cumsum";
        }

        @Override
        public TensorType infer(List<TensorType> in) {
            reduced("cumsum", in, List.of(axis), false);
            return in.get(0);
        }

        @Override
        public void evaluate(List<Storage> in, List<TensorType> types, Storage out, TensorType type) {
            Shape s = type.shape();
            int stride = s.strides()[axis];
            int n = s.extent(axis);
            for (int r = 0; r < (n == 0 ? 0 : out.size() / n); r++) {
                int base = r / stride * stride * n + r % stride;
                double sum = 0;
                for (int i = 0; i < n; i++) {
                    int at = base + (reverse ? n - 1 - i : i) * stride;
                    sum += in.get(0).get(at);
                    out.set(at, sum);
                }
            }
        }

        @Override
        public Tensor[] transpose(List<Tensor> x, Tensor v) {
            return new Tensor[] {Tensor.apply(new CumulativeSum(axis, !reverse), v)};
        }

        @Override
        public Op shifted(int n) {
            return new CumulativeSum(axis + 1, reverse);
        }
    }
}
