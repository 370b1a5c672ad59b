package org.auriflow.engine;

import org.auriflow.engine.op.TransportOps;

/**
 * Building blocks of entropic optimal transport between weighted points (M. Cuturi, Sinkhorn distances, NeurIPS 2013), in the
 * logarithmic domain, with derivatives of any order.
 *
 * <p>Alternating {@link #rows} and {@link #columns} solves for the potentials of the plan exp(uᵢ + vⱼ − Cᵢⱼ/ε), whose sums
 * over j and i are the masses a and b.
 *
 * <pre>{@code
 * Tensor cost = Transport.squaredDistances(x, y);                          // [n, m]
 * Tensor u = Transport.rows(cost, logA, v, epsilon);                       // [n]
 * v = Transport.columns(cost, logB, u, epsilon);                           // [m]
 * }</pre>
 */
public final class Transport {
    private Transport() {}

    /**
     * Squared Euclidean distances of all pairs, zᵢⱼ = Σₚ (xᵢₚ − yⱼₚ)².
     *
     * @param x [..., n, d], float32 or float64
     * @param y [..., m, d], of the same dtype and leading axes
     * @return [..., n, m], never negative
     * @throws IllegalArgumentException if shapes or dtypes do not fit
     */
    public static Tensor squaredDistances(Tensor x, Tensor y) {
        return Tensor.apply(TransportOps.SQUARED_DISTANCES, x, y);
    }

    /**
     * uᵢ = ln aᵢ − ln Σⱼ exp(vⱼ − Cᵢⱼ/ε).
     *
     * @param cost C [..., n, m]
     * @param logMass ln a [..., n]; −∞ is a point without mass and gives −∞
     * @param potential v [..., m], in units of ε
     * @param epsilon ε, a positive scalar of the same dtype
     * @return [..., n]; +∞ where no point of the other side has mass
     * @throws IllegalArgumentException if shapes or dtypes do not fit
     */
    public static Tensor rows(Tensor cost, Tensor logMass, Tensor potential, Tensor epsilon) {
        return Tensor.apply(TransportOps.SINKHORN_ROWS, epsilon, cost, logMass, potential);
    }

    /**
     * vⱼ = ln bⱼ − ln Σᵢ exp(uᵢ − Cᵢⱼ/ε).
     *
     * @param cost C [..., n, m]
     * @param logMass ln b [..., m]; −∞ is a point without mass and gives −∞
     * @param potential u [..., n], in units of ε
     * @param epsilon ε, a positive scalar of the same dtype
     * @return [..., m]; +∞ where no point of the other side has mass
     * @throws IllegalArgumentException if shapes or dtypes do not fit
     */
    public static Tensor columns(Tensor cost, Tensor logMass, Tensor potential, Tensor epsilon) {
        return Tensor.apply(TransportOps.SINKHORN_COLUMNS, epsilon, cost, logMass, potential);
    }
}
