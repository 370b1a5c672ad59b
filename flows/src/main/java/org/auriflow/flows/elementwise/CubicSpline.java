package org.auriflow.flows.elementwise;

import java.util.LinkedHashMap;
import java.util.Map;
import org.auriflow.engine.op.Boundary;
import org.auriflow.engine.op.PiecewiseCubic;
import org.auriflow.nn.Config;

/**
 * Increasing piecewise-cubic functions on [−B, B], the identity outside (1906.02145); formulas, order of parameters and how the
 * inverse is found are those of {@link PiecewiseCubic}.
 *
 * <p>Of 2K parameters per element with linear tails, or 2K + 2 in a box, the first K are unnormalised widths, the next K
 * unnormalised heights, and in a box the last two determine the derivatives at −B and B. By default K = 8, B = 3, widths and heights of at least 1e-3 of the
 * range, and linear tails.
 */
public final class CubicSpline implements SplineFamily {
    /** The {@code type} of its configuration. */
    public static final String TYPE = "cubic_spline";

    private final PiecewiseCubic spline;

    /** Splines of these settings. */
    public CubicSpline(PiecewiseCubic spline) {
        this.spline = spline;
    }

    /** Splines of K bins on [−B, B]. */
    public CubicSpline(int bins, double bound, Boundary boundary) {
        this(new PiecewiseCubic(bins, bound, Splines.LEAST, Splines.LEAST, boundary));
    }

    /** Splines of 8 bins on [−3, 3] with linear tails. */
    public CubicSpline() {
        this(8, 3, Boundary.LINEAR);
    }

    /** Rebuilds it from its {@link #config()}. */
    public static CubicSpline fromConfig(Config c) {
        return new CubicSpline(new PiecewiseCubic(
                c.integer("bins"),
                c.number("bound"),
                c.number("min_width"),
                c.number("min_height"),
                c.choice("boundary", Boundary.class)));
    }

    @Override
    public PiecewiseCubic spline() {
        return spline;
    }

    @Override
    public Map<String, Object> config() {
        Map<String, Object> c = new LinkedHashMap<>();
        c.put("type", TYPE);
        c.put("bins", spline.bins());
        c.put("bound", spline.bound());
        c.put("min_width", spline.minWidth());
        c.put("min_height", spline.minHeight());
        c.put("boundary", Config.label(spline.boundary()));
        return c;
    }
}
