package org.auriflow.engine.op;

import java.util.List;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Storage;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.TensorType;

/**
 * X with op(A) X = B, op the identity or the transpose; leading axes broadcast. Inputs: A [..., n, n], its {@link Lu}
 * [..., n + 1, n] and B [..., n, m].
 *
 * <p>The value comes from the factors and the derivative belongs to A, so that no derivative of any order decomposes again
 * and none runs through the factors: dX = op(A)⁻¹ (dB − op(dA) X), B̄ = op(A)⁻ᵀ X̄, Ā = −B̄ Xᵀ (M. Giles, Collected matrix
 * derivative results for forward and reverse mode algorithmic differentiation, 2008). Computed in double.
 *
 * @param transposed solve with Aᵀ
 */
public record Solve(boolean transposed) implements Op {
    @Override
    public String name() {
        return "solve";
    }

    @Override
    public TensorType infer(List<TensorType> in) {
        TensorType b = in.get(2);
        Shape batch = Matrices.requireSystem("solve", in.get(0), b);
        if (!in.get(1).equals(new Lu().infer(in.subList(0, 1)))) {
            throw Op.error("solve", "requires the LU factors of the matrices", in, "apply Lu to them");
        }
        return b.withShape(
                batch.concat(b.shape().range(b.shape().rank() - 2, b.shape().rank())));
    }

    @Override
    public void evaluate(List<Storage> in, List<TensorType> types, Storage out, TensorType type) {
        int n = type.shape().extent(-2);
        int m = type.shape().extent(-1);
        Shape batch = Matrices.batch(type.shape());
        int[] fs = MatMul.matrices(types.get(1).shape(), batch);
        int[] bs = MatMul.matrices(types.get(2).shape(), batch);
        Storage f = in.get(1);
        double[] x = new double[n];
        for (int q = 0; q < fs.length; q++) {
            int f0 = fs[q] * (n + 1) * n;
            for (int c = 0; c < m; c++) {
                for (int i = 0; i < n; i++) {
                    int row = transposed ? i : (int) f.get(f0 + n * n + i);
                    x[i] = in.get(2).get((bs[q] * n + row) * m + c);
                }
                // Aᵀ = Uᵀ Lᵀ P: first a lower and then an upper triangle in either case.
                for (int i = 0; i < n; i++) {
                    for (int k = 0; k < i; k++) {
                        x[i] -= f.get(f0 + (transposed ? k * n + i : i * n + k)) * x[k];
                    }
                    x[i] /= transposed ? f.get(f0 + i * n + i) : 1;
                }
                for (int i = n - 1; i >= 0; i--) {
                    for (int k = n - 1; k > i; k--) {
                        x[i] -= f.get(f0 + (transposed ? k * n + i : i * n + k)) * x[k];
                    }
                    x[i] /= transposed ? 1 : f.get(f0 + i * n + i);
                }
                for (int i = 0; i < n; i++) {
                    int row = transposed ? (int) f.get(f0 + n * n + i) : i;
                    out.set((q * n + row) * m + c, x[i]);
                }
            }
        }
    }

    @Override
    public Tensor[] vjp(Tensor y, List<Tensor> x, Tensor v, boolean[] wanted) {
        Tensor a = x.get(0);
        Tensor db = Tensor.apply(new Solve(!transposed), a, x.get(1), v);
        Tensor da = null;
        if (wanted[0]) {
            Tensor product = transposed ? y.matmul(db, false, true) : db.matmul(y, false, true);
            da = product.sumTo(a.shape()).neg();
        }
        return new Tensor[] {da, null, db.sumTo(x.get(2).shape())};
    }

    @Override
    public Tensor jvp(Tensor y, List<Tensor> x, Tensor[] t) {
        Tensor right = t[2];
        if (t[0] != null) {
            Tensor moved = t[0].matmul(y, transposed, false);
            right = right == null ? moved.neg() : right.sub(moved);
        }
        return right == null ? null : Tensor.apply(this, x.get(0), x.get(1), right);
    }

    @Override
    public Tensor batch(List<Tensor> x, boolean[] batched, int n) {
        return Tensor.apply(this, Matrices.aligned(x, batched, n));
    }

    @Override
    public long flops(List<TensorType> inputs, TensorType out) {
        return 2L * out.size() * out.shape().extent(-2);
    }
}
