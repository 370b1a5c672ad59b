package org.auriflow.flows.transform;

import java.util.LinkedHashMap;
import java.util.List;
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
import org.auriflow.nn.Model;
import org.auriflow.nn.Models;
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
 * <p>Parameters {@code w} [d], {@code u} [d] and {@code b} [1] begin uniform in ±1/√d, the same for all rows or, as the
 * authors have them, {@link #with with} a network of the context. w must not become 0.
 */
public final class Planar implements Transform {
    private final int width;
    private final DType dtype;
    private final long seed;
    private final RowParameters parameters;

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
        this.parameters = RowParameters.shared(
                "planar",
                Residuals.uniform(engine, "w", dtype, random, width, width),
                Residuals.uniform(engine, "u", dtype, random, width, width),
                Residuals.uniform(engine, "b", dtype, random, width, 1));
    }

    private Planar(Planar like, RowParameters parameters) {
        this.width = like.width;
        this.dtype = like.dtype;
        this.seed = like.seed;
        this.parameters = parameters;
    }

    /**
     * The same with parameters of its own for every row: a network adds to them.
     *
     * @param network from the context to {@link #size()} numbers, in the order of the parameters
     * @throws IllegalArgumentException if the network does not fit
     */
    public Planar with(Model network, int contextWidth) {
        return new Planar(this, parameters.with(network, contextWidth));
    }

    /** How many numbers its parameters are. */
    public int size() {
        return 2 * width + 1;
    }

    /** Rebuilds it from its {@link #config()}. */
    public static Planar fromConfig(Engine engine, Config c, Models models) {
        Planar shared = new Planar(engine, c.integer("width"), c.whole("seed"), c.dtype("dtype"));
        int context = c.integer("context");
        return context == 0 ? shared : shared.with(models.build(engine, c.object("network")), context);
    }

    private static Tensor dot(Tensor a, Tensor b) {
        return a.mul(b).sum(-1);
    }

    /** The parameters in a form for which the map is invertible, each of one row or with the leading axes of all. */
    private record Plane(Tensor w, Tensor u, Tensor b, Tensor slope) {
        /** w·x + b, [...]. */
        Tensor distance(Tensor x) {
            return dot(x, w).add(b.select(-1, 0));
        }

        Tensor moved(Tensor t) {
            return u.mul(t.expand(-1));
        }
    }

    /** With û for u and m = 1 + w·û as the slope. */
    private Plane plane(Tensor x, Tensor context, Pass pass) {
        Rows.lead("planar", x, width);
        List<Tensor> raw = parameters.of(x, context, pass);
        Tensor w = raw.get(0);
        Tensor u = raw.get(1);
        Tensor slope = dot(w, u).softplus();
        Tensor along = slope.sub(1).sub(dot(w, u)).div(dot(w, w));
        return new Plane(w, u.add(w.mul(along.expand(-1))), raw.get(2), slope);
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public int contextWidth() {
        return parameters.contextWidth();
    }

    @Override
    public Transformed forward(Tensor x, Tensor context, Pass pass) {
        Plane p = plane(x, context, pass);
        Tensor t = p.distance(x).tanh();
        return new Transformed(x.add(p.moved(t)), TanhShift.slope(t, p.slope()).log());
    }

    @Override
    public Transformed inverse(Tensor y, Tensor context, Pass pass) {
        Plane p = plane(y, context, pass);
        Tensor t = TanhShift.inverse(p.distance(y), p.slope()).tanh();
        return new Transformed(
                y.sub(p.moved(t)), TanhShift.slope(t, p.slope()).log().neg());
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
        return parameters.parameters();
    }

    @Override
    public Map<String, Variable> state() {
        return parameters.state();
    }

    @Override
    public Map<String, Object> config() {
        Map<String, Object> c = new LinkedHashMap<>();
        c.put("type", "planar");
        c.put("width", width);
        c.put("seed", seed);
        c.put("dtype", dtype.toString());
        parameters.configure(c);
        return c;
    }
}
