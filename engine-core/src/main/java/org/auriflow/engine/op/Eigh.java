package org.auriflow.engine.op;

import java.util.List;
import org.auriflow.engine.Linalg;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.TensorType;

/**
 * (A + Aᵀ)/2 = V diag(λ) Vᵀ for A [..., n, n], packed to [..., n + 1, n]: V [..., n, n], whose columns are orthonormal
 * eigenvectors, above λ in ascending order. The first component of an eigenvector that has at least nine tenths of the
 * largest one's size is positive.
 *
 * <p>Jacobi rotations until every element off the diagonal is below 2⁻⁵³ √|aₚₚ a_qq|, which gives eigenvalues of positive
 * definite matrices to a small relative error where the matrix determines them so (J. Demmel and K. Veselić, Jacobi's method
 * is more accurate than QR, 1992); the diagonal is kept apart, as H. Rutishauser has it (The Jacobi method for real
 * symmetric matrices, 1966).
 *
 * <p>Derivatives (M. Giles, Collected matrix derivative results for forward and reverse mode algorithmic differentiation,
 * 2008): with P = Vᵀ dA V and Fᵢⱼ = 1/(λⱼ − λᵢ), 0 on the diagonal, dλ = diag P and dV = V (F ∘ P); in reverse
 * Ā = V (diag λ̄ + F ∘ (Vᵀ V̄ − V̄ᵀ V)/2) Vᵀ. Where eigenvalues are equal, F is infinite and counts where it meets something
 * other than 0 only: derivatives of eigenvectors do not exist there, those of the eigenvalues alone are finite.
 */
public record Eigh() implements Decomposition {
    @Override
    public String name() {
        return "eigh";
    }

    @Override
    public TensorType infer(List<TensorType> in) {
        Matrices.requireSquare("eigh", in.get(0));
        Shape s = in.get(0).shape();
        return in.get(0).withShape(s.with(s.rank() - 2, s.extent(-1) + 1));
    }

    @Override
    public int rows(int m, int n) {
        return n + 1;
    }

    @Override
    public int firstScaled(int m, int n) {
        return n;
    }

    @Override
    public int scaled(int n) {
        return 1;
    }

    /** The matrix, and sine and cosine for each pair. */
    @Override
    public int extra(int m, int n) {
        return n * n + n + 1;
    }

    /** V, [..., n, n], of a packed result. */
    public static Tensor vectors(Tensor packed) {
        return packed.slice(-2, 0, packed.shape().extent(-1));
    }

    /** λ, [..., n], of a packed result. */
    public static Tensor values(Tensor packed) {
        return packed.select(-2, packed.shape().extent(-1));
    }

    @Override
    public void decompose(int m, int n, double[] w) {
        int rows = n + 1;
        int a = (rows + 1) * n;
        for (int j = 0; j < n; j++) {
            for (int i = 0; i < n; i++) {
                w[a + j * n + i] = 0.5 * (w[j * rows + i] + w[i * rows + j]);
            }
        }
        for (int j = 0; j < n; j++) {
            for (int i = 0; i < n; i++) {
                w[j * rows + i] = i == j ? 1 : 0;
            }
            w[j * rows + n] = w[a + j * n + j];
        }
        boolean moved = true;
        for (int sweep = 0; sweep < Jacobi.SWEEPS && moved; sweep++) {
            moved = false;
            for (int round = 0; round < Jacobi.rounds(n); round++) {
                moved |= round(n, w, a, round);
            }
        }
        for (int j = 0; j < n; j++) {
            Jacobi.turn(w, rows, j, 0, n, n);
        }
        Jacobi.order(w, rows, n, n, false);
    }

    /** Rotations of different pairs: all columns before all rows, so that their order does not matter. */
    private static boolean round(int n, double[] w, int a, int round) {
        int rows = n + 1;
        int turns = a + n * n;
        int pairs = (n + 1) / 2;
        boolean moved = false;
        for (int pair = 0; pair < pairs; pair++) {
            int p = Jacobi.first(n, round, pair);
            int q = Jacobi.second(n, round, pair);
            w[turns + 2 * pair] = 0;
            if (q == n) {
                continue;
            }
            double x = w[a + q * n + p];
            double dp = w[p * rows + n];
            double dq = w[q * rows + n];
            if (Math.abs(x) > 0x1p-53 * Math.sqrt(Math.abs(dp * dq)) && Math.abs(x) > NEGLIGIBLE) {
                double t = Jacobi.tangent(dp, dq, x);
                double c = 1 / Math.sqrt(1 + t * t);
                w[p * rows + n] = dp - t * x;
                w[q * rows + n] = dq + t * x;
                w[turns + 2 * pair] = c * t;
                w[turns + 2 * pair + 1] = c;
                moved = true;
            }
        }
        for (int pair = 0; pair < pairs; pair++) {
            double s = w[turns + 2 * pair];
            double c = w[turns + 2 * pair + 1];
            if (s != 0) {
                int p = Jacobi.first(n, round, pair);
                int q = Jacobi.second(n, round, pair);
                Jacobi.rotate(w, a + p * n, a + q * n, 1, n, c, s);
                Jacobi.rotate(w, p * rows, q * rows, 1, n, c, s);
            }
        }
        for (int pair = 0; pair < pairs; pair++) {
            double s = w[turns + 2 * pair];
            double c = w[turns + 2 * pair + 1];
            if (s != 0) {
                int p = Jacobi.first(n, round, pair);
                int q = Jacobi.second(n, round, pair);
                Jacobi.rotate(w, a + p, a + q, n, n, c, s);
                // What the rotation is for; the diagonal here is not read again.
                w[a + q * n + p] = 0;
                w[a + p * n + q] = 0;
            }
        }
        return moved;
    }

    /** F. */
    private static Tensor inverseGaps(Tensor values) {
        Tensor gaps = values.expand(-2).sub(values.expand(-1));
        Tensor eye = Tensor.eye(values.dtype(), values.shape().extent(-1));
        return Tensor.onesLike(gaps).div(gaps.add(eye)).sub(eye);
    }

    private static Tensor symmetric(Tensor x) {
        return x.add(x.transpose()).mul(0.5);
    }

    @Override
    public Tensor[] vjp(Tensor y, List<Tensor> x, Tensor v, boolean[] wanted) {
        Tensor vectors = vectors(y);
        Tensor inner = vectors.matmul(vectors(v), true, false);
        Tensor turn = inner.sub(inner.transpose()).mul(0.5);
        Tensor middle =
                Tensor.apply(Arithmetic.MULZ, turn, inverseGaps(values(y))).add(Linalg.diagonalMatrix(values(v)));
        return new Tensor[] {symmetric(vectors.matmul(middle).matmul(vectors, false, true))};
    }

    @Override
    public Tensor jvp(Tensor y, List<Tensor> x, Tensor[] t) {
        Tensor vectors = vectors(y);
        Tensor p = vectors.matmul(symmetric(t[0]), true, false).matmul(vectors);
        Tensor turned = vectors.matmul(Tensor.apply(Arithmetic.MULZ, p, inverseGaps(values(y))));
        return Tensor.concatenate(-2, turned, Linalg.diagonal(p).expand(-2));
    }

    @Override
    public long flops(List<TensorType> inputs, TensorType out) {
        int n = out.shape().extent(-1);
        // Some eight sweeps of n²/2 rotations of 3n pairs.
        return 8L * 9 * n * inputs.get(0).size();
    }
}
