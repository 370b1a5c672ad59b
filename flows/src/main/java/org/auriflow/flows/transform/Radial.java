package org.auriflow.flows.transform;

import java.util.LinkedHashMap;
import java.util.Map;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.RandomStream;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.Variable;
import org.auriflow.flows.Transform;
import org.auriflow.flows.Transformed;
import org.auriflow.flows.internal.Residuals;
import org.auriflow.flows.internal.Rows;
import org.auriflow.nn.Config;
import org.auriflow.nn.Pass;
import org.auriflow.nn.Streams;

/**
 * Radial flow (D. J. Rezende and S. Mohamed, 1505.05770, equation 14): rows move towards a centre or away from it.
 *
 * <pre>{@code
 * y = x₀ + (x − x₀)(r + e)/(r + α)    r = |x − x₀|
 * ln|det| = d ln((r + e)/(r + α)) + ln(1 + r (α − e)/((r + e)(r + α)))
 * }</pre>
 *
 * <p>with α and e = α + β positive, the condition for it to be invertible (appendix A.2): both are softplus of their
 * parameters. The paper knows no closed inverse, but there is one: ρ = |y − x₀| satisfies r² + (e − ρ) r − αρ = 0,
 * which has one positive root.
 *
 * <p>Parameters {@code centre} [d], {@code alpha} [1] and {@code e} [1] begin uniform in ±1/√d. First derivatives are
 * continuous, second ones are not defined at the centre.
 */
public final class Radial implements Transform {
    private final int width;
    private final DType dtype;
    private final long seed;
    private final Variable centre;
    private final Variable alpha;
    private final Variable e;

    /**
     * On rows of a width.
     *
     * @param seed fixes the initial parameters
     * @param dtype of parameters and rows
     * @throws IllegalArgumentException if the width is not positive or the dtype not floating
     */
    public Radial(Engine engine, int width, long seed, DType dtype) {
        Residuals.require("radial", width, dtype);
        this.width = width;
        this.dtype = dtype;
        this.seed = seed;
        RandomStream random = Streams.INITIAL.of(seed, 0);
        this.centre = Residuals.uniform(engine, "centre", dtype, random, width, width);
        this.alpha = Residuals.uniform(engine, "alpha", dtype, random, width, 1);
        this.e = Residuals.uniform(engine, "e", dtype, random, width, 1);
    }

    /** Rebuilds it from its {@link #config()}. */
    public static Radial fromConfig(Engine engine, Config c) {
        return new Radial(engine, c.integer("width"), c.whole("seed"), c.dtype("dtype"));
    }

    private static Tensor positive(Variable v) {
        return v.read().softplus().select(0, 0);
    }

    private Tensor fromCentre(Tensor x) {
        Rows.lead("radial", x, width);
        return x.sub(centre.read());
    }

    private static Tensor length(Tensor x) {
        return x.mul(x).sum(-1).sqrt();
    }

    /** r of ρ, [...]: the form of the root in which nothing cancels. */
    private Tensor radius(Tensor rho) {
        Tensor q = rho.sub(positive(e));
        Tensor product = rho.mul(positive(alpha));
        Tensor sum = q.mul(q).add(product.mul(4)).sqrt().add(q.abs());
        return Tensor.where(q.gt(0), sum.mul(0.5), product.mul(2).div(sum));
    }

    /**
     * ln|det| of forward at r: 1 + r (α − e)/((r + e)(r + α)) is (r² + 2αr + αe)/((r + e)(r + α)), a sum of positive
     * terms.
     */
    private Tensor logAbsDet(Tensor r) {
        Tensor a = positive(alpha);
        Tensor up = r.add(positive(e)).log();
        Tensor down = r.add(a).log();
        Tensor radial = r.mul(r.add(a.mul(2))).add(a.mul(positive(e))).log();
        return up.sub(down).mul(width - 1.0).add(radial).sub(down.mul(2));
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public int contextWidth() {
        return 0;
    }

    @Override
    public Transformed forward(Tensor x, Tensor context, Pass pass) {
        return new Transformed(forwardValue(x, context, pass), logAbsDet(length(fromCentre(x))));
    }

    @Override
    public Transformed inverse(Tensor y, Tensor context, Pass pass) {
        return new Transformed(
                inverseValue(y, context, pass),
                logAbsDet(radius(length(fromCentre(y)))).neg());
    }

    @Override
    public Tensor forwardValue(Tensor x, Tensor context, Pass pass) {
        Tensor z = fromCentre(x);
        Tensor r = length(z);
        return stretched(z, r.add(positive(e)), r.add(positive(alpha)));
    }

    @Override
    public Tensor inverseValue(Tensor y, Tensor context, Pass pass) {
        Tensor z = fromCentre(y);
        Tensor r = radius(length(z));
        return stretched(z, r.add(positive(alpha)), r.add(positive(e)));
    }

    private Tensor stretched(Tensor z, Tensor by, Tensor over) {
        return centre.read().add(z.mul(by.div(over).expand(-1)));
    }

    @Override
    public Map<String, Variable> parameters() {
        Map<String, Variable> p = new LinkedHashMap<>();
        p.put("centre", centre);
        p.put("alpha", alpha);
        p.put("e", e);
        return p;
    }

    @Override
    public Map<String, Object> config() {
        Map<String, Object> c = new LinkedHashMap<>();
        c.put("type", "radial");
        c.put("width", width);
        c.put("seed", seed);
        c.put("dtype", dtype.toString());
        return c;
    }
}
