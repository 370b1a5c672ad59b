package org.auriflow.flows.manifold;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.auriflow.engine.DType;
import org.auriflow.engine.Linalg;
import org.auriflow.engine.Tensor;

/**
 * What k steps of C. Lanczos' iteration (1950) know of a positive definite matrix A from its products with vectors: Qᵀ A Q = T = V diag(θ) Vᵀ with an
 * orthonormal basis Q whose first vector is ε/|ε|. All float64.
 *
 * <p>Where the products with A span less than k dimensions the basis ends with vectors of 0, for which T is 1: they add nothing.
 *
 * @param basis Qᵀ [..., k, n]
 * @param values θ [..., k]
 * @param vectors V [..., k, k]
 * @param length |ε| [...]
 */
record Lanczos(Tensor basis, Tensor values, Tensor vectors, Tensor length) {
    /**
     * The iteration with full orthogonalisation.
     *
     * @param product A v [..., n] of v [..., n]
     * @param start ε [..., n]
     * @param precision of the products
     */
    static Lanczos of(UnaryOperator<Tensor> product, Tensor start, int steps, DType precision) {
        double rounding = precision == DType.FLOAT32 ? Math.ulp(1f) : Math.ulp(1.0);
        Tensor length = norm(start);
        Tensor q = start.div(length.expand(-1));
        Tensor largest = Tensor.zerosLike(length);
        Tensor before = null;
        List<Tensor> basis = new ArrayList<>();
        List<Tensor> diagonal = new ArrayList<>();
        List<Tensor> beside = new ArrayList<>();
        for (int j = 0; j < steps; j++) {
            basis.add(q);
            Tensor v = product.apply(q);
            Tensor one = Tensor.onesLike(length);
            Tensor here = q.mul(v).sum(-1);
            diagonal.add(before == null ? here : Tensor.where(before, here, one));
            if (j + 1 == steps) {
                break;
            }
            largest = largest.max(norm(v));
            Tensor all = Tensor.stack(-2, basis.toArray(new Tensor[0]));
            // Once leaves a part as large as what cancelled; twice is enough (Parlett, The symmetric eigenvalue
            // problem, 6.9).
            Tensor left = without(all, without(all, v));
            Tensor size = norm(left);
            Tensor some = size.gt(largest.mul(16 * rounding));
            Tensor next = left.div(Tensor.where(some, size, one).expand(-1));
            q = Tensor.where(some.expand(-1).broadcastTo(next.shape()), next, Tensor.zerosLike(next));
            beside.add(Tensor.where(some, size, Tensor.zerosLike(size)));
            before = some;
        }
        Tensor t = Linalg.diagonalMatrix(Tensor.stack(-1, diagonal.toArray(new Tensor[0])));
        if (steps > 1) {
            Tensor above = Linalg.diagonalMatrix(Tensor.stack(-1, beside.toArray(new Tensor[0])))
                    .pad(-2, 0, 1, 0)
                    .pad(-1, 1, 0, 0);
            t = t.add(above).add(above.transpose());
        }
        Linalg.Eigen e = Linalg.eigh(t);
        // What rounding made negative or too small to tell from 0.
        Tensor least = e.values().max(-1).mul(rounding).expand(-1);
        Tensor all = Tensor.stack(-2, basis.toArray(new Tensor[0]));
        return new Lanczos(all, e.values().max(least), e.vectors(), length);
    }

    /** The part of v that is orthogonal to a basis. */
    private static Tensor without(Tensor basis, Tensor v) {
        Tensor components = basis.matmul(v.expand(-1));
        return v.sub(basis.matmul(components, true, false).reshape(v.shape()));
    }

    private static Tensor norm(Tensor v) {
        return v.mul(v).sum(-1).sqrt();
    }

    /** Components [..., k] of ε/|ε| along the vectors of T. */
    private Tensor first() {
        return vectors.select(-2, 0);
    }

    /** εᵀ ln(A) ε [...] by Gauss quadrature; exact for k = n. */
    Tensor logarithm() {
        Tensor tau = first();
        return tau.mul(tau).mul(values.log()).sum(-1).mul(length).mul(length);
    }

    /** A⁻¹ ε [..., n] as conjugate gradients have it after k steps from 0; exact for k = n. */
    Tensor solution() {
        Tensor coefficients = vectors.matmul(first().div(values).expand(-1));
        Tensor w = basis.matmul(coefficients, true, false);
        return w.reshape(w.shape().remove(List.of(w.shape().rank() - 1))).mul(length.expand(-1));
    }
}
