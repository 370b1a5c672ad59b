package org.auriflow.engine.op;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.auriflow.engine.Tensor;

/**
 * The bin of a {@link Spline} that one element lies in, found among K + 1 knots from (−B, −B) to (B, B). At a knot the bin to its right
 * counts.
 *
 * @param passed which of the K − 1 inner knots the element has passed; those passed come first
 */
record Bin(
        Tensor left,
        Tensor right,
        Tensor bottom,
        Tensor top,
        Tensor width,
        Tensor height,
        Tensor slope,
        List<Tensor> passed) {
    /** Shares below this could vanish between two neighbouring float32 knots. */
    static final double LEAST_SHARE = 1e-6;

    /** The bin of t, which is an ordinate if {@code inverse}. */
    static Bin of(Tensor t, List<Tensor> x, List<Tensor> y, boolean inverse) {
        int bins = x.size() - 1;
        List<Tensor> passed =
                (inverse ? y : x).subList(1, bins).stream().map(t::ge).toList();
        Tensor left = pick(x.subList(0, bins), passed);
        Tensor bottom = pick(y.subList(0, bins), passed);
        // Differences of the very knots that t was compared with, so that rounding leaves t between them.
        Tensor right = pick(x.subList(1, bins + 1), passed);
        Tensor top = pick(y.subList(1, bins + 1), passed);
        Tensor width = right.sub(left);
        Tensor height = top.sub(bottom);
        return new Bin(left, right, bottom, top, width, height, height.div(width), passed);
    }

    /** The entry of this bin in a table of all K. */
    Tensor pick(List<Tensor> table) {
        return pick(table, passed);
    }

    /** The element after as many as have been passed. */
    static Tensor pick(List<Tensor> table, List<Tensor> passed) {
        Tensor result = table.get(0);
        for (int k = 0; k < passed.size(); k++) {
            result = Tensor.where(passed.get(k), table.get(k + 1), result);
        }
        return result;
    }

    /** The share θ of the width that is left of x. */
    Tensor across(Tensor x) {
        return x.sub(left).div(width);
    }

    /** The share ζ of the height that is below y. */
    Tensor up(Tensor y) {
        return y.sub(bottom).div(height);
    }

    /** The abscissa at θ = 1 − φ. */
    Tensor x(Tensor theta, Tensor phi) {
        return between(theta, phi, left, width.mul(theta), right, width.mul(phi));
    }

    /** The ordinate at θ = 1 − φ, which is as far above the bottom as given, and as far below the top. */
    Tensor y(Tensor theta, Tensor phi, Tensor above, Tensor below) {
        return between(theta, phi, bottom, above, top, below);
    }

    /** Low + up = high − down, from the end that is closer: both knots are met exactly. */
    private static Tensor between(Tensor theta, Tensor phi, Tensor low, Tensor up, Tensor high, Tensor down) {
        return Tensor.where(theta.lt(phi), low.add(up), high.sub(down));
    }

    /** Numbers in proportion to the exponentials of raw ones, which sum to a total. */
    static List<Tensor> softmax(List<Tensor> raw, Tensor total) {
        return softmax(raw, total, null);
    }

    /** Numbers in proportion to the exponentials of raw ones, which, each times its weight, sum to a total. */
    static List<Tensor> softmax(List<Tensor> raw, Tensor total, List<Tensor> weights) {
        // A shift of all changes nothing, nor does its derivative.
        Tensor peak = raw.stream().reduce(Tensor::max).orElseThrow().stopGradient();
        List<Tensor> e = raw.stream().map(r -> r.sub(peak).exp()).toList();
        Tensor sum = IntStream.range(0, e.size())
                .mapToObj(k -> weights == null ? e.get(k) : e.get(k).mul(weights.get(k)))
                .reduce(Tensor::add)
                .orElseThrow();
        Tensor unit = total.div(sum);
        return e.stream().map(share -> share.mul(unit)).toList();
    }

    /** The K + 1 knots from −B to B at unnormalised distances, each of at least a share of 2B. */
    static List<Tensor> knots(List<Tensor> raw, double bound, double least) {
        Tensor total = Tensor.full(raw.get(0).type(), 2 * bound * (1 - raw.size() * least));
        return sums(
                softmax(raw, total).stream().map(s -> s.add(2 * bound * least)).toList(), bound);
    }

    /** The K + 1 knots from −B to B at distances that sum to 2B. */
    static List<Tensor> sums(List<Tensor> distances, double bound) {
        List<Tensor> knots = new ArrayList<>();
        knots.add(Tensor.full(distances.get(0).type(), -bound));
        for (Tensor d : distances.subList(0, distances.size() - 1)) {
            knots.add(knots.get(knots.size() - 1).add(d));
        }
        knots.add(Tensor.full(distances.get(0).type(), bound));
        return knots;
    }

    /** Differences of neighbouring knots. */
    static List<Tensor> differences(List<Tensor> knots) {
        List<Tensor> d = new ArrayList<>();
        for (int k = 1; k < knots.size(); k++) {
            d.add(knots.get(k).sub(knots.get(k - 1)));
        }
        return d;
    }

    /** Refuses what all splines refuse. */
    static void check(String name, int bins, int leastBins, double bound, double... minima) {
        if (bins < leastBins || !(bound > 0) || !(bound < Double.POSITIVE_INFINITY)) {
            throw Op.error(
                    name,
                    "requires " + (leastBins == 1 ? "a bin" : leastBins + " bins") + " and a positive bound",
                    bins + " and " + bound,
                    "try 8 and 3");
        }
        for (double m : minima) {
            if (!(m >= LEAST_SHARE && bins * m < 1)) {
                throw Op.error(
                        name,
                        "requires minimal shares of at least " + LEAST_SHARE + " that leave room in " + bins + " bins",
                        Double.toString(m),
                        "try 1e-3");
            }
        }
    }

    static void checkNoCircle(String name, Boundary boundary) {
        if (boundary == Boundary.CIRCLE) {
            throw Op.error(name, "requires a box or linear tails", boundary, "use RationalQuadratic on a circle");
        }
    }

    /** 1 − t. */
    static Tensor one(Tensor t) {
        return Tensor.onesLike(t).sub(t);
    }
}
