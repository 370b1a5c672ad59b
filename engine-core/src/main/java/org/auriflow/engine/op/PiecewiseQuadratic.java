package org.auriflow.engine.op;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.auriflow.engine.Tensor;

/**
 * Increasing piecewise-quadratic functions, the distribution functions of polygons (T. Müller et al., Neural importance sampling,
 * 1808.03856, section 4.2, equations 12 to 15).
 *
 * <p>The K bins have widths 2B(m_w + (1 − K m_w) softmax(r_w)), as those of {@link RationalQuadratic}. The derivative is continuous and linear in each
 * bin, with values q at the knots
 *
 * <pre>
 * qₖ = m + s exp(r_q,k)     Σₖ wₖ(qₖ + qₖ₊₁)/2 = 2B
 * </pre>
 *
 * where the second equation determines s; in a box k runs from 0 to K, with linear tails from 1 to K − 1 and q₀ = q_K = 1. The unnormalised
 * parameters are r_w, then r_q. With r₀ = 2q₀/(q₀ + q₁) and r₁ = 2 − r₀ of a bin, θ = 1 − φ the place in it and δ its mean slope,
 *
 * <pre>
 * (y − y₀)/h = θ(r₀(1 + φ) + r₁θ)/2     dy/dx = δ(r₀φ + r₁θ)
 * θ = 2ζ/(r₀ + S)     φ = 2(1 − ζ)/(r₁ + S)     S = √(r₀²(1 − ζ) + r₁²ζ) = r₀φ + r₁θ     for ζ = (y − y₀)/h
 * </pre>
 *
 * All are sums of positive terms, so that nothing cancels, also where a bin is nearly linear and the usual formula for the root fails. The paper has no
 * minima and no tails.
 *
 * @param bins K
 * @param bound B
 * @param minWidth m_w, the least share of a bin in the width
 * @param minDerivative m, below 1, the mean of the derivative
 * @param boundary a box or linear tails
 */
public record PiecewiseQuadratic(int bins, double bound, double minWidth, double minDerivative, Boundary boundary)
        implements Spline {
    /**
     * Checks the settings.
     *
     * @throws IllegalArgumentException if there is no bin, or only one with linear tails, the bound is not positive and finite, bins
     *     of the least width do not fit, bins of least width and derivative vanish in float32, or the boundary is a circle
     */
    public PiecewiseQuadratic {
        Bin.check("quadraticSpline", bins, boundary == Boundary.LINEAR ? 2 : 1, bound, minWidth);
        Bin.checkNoCircle("quadraticSpline", boundary);
        if (!(minDerivative < 1 && minWidth * minDerivative >= Bin.LEAST_SHARE)) {
            throw Op.error(
                    "quadraticSpline",
                    "requires a minimal derivative below 1, and at least " + Bin.LEAST_SHARE
                            + " as product with a minimal width",
                    minDerivative + " and " + minWidth,
                    "try 1e-2 and 1e-3");
        }
    }

    @Override
    public String name() {
        return "quadraticSpline";
    }

    /** 2K + 1 in a box, 2K − 1 with linear tails. */
    @Override
    public int parameters() {
        return boundary == Boundary.BOX ? 2 * bins + 1 : 2 * bins - 1;
    }

    @Override
    public List<Tensor> curve(Tensor t, List<Tensor> parameters, boolean inverse) {
        List<Tensor> x = Bin.knots(parameters.subList(0, bins), bound, minWidth);
        List<Tensor> w = Bin.differences(x);
        List<Tensor> q = derivatives(w, parameters.subList(bins, parameters()));
        List<Tensor> h = IntStream.range(0, bins)
                .mapToObj(k -> w.get(k).mul(q.get(k).add(q.get(k + 1)).mul(0.5)))
                .toList();
        Bin bin = Bin.of(t, x, Bin.sums(h, bound), inverse);
        Tensor before = bin.pick(q.subList(0, bins));
        Tensor after = bin.pick(q.subList(1, bins + 1));
        Tensor unit = before.add(after).mul(0.5);
        Tensor r0 = before.div(unit);
        Tensor r1 = after.div(unit);
        if (inverse) {
            Tensor zeta = bin.up(t);
            Tensor rest = Bin.one(zeta);
            Tensor s = r0.mul(r0).mul(rest).add(r1.mul(r1).mul(zeta)).sqrt();
            Tensor theta = zeta.mul(2).div(r0.add(s));
            Tensor phi = rest.mul(2).div(r1.add(s));
            return List.of(bin.x(theta, phi), bin.slope().mul(s).log().neg());
        }
        Tensor theta = bin.across(t);
        Tensor phi = Bin.one(theta);
        Tensor half = bin.height().mul(0.5);
        Tensor rise = theta.mul(r0.mul(phi.add(1)).add(r1.mul(theta))).mul(half);
        Tensor rest = phi.mul(r1.mul(theta.add(1)).add(r0.mul(phi))).mul(half);
        Tensor slope = r0.mul(phi).add(r1.mul(theta)).mul(bin.slope());
        return List.of(bin.y(theta, phi, rise, rest), slope.log());
    }

    /** q at all K + 1 knots. */
    private List<Tensor> derivatives(List<Tensor> w, List<Tensor> raw) {
        boolean box = boundary == Boundary.BOX;
        Tensor ends = w.get(0).add(w.get(bins - 1)).mul(0.5);
        // The integral of q is Σ qₖ times the half widths on both sides of k.
        List<Tensor> weights = new ArrayList<>();
        for (int k = 1; k < bins; k++) {
            weights.add(w.get(k - 1).add(w.get(k)).mul(0.5));
        }
        if (box) {
            weights.add(0, w.get(0).mul(0.5));
            weights.add(w.get(bins - 1).mul(0.5));
        }
        Tensor all = Tensor.full(ends.type(), 2 * bound);
        Tensor total = (box ? all : all.sub(ends)).mul(1 - minDerivative);
        List<Tensor> q = new ArrayList<>(Bin.softmax(raw, total, weights).stream()
                .map(s -> s.add(minDerivative))
                .toList());
        if (!box) {
            q.add(0, Tensor.onesLike(ends));
            q.add(Tensor.onesLike(ends));
        }
        return q;
    }
}
