package org.auriflow.flows.internal;

import org.auriflow.engine.Linalg;
import org.auriflow.engine.Tensor;

/**
 * Normal densities N(μ, L Lᵀ) of rows, with L diagonal or lower triangular.
 *
 * @param mean μ [..., d]
 * @param logDiagonal ln Lᵢᵢ [..., d]
 * @param below the elements of L below its diagonal, row by row, [..., d (d − 1)/2]; null if it is diagonal
 */
public record Normal(Tensor mean, Tensor logDiagonal, Tensor below) {
    private static final double LOG_TWO_PI = Math.log(2 * Math.PI);

    /** How many numbers make one of width d. */
    public static int parameters(int d, boolean full) {
        return full ? 2 * d + LowerTriangle.below(d) : 2 * d;
    }

    /** The densities of parameters [..., p]: means, then logarithms of diagonals, then what is below. */
    public static Normal of(Tensor parameters, int d, boolean full) {
        return new Normal(
                parameters.slice(-1, 0, d),
                parameters.slice(-1, d, 2 * d),
                full ? parameters.slice(-1, 2 * d, parameters(d, true)) : null);
    }

    /** ln p(x), [...]. */
    public Tensor logProb(Tensor x) {
        Tensor r = x.sub(mean);
        Tensor z = below == null
                ? r.mul(logDiagonal.neg().exp())
                : Linalg.triangularSolve(factor(), r.expand(-1), true, false).select(-1, 0);
        int d = logDiagonal.shape().extent(-1);
        return z.mul(z).sum(-1).mul(-0.5).sub(logDiagonal.sum(-1)).sub(0.5 * d * LOG_TWO_PI);
    }

    /** μ + L z. */
    public Tensor place(Tensor z) {
        Tensor scaled = below == null
                ? z.mul(logDiagonal.exp())
                : factor().mul(z.expand(-2)).sum(-1);
        return mean.add(scaled);
    }

    /** ½ d (1 + ln 2π) + Σ ln Lᵢᵢ, [...]. */
    public Tensor entropy() {
        int d = logDiagonal.shape().extent(-1);
        return logDiagonal.sum(-1).add(0.5 * d * (1 + LOG_TWO_PI));
    }

    private Tensor factor() {
        return LowerTriangle.of(logDiagonal.exp(), below);
    }
}
