package org.auriflow.engine.op;

import java.util.List;
import org.auriflow.engine.Linalg;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.TensorType;

/**
 * A = Q R for A [..., m, n], m ≥ n, packed to [..., m + n, n]: Q [..., m, n] with orthonormal columns above R [..., n, n],
 * upper triangular with a diagonal that is not negative, which makes both unique where A has full rank.
 *
 * <p>Householder reflections H = I − τ v vᵀ, those that do not cancel (G. Golub and C. Van Loan, Matrix Computations, 5.2);
 * signs of rows of R and columns of Q are turned in the end. Where A has dependent columns, R has a 0, or rounding, on its
 * diagonal, and Q has orthonormal columns all the same.
 *
 * <p>Derivatives: S. Walter and L. Lehmann, Algorithmic differentiation of linear algebra functions with application in
 * optimum experimental design (1001.1654), and for the reverse mode M. Seeger et al., Auto-differentiating linear algebra
 * (1710.08717). With X = dA R⁻¹, M = Qᵀ X and U = triu(M) + stril(M)ᵀ, dR = U R and dQ = X − Q U; in reverse
 * Ā = (Q̄ + Q sym(R R̄ᵀ − Q̄ᵀ Q)) R⁻ᵀ, where sym repeats the lower triangle in the upper one.
 */
public record Qr() implements Decomposition {
    private static final Op RIGHT = new TriangularSolve(false, true, false);
    private static final Op RIGHT_TRANSPOSED = new TriangularSolve(false, false, false);

    @Override
    public String name() {
        return "qr";
    }

    @Override
    public int rows(int m, int n) {
        return m + n;
    }

    @Override
    public int firstScaled(int m, int n) {
        return m;
    }

    @Override
    public int scaled(int n) {
        return n;
    }

    @Override
    public int extra(int m, int n) {
        return 2 * n;
    }

    /** Q, [..., m, n], of a packed result. */
    public static Tensor q(Tensor packed) {
        return packed.slice(-2, 0, packed.shape().extent(-2) - packed.shape().extent(-1));
    }

    /** R, [..., n, n], of a packed result, with anything below its diagonal. */
    public static Tensor r(Tensor packed) {
        int rows = packed.shape().extent(-2);
        return packed.slice(-2, rows - packed.shape().extent(-1), rows);
    }

    @Override
    public void decompose(int m, int n, double[] w) {
        int rows = m + n;
        int tau = (rows + 1) * n;
        int diagonal = tau + n;
        for (int k = 0; k < n; k++) {
            int v = k * rows;
            double square = 0;
            for (int i = k; i < m; i++) {
                square += w[v + i] * w[v + i];
            }
            w[tau + k] = 0;
            w[diagonal + k] = 0;
            if (square < NEGLIGIBLE * NEGLIGIBLE) {
                continue;
            }
            double x = w[v + k];
            // Of the two reflections the one whose v has no cancellation.
            double y = x >= 0 ? -Math.sqrt(square) : Math.sqrt(square);
            for (int i = k + 1; i < m; i++) {
                w[v + i] /= x - y;
            }
            w[tau + k] = (y - x) / y;
            w[diagonal + k] = y;
            for (int j = k + 1; j < n; j++) {
                reflect(w, v, j * rows, k, m, w[tau + k]);
            }
        }
        triangle(m, n, w, diagonal);
        for (int k = n - 1; k >= 0; k--) {
            int v = k * rows;
            for (int j = k + 1; j < n; j++) {
                reflect(w, v, j * rows, k, m, w[tau + k]);
            }
            for (int i = 0; i < m; i++) {
                w[v + i] = i < k ? 0 : i == k ? 1 - w[tau + k] : -w[tau + k] * w[v + i];
            }
        }
        for (int j = 0; j < n; j++) {
            for (int i = 0; i < m; i++) {
                w[j * rows + i] *= sign(w[diagonal + j]);
            }
        }
    }

    /** y −= τ v (vᵀ y) on rows from k on, where v is 1 in row k. */
    private static void reflect(double[] w, int v, int y, int k, int m, double tau) {
        if (tau == 0) {
            return;
        }
        double s = w[y + k];
        for (int i = k + 1; i < m; i++) {
            s += w[v + i] * w[y + i];
        }
        s *= tau;
        w[y + k] -= s;
        for (int i = k + 1; i < m; i++) {
            w[y + i] -= s * w[v + i];
        }
    }

    /** Moves R to its place and leaves the rows above the diagonal to Q. */
    private static void triangle(int m, int n, double[] w, int diagonal) {
        int rows = m + n;
        for (int j = 0; j < n; j++) {
            for (int i = 0; i < n; i++) {
                double above = i < j ? w[j * rows + i] * sign(w[diagonal + i]) : 0;
                w[j * rows + m + i] = i == j ? Math.abs(w[diagonal + j]) : above;
            }
            for (int i = 0; i < j; i++) {
                w[j * rows + i] = 0;
            }
        }
    }

    private static double sign(double diagonal) {
        return diagonal < 0 ? -1 : 1;
    }

    /** Both triangles from the lower one. */
    private static Tensor mirrored(Tensor x) {
        return Linalg.tril(x, 0).add(Linalg.tril(x, -1).transpose());
    }

    @Override
    public Tensor[] vjp(Tensor y, List<Tensor> x, Tensor v, boolean[] wanted) {
        Tensor q = q(y);
        Tensor c =
                Linalg.triu(r(y), 0).matmul(Linalg.triu(r(v), 0), false, true).sub(q(v).matmul(q, true, false));
        Tensor right = q(v).add(q.matmul(mirrored(c)));
        return new Tensor[] {
            Tensor.apply(RIGHT_TRANSPOSED, r(y), right.transpose()).transpose()
        };
    }

    @Override
    public Tensor jvp(Tensor y, List<Tensor> x, Tensor[] t) {
        Tensor q = q(y);
        Tensor moved = Tensor.apply(RIGHT, r(y), t[0].transpose()).transpose();
        Tensor m = q.matmul(moved, true, false);
        Tensor upper = Linalg.triu(m, 0).add(Linalg.tril(m, -1).transpose());
        return Tensor.concatenate(-2, moved.sub(q.matmul(upper)), upper.matmul(Linalg.triu(r(y), 0)));
    }

    @Override
    public long flops(List<TensorType> inputs, TensorType out) {
        Shape s = inputs.get(0).shape();
        return 4L * s.size() * s.extent(-1);
    }
}
