package org.auriflow.engine;

import java.util.List;
import org.auriflow.engine.op.Cholesky;
import org.auriflow.engine.op.Determinant;
import org.auriflow.engine.op.Eigh;
import org.auriflow.engine.op.Lu;
import org.auriflow.engine.op.Matrices;
import org.auriflow.engine.op.Op;
import org.auriflow.engine.op.Qr;
import org.auriflow.engine.op.Solve;
import org.auriflow.engine.op.Svd;
import org.auriflow.engine.op.TriangularSolve;

/**
 * Linear algebra on batches of small matrices: matrices are the last two axes, all leading axes are a batch.
 *
 * <p>Everything takes float32 or float64, has derivatives of any order in both modes, and computes in double, so that a
 * float32 result is off by its own rounding and that of the factors it is read from. Nothing throws because of a value: a
 * matrix that cannot be decomposed gives NaN or ±∞ in its own place of the batch and leaves the others alone. Matrices
 * of extent 0 and empty batches are allowed.
 *
 * <pre>{@code
 * Tensor l = Linalg.cholesky(covariance);                                   // [..., n, n]
 * Tensor z = Linalg.triangularSolve(l, residual.expand(-1), true, false);   // [..., n, 1]
 * Tensor logDet = Linalg.diagonal(l).log().sum(-1).mul(2);                  // [...], nats
 * }</pre>
 */
public final class Linalg {
    private Linalg() {}

    /**
     * Factors of P A = L U.
     *
     * @param lower L [..., n, n], lower triangular with a diagonal of 1
     * @param upper U [..., n, n], upper triangular
     * @param permutation int32 [..., n]: row i of L U is row permutation[i] of A
     */
    public record LuFactors(Tensor lower, Tensor upper, Tensor permutation) {}

    /**
     * Factors of A = Q R.
     *
     * @param q Q [..., m, n], orthonormal columns
     * @param r R [..., n, n], upper triangular, no negative number on its diagonal
     */
    public record QrFactors(Tensor q, Tensor r) {}

    /**
     * Eigenvalues and eigenvectors of symmetric matrices.
     *
     * @param values λ [..., n], ascending
     * @param vectors V [..., n, n], orthonormal columns: column j belongs to λⱼ
     */
    public record Eigen(Tensor values, Tensor vectors) {}

    /**
     * Factors of A = U diag(s) Vᵀ, with k = min(m, n).
     *
     * @param u U [..., m, k], orthonormal columns
     * @param s singular values [..., k], descending, not negative
     * @param v V [..., n, k], orthonormal columns; not transposed
     */
    public record SvdFactors(Tensor u, Tensor s, Tensor v) {}

    /**
     * A determinant by sign and size.
     *
     * @param sign −1, 0 or 1, of the dtype of the matrix
     * @param logAbsDet ln|det A| in nats
     */
    public record SignedLogDet(Tensor sign, Tensor logAbsDet) {}

    // ---- triangles and diagonals ----

    /**
     * The lower triangle: elements with j ≤ i + diagonal, 0 elsewhere, whatever was there.
     *
     * @param a [..., m, n], any dtype
     * @param diagonal 0 keeps the main diagonal as the last, 1 the next one above, −1 stops below it
     * @return [..., m, n]
     * @throws IllegalArgumentException if a has fewer than two axes
     */
    public static Tensor tril(Tensor a, int diagonal) {
        Matrices.require("tril", a.type());
        return keep(a, true, diagonal);
    }

    /**
     * The upper triangle: elements with j ≥ i + diagonal, 0 elsewhere, whatever was there.
     *
     * @param a [..., m, n], any dtype
     * @param diagonal 0 keeps the main diagonal as the first, 1 starts above it, −1 keeps the next one below
     * @return [..., m, n]
     * @throws IllegalArgumentException if a has fewer than two axes
     */
    public static Tensor triu(Tensor a, int diagonal) {
        Matrices.require("triu", a.type());
        return keep(a, false, diagonal);
    }

    private static Tensor keep(Tensor a, boolean lower, int diagonal) {
        int m = a.shape().extent(-2);
        int n = a.shape().extent(-1);
        boolean[] mask = new boolean[m * n];
        for (int p = 0; p < mask.length; p++) {
            int distance = p % n - p / n;
            mask[p] = lower ? distance <= diagonal : distance >= diagonal;
        }
        return Tensor.where(Tensor.of(mask).reshape(m, n), a, Tensor.zerosLike(a));
    }

    /**
     * The main diagonal.
     *
     * @param a [..., m, n], any dtype
     * @return [..., min(m, n)]
     * @throws IllegalArgumentException if a has fewer than two axes
     */
    public static Tensor diagonal(Tensor a) {
        Matrices.require("diagonal", a.type());
        int n = a.shape().extent(-1);
        int k = Math.min(a.shape().extent(-2), n);
        Shape batch = Matrices.batch(a.shape());
        Tensor rows = a.slice(-2, 0, k).reshape(batch.concat(Shape.of(k * n)));
        return rows.slice(-1, 0, k * n, n + 1);
    }

    /**
     * Matrices with given diagonals and 0 elsewhere.
     *
     * @param d [..., n], any dtype
     * @return [..., n, n]
     * @throws IllegalArgumentException if d is a scalar
     */
    public static Tensor diagonalMatrix(Tensor d) {
        if (d.shape().rank() == 0) {
            throw Op.error("diagonalMatrix", "requires diagonals [..., n]", d.type(), "expand the scalar");
        }
        int n = d.shape().extent(-1);
        Tensor mask = Tensor.eye(DType.BOOL, n);
        return Tensor.where(mask, d.expand(-1), Tensor.zerosLike(d.expand(-1)));
    }

    // ---- decompositions ----

    /**
     * Cholesky factor: the lower triangular L with positive diagonal and L Lᵀ = (A + Aᵀ)/2.
     *
     * <p>Both triangles of A are read and averaged, so that the derivative is symmetric and A may be symmetric up to
     * rounding only. Where the average is not positive definite, or an element is not finite, the lower triangle of L is NaN;
     * the upper one is 0 always. Derivatives grow like the inverse of the smallest eigenvalue. I. Murray, Differentiation of
     * the Cholesky decomposition (1602.07527).
     *
     * @param a [..., n, n]
     * @return [..., n, n]
     * @throws IllegalArgumentException if a does not hold square matrices of float32 or float64
     */
    public static Tensor cholesky(Tensor a) {
        return Tensor.apply(new Cholesky(), a);
    }

    /**
     * LU factors with partial pivoting: P A = L U, |L| ≤ 1.
     *
     * <p>A singular matrix still has factors, with a 0 on the diagonal of U; derivatives are then NaN or ±∞. NaN and ±∞ in A
     * spread. L and U are differentiable where no two candidates for a pivot tie; the permutation is constant. F. de Hoog, R.
     * Anderssen and M. Lukas, Differentiation of matrix functionals using triangular factorization (2011).
     *
     * @param a [..., n, n]
     * @throws IllegalArgumentException if a does not hold square matrices of float32 or float64
     */
    public static LuFactors lu(Tensor a) {
        Tensor packed = Tensor.apply(new Lu(), a);
        Tensor both = Lu.triangles(packed);
        return new LuFactors(Lu.lower(both), triu(both, 0), Lu.permutation(packed));
    }

    /**
     * QR factors A = Q R of matrices with no fewer rows than columns, by Householder reflections.
     *
     * <p>Qᵀ Q = I to rounding whatever the rank of A. R's diagonal is not negative, which makes both factors unique where A has
     * full rank; they are differentiable there, and derivatives are NaN or ±∞, or large by rounding, where it has not. A
     * matrix with a NaN or ±∞ gives NaN in Q and in the upper triangle of R. For least squares solve
     * R x = Qᵀ b. S. Walter and L. Lehmann (1001.1654); M. Seeger et al. (1710.08717).
     *
     * @param a [..., m, n], m ≥ n
     * @throws IllegalArgumentException if a does not hold such matrices of float32 or float64
     */
    public static QrFactors qr(Tensor a) {
        Tensor packed = Tensor.apply(new Qr(), a);
        return new QrFactors(Qr.q(packed), triu(Qr.r(packed), 0));
    }

    /**
     * Eigenvalues and eigenvectors of symmetric matrices, (A + Aᵀ)/2 = V diag(λ) Vᵀ, by Jacobi's method.
     *
     * <p>Both triangles of A are read and averaged, so that the derivative is symmetric and A may be symmetric up to rounding
     * only. Eigenvalues ascend. Of each eigenvector the first component that is at least nine tenths as large as its largest is
     * positive; equal eigenvalues have some orthonormal basis. A matrix with a NaN or ±∞ gives NaN.
     *
     * <p>Derivatives of eigenvectors grow like the inverse of the smallest gap between eigenvalues and do not exist where two
     * are equal: NaN, ±∞, or 0 where nothing asks for a rotation among them. First derivatives of the eigenvalues alone are
     * finite everywhere, and where some are equal right for functions in which these appear alike, such as their sum; their
     * second derivatives contain those of eigenvectors.
     *
     * @param a [..., n, n]
     * @throws IllegalArgumentException if a does not hold square matrices of float32 or float64
     */
    public static Eigen eigh(Tensor a) {
        Tensor packed = Tensor.apply(new Eigh(), a);
        return new Eigen(Eigh.values(packed), Eigh.vectors(packed));
    }

    /**
     * Singular value decomposition A = U diag(s) Vᵀ of matrices of any shape, by one-sided Jacobi rotations.
     *
     * <p>Singular values descend. Of each singular vector on the side of min(m, n) components, on that of V if m = n, the
     * first component that is at least nine tenths as large as its largest is positive. U and V have orthonormal columns
     * whatever the rank of A. A matrix with a NaN or ±∞ gives NaN.
     *
     * <p>Derivatives of U and V grow like the inverse of the smallest gap between singular values, and of the smallest one if
     * m ≠ n; where two are equal or one is 0 they do not exist: NaN, ±∞, or 0 where nothing asks for them. First derivatives
     * of singular values alone are finite everywhere. J. Townsend, Differentiating the singular value decomposition (2016).
     *
     * @param a [..., m, n]
     * @throws IllegalArgumentException if a does not hold matrices of float32 or float64
     */
    public static SvdFactors svd(Tensor a) {
        return svd("svd", a);
    }

    /**
     * Singular values in descending order: those of {@link #svd}, with first derivatives that are finite everywhere.
     *
     * <p>At a singular value of 0, where it has a kink, and among equal ones the derivative is that of one choice of vectors.
     *
     * @param a [..., m, n]
     * @return [..., min(m, n)]
     * @throws IllegalArgumentException if a does not hold matrices of float32 or float64
     */
    public static Tensor singularValues(Tensor a) {
        return svd("singularValues", a).s();
    }

    private static SvdFactors svd(String name, Tensor a) {
        Matrices.requireFloating(name, a.type());
        boolean wide = a.shape().extent(-2) < a.shape().extent(-1);
        Tensor packed = Tensor.apply(new Svd(), wide ? a.transpose() : a);
        Tensor u = Svd.u(packed);
        Tensor v = Svd.v(packed);
        return new SvdFactors(wide ? v : u, Svd.s(packed), wide ? u : v);
    }

    // ---- systems ----

    /**
     * Solves op(T) X = B for a triangular T, op the identity or the transpose, by substitution.
     *
     * <p>The other triangle is not read, whatever it holds. A 0 on the diagonal gives ±∞ and NaN. For X op(T) = B solve
     * op(T)ᵀ Xᵀ = Bᵀ.
     *
     * @param t [..., n, n]
     * @param b right-hand sides [..., n, m]; leading axes broadcast against those of t as in NumPy
     * @param lower T is the lower triangle of t, otherwise the upper one
     * @param transposed solve with Tᵀ
     * @return X [..., n, m]
     * @throws IllegalArgumentException if dtypes, extents or batches do not fit; expand a vector to a column first
     */
    public static Tensor triangularSolve(Tensor t, Tensor b, boolean lower, boolean transposed) {
        return Tensor.apply(new TriangularSolve(lower, transposed, false), t, b);
    }

    /**
     * Solves A X = B through the LU factors of A, which are computed once for the value and all its derivatives.
     *
     * <p>Where A is singular, elements of X are ±∞ or NaN; near it X loses as many digits as the condition number of A has.
     * Derivatives B̄ = A⁻ᵀ X̄ and Ā = −B̄ Xᵀ: M. Giles, Collected matrix derivative results for forward and reverse mode
     * algorithmic differentiation (2008).
     *
     * @param a [..., n, n]
     * @param b [..., n, m], leading axes broadcast against those of a; or one vector [n]
     * @return X [..., n, m]; [..., n] for a vector
     * @throws IllegalArgumentException if dtypes, extents or batches do not fit
     */
    public static Tensor solve(Tensor a, Tensor b) {
        if (b.shape().rank() == 1) {
            Tensor x = solve(a, b.expand(-1));
            return x.reshape(x.shape().remove(List.of(x.shape().rank() - 1)));
        }
        Matrices.requireSystem("solve", a.type(), b.type());
        return Tensor.apply(new Solve(false), a, factors(a), b);
    }

    /**
     * A⁻¹; prefer {@link #solve}, which is faster and more accurate where the inverse is multiplied with something.
     *
     * <p>Elements are ±∞ or NaN where A is singular.
     *
     * @param a [..., n, n]
     * @return [..., n, n]
     * @throws IllegalArgumentException if a does not hold square matrices of float32 or float64
     */
    public static Tensor inverse(Tensor a) {
        Matrices.requireSquare("inverse", a.type());
        return solve(a, Tensor.eye(a.dtype(), a.shape().extent(-1)));
    }

    // ---- determinants ----

    /**
     * Sign and logarithm of the absolute value of determinants: det A = sign · exp(logAbsDet), without overflow.
     *
     * <p>A singular matrix has sign 0 and logAbsDet −∞, with a derivative of NaN or ±∞; an empty one has 1 and 0. The derivative
     * is d ln|det A| = tr(A⁻¹ dA); that of the sign is 0.
     *
     * @param a [..., n, n]
     * @return both of shape [...]
     * @throws IllegalArgumentException if a does not hold square matrices of float32 or float64
     */
    public static SignedLogDet slogdet(Tensor a) {
        return new SignedLogDet(
                determinant("slogdet", a, Determinant.Part.SIGN),
                determinant("slogdet", a, Determinant.Part.LOG_ABSOLUTE));
    }

    /**
     * Determinants: 0 where A is singular, 1 for an empty matrix; large matrices overflow, {@link #slogdet} does not.
     *
     * <p>The derivative det A · tr(A⁻¹ dA) is NaN where A is singular.
     *
     * @param a [..., n, n]
     * @return [...]
     * @throws IllegalArgumentException if a does not hold square matrices of float32 or float64
     */
    public static Tensor det(Tensor a) {
        return determinant("det", a, Determinant.Part.VALUE);
    }

    private static Tensor determinant(String name, Tensor a, Determinant.Part part) {
        Matrices.requireSquare(name, a.type());
        return Tensor.apply(new Determinant(part), a, factors(a));
    }

    /** Factors that only give values: the operations that read them differentiate by the matrix itself. */
    private static Tensor factors(Tensor a) {
        return Tensor.apply(new Lu(), a.stopGradient());
    }
}
