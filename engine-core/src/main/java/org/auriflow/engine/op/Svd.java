package org.auriflow.engine.op;

import java.util.List;
import org.auriflow.engine.Linalg;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.TensorType;

/**
 * A = U diag(s) Vᵀ for A [..., m, n], m ≥ n, packed to [..., m + 1 + n, n]: U [..., m, n] with orthonormal columns, s in
 * descending order, V [..., n, n] orthogonal. The first component of a column of V that has at least nine tenths of the
 * largest one's size is positive.
 *
 * <p>One-sided Jacobi: columns of A V are rotated until |aᵢ·aⱼ| ≤ √m 2⁻⁵² |aᵢ| |aⱼ| for all of them, which gives small singular values as
 * accurately as scaling of columns allows (M. Hestenes, Inversion of matrices by biorthogonalization and related results,
 * 1958; J. Demmel and K. Veselić, Jacobi's method is more accurate than QR, 1992). A column of A V that vanishes has the
 * singular value 0, and its column of U is one that is orthogonal to the others.
 *
 * <p>Derivatives (J. Townsend, Differentiating the singular value decomposition, 2016): with P = Uᵀ dA V and
 * Fᵢⱼ = 1/(sⱼ² − sᵢ²), 0 on the diagonal, ds = diag P, dU = U (F ∘ (P S + S Pᵀ)) + (dA V − U P) S⁻¹,
 * dV = V (F ∘ (S P + Pᵀ S)); in reverse Ā = (U K + (Ū − U Uᵀ Ū) S⁻¹) Vᵀ, K = (F ∘ (Uᵀ Ū − Ūᵀ U)) S + diag s̄ +
 * S (F ∘ (Vᵀ V̄ − V̄ᵀ V)). What is infinite in F and S⁻¹ counts where it meets something other than 0 only: derivatives of
 * vectors do not exist at equal singular values, nor those of U at 0 if m > n; those of the singular values alone are
 * finite.
 */
public record Svd() implements Decomposition {
    @Override
    public String name() {
        return "svd";
    }

    @Override
    public int rows(int m, int n) {
        return m + 1 + n;
    }

    @Override
    public int firstScaled(int m, int n) {
        return m;
    }

    @Override
    public int scaled(int n) {
        return 1;
    }

    /** Squares of the rows of U and products with its columns. */
    @Override
    public int extra(int m, int n) {
        return m + n;
    }

    /** U, [..., m, n], of a packed result. */
    public static Tensor u(Tensor packed) {
        return packed.slice(-2, 0, m(packed));
    }

    /** s, [..., n], of a packed result. */
    public static Tensor s(Tensor packed) {
        return packed.select(-2, m(packed));
    }

    /** V, [..., n, n], of a packed result. */
    public static Tensor v(Tensor packed) {
        return packed.slice(-2, m(packed) + 1, packed.shape().extent(-2));
    }

    private static int m(Tensor packed) {
        return packed.shape().extent(-2) - 1 - packed.shape().extent(-1);
    }

    @Override
    public void decompose(int m, int n, double[] w) {
        int rows = m + 1 + n;
        for (int j = 0; j < n; j++) {
            w[j * rows + m + 1 + j] = 1;
        }
        double tolerance = 0x1p-52 * Math.sqrt(m);
        boolean moved = true;
        for (int sweep = 0; sweep < Jacobi.SWEEPS && moved; sweep++) {
            moved = false;
            for (int round = 0; round < Jacobi.rounds(n); round++) {
                for (int pair = 0; pair < (n + 1) / 2; pair++) {
                    int q = Jacobi.second(n, round, pair);
                    if (q < n) {
                        moved |= rotate(w, Jacobi.first(n, round, pair) * rows, q * rows, m, rows, tolerance);
                    }
                }
            }
        }
        for (int j = 0; j < n; j++) {
            normalise(w, j * rows, m);
        }
        for (int j = 0; j < n; j++) {
            if (w[j * rows + m] == 0) {
                complete(m, n, w, j);
            }
        }
        for (int j = 0; j < n; j++) {
            Jacobi.turn(w, rows, j, m + 1, rows, m);
        }
        Jacobi.order(w, rows, n, m, true);
    }

    /** Makes two columns orthogonal, unless they are; V goes with them. */
    private static boolean rotate(double[] w, int p, int q, int m, int rows, double tolerance) {
        double pp = 0;
        double qq = 0;
        double pq = 0;
        for (int i = 0; i < m; i++) {
            pp += w[p + i] * w[p + i];
            qq += w[q + i] * w[q + i];
            pq += w[p + i] * w[q + i];
        }
        boolean vanishing = Math.min(pp, qq) < NEGLIGIBLE * NEGLIGIBLE;
        if (vanishing || Math.abs(pq) <= tolerance * Math.sqrt(pp * qq)) {
            return false;
        }
        double t = Jacobi.tangent(pp, qq, pq);
        double c = 1 / Math.sqrt(1 + t * t);
        Jacobi.rotate(w, p, q, 1, rows, c, c * t);
        return true;
    }

    /** A column of U and its singular value from one of A V. */
    private static void normalise(double[] w, int u, int m) {
        double square = 0;
        for (int i = 0; i < m; i++) {
            square += w[u + i] * w[u + i];
        }
        double s = square < NEGLIGIBLE * NEGLIGIBLE ? 0 : Math.sqrt(square);
        for (int i = 0; i < m && s > 0; i++) {
            w[u + i] /= s;
        }
        w[u + m] = s;
    }

    /** Column j of U, whose singular value is 0: the axis that is farthest from the others, without its part along them. */
    private static void complete(int m, int n, double[] w, int j) {
        int rows = m + 1 + n;
        int squares = (rows + 1) * n;
        int products = squares + m;
        int u = j * rows;
        for (int i = 0; i < m; i++) {
            double square = 0;
            for (int k = 0; k < n; k++) {
                square += isKnown(w, rows, m, k, j) ? w[k * rows + i] * w[k * rows + i] : 0;
            }
            w[squares + i] = square;
        }
        int axis = 0;
        for (int i = 1; i < m; i++) {
            axis = w[squares + i] < w[squares + axis] ? i : axis;
        }
        for (int i = 0; i < m; i++) {
            w[u + i] = i == axis ? 1 : 0;
        }
        // Twice, because the first time leaves rounding of the size of what was taken away.
        for (int time = 0; time < 2; time++) {
            for (int k = 0; k < n; k++) {
                double product = 0;
                for (int i = 0; i < m; i++) {
                    product += w[k * rows + i] * w[u + i];
                }
                w[products + k] = isKnown(w, rows, m, k, j) ? product : 0;
            }
            for (int i = 0; i < m; i++) {
                double left = w[u + i];
                for (int k = 0; k < n; k++) {
                    left -= isKnown(w, rows, m, k, j) ? w[products + k] * w[k * rows + i] : 0;
                }
                w[u + i] = left;
            }
        }
        double square = 0;
        for (int i = 0; i < m; i++) {
            square += w[u + i] * w[u + i];
        }
        double norm = Math.sqrt(square);
        for (int i = 0; i < m; i++) {
            w[u + i] /= norm;
        }
    }

    /** Whether column k of U is there when that of j is looked for. */
    private static boolean isKnown(double[] w, int rows, int m, int k, int j) {
        return k < j || w[k * rows + m] > 0;
    }

    /** F. */
    private static Tensor inverseGaps(Tensor s) {
        Tensor row = s.expand(-2);
        Tensor column = s.expand(-1);
        Tensor gaps = row.sub(column).mul(row.add(column));
        Tensor eye = Tensor.eye(s.dtype(), s.shape().extent(-1));
        return Tensor.onesLike(gaps).div(gaps.add(eye)).sub(eye);
    }

    private static Tensor mulz(Tensor a, Tensor b) {
        return Tensor.apply(Arithmetic.MULZ, a, b);
    }

    private static Tensor difference(Tensor x) {
        return x.sub(x.transpose());
    }

    /** X S⁻¹. */
    private static Tensor divided(Tensor x, Tensor s) {
        Tensor inverse = Tensor.onesLike(s).div(s).expand(-2);
        return mulz(x, inverse.broadcastTo(x.shape()));
    }

    @Override
    public Tensor[] vjp(Tensor y, List<Tensor> x, Tensor g, boolean[] wanted) {
        Tensor u = u(y);
        Tensor s = s(y);
        Tensor v = v(y);
        Tensor f = inverseGaps(s);
        Tensor uu = u.matmul(u(g), true, false);
        Tensor vv = v.matmul(v(g), true, false);
        Tensor k = mulz(difference(uu), f)
                .mul(s.expand(-2))
                .add(mulz(difference(vv), f).mul(s.expand(-1)))
                .add(Linalg.diagonalMatrix(s(g)));
        Tensor left = u.matmul(k);
        if (m(y) > v.shape().extent(-1)) {
            left = left.add(divided(u(g).sub(u.matmul(uu)), s));
        }
        return new Tensor[] {left.matmul(v, false, true)};
    }

    @Override
    public Tensor jvp(Tensor y, List<Tensor> x, Tensor[] t) {
        Tensor u = u(y);
        Tensor s = s(y);
        Tensor v = v(y);
        Tensor f = inverseGaps(s);
        Tensor moved = t[0].matmul(v);
        Tensor p = u.matmul(moved, true, false);
        Tensor q = p.transpose();
        Tensor du = u.matmul(mulz(p.mul(s.expand(-2)).add(q.mul(s.expand(-1))), f));
        Tensor dv = v.matmul(mulz(p.mul(s.expand(-1)).add(q.mul(s.expand(-2))), f));
        if (m(y) > v.shape().extent(-1)) {
            du = du.add(divided(moved.sub(u.matmul(p)), s));
        }
        return Tensor.concatenate(-2, du, Linalg.diagonal(p).expand(-2), dv);
    }

    @Override
    public long flops(List<TensorType> inputs, TensorType out) {
        Shape s = inputs.get(0).shape();
        // Some eight sweeps of n²/2 rotations, six FLOPs a pair of rows, and as many for products.
        return 8L * 3 * s.extent(-1) * (s.size() + out.size());
    }
}
