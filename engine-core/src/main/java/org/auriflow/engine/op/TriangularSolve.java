package org.auriflow.engine.op;

import java.util.List;
import org.auriflow.engine.Linalg;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Storage;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.TensorType;

/**
 * X with op(T) X = B, op the identity or the transpose; leading axes broadcast. Inputs: T [..., n, n], of which one
 * triangle is read, and B [..., n, m]. A 0 on the diagonal gives ±∞ and NaN. Computed in double.
 *
 * <p>Derivatives: dX = op(T)⁻¹ (dB − op(dT) X), so that B̄ = op(T)⁻ᵀ X̄ and T̄ is the triangle of −B̄ Xᵀ (M. Giles,
 * Collected matrix derivative results for forward and reverse mode algorithmic differentiation, 2008).
 *
 * @param lower T is lower triangular, otherwise upper
 * @param transposed solve with Tᵀ
 * @param unit take the diagonal of T as 1 without reading it
 */
public record TriangularSolve(boolean lower, boolean transposed, boolean unit) implements Op {
    @Override
    public String name() {
        return "triangularsolve";
    }

    @Override
    public TensorType infer(List<TensorType> in) {
        Shape batch = Matrices.requireSystem("triangularsolve", in.get(0), in.get(1));
        Shape b = in.get(1).shape();
        return in.get(1).withShape(batch.concat(b.range(b.rank() - 2, b.rank())));
    }

    /** Whether rows are solved from the first to the last. */
    public boolean forward() {
        return lower != transposed;
    }

    @Override
    public void evaluate(List<Storage> in, List<TensorType> types, Storage out, TensorType type) {
        int n = type.shape().extent(-2);
        int m = type.shape().extent(-1);
        Shape batch = Matrices.batch(type.shape());
        int[] ts = MatMul.matrices(types.get(0).shape(), batch);
        int[] bs = MatMul.matrices(types.get(1).shape(), batch);
        double[] x = new double[n];
        for (int q = 0; q < ts.length; q++) {
            int t0 = ts[q] * n * n;
            for (int c = 0; c < m; c++) {
                for (int step = 0; step < n; step++) {
                    int i = forward() ? step : n - 1 - step;
                    double s = in.get(1).get((bs[q] * n + i) * m + c);
                    for (int known = 0; known < step; known++) {
                        int k = forward() ? known : n - 1 - known;
                        s -= in.get(0).get(t0 + (transposed ? k * n + i : i * n + k)) * x[k];
                    }
                    x[i] = unit ? s : s / in.get(0).get(t0 + i * n + i);
                    out.set((q * n + i) * m + c, x[i]);
                }
            }
        }
    }

    /** What of a matrix is read. */
    private Tensor triangle(Tensor t) {
        int off = unit ? 1 : 0;
        return lower ? Linalg.tril(t, -off) : Linalg.triu(t, off);
    }

    @Override
    public Tensor[] vjp(Tensor y, List<Tensor> x, Tensor v, boolean[] wanted) {
        Tensor t = x.get(0);
        Tensor db = Tensor.apply(new TriangularSolve(lower, !transposed, unit), t, v);
        Tensor dt = null;
        if (wanted[0]) {
            Tensor product = transposed ? y.matmul(db, false, true) : db.matmul(y, false, true);
            dt = triangle(product.sumTo(t.shape()).neg());
        }
        return new Tensor[] {dt, db.sumTo(x.get(1).shape())};
    }

    @Override
    public Tensor jvp(Tensor y, List<Tensor> x, Tensor[] t) {
        Tensor right = t[1];
        if (t[0] != null) {
            Tensor moved = triangle(t[0]).matmul(y, transposed, false);
            right = right == null ? moved.neg() : right.sub(moved);
        }
        return Tensor.apply(this, x.get(0), right);
    }

    @Override
    public Tensor batch(List<Tensor> x, boolean[] batched, int n) {
        return Tensor.apply(this, Matrices.aligned(x, batched, n));
    }

    @Override
    public long flops(List<TensorType> inputs, TensorType out) {
        return (long) out.size() * out.shape().extent(-2);
    }
}
