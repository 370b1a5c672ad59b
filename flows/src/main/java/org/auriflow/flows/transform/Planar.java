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
import org.auriflow.flows.internal.TanhShift;
import org.auriflow.nn.Config;
import org.auriflow.nn.Pass;
import org.auriflow.nn.Streams;

/**
 * Planar flow (D. J. Rezende and S. Mohamed, 1505.05770, equation 10): rows move along one direction, by how far they
 * are from a plane.
 *
 * <pre>{@code
 * y = x + û tanh(w·x + b)    ln|det| = ln(1 + w·û tanh′(w·x + b))    û = u + (m − 1 − w·u) w/|w|², so that w·û = m − 1
 * }</pre>
 *
 * <p>with m = softplus(w·u) &gt; 0, for which it is invertible (appendix A.1). The inverse has no closed form, but is a
 * root of one number: along w it is {@code s + (m − 1) tanh s = w·y + b} for s = w·x + b, solved to the precision of
 * the dtype, with exact derivatives. Where m is tiny, the map is nearly flat near the plane and its inverse as
 * ill-conditioned as that.
 *
 * <p>Parameters {@code w} [d], {@code u} [d] and {@code b} [1] begin uniform in ±1/√d. w must not become 0.
 */
public final class Planar implements Transform {
    private final int width;
    private final DType dtype;
    private final long seed;
    private final Variable w;
    private final Variable u;
    private final Variable b;

    /**
     * On rows of a width.
     *
     * @param seed fixes the initial parameters
     * @param dtype of parameters and rows
     * @throws IllegalArgumentException if the width is not positive or the dtype not floating
     */
    public Planar(Engine engine, int width, long seed, DType dtype) {
        Residuals.require("planar", width, dtype);
        this.width = width;
        this.dtype = dtype;
        this.seed = seed;
        RandomStream random = Streams.INITIAL.of(seed, 0);
        this.w = Residuals.uniform(engine, "w", dtype, random, width, width);
        this.u = Residuals.uniform(engine, "u", dtype, random, width, width);
        this.b = Residuals.uniform(engine, "b", dtype, random, width, 1);
    }

    /** Rebuilds it from its {@link #config()}. */
    public static Planar fromConfig(Engine engine, Config c) {
        return new Planar(engine, c.integer("width"), c.whole("seed"), c.dtype("dtype"));
    }

    private static Tensor dot(Tensor a, Tensor b) {
        return a.mul(b).sum(-1);
    }

    /** m = 1 + w·û, a scalar. */
    private Tensor slope() {
        return dot(w.read(), u.read()).softplus();
    }

    /** û [d]. */
    private Tensor direction() {
        Tensor normal = w.read();
        Tensor along = slope().sub(1).sub(dot(normal, u.read())).div(dot(normal, normal));
        return u.read().add(normal.mul(along));
    }

    /** w·x + b, [...]. */
    private Tensor distance(Tensor x) {
        Rows.lead("planar", x, width);
        return dot(x, w.read()).add(b.read().select(0, 0));
    }

    private Tensor moved(Tensor t) {
        return direction().mul(t.expand(-1));
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
        Tensor t = distance(x).tanh();
        return new Transformed(x.add(moved(t)), TanhShift.slope(t, slope()).log());
    }

    @Override
    public Transformed inverse(Tensor y, Tensor context, Pass pass) {
        Tensor t = TanhShift.inverse(distance(y), slope()).tanh();
        return new Transformed(
                y.sub(moved(t)), TanhShift.slope(t, slope()).log().neg());
    }

    @Override
    public Tensor forwardValue(Tensor x, Tensor context, Pass pass) {
        return forward(x, context, pass).value();
    }

    @Override
    public Tensor inverseValue(Tensor y, Tensor context, Pass pass) {
        return inverse(y, context, pass).value();
    }

    @Override
    public Map<String, Variable> parameters() {
        Map<String, Variable> p = new LinkedHashMap<>();
        p.put("w", w);
        p.put("u", u);
        p.put("b", b);
        return p;
    }

    @Override
    public Map<String, Object> config() {
        Map<String, Object> c = new LinkedHashMap<>();
        c.put("type", "planar");
        c.put("width", width);
        c.put("seed", seed);
        c.put("dtype", dtype.toString());
        return c;
    }
}
