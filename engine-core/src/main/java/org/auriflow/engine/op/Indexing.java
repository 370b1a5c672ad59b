package org.auriflow.engine.op;

import java.util.List;
import org.auriflow.engine.DType;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Storage;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.TensorType;

/** Access by computed int32 indices along one axis; all other axes of values and indices correspond. */
public final class Indexing {
    private Indexing() {}

    /** Throws unless values and indices agree on every axis but one. */
    private static void check(String name, TensorType x, TensorType index, int axis) {
        boolean aligned = index.dtype() == DType.INT32
                && index.shape().rank() == x.shape().rank()
                && index.shape().with(axis, 0).equals(x.shape().with(axis, 0));
        if (!aligned) {
            throw Op.error(
                    name,
                    "indices must be int32 and agree with the values on every axis but " + axis,
                    x + " and " + index,
                    "broadcast the indices");
        }
    }

    /** The error of an index outside an axis of the given extent. */
    public static IndexOutOfBoundsException outside(String name, int extent, int index, int position) {
        return new IndexOutOfBoundsException(name + ": indices must be in [0, " + extent + "), got " + index
                + " at position " + position + "; clip them");
    }

    /** Visits (position of the index, position of the element it names in the indexed tensor). */
    private static void each(String name, Storage index, Shape at, Shape indexed, int axis, Walk.Row visit) {
        int stride = at.strides()[axis];
        int n = at.extent(axis);
        int m = indexed.extent(axis);
        for (int r = 0; r < (n == 0 ? 0 : at.size() / n); r++) {
            int outer = r / stride;
            int inner = r % stride;
            for (int i = 0; i < n; i++) {
                int p = (outer * n + i) * stride + inner;
                int k = (int) index.get(p);
                if (k < 0 || k >= m) {
                    throw outside(name, m, k, i);
                }
                visit.at(p, (outer * m + k) * stride + inner);
            }
        }
    }

    /**
     * Elements at given indices along an axis: y[…, i, …] = x[…, index[…, i, …], …]. Inputs: values, int32 indices.
     * An index outside the axis throws {@link IndexOutOfBoundsException}.
     *
     * @param axis normalised
     * @param mayThrow false where the indices come from an operation that gives none outside
     */
    public record Gather(int axis, boolean mayThrow) implements Linear {
        /** Indices of any origin. */
        public Gather(int axis) {
            this(axis, true);
        }

        @Override
        public String name() {
            return "gather";
        }

        @Override
        public int linearInputs(int inputs) {
            return 1;
        }

        @Override
        public TensorType infer(List<TensorType> in) {
            check("gather", in.get(0), in.get(1), axis);
            return in.get(0).withShape(in.get(1).shape());
        }

        @Override
        public void evaluate(List<Storage> in, List<TensorType> types, Storage out, TensorType type) {
            Storage x = in.get(0);
            each("gather", in.get(1), type.shape(), types.get(0).shape(), axis, (p, q) -> out.set(p, x.get(q)));
        }

        @Override
        public Tensor[] transpose(List<Tensor> x, Tensor v) {
            int n = x.get(0).shape().extent(axis);
            return new Tensor[] {Tensor.apply(new ScatterAdd(axis, n, mayThrow), v, x.get(1))};
        }

        @Override
        public Op shifted(int n) {
            return new Gather(axis + 1, mayThrow);
        }
    }

    /**
     * Sums of elements that share an index: y[…, k, …] = Σ of x[…, i, …] with index[…, i, …] = k, added in order of i.
     * Inputs: values, int32 indices of the same shape. An index outside the axis throws {@link
     * IndexOutOfBoundsException}.
     *
     * @param axis normalised
     * @param extent extent of the result along the axis
     * @param mayThrow false where the indices come from an operation that gives none outside
     */
    public record ScatterAdd(int axis, int extent, boolean mayThrow) implements Linear {
        /** Indices of any origin. */
        public ScatterAdd(int axis, int extent) {
            this(axis, extent, true);
        }

        @Override
        public String name() {
            return "scatteradd";
        }

        @Override
        public int linearInputs(int inputs) {
            return 1;
        }

        @Override
        public TensorType infer(List<TensorType> in) {
            check("scatteradd", in.get(0), in.get(1), axis);
            if (!in.get(0).shape().equals(in.get(1).shape()) || in.get(0).dtype() == DType.BOOL) {
                throw Op.error("scatteradd", "requires numbers and as many indices", in, "broadcast the indices");
            }
            if (extent < 0) {
                throw Op.error("scatteradd", "the extent must not be negative", extent, "count the indices");
            }
            return in.get(0).withShape(in.get(0).shape().with(axis, extent));
        }

        @Override
        public void evaluate(List<Storage> in, List<TensorType> types, Storage out, TensorType type) {
            Storage x = in.get(0);
            if (type.dtype() == DType.INT32) {
                each(
                        "scatteradd",
                        in.get(1),
                        types.get(1).shape(),
                        type.shape(),
                        axis,
                        (p, q) -> out.set(q, out.get(q) + x.get(p)));
                return;
            }
            double[] sum = new double[out.size()];
            each("scatteradd", in.get(1), types.get(1).shape(), type.shape(), axis, (p, q) -> sum[q] += x.get(p));
            for (int i = 0; i < sum.length; i++) {
                out.set(i, sum[i]);
            }
        }

        @Override
        public Tensor[] transpose(List<Tensor> x, Tensor v) {
            return new Tensor[] {Tensor.apply(new Gather(axis, mayThrow), v, x.get(1))};
        }

        @Override
        public Op shifted(int n) {
            return new ScatterAdd(axis + 1, extent, mayThrow);
        }
    }

    /**
     * How many sorted entries lie before each value: inputs edges[…, K] ascending, values[…, M] with equal leading axes;
     * result int32[…, M] in 0..K. NaN counts as larger than everything.
     *
     * @param right count entries equal to the value too
     */
    public record SearchSorted(boolean right) implements NotDifferentiable {
        @Override
        public String name() {
            return "searchsorted";
        }

        @Override
        public TensorType infer(List<TensorType> in) {
            TensorType edges = in.get(0);
            TensorType v = in.get(1);
            int r = edges.shape().rank();
            if (r == 0
                    || edges.dtype() != v.dtype()
                    || v.shape().rank() != r
                    || !edges.shape().with(r - 1, 0).equals(v.shape().with(r - 1, 0))) {
                throw Op.error(
                        "searchsorted",
                        "edges and values must share dtype and leading axes",
                        edges + " and " + v,
                        "broadcast the edges");
            }
            return new TensorType(DType.INT32, v.shape());
        }

        @Override
        public void evaluate(List<Storage> in, List<TensorType> types, Storage out, TensorType type) {
            Shape e = types.get(0).shape();
            int k = e.extent(-1);
            int m = type.shape().extent(-1);
            for (int p = 0; p < out.size(); p++) {
                double v = in.get(1).get(p);
                int base = p / m * k;
                int low = 0;
                int high = k;
                while (low < high) {
                    int mid = (low + high) >>> 1;
                    double edge = in.get(0).get(base + mid);
                    boolean above = Double.isNaN(v) && !Double.isNaN(edge);
                    boolean tie = edge == v || (Double.isNaN(v) && Double.isNaN(edge));
                    boolean before = edge < v || above || (right && tie);
                    if (before) {
                        low = mid + 1;
                    } else {
                        high = mid;
                    }
                }
                out.set(p, low);
            }
        }

        @Override
        public Tensor batch(List<Tensor> x, boolean[] batched, int n) {
            return Tensor.apply(this, Op.spread(x, batched, n).toArray(new Tensor[0]));
        }
    }
}
