package org.auriflow.engine.op;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Storage;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.TensorType;

/** Operations that move elements and compute nothing; each declares its transpose. */
public final class Movement {
    private Movement() {}

    static List<Integer> shift(List<Integer> axes) {
        return axes.stream().map(a -> a + 1).toList();
    }

    static List<Integer> prepend(int first, List<Integer> rest) {
        List<Integer> all = new ArrayList<>(rest.size() + 1);
        all.add(first);
        all.addAll(rest);
        return List.copyOf(all);
    }

    /**
     * NumPy broadcasting to a larger shape, aligned at the right.
     *
     * @param target shape of the result
     */
    public record Broadcast(Shape target) implements View {
        @Override
        public String name() {
            return "broadcast";
        }

        @Override
        public TensorType infer(List<TensorType> in) {
            Shape from = in.get(0).shape();
            if (!Shape.broadcast("broadcast", from, target).equals(target)) {
                throw Op.error("broadcast", "the shape must fit the target", from + " to " + target, "reshape first");
            }
            return in.get(0).withShape(target);
        }

        @Override
        public int offset(Shape input) {
            return 0;
        }

        @Override
        public int[] strides(Shape input, Shape result) {
            int[] own = input.strides();
            int[] s = new int[result.rank()];
            int lead = result.rank() - input.rank();
            for (int i = 0; i < input.rank(); i++) {
                s[lead + i] = input.extent(i) == 1 ? 0 : own[i];
            }
            return s;
        }

        @Override
        public Tensor[] transpose(List<Tensor> x, Tensor v) {
            return new Tensor[] {v.sumTo(x.get(0).shape())};
        }

        @Override
        public Tensor batch(List<Tensor> x, boolean[] batched, int n) {
            Shape one = x.get(0).shape().range(1, x.get(0).shape().rank());
            int[] ones = new int[target.rank() - one.rank()];
            Arrays.fill(ones, 1);
            Shape aligned = Shape.of(n).concat(Shape.of(ones)).concat(one);
            return x.get(0).reshape(aligned).broadcastTo(target.insert(0, n));
        }

        @Override
        public Op shifted(int n) {
            return new Broadcast(target.insert(0, n));
        }
    }

    /**
     * The same elements in row-major order under another shape of the same size.
     *
     * @param target shape of the result
     */
    public record Reshape(Shape target) implements Linear {
        @Override
        public String name() {
            return "reshape";
        }

        @Override
        public TensorType infer(List<TensorType> in) {
            if (in.get(0).size() != target.size()) {
                throw Op.error(
                        "reshape",
                        "the number of elements must stay",
                        in.get(0).shape() + " (" + in.get(0).size() + ") to " + target + " (" + target.size() + ")",
                        "check the extents");
            }
            return in.get(0).withShape(target);
        }

        @Override
        public void evaluate(List<Storage> in, List<TensorType> types, Storage out, TensorType type) {
            out.copyFrom(in.get(0), 0, 0, out.size());
        }

        @Override
        public Tensor[] transpose(List<Tensor> x, Tensor v) {
            return new Tensor[] {v.reshape(x.get(0).shape())};
        }

        @Override
        public Op shifted(int n) {
            return new Reshape(target.insert(0, n));
        }

        @Override
        public long flops(List<TensorType> inputs, TensorType out) {
            return 0;
        }
    }

    /**
     * Axes in another order: result axis i is input axis order[i].
     *
     * @param order a permutation of the axes
     */
    public record Permute(List<Integer> order) implements View {
        @Override
        public String name() {
            return "transpose";
        }

        @Override
        public TensorType infer(List<TensorType> in) {
            Shape s = in.get(0).shape();
            List<Integer> sorted = order.stream().sorted().toList();
            boolean valid = sorted.size() == s.rank();
            for (int i = 0; valid && i < sorted.size(); i++) {
                valid = sorted.get(i) == i;
            }
            if (!valid) {
                throw Op.error(
                        "transpose", "the order must name every axis once", order + " for shape " + s, "check it");
            }
            return in.get(0)
                    .withShape(Shape.of(order.stream().mapToInt(s::extent).toArray()));
        }

        @Override
        public int offset(Shape input) {
            return 0;
        }

        @Override
        public int[] strides(Shape input, Shape result) {
            int[] own = input.strides();
            return order.stream().mapToInt(a -> own[a]).toArray();
        }

        /** The order that undoes this one. */
        public Permute inverse() {
            Integer[] back = new Integer[order.size()];
            for (int i = 0; i < back.length; i++) {
                back[order.get(i)] = i;
            }
            return new Permute(List.of(back));
        }

        @Override
        public Tensor[] transpose(List<Tensor> x, Tensor v) {
            return new Tensor[] {Tensor.apply(inverse(), v)};
        }

        @Override
        public Op shifted(int n) {
            return new Permute(prepend(0, shift(order)));
        }
    }

    /**
     * A regular sub-block: element i along an axis is input element start + i·step.
     *
     * @param starts first index per axis
     * @param steps positive step per axis
     * @param target shape of the result
     */
    public record Slice(List<Integer> starts, List<Integer> steps, Shape target) implements View {
        @Override
        public String name() {
            return "slice";
        }

        @Override
        public TensorType infer(List<TensorType> in) {
            Shape s = in.get(0).shape();
            boolean valid = starts.size() == s.rank() && steps.size() == s.rank() && target.rank() == s.rank();
            for (int i = 0; valid && i < s.rank(); i++) {
                int last = starts.get(i) + (target.extent(i) - 1) * steps.get(i);
                valid = steps.get(i) > 0 && starts.get(i) >= 0 && (target.extent(i) == 0 || last < s.extent(i));
            }
            if (!valid) {
                throw Op.error(
                        "slice",
                        "the block must lie inside the tensor, with positive steps",
                        "starts " + starts + ", steps " + steps + ", result " + target + " for shape " + s,
                        "check the bounds; flip for negative steps");
            }
            return in.get(0).withShape(target);
        }

        @Override
        public int offset(Shape input) {
            int[] own = input.strides();
            int offset = 0;
            for (int i = 0; i < own.length; i++) {
                offset += starts.get(i) * own[i];
            }
            return offset;
        }

        @Override
        public int[] strides(Shape input, Shape result) {
            int[] own = input.strides();
            for (int i = 0; i < own.length; i++) {
                own[i] *= steps.get(i);
            }
            return own;
        }

        @Override
        public Tensor[] transpose(List<Tensor> x, Tensor v) {
            Shape s = x.get(0).shape();
            List<Integer> high = new ArrayList<>();
            for (int i = 0; i < s.rank(); i++) {
                int used = target.extent(i) == 0 ? 0 : (target.extent(i) - 1) * steps.get(i) + 1;
                high.add(s.extent(i) - starts.get(i) - used);
            }
            return new Tensor[] {
                Tensor.apply(
                        new Pad(
                                starts,
                                List.copyOf(high),
                                steps.stream().map(k -> k - 1).toList()),
                        v)
            };
        }

        @Override
        public Op shifted(int n) {
            return new Slice(prepend(0, starts), prepend(1, steps), target.insert(0, n));
        }
    }

    /**
     * Zeros around and between the elements; the transpose of {@link Slice}.
     *
     * @param low zeros before, per axis
     * @param high zeros after, per axis
     * @param interior zeros between neighbours, per axis
     */
    public record Pad(List<Integer> low, List<Integer> high, List<Integer> interior) implements Linear {
        @Override
        public String name() {
            return "pad";
        }

        private static int extent(int e, int low, int high, int interior) {
            return low + e + Math.max(e - 1, 0) * interior + high;
        }

        @Override
        public TensorType infer(List<TensorType> in) {
            Shape s = in.get(0).shape();
            boolean valid = low.size() == s.rank() && high.size() == s.rank() && interior.size() == s.rank();
            int[] e = new int[s.rank()];
            for (int i = 0; valid && i < e.length; i++) {
                valid = low.get(i) >= 0 && high.get(i) >= 0 && interior.get(i) >= 0;
                e[i] = extent(s.extent(i), low.get(i), high.get(i), interior.get(i));
            }
            if (!valid) {
                throw Op.error(
                        "pad",
                        "one non-negative width per axis",
                        low + " before, " + high + " after for shape " + s,
                        "slice to crop");
            }
            return in.get(0).withShape(Shape.of(e));
        }

        /** Position of the first input element in the result. */
        public int offset(Shape result) {
            int[] s = result.strides();
            int offset = 0;
            for (int i = 0; i < s.length; i++) {
                offset += low.get(i) * s[i];
            }
            return offset;
        }

        /** Step in the result for each axis of the input. */
        public int[] strides(Shape result) {
            int[] s = result.strides();
            for (int i = 0; i < s.length; i++) {
                s[i] *= interior.get(i) + 1;
            }
            return s;
        }

        @Override
        public void evaluate(List<Storage> in, List<TensorType> types, Storage out, TensorType type) {
            Shape from = types.get(0).shape();
            Walk.copy(in.get(0), 0, from.strides(), out, offset(type.shape()), strides(type.shape()), from.toArray());
        }

        @Override
        public Tensor[] transpose(List<Tensor> x, Tensor v) {
            List<Integer> steps = interior.stream().map(k -> k + 1).toList();
            return new Tensor[] {Tensor.apply(new Slice(low, steps, x.get(0).shape()), v)};
        }

        @Override
        public Op shifted(int n) {
            return new Pad(prepend(0, low), prepend(0, high), prepend(0, interior));
        }

        @Override
        public long flops(List<TensorType> inputs, TensorType out) {
            return 0;
        }
    }

    /**
     * Reversed order along some axes.
     *
     * @param axes normalised, distinct
     */
    public record Flip(List<Integer> axes) implements View {
        @Override
        public String name() {
            return "flip";
        }

        @Override
        public TensorType infer(List<TensorType> in) {
            return in.get(0);
        }

        @Override
        public int offset(Shape input) {
            int[] own = input.strides();
            return axes.stream()
                    .mapToInt(a -> Math.max(input.extent(a) - 1, 0) * own[a])
                    .sum();
        }

        @Override
        public int[] strides(Shape input, Shape result) {
            int[] own = input.strides();
            axes.forEach(a -> own[a] = -own[a]);
            return own;
        }

        @Override
        public Tensor[] transpose(List<Tensor> x, Tensor v) {
            return new Tensor[] {Tensor.apply(this, v)};
        }

        @Override
        public Op shifted(int n) {
            return new Flip(shift(axes));
        }
    }

    /**
     * Inputs side by side along one axis.
     *
     * @param axis normalised
     */
    public record Concatenate(int axis) implements Linear {
        @Override
        public String name() {
            return "concatenate";
        }

        @Override
        public TensorType infer(List<TensorType> in) {
            TensorType first = in.get(0);
            int total = 0;
            for (TensorType t : in) {
                boolean fits = t.dtype() == first.dtype()
                        && t.shape().rank() == first.shape().rank();
                if (!fits || !t.shape().with(axis, 0).equals(first.shape().with(axis, 0))) {
                    throw Op.error(
                            "concatenate",
                            "dtypes and all extents but that of axis " + axis + " must match",
                            first + " and " + t,
                            "reshape or cast first");
                }
                total += t.shape().extent(axis);
            }
            return first.withShape(first.shape().with(axis, total));
        }

        @Override
        public void evaluate(List<Storage> in, List<TensorType> types, Storage out, TensorType type) {
            int[] to = type.shape().strides();
            int offset = 0;
            for (int k = 0; k < in.size(); k++) {
                Shape s = types.get(k).shape();
                Walk.copy(in.get(k), 0, s.strides(), out, offset, to, s.toArray());
                offset += s.extent(axis) * to[axis];
            }
        }

        @Override
        public Tensor[] transpose(List<Tensor> x, Tensor v) {
            Tensor[] parts = new Tensor[x.size()];
            int at = 0;
            for (int k = 0; k < parts.length; k++) {
                int n = x.get(k).shape().extent(axis);
                parts[k] = v.slice(axis, at, at + n);
                at += n;
            }
            return parts;
        }

        @Override
        public Op shifted(int n) {
            return new Concatenate(axis + 1);
        }

        @Override
        public long flops(List<TensorType> inputs, TensorType out) {
            return 0;
        }
    }
}
