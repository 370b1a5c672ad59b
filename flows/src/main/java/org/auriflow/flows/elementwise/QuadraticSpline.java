package org.auriflow.flows.elementwise;

import java.util.LinkedHashMap;
import java.util.Map;
import org.auriflow.engine.op.Boundary;
import org.auriflow.engine.op.PiecewiseQuadratic;
import org.auriflow.nn.Config;

/**
 * Increasing piecewise-quadratic functions on [−B, B], the identity outside (1808.03856, section 4.2); formulas, order of parameters
 * and minima are those of {@link PiecewiseQuadratic}.
 *
 * <p>Of 2K − 1 parameters per element with linear tails, or 2K + 1 in a box, the first K are unnormalised widths and the others
 * logarithms of unnormalised derivatives at the knots. By default K = 8, B = 3, widths of at least 1e-3 of the range, derivatives of at least 1e-2, and linear
 * tails.
 */
public final class QuadraticSpline implements SplineFamily {
    /** The {@code type} of its configuration. */
    public static final String TYPE = "quadratic_spline";

    private final PiecewiseQuadratic spline;

    private static final double LEAST_DERIVATIVE = 1e-2;

    /** Splines of these settings. */
    public QuadraticSpline(PiecewiseQuadratic spline) {
        this.spline = spline;
    }

    /** Splines of K bins on [−B, B]. */
    public QuadraticSpline(int bins, double bound, Boundary boundary) {
        this(new PiecewiseQuadratic(bins, bound, Splines.LEAST, LEAST_DERIVATIVE, boundary));
    }

    /** Splines of 8 bins on [−3, 3] with linear tails. */
    public QuadraticSpline() {
        this(8, 3, Boundary.LINEAR);
    }

    /** Rebuilds it from its {@link #config()}. */
    public static QuadraticSpline fromConfig(Config c) {
        return new QuadraticSpline(new PiecewiseQuadratic(
                c.integer("bins"),
                c.number("bound"),
                c.number("min_width"),
                c.number("min_derivative"),
                c.choice("boundary", Boundary.class)));
    }

    @Override
    public PiecewiseQuadratic spline() {
        return spline;
    }

    @Override
    public Map<String, Object> config() {
        Map<String, Object> c = new LinkedHashMap<>();
        c.put("type", TYPE);
        c.put("bins", spline.bins());
        c.put("bound", spline.bound());
        c.put("min_width", spline.minWidth());
        c.put("min_derivative", spline.minDerivative());
        c.put("boundary", Config.label(spline.boundary()));
        return c;
    }
}
