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
import org.auriflow.nn.Config;
import org.auriflow.nn.Model;
import org.auriflow.nn.Models;
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
 * <p>Parameters {@code centre} [d], {@code alpha} [1] and {@code e} [1] begin uniform in ±1/√d, the same for all rows
 * or {@link #with with} a network of the context. First derivatives are
 * continuous, second ones are not defined at the centre.
 */
public final class Radial implements Transform {
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
    public Radial(Engine engine, int width, long seed, DType dtype) {
        Residuals.require("radial", width, dtype);
        this.width = width;
        this.dtype = dtype;
        this.seed = seed;
        RandomStream random = Streams.INITIAL.of(seed, 0);
        this.parameters = RowParameters.shared(
                "radial",
                Residuals.uniform(engine, "centre", dtype, random, width, width),
                Residuals.uniform(engine, "alpha", dtype, random, width, 1),
                Residuals.uniform(engine, "e", dtype, random, width, 1));
    }

    private Radial(Radial like, RowParameters parameters) {
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
    public Radial with(Model network, int contextWidth) {
        return new Radial(this, parameters.with(network, contextWidth));
    }

    /** How many numbers its parameters are. */
    public int size() {
        return width + 2;
    }

    /** Rebuilds it from its {@link #config()}. */
    public static Radial fromConfig(Engine engine, Config c, Models models) {
        Radial shared = new Radial(engine, c.integer("width"), c.whole("seed"), c.dtype("dtype"));
        int context = c.integer("context");
        return context == 0 ? shared : shared.with(models.build(engine, c.object("network")), context);
    }

    /** The parameters, each of one row or with the leading axes of all. */
    private record Centre(Tensor at, Tensor alpha, Tensor e) {
        Tensor length(Tensor x) {
            Tensor z = x.sub(at);
            return z.mul(z).sum(-1).sqrt();
        }

        /** r of ρ, [...]: the form of the root in which nothing cancels. */
        Tensor radius(Tensor rho) {
            Tensor q = rho.sub(e);
            Tensor product = rho.mul(alpha);
            Tensor sum = q.mul(q).add(product.mul(4)).sqrt().add(q.abs());
            return Tensor.where(q.gt(0), sum.mul(0.5), product.mul(2).div(sum));
        }

        /**
         * ln|det| of forward at r: 1 + r (α − e)/((r + e)(r + α)) is (r² + 2αr + αe)/((r + e)(r + α)), a sum of positive
         * terms.
         */
        Tensor logAbsDet(Tensor r, int width) {
            Tensor up = r.add(e).log();
            Tensor down = r.add(alpha).log();
            Tensor radial = r.mul(r.add(alpha.mul(2))).add(alpha.mul(e)).log();
            return up.sub(down).mul(width - 1.0).add(radial).sub(down.mul(2));
        }

        Tensor stretched(Tensor x, Tensor by, Tensor over) {
            return at.add(x.sub(at).mul(by.div(over).expand(-1)));
        }

        Tensor forward(Tensor x) {
            Tensor r = length(x);
            return stretched(x, r.add(e), r.add(alpha));
        }

        Tensor inverse(Tensor y) {
            Tensor r = radius(length(y));
            return stretched(y, r.add(alpha), r.add(e));
        }
    }

    private Centre centre(Tensor x, Tensor context, Pass pass) {
        Rows.lead("radial", x, width);
        List<Tensor> raw = parameters.of(x, context, pass);
        return new Centre(
                raw.get(0),
                raw.get(1).softplus().select(-1, 0),
                raw.get(2).softplus().select(-1, 0));
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
        Centre c = centre(x, context, pass);
        return new Transformed(c.forward(x), c.logAbsDet(c.length(x), width));
    }

    @Override
    public Transformed inverse(Tensor y, Tensor context, Pass pass) {
        Centre c = centre(y, context, pass);
        return new Transformed(
                c.inverse(y), c.logAbsDet(c.radius(c.length(y)), width).neg());
    }

    @Override
    public Tensor forwardValue(Tensor x, Tensor context, Pass pass) {
        return centre(x, context, pass).forward(x);
    }

    @Override
    public Tensor inverseValue(Tensor y, Tensor context, Pass pass) {
        return centre(y, context, pass).inverse(y);
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
        c.put("type", "radial");
        c.put("width", width);
        c.put("seed", seed);
        c.put("dtype", dtype.toString());
        parameters.configure(c);
        return c;
    }
}
