package org.auriflow.engine.op;

import java.util.List;
import org.auriflow.engine.DType;
import org.auriflow.engine.Grad;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.TensorType;

/**
 * Monotonic rational-quadratic splines with linear tails (C. Durkan, A. Bekasov, I. Murray and G. Papamakarios, Neural
 * Spline Flows, 1906.04032, section 3.1 and appendix A), element by element, with the logarithm of their derivative.
 *
 * <p>A spline maps [−B, B] onto itself and is the identity outside. Its K bins have widths 2B(m_w + (1 − K m_w)
 * softmax(r_w)) and heights likewise from r_h, for unnormalised parameters r = (r_w [K], r_h [K], r_d [K − 1]); the
 * derivatives at the inner knots are m_d + softplus(r_d), those at ±B are 1. With θ ∈ [0, 1] the place within a bin of width w
 * and height h, φ = 1 − θ, δ = h/w, derivatives d₀ and d₁ at its ends, and D = δ(θ² + φ²) + (d₀ + d₁)θφ,
 *
 * <pre>
 * y = y₀ + h θ(δθ + d₀φ)/D                     dy/dx = (δ/D)² (d₁θ² + 2δθφ + d₀φ²)
 * </pre>
 *
 * which are equations 4 and 5 of the paper written as sums of positive terms. The inverse is the root of their quadratic
 * equation (6 to 8), whose discriminant is likewise a sum of squares: with ζ = (y − y₀)/h and R = d₀(1 − ζ) − d₁ζ,
 *
 * <pre>
 * S = |R| + √(R² + 4δ²ζ(1 − ζ))     θ = 2δζ/(S + 2δζ) if R ≥ 0, else S/(S + 2δ(1 − ζ))
 * </pre>
 *
 * Nothing cancels and no denominator or argument of a root or logarithm comes near 0, so values and derivatives of any
 * order are finite in float32 wherever the parameters are moderate. At a knot the bin to its right counts; ±B is inside. The first derivative
 * is continuous everywhere, the second jumps at knots. ±∞ and NaN are outside and map to themselves; NaN parameters give NaN
 * inside.
 *
 * <p>Each method is a {@link Fused} operation, a function of (x [...], parameters [..., 3K − 1]) with this record as its
 * key. Gradients are packed: [..., 3K], that of x and then those of the parameters.
 *
 * <table>
 * <caption>Operations that a backend may have kernels for, and their inputs</caption>
 * <tr><th>{@code rqs}, {@code rqs.inverse}</th><td>x, parameters</td><td>value and logarithm, [..., 2]</td></tr>
 * <tr><th>{@code rqs.vjp}, …</th><td>x, parameters, cotangent [..., 2]</td><td>packed cotangents</td></tr>
 * <tr><th>{@code rqs.value}, {@code rqs.inverse.value}</th><td>x, parameters</td><td>value, [...]</td></tr>
 * <tr><th>{@code rqs.value.grad}, …</th><td>x, parameters</td><td>packed gradient of the value</td></tr>
 * <tr><th>{@code rqs.value.grad.vjp}, …</th><td>x, parameters, direction [..., 3K]</td><td>its Hessian times that</td></tr>
 * </table>
 *
 * @param bins K
 * @param bound B
 * @param minWidth m_w, the least share of a bin in the width
 * @param minHeight m_h, the least share of a bin in the height
 * @param minDerivative m_d
 */
public record RationalQuadratic(int bins, double bound, double minWidth, double minHeight, double minDerivative) {
    /** Shares below this could vanish between two neighbouring float32 knots. */
    private static final double LEAST_SHARE = 1e-6;

    /**
     * Checks the settings.
     *
     * @throws IllegalArgumentException if there is no bin, the bound is not positive and finite, bins of the least width
     *     or height do not fit, or a minimum is too small for float32
     */
    public RationalQuadratic {
        if (bins < 1 || !(bound > 0) || !(bound < Double.POSITIVE_INFINITY)) {
            throw Op.error("rqs", "requires a bin and a positive bound", bins + " and " + bound, "try 8 and 3");
        }
        if (!(minWidth >= LEAST_SHARE && minHeight >= LEAST_SHARE && minDerivative >= LEAST_SHARE)) {
            throw Op.error(
                    "rqs",
                    "minimal width, height and derivative must be at least " + LEAST_SHARE,
                    minWidth + ", " + minHeight + " and " + minDerivative,
                    "try 1e-3");
        }
        if (!(bins * minWidth < 1 && bins * minHeight < 1 && minDerivative < Double.POSITIVE_INFINITY)) {
            throw Op.error(
                    "rqs",
                    bins + " bins of minimal width and height must leave room",
                    minWidth + ", " + minHeight + " and minimal derivative " + minDerivative,
                    "lower the minima");
        }
    }

    /** Parameters per element, 3K − 1. */
    public int parameters() {
        return 3 * bins - 1;
    }

    /**
     * y and ln dy/dx.
     *
     * @param x [...], float32 or float64
     * @param parameters [..., 3K − 1], of the same dtype
     * @return [..., 2]
     * @throws IllegalArgumentException if shapes or dtypes do not fit
     */
    public Tensor forward(Tensor x, Tensor parameters) {
        return pair("rqs", x, parameters, false);
    }

    /** The first half of {@link #forward}, [...]. */
    public Tensor forwardValue(Tensor x, Tensor parameters) {
        return value("rqs.value", x, parameters, false);
    }

    /**
     * x and ln dx/dy.
     *
     * @param y [...], float32 or float64
     * @param parameters [..., 3K − 1], of the same dtype
     * @return [..., 2]
     * @throws IllegalArgumentException if shapes or dtypes do not fit
     */
    public Tensor inverse(Tensor y, Tensor parameters) {
        return pair("rqs.inverse", y, parameters, true);
    }

    /** The first half of {@link #inverse}, [...]. */
    public Tensor inverseValue(Tensor y, Tensor parameters) {
        return value("rqs.inverse.value", y, parameters, true);
    }

    private Tensor pair(String name, Tensor x, Tensor parameters, boolean inverse) {
        require(name, x, parameters);
        Fused.Body body = in -> pair(in, inverse);
        Fused reverse = new Fused(name + ".vjp", this, in -> gradient(body, in.subList(0, 2), in.get(2)));
        Fused.Rule rule = (y, in, v) -> split(Tensor.apply(reverse, in.get(0), in.get(1), v));
        return Tensor.apply(new Fused(name, this, body, rule), x, parameters);
    }

    /** Both modes use the gradient: one number depends on 3K, so that a tangent costs a product with it. */
    private Tensor value(String name, Tensor x, Tensor parameters, boolean inverse) {
        require(name, x, parameters);
        Fused.Body body = in -> value(in, inverse);
        Fused.Body slope = in -> gradient(body, in, Tensor.onesLike(in.get(0)));
        Fused hessian = new Fused(name + ".grad.vjp", this, in -> gradient(slope, in.subList(0, 2), in.get(2)));
        Fused gradient = new Fused(
                name + ".grad",
                this,
                slope,
                (y, in, v) -> split(Tensor.apply(hessian, in.get(0), in.get(1), v)),
                // A Hessian is symmetric: the same product serves forward.
                (y, in, t) -> Tensor.apply(hessian, in.get(0), in.get(1), joined(in, t)));
        Fused.Rule rule =
                (y, in, v) -> split(Tensor.apply(gradient, in.get(0), in.get(1)).mul(v.expand(-1)));
        Fused.Tangent tangent = (y, in, t) -> {
            List<Tensor> g = split(Tensor.apply(gradient, in.get(0), in.get(1)));
            Tensor along = t[0] == null ? null : g.get(0).mul(t[0]);
            Tensor across = t[1] == null ? null : g.get(1).mul(t[1]).sum(-1);
            return along == null ? across : across == null ? along : along.add(across);
        };
        return Tensor.apply(new Fused(name, this, body, rule, tangent), x, parameters);
    }

    private void require(String name, Tensor x, Tensor parameters) {
        TensorType fits = x.type().withShape(x.shape().concat(Shape.of(parameters())));
        if (!x.dtype().isFloating() || !parameters.type().equals(fits)) {
            throw Op.error(
                    name,
                    "requires floating x [...] and parameters [..., " + parameters() + "] of one dtype",
                    x.type() + " and " + parameters.type(),
                    "reshape or cast them");
        }
    }

    /** The cotangents of x and the parameters, [..., 3K]. */
    private static Tensor gradient(Fused.Body body, List<Tensor> in, Tensor v) {
        List<Tensor> at = in.stream().map(Tensor::alias).toList();
        List<Tensor> g = Grad.vjp(List.of(body.build(at)), List.of(v), at);
        return Tensor.concatenate(-1, g.get(0).expand(-1), g.get(1));
    }

    private List<Tensor> split(Tensor both) {
        return List.of(both.select(-1, 0), both.slice(-1, 1, 1 + parameters()));
    }

    private static Tensor joined(List<Tensor> in, Tensor[] t) {
        Tensor x = t[0] == null ? Tensor.zerosLike(in.get(0)) : t[0];
        return Tensor.concatenate(-1, x.expand(-1), t[1] == null ? Tensor.zerosLike(in.get(1)) : t[1]);
    }

    /** The bin of each element and the place in it; all of the shape of x. */
    private record Place(
            Tensor inside,
            Tensor left,
            Tensor right,
            Tensor width,
            Tensor bottom,
            Tensor top,
            Tensor height,
            Tensor slope,
            Tensor before,
            Tensor after,
            Tensor theta,
            Tensor phi) {
        Tensor denominator() {
            Tensor squares = theta.mul(theta).add(phi.mul(phi));
            return slope.mul(squares).add(before.add(after).mul(theta.mul(phi)));
        }

        /** ln dy/dx. */
        Tensor logDerivative() {
            Tensor ends = after.mul(theta.mul(theta)).add(before.mul(phi.mul(phi)));
            Tensor numerator = ends.add(slope.mul(theta.mul(phi)).mul(2));
            // Two logarithms, since the square of a small ratio may underflow.
            return numerator.log().add(slope.div(denominator()).log().mul(2));
        }

        Tensor y() {
            Tensor rise = theta.mul(slope.mul(theta).add(before.mul(phi)));
            Tensor rest = phi.mul(slope.mul(phi).add(after.mul(theta)));
            Tensor scale = height.div(denominator());
            return between(bottom, rise.mul(scale), top, rest.mul(scale));
        }

        Tensor x() {
            return between(left, width.mul(theta), right, width.mul(phi));
        }

        /** Low + up = high − down, from the end that is closer: both knots are met exactly. */
        private Tensor between(Tensor low, Tensor up, Tensor high, Tensor down) {
            return Tensor.where(theta.lt(phi), low.add(up), high.sub(down));
        }
    }

    private Tensor value(List<Tensor> in, boolean inverse) {
        Place at = place(in.get(0), in.get(1), inverse);
        return Tensor.where(at.inside, inverse ? at.x() : at.y(), in.get(0));
    }

    private Tensor pair(List<Tensor> in, boolean inverse) {
        Tensor x = in.get(0);
        Place at = place(x, in.get(1), inverse);
        Tensor value = Tensor.where(at.inside, inverse ? at.x() : at.y(), x);
        Tensor log = inverse ? at.logDerivative().neg() : at.logDerivative();
        return Tensor.stack(-1, value, Tensor.where(at.inside, log, Tensor.zerosLike(x)));
    }

    private Place place(Tensor given, Tensor parameters, boolean inverse) {
        Tensor inside = given.ge(-bound).and(given.le(bound));
        // Outside, any place serves: what is computed there is not used, but its derivatives must be finite.
        Tensor t = Tensor.where(inside, given, Tensor.zerosLike(given));
        Tensor x = innerKnots(parameters.slice(-1, 0, bins), minWidth);
        Tensor y = innerKnots(parameters.slice(-1, bins, 2 * bins), minHeight);
        Tensor inner = parameters.slice(-1, 2 * bins, parameters()).softplus().add(minDerivative);
        Tensor passed = t.expand(-1).ge(inverse ? y : x).cast(DType.INT32);
        Tensor bin = passed.sum(-1).expand(-1);
        Tensor left = pick(after(x, -bound), bin);
        Tensor bottom = pick(after(y, -bound), bin);
        // Differences of the very knots that t was compared with, so that rounding leaves t between them.
        Tensor right = pick(before(x, bound), bin);
        Tensor top = pick(before(y, bound), bin);
        Tensor width = right.sub(left);
        Tensor height = top.sub(bottom);
        Tensor slope = height.div(width);
        Tensor d0 = pick(after(inner, 1), bin);
        Tensor d1 = pick(before(inner, 1), bin);
        if (!inverse) {
            Tensor theta = t.sub(left).div(width);
            return new Place(inside, left, right, width, bottom, top, height, slope, d0, d1, theta, one(theta));
        }
        Tensor zeta = t.sub(bottom).div(height);
        Tensor rest = one(zeta);
        Tensor r = d0.mul(rest).sub(d1.mul(zeta));
        Tensor discriminant = r.mul(r).add(slope.mul(slope).mul(zeta.mul(rest)).mul(4));
        // Not abs(): where r is 0 its derivative must be that of one of the two forms, which agree there.
        Tensor first = r.ge(0);
        Tensor s = Tensor.where(first, r, r.neg()).add(discriminant.sqrt());
        Tensor m = slope.mul(Tensor.where(first, zeta, rest)).mul(2);
        Tensor sum = s.add(m);
        Tensor theta = Tensor.where(first, m, s).div(sum);
        Tensor phi = Tensor.where(first, s, m).div(sum);
        return new Place(inside, left, right, width, bottom, top, height, slope, d0, d1, theta, phi);
    }

    private static Tensor one(Tensor t) {
        return Tensor.onesLike(t).sub(t);
    }

    /** The K − 1 knots between −B and B. */
    private Tensor innerKnots(Tensor raw, double least) {
        Tensor share = raw.softmax().mul(1 - bins * least).add(least);
        return share.cumSum(-1).slice(-1, 0, bins - 1).mul(2 * bound).sub(bound);
    }

    /** v in front of the last axis. */
    private static Tensor after(Tensor inner, double v) {
        return Tensor.concatenate(-1, edge(inner, v), inner);
    }

    /** v at the end of the last axis. */
    private static Tensor before(Tensor inner, double v) {
        return Tensor.concatenate(-1, inner, edge(inner, v));
    }

    private static Tensor edge(Tensor inner, double v) {
        return Tensor.full(
                inner.type().withShape(inner.shape().with(inner.shape().rank() - 1, 1)), v);
    }

    private static Tensor pick(Tensor table, Tensor bin) {
        return table.gather(-1, bin).reshape(bin.shape().range(0, bin.shape().rank() - 1));
    }
}
