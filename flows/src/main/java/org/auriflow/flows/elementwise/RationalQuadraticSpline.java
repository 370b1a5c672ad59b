package org.auriflow.flows.elementwise;

import java.util.LinkedHashMap;
import java.util.Map;
import org.auriflow.engine.op.Boundary;
import org.auriflow.engine.op.RationalQuadratic;
import org.auriflow.nn.Config;

/**
 * Monotonic rational-quadratic splines on [−B, B], the identity outside (1906.04032); formulas, order of parameters and
 * behaviour at the edges are those of {@link RationalQuadratic}.
 *
 * <p>Of 3K − 1 parameters per element with linear tails, or 3K + 1 in a box, the first K are unnormalised widths, the next K unnormalised
 * heights and the last ones unnormalised derivatives. Data should be standardised so that most of it lies within ±B. By default K = 8, B = 3,
 * widths and heights of at least 1e-3 of the range and derivatives of at least 1e-3, and linear tails.
 */
public final class RationalQuadraticSpline implements SplineFamily {
    /** The {@code type} of its configuration. */
    public static final String TYPE = "rational_quadratic_spline";

    private final RationalQuadratic spline;

    /**
     * Splines of these settings.
     *
     * @throws IllegalArgumentException if the boundary is a circle
     */
    public RationalQuadraticSpline(RationalQuadratic spline) {
        if (spline.boundary() == Boundary.CIRCLE) {
            throw new IllegalArgumentException(
                    "rational-quadratic spline: requires a box or linear tails, got a circle; use CircularSpline");
        }
        this.spline = spline;
    }

    /** Splines of K bins on [−B, B]. */
    public RationalQuadraticSpline(int bins, double bound, Boundary boundary) {
        this(new RationalQuadratic(bins, bound, Splines.LEAST, Splines.LEAST, Splines.LEAST, boundary));
    }

    /** Splines of K bins on [−B, B] with linear tails. */
    public RationalQuadraticSpline(int bins, double bound) {
        this(bins, bound, Boundary.LINEAR);
    }

    /** Splines of 8 bins on [−3, 3] with linear tails. */
    public RationalQuadraticSpline() {
        this(8, 3);
    }

    /** Rebuilds it from its {@link #config()}. */
    public static RationalQuadraticSpline fromConfig(Config c) {
        return new RationalQuadraticSpline(new RationalQuadratic(
                c.integer("bins"),
                c.number("bound"),
                c.number("min_width"),
                c.number("min_height"),
                c.number("min_derivative"),
                c.choice("boundary", Boundary.class)));
    }

    @Override
    public RationalQuadratic spline() {
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
        c.put("min_derivative", spline.minDerivative());
        c.put("boundary", Config.label(spline.boundary()));
        return c;
    }
}
