package org.auriflow.engine.op;

import java.util.List;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.TensorType;

/** Fused operations of optimal transport: distances of all pairs, and half-steps of Sinkhorn's algorithm. */
public final class TransportOps {
    private TransportOps() {}

    /** Σₚ (xᵢₚ − yⱼₚ)² of x [..., n, d] and y [..., m, d]: [..., n, m]. Differences are squared as they are. */
    public static final Fused SQUARED_DISTANCES = new Fused(
            "squareddistances",
            "",
            x -> {
                requirePoints(x.get(0).type(), x.get(1).type());
                return x.get(0).expand(-2).sub(x.get(1).expand(-3)).pow(2).sum(-1);
            },
            (z, x, v) -> {
                Tensor a = x.get(0);
                Tensor b = x.get(1);
                Tensor da = a.mul(v.sum(-1).expand(-1)).sub(v.matmul(b));
                Tensor db = b.mul(v.sum(-2).expand(-1)).sub(v.matmul(a, true, false));
                return List.of(da.mul(2), db.mul(2));
            });

    /** uᵢ = ln aᵢ − ln Σⱼ exp(vⱼ − Cᵢⱼ/ε) of ε [], cost C [..., n, m], ln a [..., n] and v [..., m]: [..., n]. */
    public static final Fused SINKHORN_ROWS = new Fused("sinkhorn", "rows", x -> halfStep(x, -1));

    /** vⱼ = ln bⱼ − ln Σᵢ exp(uᵢ − Cᵢⱼ/ε) of ε [], cost C [..., n, m], ln b [..., m] and u [..., n]: [..., m]. */
    public static final Fused SINKHORN_COLUMNS = new Fused("sinkhorn", "columns", x -> halfStep(x, -2));

    private static void requirePoints(TensorType x, TensorType y) {
        int r = x.shape().rank();
        boolean fits = r >= 2
                && x.dtype().isFloating()
                && x.dtype() == y.dtype()
                && y.shape().rank() == r
                && x.shape().with(r - 2, 1).equals(y.shape().with(r - 2, 1));
        if (!fits) {
            throw Op.error(
                    "squaredDistances",
                    "requires floating points [..., n, d] and [..., m, d] of one dtype and batch",
                    x + " and " + y,
                    "reshape or broadcast them");
        }
    }

    private static Tensor halfStep(List<Tensor> x, int axis) {
        Tensor cost = x.get(1);
        Tensor mass = x.get(2);
        requireCost(x.stream().map(Tensor::type).toList(), axis);
        // Along the axis of the potential that is summed over; the cost of everything is in units of ε.
        Tensor terms = x.get(3).expand(axis == -1 ? -2 : -1).sub(cost.div(x.get(0)));
        Tensor step = mass.sub(terms.logSumExp(axis));
        // Points without mass stay without, also where nothing else has any.
        Tensor none = mass.eq(Tensor.full(mass.type(), Double.NEGATIVE_INFINITY));
        return Tensor.where(none, mass, step);
    }

    private static void requireCost(List<TensorType> x, int axis) {
        Shape s = x.get(1).shape();
        int r = s.rank();
        boolean fits = r >= 2
                && x.get(0).dtype().isFloating()
                && x.stream().allMatch(t -> t.dtype() == x.get(0).dtype())
                && x.get(0).shape().rank() == 0
                && x.get(2).shape().equals(s.remove(List.of(r + axis)))
                && x.get(3).shape().equals(s.remove(List.of(axis == -1 ? r - 2 : r - 1)));
        if (!fits) {
            throw Op.error(
                    "sinkhorn",
                    "requires a scalar, a cost [..., n, m], logarithms of masses and a potential of the other axis",
                    x,
                    "check the axes");
        }
    }
}
