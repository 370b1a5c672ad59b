package org.auriflow.engine.op;

import java.util.List;
import org.auriflow.engine.DType;
import org.auriflow.engine.Linalg;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Storage;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.TensorType;

/**
 * P A = L U with partial pivoting, packed: A [..., n, n] gives [..., n + 1, n]. Row i &lt; n holds L left of the diagonal,
 * whose own diagonal is 1, and U from the diagonal on; row n holds, as numbers, the permutation p by which row i of P A is
 * row p[i] of A. One result serves factors, solutions and determinants, so that a matrix is decomposed once.
 *
 * <p>The pivot is the first largest element of its column in absolute value, NaN counting as largest. A column of zeros
 * leaves a 0 on the diagonal of U, and elimination goes on. Computed in double.
 *
 * <p>The permutation is piecewise constant. With M = L⁻¹ (P dA) U⁻¹, dL = L stril(M) and dU = triu(M) U; in reverse
 * P Ā = L⁻ᵀ (stril(Lᵀ L̄) + triu(Ū Uᵀ)) U⁻ᵀ (F. de Hoog, R. Anderssen and M. Lukas, Differentiation of matrix functionals
 * using triangular factorization, 2011).
 */
public record Lu() implements Op {
    private static final Op LOWER = new TriangularSolve(true, false, true);
    private static final Op LOWER_TRANSPOSED = new TriangularSolve(true, true, true);
    private static final Op UPPER = new TriangularSolve(false, false, false);
    private static final Op UPPER_TRANSPOSED = new TriangularSolve(false, true, false);

    @Override
    public String name() {
        return "lu";
    }

    @Override
    public TensorType infer(List<TensorType> in) {
        Matrices.requireSquare("lu", in.get(0));
        Shape s = in.get(0).shape();
        return in.get(0).withShape(s.with(s.rank() - 2, s.extent(-1) + 1));
    }

    /** Both triangles, [..., n, n], of a packed result. */
    public static Tensor triangles(Tensor packed) {
        return packed.slice(-2, 0, packed.shape().extent(-1));
    }

    /** The permutation, int32 [..., n], of a packed result. */
    public static Tensor permutation(Tensor packed) {
        return packed.select(-2, packed.shape().extent(-1)).cast(DType.INT32);
    }

    /** L of both triangles. */
    public static Tensor lower(Tensor triangles) {
        return Linalg.tril(triangles, -1)
                .add(Tensor.eye(triangles.dtype(), triangles.shape().extent(-1)));
    }

    @Override
    public void evaluate(List<Storage> in, List<TensorType> types, Storage out, TensorType type) {
        int n = type.shape().extent(-1);
        for (int q = 0; q < Matrices.batch(type.shape()).size(); q++) {
            double[][] a = new double[n][n];
            int[] order = new int[n];
            for (int i = 0; i < n; i++) {
                order[i] = i;
                for (int j = 0; j < n; j++) {
                    a[i][j] = in.get(0).get((q * n + i) * n + j);
                }
            }
            for (int k = 0; k < n; k++) {
                int p = k;
                for (int i = k + 1; i < n && !Double.isNaN(a[p][k]); i++) {
                    // Written so that a NaN is taken.
                    p = Math.abs(a[i][k]) <= Math.abs(a[p][k]) ? p : i;
                }
                double[] row = a[p];
                a[p] = a[k];
                a[k] = row;
                int index = order[p];
                order[p] = order[k];
                order[k] = index;
                // Below a 0 there are zeros only, which stay.
                double divisor = row[k] == 0 ? 1 : row[k];
                for (int i = k + 1; i < n; i++) {
                    a[i][k] /= divisor;
                    for (int j = k + 1; j < n; j++) {
                        a[i][j] -= a[i][k] * row[j];
                    }
                }
            }
            int base = q * (n + 1) * n;
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    out.set(base + i * n + j, a[i][j]);
                }
                out.set(base + n * n + i, order[i]);
            }
        }
    }

    /** The permutation as an index of whole rows. */
    private static Tensor rows(Tensor packed) {
        Tensor p = permutation(packed).expand(-1);
        return p.broadcastTo(triangles(packed).shape());
    }

    @Override
    public Tensor[] vjp(Tensor y, List<Tensor> x, Tensor v, boolean[] wanted) {
        Tensor f = triangles(y);
        Tensor g = triangles(v);
        int n = f.shape().extent(-1);
        Tensor l = lower(f).matmul(Linalg.tril(g, -1), true, false);
        Tensor u = Linalg.triu(g, 0).matmul(Linalg.triu(f, 0), false, true);
        Tensor inner = Linalg.tril(l, -1).add(Linalg.triu(u, 0));
        Tensor left = Tensor.apply(LOWER_TRANSPOSED, f, inner);
        Tensor pa = Tensor.apply(UPPER, f, left.transpose()).transpose();
        return new Tensor[] {pa.scatterAdd(-2, rows(y), n)};
    }

    @Override
    public Tensor jvp(Tensor y, List<Tensor> x, Tensor[] t) {
        Tensor f = triangles(y);
        Tensor left = Tensor.apply(LOWER, f, t[0].gather(-2, rows(y)));
        Tensor m = Tensor.apply(UPPER_TRANSPOSED, f, left.transpose()).transpose();
        Tensor l = lower(f).matmul(Linalg.tril(m, -1));
        Tensor u = Linalg.triu(m, 0).matmul(Linalg.triu(f, 0));
        return l.add(u).pad(-2, 0, 1, 0);
    }

    @Override
    public Tensor batch(List<Tensor> x, boolean[] batched, int n) {
        return Tensor.apply(this, x.get(0));
    }

    @Override
    public long flops(List<TensorType> inputs, TensorType out) {
        return 2L * inputs.get(0).size() * out.shape().extent(-1) / 3;
    }
}
