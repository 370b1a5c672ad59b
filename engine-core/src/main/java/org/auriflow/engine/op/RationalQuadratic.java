package org.auriflow.engine.op;

import java.util.ArrayList;
import java.util.List;
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
        return Tensor.apply(Rowwise.operation(name, this, rows(2, in -> pair(in, inverse))), x, parameters);
    }

    /** Both modes use the gradient: one number depends on 3K, so that a tangent costs a product with it. */
    private Tensor value(String name, Tensor x, Tensor parameters, boolean inverse) {
        require(name, x, parameters);
        Rowwise body = rows(0, in -> List.of(value(in, inverse)));
        Rowwise slope = rows(3 * bins, in -> gradient(body, in));
        Rowwise product = slope.reverse();
        Fused hessian = Rowwise.operation(name + ".grad.vjp", this, product);
        Fused gradient = new Fused(
                name + ".grad",
                this,
                slope,
                (y, in, v) -> body.split(Tensor.apply(hessian, in.get(0), in.get(1), v)),
                // A Hessian is symmetric: the same product serves forward.
                (y, in, t) -> Tensor.apply(hessian, in.get(0), in.get(1), joined(in, t)));
        Fused.Rule rule = (y, in, v) ->
                body.split(Tensor.apply(gradient, in.get(0), in.get(1)).mul(v.expand(-1)));
        Fused.Tangent tangent = (y, in, t) -> {
            List<Tensor> g = body.split(Tensor.apply(gradient, in.get(0), in.get(1)));
            Tensor along = t[0] == null ? null : g.get(0).mul(t[0]);
            Tensor across = t[1] == null ? null : g.get(1).mul(t[1]).sum(-1);
            return along == null ? across : across == null ? along : along.add(across);
        };
        return Tensor.apply(new Fused(name, this, body, rule, tangent), x, parameters);
    }

    private Rowwise rows(int width, Rowwise.Function function) {
        return new Rowwise(List.of(0, parameters()), width, function);
    }

    /** Of the value alone, with respect to x and the parameters. */
    private static List<Tensor> gradient(Rowwise body, List<List<Tensor>> in) {
        List<List<Tensor>> v = new ArrayList<>(in);
        v.add(List.of(Tensor.onesLike(in.get(0).get(0))));
        return body.reverse().function().of(v);
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

    private static Tensor joined(List<Tensor> in, Tensor[] t) {
        Tensor x = t[0] == null ? Tensor.zerosLike(in.get(0)) : t[0];
        return Tensor.concatenate(-1, x.expand(-1), t[1] == null ? Tensor.zerosLike(in.get(1)) : t[1]);
    }

    /** The bin of one element and the place in it. */
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

    private Tensor value(List<List<Tensor>> in, boolean inverse) {
        Tensor x = in.get(0).get(0);
        Place at = place(x, in.get(1), inverse);
        return Tensor.where(at.inside, inverse ? at.x() : at.y(), x);
    }

    private List<Tensor> pair(List<List<Tensor>> in, boolean inverse) {
        Tensor x = in.get(0).get(0);
        Place at = place(x, in.get(1), inverse);
        Tensor log = inverse ? at.logDerivative().neg() : at.logDerivative();
        return List.of(
                Tensor.where(at.inside, inverse ? at.x() : at.y(), x),
                Tensor.where(at.inside, log, Tensor.zerosLike(x)));
    }

    private Place place(Tensor given, List<Tensor> parameters, boolean inverse) {
        Tensor inside = given.ge(-bound).and(given.le(bound));
        // Outside, any place serves: what is computed there is not used, but its derivatives must be finite.
        Tensor t = Tensor.where(inside, given, Tensor.zerosLike(given));
        List<Tensor> x = knots(parameters.subList(0, bins), minWidth);
        List<Tensor> y = knots(parameters.subList(bins, 2 * bins), minHeight);
        List<Tensor> inner = (inverse ? y : x).subList(1, bins);
        List<Tensor> passed = inner.stream().map(t::ge).toList();
        Tensor left = pick(x.subList(0, bins), passed);
        Tensor bottom = pick(y.subList(0, bins), passed);
        // Differences of the very knots that t was compared with, so that rounding leaves t between them.
        Tensor right = pick(x.subList(1, bins + 1), passed);
        Tensor top = pick(y.subList(1, bins + 1), passed);
        Tensor width = right.sub(left);
        Tensor height = top.sub(bottom);
        Tensor slope = height.div(width);
        Tensor d0 = Tensor.onesLike(t);
        Tensor d1 = d0;
        if (bins > 1) {
            List<Tensor> raw = parameters.subList(2 * bins, parameters());
            d0 = Tensor.where(passed.get(0), derivative(pick(raw, passed.subList(1, bins - 1))), d0);
            d1 = Tensor.where(passed.get(bins - 2), d1, derivative(pick(raw, passed.subList(0, bins - 2))));
        }
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

    private Tensor derivative(Tensor raw) {
        return raw.softplus().add(minDerivative);
    }

    /** The K + 1 knots from −B to B: sums of a softmax. */
    private List<Tensor> knots(List<Tensor> raw, double least) {
        // A shift of all changes nothing, nor does its derivative.
        Tensor peak = raw.stream().reduce(Tensor::max).orElseThrow().stopGradient();
        List<Tensor> e = raw.stream().map(r -> r.sub(peak).exp()).toList();
        Tensor unit = Tensor.full(peak.type(), 2 * bound * (1 - bins * least))
                .div(e.stream().reduce(Tensor::add).orElseThrow());
        List<Tensor> knots = new ArrayList<>();
        knots.add(Tensor.full(peak.type(), -bound));
        for (Tensor share : e.subList(0, bins - 1)) {
            knots.add(knots.get(knots.size() - 1).add(share.mul(unit).add(2 * bound * least)));
        }
        knots.add(Tensor.full(peak.type(), bound));
        return knots;
    }

    /** The element after as many as have been passed; those passed come first. */
    private static Tensor pick(List<Tensor> table, List<Tensor> passed) {
        Tensor result = table.get(0);
        for (int k = 0; k < passed.size(); k++) {
            result = Tensor.where(passed.get(k), table.get(k + 1), result);
        }
        return result;
    }
}
