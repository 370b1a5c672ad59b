package org.auriflow.engine.op;

import java.util.List;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Tensor;

/**
 * Fused operations over one axis: softmax and its kin, layer normalisation, products.
 *
 * <p>Those with kernels have a reverse rule in terms of their value: that of the decomposition would compute all of it a
 * second time.
 */
public final class Normalisation {
    private Normalisation() {}

    /** exp(xᵢ)/Σⱼ exp(xⱼ) over the last axis. */
    public static final Fused SOFTMAX = new Fused(
            "softmax",
            "",
            x -> {
                Tensor e = x.get(0).sub(peak(x.get(0), -1)).exp();
                return e.div(e.sum(-1).expand(-1));
            },
            (y, x, v) -> {
                Tensor weighted = v.mul(y);
                return List.of(weighted.sub(y.mul(weighted.sum(-1).expand(-1))));
            });

    /** xᵢ − ln Σⱼ exp(xⱼ) over the last axis. */
    public static final Fused LOG_SOFTMAX = new Fused(
            "logsoftmax",
            "",
            x -> {
                Tensor shifted = x.get(0).sub(peak(x.get(0), -1));
                return shifted.sub(shifted.exp().sum(-1).log().expand(-1));
            },
            (y, x, v) -> List.of(v.sub(y.exp().mul(v.sum(-1).expand(-1)))));

    /** ln Σ exp over one normalised axis. */
    public static Fused logSumExp(int axis) {
        return new Fused("logsumexp", axis, x -> {
            Tensor peak = peak(x.get(0), axis);
            Tensor sum = x.get(0).sub(peak).exp().sum(axis).log();
            return sum.add(peak.reshape(sum.shape()));
        });
    }

    /** (x − mean)/√(variance + epsilon) over the last axis; the variance divides by n. */
    public static Fused layerNorm(double epsilon) {
        return new Fused(
                "layernorm",
                epsilon,
                x -> {
                    Tensor centred = centred(x.get(0));
                    return centred.div(scale(centred, epsilon));
                },
                (y, x, v) -> {
                    Tensor along = y.mul(v.mul(y).mean(-1).expand(-1));
                    return List.of(centred(v).sub(along).div(scale(centred(x.get(0)), epsilon)));
                });
    }

    private static Tensor centred(Tensor x) {
        return x.sub(x.mean(-1).expand(-1));
    }

    private static Tensor scale(Tensor centred, double epsilon) {
        return centred.mul(centred).mean(-1).add(epsilon).sqrt().expand(-1);
    }

    /** Product over one normalised axis by halving, so that no derivative divides by an element. */
    public static Fused prod(int axis) {
        return new Fused("prod", axis, x -> {
            Tensor p = x.get(0);
            Shape rest = p.shape().remove(List.of(axis));
            if (p.shape().extent(axis) == 0) {
                return Tensor.full(p.type().withShape(rest), 1);
            }
            for (int n = p.shape().extent(axis); n > 1; n = p.shape().extent(axis)) {
                int half = n / 2;
                Tensor pairs = p.slice(axis, 0, half).mul(p.slice(axis, half, 2 * half));
                p = n % 2 == 0 ? pairs : Tensor.concatenate(axis, pairs, p.slice(axis, n - 1, n));
            }
            return p.reshape(rest);
        });
    }

    /** The finite maximum along an axis, held constant: subtracting it changes no derivative. */
    private static Tensor peak(Tensor x, int axis) {
        Tensor m = x.max(axis).expand(axis < 0 ? -1 : axis);
        return Tensor.where(m.isFinite(), m, Tensor.zerosLike(m)).stopGradient();
    }
}
