package org.auriflow.flows.elementwise;

import java.util.LinkedHashMap;
import java.util.Map;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.op.Boundary;
import org.auriflow.engine.op.RationalQuadratic;
import org.auriflow.flows.Elementwise;
import org.auriflow.flows.Transformed;
import org.auriflow.nn.Config;

/**
 * Monotonic rational-quadratic splines of the circle of circumference 2B (2002.02428, section 2.1), with a rotation.
 *
 * <pre>{@code
 * y = s(x mod 2B) + r mod 2B     x = s⁻¹(y − r mod 2B)
 * }</pre>
 *
 * where s maps [−B, B] onto itself with equal derivatives at both ends, as {@link RationalQuadratic} does, so that densities are
 * continuous on the circle. Arguments are angles of any size, results lie in [−B, B). The functions increase as lifted to the line. Of
 * 3K parameters per element the first K are unnormalised widths, the next K unnormalised heights, the last K unnormalised derivatives; the rotation r, in units of
 * x, is one more. ±B stays where it is but for the rotation (the paper instead averages several splines, or rotates between them). By default K = 8, B = π, minima
 * of 1e-3, and a rotation.
 */
public final class CircularSpline implements Elementwise {
    /** The {@code type} of its configuration. */
    public static final String TYPE = "circular_spline";

    private final RationalQuadratic spline;
    private final boolean rotated;

    private CircularSpline(RationalQuadratic spline, boolean rotated) {
        this.spline = spline;
        this.rotated = rotated;
    }

    /** Splines of K bins of the circle [−B, B), perhaps with a rotation. */
    public CircularSpline(int bins, double bound, boolean rotated) {
        this(new RationalQuadratic(bins, bound, Splines.LEAST, Splines.LEAST, Splines.LEAST, Boundary.CIRCLE), rotated);
    }

    /** Splines of 8 bins of angles in radians, with a rotation. */
    public CircularSpline() {
        this(8, Math.PI, true);
    }

    /** Rebuilds it from its {@link #config()}. */
    public static CircularSpline fromConfig(Config c) {
        RationalQuadratic spline = new RationalQuadratic(
                c.integer("bins"),
                c.number("bound"),
                c.number("min_width"),
                c.number("min_height"),
                c.number("min_derivative"),
                Boundary.CIRCLE);
        return new CircularSpline(spline, c.flag("rotated"));
    }

    @Override
    public int parameters() {
        return spline.parameters() + (rotated ? 1 : 0);
    }

    @Override
    public Transformed forward(Tensor x, Tensor parameters) {
        check(x, parameters);
        Transformed y = Splines.forward(spline, wrapped(x), knots(parameters));
        return new Transformed(rotatedBy(y.value(), parameters, 1), y.logAbsDet());
    }

    @Override
    public Transformed inverse(Tensor y, Tensor parameters) {
        check(y, parameters);
        Transformed x = Splines.inverse(spline, rotatedBy(y, parameters, -1), knots(parameters));
        return new Transformed(wrapped(x.value()), x.logAbsDet());
    }

    @Override
    public Tensor forwardValue(Tensor x, Tensor parameters) {
        check(x, parameters);
        return rotatedBy(spline.forwardValue(wrapped(x), knots(parameters)), parameters, 1);
    }

    @Override
    public Tensor inverseValue(Tensor y, Tensor parameters) {
        check(y, parameters);
        return wrapped(spline.inverseValue(rotatedBy(y, parameters, -1), knots(parameters)));
    }

    private void check(Tensor x, Tensor parameters) {
        Parameters.check("circular spline", x, parameters, parameters());
    }

    private Tensor knots(Tensor parameters) {
        return rotated ? parameters.slice(-1, 0, spline.parameters()) : parameters;
    }

    private Tensor rotatedBy(Tensor x, Tensor parameters, int sign) {
        return wrapped(
                rotated ? x.add(parameters.select(-1, spline.parameters()).mul(sign)) : x);
    }

    /** The angle in [−B, B) that differs from x by a multiple of 2B. */
    private Tensor wrapped(Tensor x) {
        double b = spline.bound();
        Tensor turned = x.sub(x.add(b).div(2 * b).floor().mul(2 * b));
        // Rounding may leave the result of a large x outside, or on the end that does not count.
        Tensor out = turned.ge(b).or(turned.lt(-b));
        return Tensor.where(out, Tensor.full(x.type(), -b), turned);
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
        c.put("rotated", rotated);
        return c;
    }
}
