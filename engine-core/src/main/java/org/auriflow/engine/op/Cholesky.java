package org.auriflow.engine.op;

import java.util.List;
import org.auriflow.engine.Linalg;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Storage;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.TensorType;

/**
 * Lower factor L with L Lᵀ = (A + Aᵀ)/2, the upper triangle 0; all of the lower one is NaN where that is not positive
 * definite. Computed in double.
 *
 * <p>Derivatives: I. Murray, Differentiation of the Cholesky decomposition (1602.07527), section 3. With Φ the
 * lower triangle that has half the diagonal, dL = L Φ(L⁻¹ dA L⁻ᵀ), and Ā is the symmetric part of L⁻ᵀ Φ(Lᵀ L̄) L⁻¹.
 */
public record Cholesky() implements Op {
    @Override
    public String name() {
        return "cholesky";
    }

    @Override
    public TensorType infer(List<TensorType> in) {
        Matrices.requireSquare("cholesky", in.get(0));
        return in.get(0);
    }

    @Override
    public void evaluate(List<Storage> in, List<TensorType> types, Storage out, TensorType type) {
        int n = type.shape().extent(-1);
        double[] l = new double[n * n];
        for (int base = 0; base < out.size(); base += n * n) {
            boolean definite = true;
            for (int i = 0; i < n; i++) {
                for (int j = 0; j <= i; j++) {
                    double s =
                            0.5 * (in.get(0).get(base + i * n + j) + in.get(0).get(base + j * n + i));
                    for (int k = 0; k < j; k++) {
                        s -= l[i * n + k] * l[j * n + k];
                    }
                    // An infinite pivot would leave 0 and NaN behind it.
                    definite &= i != j || (s > 0 && s < Double.POSITIVE_INFINITY);
                    l[i * n + j] = i == j ? Math.sqrt(s) : s / l[j * n + j];
                }
            }
            for (int i = 0; i < n; i++) {
                for (int j = 0; j <= i; j++) {
                    out.set(base + i * n + j, definite ? l[i * n + j] : Double.NaN);
                }
            }
        }
    }

    /** Φ. */
    private static Tensor half(Tensor x) {
        return Linalg.tril(x, -1).add(Linalg.tril(x, 0)).mul(0.5);
    }

    private static Tensor symmetric(Tensor x) {
        return x.add(x.transpose()).mul(0.5);
    }

    @Override
    public Tensor[] vjp(Tensor y, List<Tensor> x, Tensor v, boolean[] wanted) {
        Op back = new TriangularSolve(true, true, false);
        Tensor inner = half(y.matmul(v, true, false));
        Tensor right = Tensor.apply(back, y, inner.transpose()).transpose();
        return new Tensor[] {symmetric(Tensor.apply(back, y, right))};
    }

    @Override
    public Tensor jvp(Tensor y, List<Tensor> x, Tensor[] t) {
        Op solve = new TriangularSolve(true, false, false);
        Tensor left = Tensor.apply(solve, y, symmetric(t[0]));
        return y.matmul(half(Tensor.apply(solve, y, left.transpose())));
    }

    @Override
    public Tensor batch(List<Tensor> x, boolean[] batched, int n) {
        return Tensor.apply(this, x.get(0));
    }

    @Override
    public long flops(List<TensorType> inputs, TensorType out) {
        Shape s = out.shape();
        return (long) out.size() * s.extent(-1) / 3;
    }
}
