package org.auriflow.flows.internal;

import java.util.List;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.op.Fused;
import org.auriflow.engine.op.Rowwise;

/**
 * The increasing function g(s) = s + (m − 1) tanh s for m &gt; 0, element by element: what planar and Sylvester flows
 * are along one direction. m is its slope at 0.
 *
 * <p>Its inverse is found by Newton's method. g is odd, so let c ≥ 0. Because tanh s ≤ min(1, s), both c + 1 − m and
 * c/m are at most the root for m ≥ 1 and at least the root for m &lt; 1. From that side, towards which g is concave or
 * convex respectively, steps approach the root monotonically: no bracket is needed. 40 steps reach the precision of the
 * dtype, unless m and c are both tiny: the root is then nearly threefold, and as a function of c as ill-conditioned as
 * that.
 */
public final class TanhShift {
    private static final int STEPS = 40;

    /** Keeps 0/0 from occurring where m underflows. */
    private static final double TINY = 1e-30;

    private static final Fused INVERSE = new Fused(
            "tanh_shift.inverse",
            TanhShift.class,
            new Rowwise(
                    List.of(0, 0),
                    0,
                    x -> List.of(root(x.get(0).get(0), x.get(1).get(0)))),
            TanhShift::cotangents,
            TanhShift::tangent);

    private TanhShift() {}

    /** g′ = tanh² s + m (1 − tanh² s), a sum of positive terms, of t = tanh s. */
    public static Tensor slope(Tensor t, Tensor m) {
        Tensor square = t.mul(t);
        return square.add(m.mul(square.neg().add(1)));
    }

    /**
     * s with g(s) = c; its derivatives of any order are those of the implicit function, ∂s/∂c = 1/g′(s) and ∂s/∂m =
     * −tanh(s)/g′(s).
     *
     * @param c [...]
     * @param m broadcasts to c
     */
    public static Tensor inverse(Tensor c, Tensor m) {
        return Tensor.apply(INVERSE, c, m.broadcastTo(c.shape()));
    }

    private static Tensor root(Tensor c, Tensor m) {
        Tensor target = c.abs();
        Tensor tiny = Tensor.full(m.type(), TINY);
        Tensor one = target.sub(m).add(1);
        Tensor other = target.div(m.max(tiny));
        Tensor s = Tensor.where(m.lt(1), one.min(other), one.max(other));
        for (int i = 0; i < STEPS; i++) {
            Tensor t = s.tanh();
            Tensor error = s.sub(t).add(m.mul(t)).sub(target);
            s = s.sub(error.div(slope(t, m).max(tiny)));
        }
        return s.mul(c.sign());
    }

    private static List<Tensor> cotangents(Tensor s, List<Tensor> x, Tensor v) {
        Tensor t = s.tanh();
        Tensor c = v.div(slope(t, x.get(1)));
        return List.of(c, c.mul(t).neg());
    }

    private static Tensor tangent(Tensor s, List<Tensor> x, Tensor[] tangents) {
        Tensor t = s.tanh();
        Tensor m = tangents[1] == null ? null : tangents[1].mul(t);
        Tensor c = tangents[0] == null ? m.neg() : m == null ? tangents[0] : tangents[0].sub(m);
        return c.div(slope(t, x.get(1)));
    }
}
