package org.auriflow.engine.op;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.auriflow.engine.Tensor;

/**
 * Increasing piecewise-cubic functions with continuous derivatives (C. Durkan, A. Bekasov, I. Murray and G. Papamakarios, Cubic-spline flows,
 * 1906.02145, section 3), by Steffen's monotone interpolation (M. Steffen, Astron. Astrophys. 239 (1990) 443).
 *
 * <p>The K bins have widths and heights as those of {@link RationalQuadratic}, from unnormalised parameters r_w [K] and r_h [K]. With slopes δₖ = hₖ/wₖ the
 * derivatives at inner knots are min(2δₖ₋₁, 2δₖ, (δₖ₋₁wₖ + δₖwₖ₋₁)/(wₖ₋₁ + wₖ)). In a box those at the ends are
 * δ(m + (3 − 2m) sigmoid(r)), m = 1e-3, for two more parameters r [2]; the paper has m = 0, where the derivative may vanish. With linear tails, which the paper
 * has not, they are 1, and the heights of the first and last bin are at least half their widths: a derivative that is more than three times the slope
 * would not be that of an increasing cubic.
 *
 * <p>With θ = 1 − φ the place in a bin, and a and b the derivatives at its ends divided by its slope δ,
 *
 * <pre>
 * (y − y₀)/h = aθφ² + (3 − b)θ²φ + θ³     dy/dx = δ(aφ² + 2(3 − a − b)θφ + bθ²)
 * </pre>
 *
 * <p>The inverse is the root of that cubic equation, from whichever end is closer in y. Closed forms divide by a + b − 2, which may be 0, and
 * cancel near it; here five steps of Laguerre's method for cubics, from θ = (y − y₀)/h, come near the root. Two steps of Newton's
 * method, which alone are differentiated, then give all derivatives up to the third their exact values, since each step doubles the order to
 * which it agrees with the root. With raw parameters up to ±50 a law checks that inverse after forward is off by at most 8B ε in x or, where the function is
 * flat, in y.
 *
 * @param bins K, at least 2
 * @param bound B
 * @param minWidth the least share of a bin in the width
 * @param minHeight the least share of a bin in the height
 * @param boundary a box or linear tails
 */
public record PiecewiseCubic(int bins, double bound, double minWidth, double minHeight, Boundary boundary)
        implements Spline {
    private static final int LAGUERRE_STEPS = 5;
    private static final int NEWTON_STEPS = 2;

    /** How far, in units of the slope, derivatives at the ends of a box stay away from 0 and 3. */
    private static final double MARGIN = 1e-3;

    /**
     * Checks the settings.
     *
     * @throws IllegalArgumentException if there are fewer than two bins, the bound is not positive and finite, bins of the least width
     *     or height do not fit or vanish in float32, or the boundary is a circle
     */
    public PiecewiseCubic {
        Bin.check("cubicSpline", bins, 2, bound, minWidth, minHeight);
        Bin.checkNoCircle("cubicSpline", boundary);
        if (boundary == Boundary.LINEAR && !((bins - 2) * minHeight < 0.5)) {
            throw Op.error(
                    "cubicSpline",
                    "requires inner bins whose least heights fill less than half of the height with linear tails",
                    bins + " bins of " + minHeight,
                    "try 1e-3");
        }
    }

    @Override
    public String name() {
        return "cubicSpline";
    }

    /** 2K + 2 in a box, 2K with linear tails. */
    @Override
    public int parameters() {
        return boundary == Boundary.BOX ? 2 * bins + 2 : 2 * bins;
    }

    @Override
    public List<Tensor> curve(Tensor t, List<Tensor> parameters, boolean inverse) {
        List<Tensor> x = Bin.knots(parameters.subList(0, bins), bound, minWidth);
        List<Tensor> w = Bin.differences(x);
        List<Tensor> y = heights(w, parameters.subList(bins, 2 * bins));
        List<Tensor> h = Bin.differences(y);
        List<Tensor> slopes =
                IntStream.range(0, bins).mapToObj(k -> h.get(k).div(w.get(k))).toList();
        List<Tensor> d = derivatives(w, slopes, parameters.subList(2 * bins, parameters()));
        Bin bin = Bin.of(t, x, y, inverse);
        Tensor a = bin.pick(d.subList(0, bins)).div(bin.slope());
        Tensor b = bin.pick(d.subList(1, bins + 1)).div(bin.slope());
        if (inverse) {
            Tensor up = bin.up(t);
            // Not 1 − up, which would round what is left near the top.
            Tensor down = bin.top().sub(t).div(bin.height());
            Tensor low = up.lt(down);
            Tensor near = root(Tensor.where(low, up, down), Tensor.where(low, a, b), Tensor.where(low, b, a));
            Tensor theta = Tensor.where(low, near, Bin.one(near));
            Tensor phi = Tensor.where(low, Bin.one(near), near);
            Tensor log = derivative(theta, phi, a, b).mul(bin.slope()).log();
            return List.of(bin.x(theta, phi), log.neg());
        }
        Tensor theta = bin.across(t);
        Tensor phi = Bin.one(theta);
        Tensor rise = bin.height().mul(rise(theta, phi, a, b));
        Tensor rest = bin.height().mul(rise(phi, theta, b, a));
        Tensor log = derivative(theta, phi, a, b).mul(bin.slope()).log();
        return List.of(bin.y(theta, phi, rise, rest), log);
    }

    private List<Tensor> heights(List<Tensor> w, List<Tensor> raw) {
        if (boundary == Boundary.BOX) {
            return Bin.knots(raw, bound, minHeight);
        }
        Tensor least = Tensor.full(w.get(0).type(), 2 * bound * minHeight);
        List<Tensor> floor = IntStream.range(0, bins)
                .mapToObj(k -> k == 0 || k == bins - 1 ? w.get(k).mul(0.5) : least)
                .toList();
        Tensor total = floor.stream().reduce(Tensor.full(least.type(), 2 * bound), Tensor::sub);
        List<Tensor> more = Bin.softmax(raw, total);
        return Bin.sums(
                IntStream.range(0, bins)
                        .mapToObj(k -> floor.get(k).add(more.get(k)))
                        .toList(),
                bound);
    }

    /** At all K + 1 knots. */
    private List<Tensor> derivatives(List<Tensor> w, List<Tensor> slopes, List<Tensor> raw) {
        List<Tensor> d = new ArrayList<>();
        d.add(end(slopes.get(0), raw, 0));
        for (int k = 1; k < bins; k++) {
            Tensor s0 = slopes.get(k - 1);
            Tensor s1 = slopes.get(k);
            Tensor w0 = w.get(k - 1);
            Tensor w1 = w.get(k);
            Tensor parabola = s0.mul(w1).add(s1.mul(w0)).div(w0.add(w1));
            d.add(s0.min(s1).mul(2).min(parabola));
        }
        d.add(end(slopes.get(bins - 1), raw, 1));
        return d;
    }

    private static Tensor end(Tensor slope, List<Tensor> raw, int k) {
        return raw.isEmpty()
                ? Tensor.onesLike(slope)
                : slope.mul(raw.get(k).sigmoid().mul(3 - 2 * MARGIN).add(MARGIN));
    }

    /** (y − y₀)/h: a sum of terms that are not negative. */
    private static Tensor rise(Tensor theta, Tensor phi, Tensor a, Tensor b) {
        Tensor right = three(b).mul(phi).add(theta).mul(theta);
        return theta.mul(a.mul(phi).mul(phi).add(right));
    }

    /** Of the rise with respect to θ. */
    private static Tensor derivative(Tensor theta, Tensor phi, Tensor a, Tensor b) {
        Tensor middle = three(a.add(b)).mul(theta.mul(phi)).mul(2);
        return a.mul(phi).mul(phi).add(middle).add(b.mul(theta).mul(theta));
    }

    private static Tensor three(Tensor b) {
        return Tensor.full(b.type(), 3).sub(b);
    }

    /** The θ that rises by ζ ≤ ½. */
    private static Tensor root(Tensor zeta, Tensor a, Tensor b) {
        Tensor theta = laguerre(zeta.stopGradient(), a.stopGradient(), b.stopGradient());
        for (int k = 0; k < NEWTON_STEPS; k++) {
            Tensor phi = Bin.one(theta);
            Tensor excess = rise(theta, phi, a, b).sub(zeta);
            theta = theta.sub(excess.div(derivative(theta, phi, a, b)));
        }
        return theta;
    }

    /** θ − 3f/(f′ + √(4f′² − 6ff″)), which is exact for a triple root, within [0, 1]. */
    private static Tensor laguerre(Tensor zeta, Tensor a, Tensor b) {
        Tensor theta = zeta;
        for (int k = 0; k < LAGUERRE_STEPS; k++) {
            Tensor phi = Bin.one(theta);
            Tensor f = rise(theta, phi, a, b).sub(zeta);
            Tensor f1 = derivative(theta, phi, a, b);
            Tensor left = three(a.mul(2).add(b)).mul(phi);
            Tensor right = three(a.add(b.mul(2))).mul(theta);
            Tensor f2 = left.sub(right).mul(2);
            Tensor h = f1.mul(f1).mul(4).sub(f.mul(f2).mul(6)).relu();
            theta = theta.sub(f.mul(3).div(f1.add(h.sqrt()))).clip(0, 1);
        }
        return theta;
    }
}
