package org.auriflow.engine.op;

import java.util.List;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Storage;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.TensorType;

/**
 * Matrix product of the last two axes, C = op(A) op(B), with op the identity or the transpose; leading axes broadcast.
 *
 * @param transposeA use Aᵀ
 * @param transposeB use Bᵀ
 */
public record MatMul(boolean transposeA, boolean transposeB) implements Op {
    @Override
    public String name() {
        return "matmul";
    }

    /** The sizes of one product. */
    public record Sizes(int m, int n, int k, Shape batch) {}

    /** Sizes m × k times k × n and the broadcast leading axes. */
    public Sizes sizes(TensorType a, TensorType b) {
        Shape x = a.shape();
        Shape y = b.shape();
        int m = x.extent(transposeA ? -1 : -2);
        int k = x.extent(transposeA ? -2 : -1);
        int n = y.extent(transposeB ? -2 : -1);
        return new Sizes(m, n, k, Shape.broadcast("matmul", x.range(0, x.rank() - 2), y.range(0, y.rank() - 2)));
    }

    @Override
    public TensorType infer(List<TensorType> in) {
        TensorType a = in.get(0);
        TensorType b = in.get(1);
        if (a.shape().rank() < 2 || b.shape().rank() < 2) {
            throw Op.error("matmul", "requires matrices", a.shape() + " and " + b.shape(), "reshape vectors");
        }
        if (a.dtype() != b.dtype() || !a.dtype().isFloating()) {
            throw Op.error(
                    "matmul", "requires one floating dtype", a.dtype() + " and " + b.dtype(), "cast one of them");
        }
        int inner = b.shape().extent(transposeB ? -1 : -2);
        Sizes s = sizes(a, b);
        if (s.k != inner) {
            throw Op.error(
                    "matmul",
                    "inner dimensions must match",
                    a.shape() + (transposeA ? "ᵀ" : "") + " and " + b.shape() + (transposeB ? "ᵀ" : ""),
                    "transpose one of them?");
        }
        return a.withShape(s.batch.concat(Shape.of(s.m, s.n)));
    }

    /** Start of each matrix of an operand in broadcast batch order, in matrices. */
    public static int[] matrices(Shape operand, Shape batch) {
        Shape own = operand.range(0, operand.rank() - 2);
        int[] strides = new Movement.Broadcast(batch).strides(own, batch);
        int[] starts = new int[batch.size()];
        int[] dense = batch.strides();
        Walk.rows(0, strides, 0, dense, batch.toArray(), (a, b) -> {
            int last = batch.rank() - 1;
            int n = last < 0 ? 1 : batch.extent(last);
            for (int i = 0; i < n; i++) {
                starts[b + i] = last < 0 ? a : a + i * strides[last];
            }
        });
        return starts;
    }

    @Override
    public void evaluate(List<Storage> in, List<TensorType> types, Storage out, TensorType type) {
        Sizes s = sizes(types.get(0), types.get(1));
        int[] as = matrices(types.get(0).shape(), s.batch);
        int[] bs = matrices(types.get(1).shape(), s.batch);
        for (int q = 0; q < as.length; q++) {
            int a0 = as[q] * s.m * s.k;
            int b0 = bs[q] * s.k * s.n;
            for (int i = 0; i < s.m; i++) {
                for (int j = 0; j < s.n; j++) {
                    double sum = 0;
                    for (int p = 0; p < s.k; p++) {
                        double a = in.get(0).get(a0 + (transposeA ? p * s.m + i : i * s.k + p));
                        double b = in.get(1).get(b0 + (transposeB ? j * s.k + p : p * s.n + j));
                        sum += a * b;
                    }
                    out.set((q * s.m + i) * s.n + j, sum);
                }
            }
        }
    }

    private static Tensor mm(Tensor a, Tensor b, boolean ta, boolean tb) {
        return Tensor.apply(new MatMul(ta, tb), a, b);
    }

    @Override
    public Tensor[] vjp(Tensor y, List<Tensor> x, Tensor v, boolean[] wanted) {
        Tensor a = x.get(0);
        Tensor b = x.get(1);
        Tensor da = null;
        Tensor db = null;
        if (wanted[0]) {
            da = transposeA ? mm(b, v, transposeB, true) : mm(v, b, false, !transposeB);
            da = da.sumTo(a.shape());
        }
        if (wanted[1]) {
            db = transposeB ? mm(v, a, true, transposeA) : mm(a, v, !transposeA, false);
            db = db.sumTo(b.shape());
        }
        return new Tensor[] {da, db};
    }

    @Override
    public Tensor jvp(Tensor y, List<Tensor> x, Tensor[] t) {
        Tensor first = t[0] == null ? null : Tensor.apply(this, t[0], x.get(1));
        Tensor second = t[1] == null ? null : Tensor.apply(this, x.get(0), t[1]);
        return first == null ? second : second == null ? first : first.add(second);
    }

    @Override
    public Tensor batch(List<Tensor> x, boolean[] batched, int n) {
        return Tensor.apply(this, Matrices.aligned(x, batched, n));
    }

    @Override
    public long flops(List<TensorType> inputs, TensorType out) {
        return 2L * out.size() * sizes(inputs.get(0), inputs.get(1)).k;
    }
}
