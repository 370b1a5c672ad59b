package org.auriflow.flows.manifold;

import java.util.LinkedHashMap;
import java.util.Map;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.Variable;
import org.auriflow.flows.internal.Rows;
import org.auriflow.nn.Config;
import org.auriflow.nn.Pass;

/**
 * A torus around the third axis of space, by two angles (φ, ψ) in [−π, π]².
 *
 * <pre>{@code
 * x = ((R + r cos ψ) cos φ, (R + r cos ψ) sin φ, r sin ψ)    ln volume = ln r (R + r cos ψ)
 * }</pre>
 *
 * <p>{@code encode} takes the nearest point, of any x that is neither on the axis nor in the middle of the tube.
 */
public final class TorusChart implements Chart {
    private final double major;
    private final double minor;

    /**
     * A torus of two radii.
     *
     * @param major R, from the centre of the hole to that of the tube
     * @param minor r, of the tube, below R
     * @throws IllegalArgumentException unless 0 &lt; r &lt; R
     */
    public TorusChart(double major, double minor) {
        if (!(minor > 0 && minor < major && major < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("torus chart: requires radii 0 < r < R, got r = " + minor + " and R = "
                    + major + "; check their order");
        }
        this.major = major;
        this.minor = minor;
    }

    /** Rebuilds it from its {@link #config()}. */
    public static TorusChart fromConfig(Config c) {
        return new TorusChart(c.number("major"), c.number("minor"));
    }

    @Override
    public int width() {
        return 3;
    }

    @Override
    public int latentWidth() {
        return 2;
    }

    @Override
    public int contextWidth() {
        return 0;
    }

    @Override
    public double[] halfWidths() {
        return new double[] {Math.PI, Math.PI};
    }

    @Override
    public boolean[] periodic() {
        return new boolean[] {true, true};
    }

    @Override
    public Tensor decode(Tensor u, Tensor context, Pass pass) {
        Rows.lead("torus chart", u, 2);
        Tensor phi = u.select(-1, 0);
        Tensor psi = u.select(-1, 1);
        Tensor across = psi.cos().mul(minor).add(major);
        return Tensor.stack(
                -1, across.mul(phi.cos()), across.mul(phi.sin()), psi.sin().mul(minor));
    }

    @Override
    public Tensor encode(Tensor x, Tensor context, Pass pass) {
        Rows.lead("torus chart", x, 3);
        Tensor a = x.select(-1, 0);
        Tensor b = x.select(-1, 1);
        Tensor across = a.mul(a).add(b.mul(b)).sqrt();
        return Tensor.stack(-1, b.atan2(a), x.select(-1, 2).atan2(across.sub(major)));
    }

    @Override
    public Tensor logVolume(Tensor u, Tensor context, Pass pass) {
        Rows.lead("torus chart", u, 2);
        return u.select(-1, 1).cos().mul(minor).add(major).mul(minor).log();
    }

    /** None. */
    @Override
    public Map<String, Variable> parameters() {
        return Map.of();
    }

    @Override
    public Map<String, Object> config() {
        Map<String, Object> c = new LinkedHashMap<>();
        c.put("type", "torus_chart");
        c.put("major", major);
        c.put("minor", minor);
        return c;
    }
}
