package org.auriflow.flows.elementwise;

import java.util.LinkedHashMap;
import java.util.Map;
import org.auriflow.engine.op.PiecewiseLinear;
import org.auriflow.nn.Config;

/**
 * Increasing piecewise-linear functions on [−B, B] with bins of equal width, the identity outside (1808.03856, section 4.1); formulas
 * are those of {@link PiecewiseLinear}.
 *
 * <p>Of K parameters per element each is an unnormalised height. The derivative jumps at every knot: densities are histograms, and
 * scores are 0 but for what other layers contribute. By default K = 8, B = 3, and heights of at least 1e-3 of the range.
 */
public final class LinearSpline implements SplineFamily {
    /** The {@code type} of its configuration. */
    public static final String TYPE = "linear_spline";

    private final PiecewiseLinear spline;

    /** Splines of these settings. */
    public LinearSpline(PiecewiseLinear spline) {
        this.spline = spline;
    }

    /** Splines of K bins on [−B, B]. */
    public LinearSpline(int bins, double bound) {
        this(new PiecewiseLinear(bins, bound, Splines.LEAST));
    }

    /** Splines of 8 bins on [−3, 3]. */
    public LinearSpline() {
        this(8, 3);
    }

    /** Rebuilds it from its {@link #config()}. */
    public static LinearSpline fromConfig(Config c) {
        return new LinearSpline(new PiecewiseLinear(c.integer("bins"), c.number("bound"), c.number("min_height")));
    }

    @Override
    public PiecewiseLinear spline() {
        return spline;
    }

    @Override
    public Map<String, Object> config() {
        Map<String, Object> c = new LinkedHashMap<>();
        c.put("type", TYPE);
        c.put("bins", spline.bins());
        c.put("bound", spline.bound());
        c.put("min_height", spline.minHeight());
        return c;
    }
}
