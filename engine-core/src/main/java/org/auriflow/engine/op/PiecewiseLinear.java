package org.auriflow.engine.op;

import java.util.List;
import java.util.stream.IntStream;
import org.auriflow.engine.Tensor;

/**
 * Increasing piecewise-linear functions, the distribution functions of histograms (T. Müller, B. McWilliams, F. Rousselle, M. Gross and
 * J. Novák, Neural importance sampling, 1808.03856, section 4.1, equations 9 to 11).
 *
 * <p>The K bins have width 2B/K and heights 2B(m + (1 − K m) softmax(r)) for unnormalised parameters r [K]. The derivative is constant in each
 * bin and jumps at the knots, ±B among them, whatever is outside; so there is one kind of boundary only.
 *
 * @param bins K
 * @param bound B
 * @param minHeight m, the least share of a bin in the height
 */
public record PiecewiseLinear(int bins, double bound, double minHeight) implements Spline {
    /**
     * Checks the settings.
     *
     * @throws IllegalArgumentException if there is no bin, the bound is not positive and finite, or bins of the least height do not
     *     fit or vanish in float32
     */
    public PiecewiseLinear {
        Bin.check("linearSpline", bins, 1, bound, minHeight);
    }

    @Override
    public String name() {
        return "linearSpline";
    }

    @Override
    public int parameters() {
        return bins;
    }

    @Override
    public List<Tensor> curve(Tensor t, List<Tensor> parameters, boolean inverse) {
        List<Tensor> x = IntStream.rangeClosed(0, bins)
                .mapToObj(k -> Tensor.full(t.type(), bound * (2.0 * k / bins - 1)))
                .toList();
        Bin bin = Bin.of(t, x, Bin.knots(parameters, bound, minHeight), inverse);
        Tensor share = inverse ? bin.up(t) : bin.across(t);
        Tensor rest = Bin.one(share);
        Tensor log = bin.slope().log();
        return inverse
                ? List.of(bin.x(share, rest), log.neg())
                : List.of(
                        bin.y(share, rest, bin.height().mul(share), bin.height().mul(rest)), log);
    }
}
