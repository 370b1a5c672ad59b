package org.auriflow.engine.op;

import java.util.ArrayList;
import java.util.List;
import org.auriflow.engine.Tensor;

/**
 * Monotonic rational-quadratic splines (C. Durkan, A. Bekasov, I. Murray and G. Papamakarios, Neural Spline Flows,
 * 1906.04032, section 3.1 and appendix A), element by element, with the logarithm of their derivative.
 *
 * <p>A spline maps [−B, B] onto itself and is the identity outside. Its K bins have widths 2B(m_w + (1 − K m_w)
 * softmax(r_w)) and heights likewise from r_h, for unnormalised parameters r = (r_w [K], r_h [K], r_d); the
 * derivatives at the knots are m_d + softplus(r_d). With linear tails r_d [K − 1] are those of the inner knots, and the derivatives at ±B are 1; in
 * a box r_d [K + 1] are those of all knots; on a circle r_d [K] are those of all but the last, whose derivative is that of the first
 * (D. J. Rezende et al., Normalizing flows on tori and spheres, 2002.02428, section 2.1). With θ ∈ [0, 1] the place within a bin of width w
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
 * order are finite in float32 wherever the parameters are moderate. At a knot the bin to its right counts. The first derivative
 * is continuous within the bound and where tails are linear, the second jumps at knots.
 *
 * <p>Gradients are packed: [..., 1 + P], that of x and then those of the P parameters.
 *
 * <table>
 * <caption>Operations that a backend may have kernels for, and their inputs</caption>
 * <tr><th>{@code rqs}, {@code rqs.inverse}</th><td>x, parameters</td><td>value and logarithm, [..., 2]</td></tr>
 * <tr><th>{@code rqs.vjp}, …</th><td>x, parameters, cotangent [..., 2]</td><td>packed cotangents</td></tr>
 * <tr><th>{@code rqs.value}, {@code rqs.inverse.value}</th><td>x, parameters</td><td>value, [...]</td></tr>
 * <tr><th>{@code rqs.value.grad}, …</th><td>x, parameters</td><td>packed gradient of the value</td></tr>
 * <tr><th>{@code rqs.value.grad.vjp}, …</th><td>x, parameters, direction [..., 1 + P]</td><td>its Hessian times that</td></tr>
 * </table>
 *
 * @param bins K
 * @param bound B
 * @param minWidth m_w, the least share of a bin in the width
 * @param minHeight m_h, the least share of a bin in the height
 * @param minDerivative m_d
 * @param boundary linear tails, a box or a circle
 */
public record RationalQuadratic(
        int bins, double bound, double minWidth, double minHeight, double minDerivative, Boundary boundary)
        implements Spline {

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
        if (!(minWidth >= Bin.LEAST_SHARE && minHeight >= Bin.LEAST_SHARE && minDerivative >= Bin.LEAST_SHARE)) {
            throw Op.error(
                    "rqs",
                    "minimal width, height and derivative must be at least " + Bin.LEAST_SHARE,
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

    /** With linear tails. */
    public RationalQuadratic(int bins, double bound, double minWidth, double minHeight, double minDerivative) {
        this(bins, bound, minWidth, minHeight, minDerivative, Boundary.LINEAR);
    }

    @Override
    public String name() {
        return "rqs";
    }

    /** 3K − 1 with linear tails, 3K + 1 in a box, 3K on a circle. */
    @Override
    public int parameters() {
        return 2 * bins
                + switch (boundary) {
                    case LINEAR -> bins - 1;
                    case BOX -> bins + 1;
                    case CIRCLE -> bins;
                };
    }

    @Override
    public Tensor forwardValue(Tensor x, Tensor parameters) {
        return value("rqs.value", x, parameters, false);
    }

    @Override
    public Tensor inverseValue(Tensor y, Tensor parameters) {
        return value("rqs.inverse.value", y, parameters, true);
    }

    /** Both modes use the gradient: one number depends on 3K or so, so that a tangent costs a product with it. */
    private Tensor value(String name, Tensor x, Tensor parameters, boolean inverse) {
        requireFitting(name, x, parameters);
        Rowwise body = body(0, inverse);
        Rowwise slope = new Rowwise(body.widths(), 1 + parameters(), in -> gradient(body, in));
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

    /** Of the value alone, with respect to x and the parameters. */
    private static List<Tensor> gradient(Rowwise body, List<List<Tensor>> in) {
        List<List<Tensor>> v = new ArrayList<>(in);
        v.add(List.of(Tensor.onesLike(in.get(0).get(0))));
        return body.reverse().function().of(v);
    }

    private static Tensor joined(List<Tensor> in, Tensor[] t) {
        Tensor x = t[0] == null ? Tensor.zerosLike(in.get(0)) : t[0];
        return Tensor.concatenate(-1, x.expand(-1), t[1] == null ? Tensor.zerosLike(in.get(1)) : t[1]);
    }

    /** The place of one element in its bin. */
    private record Place(Bin bin, Tensor before, Tensor after, Tensor theta, Tensor phi) {
        Tensor denominator() {
            Tensor squares = theta.mul(theta).add(phi.mul(phi));
            return bin.slope().mul(squares).add(before.add(after).mul(theta.mul(phi)));
        }

        /** ln dy/dx. */
        Tensor logDerivative() {
            Tensor slope = bin.slope();
            Tensor ends = after.mul(theta.mul(theta)).add(before.mul(phi.mul(phi)));
            Tensor numerator = ends.add(slope.mul(theta.mul(phi)).mul(2));
            // Two logarithms, since the square of a small ratio may underflow.
            return numerator.log().add(slope.div(denominator()).log().mul(2));
        }

        Tensor y() {
            Tensor slope = bin.slope();
            Tensor rise = theta.mul(slope.mul(theta).add(before.mul(phi)));
            Tensor rest = phi.mul(slope.mul(phi).add(after.mul(theta)));
            Tensor scale = bin.height().div(denominator());
            return bin.y(theta, phi, rise.mul(scale), rest.mul(scale));
        }

        Tensor x() {
            return bin.x(theta, phi);
        }
    }

    @Override
    public List<Tensor> curve(Tensor t, List<Tensor> parameters, boolean inverse) {
        Place at = place(t, parameters, inverse);
        return inverse ? List.of(at.x(), at.logDerivative().neg()) : List.of(at.y(), at.logDerivative());
    }

    private Place place(Tensor t, List<Tensor> parameters, boolean inverse) {
        List<Tensor> x = Bin.knots(parameters.subList(0, bins), bound, minWidth);
        List<Tensor> y = Bin.knots(parameters.subList(bins, 2 * bins), bound, minHeight);
        Bin bin = Bin.of(t, x, y, inverse);
        List<Tensor> raw = parameters.subList(2 * bins, parameters());
        Tensor d0 = before(bin.passed(), raw, t);
        Tensor d1 = after(bin.passed(), raw, t);
        if (!inverse) {
            Tensor theta = bin.across(t);
            return new Place(bin, d0, d1, theta, Bin.one(theta));
        }
        Tensor zeta = bin.up(t);
        Tensor rest = Bin.one(zeta);
        Tensor slope = bin.slope();
        Tensor r = d0.mul(rest).sub(d1.mul(zeta));
        Tensor discriminant = r.mul(r).add(slope.mul(slope).mul(zeta.mul(rest)).mul(4));
        // Not abs(): where r is 0 its derivative must be that of one of the two forms, which agree there.
        Tensor first = r.ge(0);
        Tensor s = Tensor.where(first, r, r.neg()).add(discriminant.sqrt());
        Tensor m = slope.mul(Tensor.where(first, zeta, rest)).mul(2);
        Tensor sum = s.add(m);
        Tensor theta = Tensor.where(first, m, s).div(sum);
        Tensor phi = Tensor.where(first, s, m).div(sum);
        return new Place(bin, d0, d1, theta, phi);
    }

    /** The derivative at the left end of the bin; the raw one is picked, so that only one is computed. */
    private Tensor before(List<Tensor> passed, List<Tensor> raw, Tensor t) {
        if (boundary != Boundary.LINEAR) {
            return derivative(Bin.pick(raw.subList(0, bins), passed));
        }
        Tensor end = Tensor.onesLike(t);
        return bins == 1
                ? end
                : Tensor.where(passed.get(0), derivative(Bin.pick(raw, passed.subList(1, bins - 1))), end);
    }

    /** The derivative at the right end. */
    private Tensor after(List<Tensor> passed, List<Tensor> raw, Tensor t) {
        if (boundary != Boundary.LINEAR) {
            List<Tensor> closed = new ArrayList<>(raw);
            closed.add(raw.get(0));
            return derivative(Bin.pick(closed.subList(1, bins + 1), passed));
        }
        Tensor end = Tensor.onesLike(t);
        return bins == 1
                ? end
                : Tensor.where(passed.get(bins - 2), end, derivative(Bin.pick(raw, passed.subList(0, bins - 2))));
    }

    private Tensor derivative(Tensor raw) {
        return raw.softplus().add(minDerivative);
    }
}
