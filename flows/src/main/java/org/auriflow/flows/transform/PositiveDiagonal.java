package org.auriflow.flows.transform;

import org.auriflow.engine.Tensor;

/**
 * Diagonals softplus(r) + 10⁻³ of raw parameters r, as in the linear layers of 1906.04032: steps of the optimiser
 * change large ones slowly, and the bound keeps the inverse finite.
 */
final class PositiveDiagonal {
    private static final double LEAST = 1e-3;

    /** Where the diagonal is 1. */
    static final double ONE = Math.log(Math.expm1(1 - LEAST));

    private PositiveDiagonal() {}

    static Tensor of(Tensor raw) {
        return raw.softplus().add(LEAST);
    }
}
