package org.auriflow.flows.transform;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.RandomStream;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.Variable;
import org.auriflow.flows.Transform;
import org.auriflow.flows.Transformed;
import org.auriflow.flows.internal.LowerTriangle;
import org.auriflow.flows.internal.Residuals;
import org.auriflow.flows.internal.Rows;
import org.auriflow.flows.internal.TanhShift;
import org.auriflow.flows.internal.Values;
import org.auriflow.nn.Config;
import org.auriflow.nn.Model;
import org.auriflow.nn.Models;
import org.auriflow.nn.Pass;
import org.auriflow.nn.Streams;

/**
 * Sylvester flow with Householder reflections (R. van den Berg, L. Hasenclever, J. M. Tomczak and M. Welling,
 * 1803.05649, equation 13 and section 3.3): M coupled planar flows in orthogonal directions.
 *
 * <pre>{@code
 * y = x + Q R tanh(R̃ Qᵀ x + b)    ln|det| = Σᵢ ln(1 + rᵢᵢ r̃ᵢᵢ tanh′(R̃ Qᵀ x + b)ᵢ)
 * }</pre>
 *
 * <p>Q [d, M] holds the first columns of a product of H reflections 1 − 2 v vᵀ/|v|², R and R̃ [M, M] are upper
 * triangular with diagonals in (−1, 1) by tanh, for which the map is invertible (theorem 2). The inverse has no closed
 * form: from the last of the M directions to the first it is a root of one number each, as for {@link Planar}, with the
 * same precision and exact derivatives.
 *
 * <p>Parameters: {@code reflections} [H, d], diagonals {@code diagonal} and {@code inner_diagonal} [M], what is above
 * them, {@code above} and {@code inner_above} [M (M − 1)/2], column by column, and {@code b} [M]. Reflections begin
 * standard normal, the others uniform in ±1/√d. All rows share them, or each has its own {@link #with with} a
 * network of the context. None of the reflections may become 0.
 */
public final class Sylvester implements Transform {
    private final int width;
    private final int units;
    private final int count;
    private final DType dtype;
    private final long seed;
    private final RowParameters parameters;

    /**
     * On rows of a width.
     *
     * @param units M, at most the width
     * @param reflections H, at least 1; the paper takes 8
     * @param seed fixes the initial parameters
     * @param dtype of parameters and rows
     * @throws IllegalArgumentException if a number does not fit or the dtype is not floating
     */
    public Sylvester(Engine engine, int width, int units, int reflections, long seed, DType dtype) {
        Residuals.require("sylvester", width, dtype);
        if (units < 1 || units > width || reflections < 1) {
            throw new IllegalArgumentException("sylvester: requires 1 to " + width + " units and a reflection, got "
                    + units + " and " + reflections + "; set both");
        }
        this.width = width;
        this.units = units;
        this.count = reflections;
        this.dtype = dtype;
        this.seed = seed;
        RandomStream random = Streams.INITIAL.of(seed, 0);
        double[] v = new double[reflections * width];
        for (int i = 0; i < v.length; i++) {
            v[i] = random.normal();
        }
        int above = LowerTriangle.below(units);
        this.parameters = RowParameters.shared(
                "sylvester",
                engine.variable("reflections", Values.constant(dtype, Shape.of(reflections, width), v)),
                Residuals.uniform(engine, "diagonal", dtype, random, width, units),
                Residuals.uniform(engine, "above", dtype, random, width, above),
                Residuals.uniform(engine, "inner_diagonal", dtype, random, width, units),
                Residuals.uniform(engine, "inner_above", dtype, random, width, above),
                Residuals.uniform(engine, "b", dtype, random, width, units));
    }

    private Sylvester(Sylvester like, RowParameters parameters) {
        this.width = like.width;
        this.units = like.units;
        this.count = like.count;
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
    public Sylvester with(Model network, int contextWidth) {
        return new Sylvester(this, parameters.with(network, contextWidth));
    }

    /** How many numbers its parameters are. */
    public int size() {
        return count * width + units * (units + 2);
    }

    /** Rebuilds it from its {@link #config()}. */
    public static Sylvester fromConfig(Engine engine, Config c, Models models) {
        Sylvester shared = new Sylvester(
                engine,
                c.integer("width"),
                c.integer("units"),
                c.integer("reflections"),
                c.whole("seed"),
                c.dtype("dtype"));
        int context = c.integer("context");
        return context == 0 ? shared : shared.with(models.build(engine, c.object("network")), context);
    }

    /**
     * The parameters, each of one row or with the leading axes of all.
     *
     * @param reflections [..., H, d]
     * @param outer Rᵀ [..., M, M]
     * @param inner R̃ᵀ [..., M, M]
     * @param slopes 1 + rᵢᵢ r̃ᵢᵢ [..., M]
     * @param b [..., M]
     */
    private record Directions(Tensor reflections, Tensor outer, Tensor inner, Tensor slopes, Tensor b) {
        private Tensor reflected(Tensor x, int h) {
            Tensor v = reflections.select(-2, h);
            Tensor along = x.mul(v).sum(-1).mul(2).div(v.mul(v).sum(-1));
            return x.sub(v.mul(along.expand(-1)));
        }

        private int count() {
            return reflections.shape().extent(-2);
        }

        /** Qᵀ x [..., M] of x [..., d]. */
        Tensor along(Tensor x) {
            Tensor z = x;
            for (int h = 0; h < count(); h++) {
                z = reflected(z, h);
            }
            return z.slice(-1, 0, b.shape().extent(-1));
        }

        /** Q R t [..., d] of t [..., M]. */
        Tensor moved(Tensor t) {
            int d = reflections.shape().extent(-1);
            Tensor z = times(t, outer).pad(-1, 0, d - t.shape().extent(-1), 0);
            for (int h = count() - 1; h >= 0; h--) {
                z = reflected(z, h);
            }
            return z;
        }

        Tensor logAbsDet(Tensor t) {
            return TanhShift.slope(t, slopes).log().sum(-1);
        }
    }

    private Directions directions(Tensor x, Tensor context, Pass pass) {
        Rows.lead("sylvester", x, width);
        List<Tensor> raw = parameters.of(x, context, pass);
        Tensor outer = raw.get(1);
        Tensor inner = raw.get(3);
        return new Directions(
                raw.get(0),
                LowerTriangle.of(outer.tanh(), raw.get(2)),
                LowerTriangle.of(inner.tanh(), raw.get(4)),
                slopes(outer.mul(2), inner.mul(2)),
                raw.get(5));
    }

    /** 1 + rᵢᵢ r̃ᵢᵢ as 2(σ(2a)σ(2b) + σ(−2a)σ(−2b)) of the raw diagonals a and b, in which nothing cancels. */
    private static Tensor slopes(Tensor a, Tensor b) {
        Tensor both = a.sigmoid().mul(b.sigmoid());
        return both.add(a.neg().sigmoid().mul(b.neg().sigmoid())).mul(2);
    }

    /** Rows times one matrix for all, or times one each. */
    private static Tensor times(Tensor x, Tensor matrix) {
        return matrix.shape().rank() == 2
                ? Rows.product(matrix.transpose(), x)
                : x.expand(-2).matmul(matrix).select(-2, 0);
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
        Directions q = directions(x, context, pass);
        Tensor t = times(q.along(x), q.inner()).add(q.b()).tanh();
        return new Transformed(x.add(q.moved(t)), q.logAbsDet(t));
    }

    @Override
    public Transformed inverse(Tensor y, Tensor context, Pass pass) {
        Directions q = directions(y, context, pass);
        // What remains of Qᵀy and of the argument of tanh for directions that are not yet solved for.
        Tensor rest = q.along(y);
        Tensor offset = q.b().broadcastTo(rest.shape());
        Tensor[] t = new Tensor[units];
        for (int i = units - 1; i >= 0; i--) {
            Tensor outer = q.outer().select(-2, i);
            Tensor inner = q.inner().select(-2, i);
            Tensor c = rest.select(-1, i);
            Tensor target = inner.select(-1, i).mul(c).add(offset.select(-1, i));
            t[i] = TanhShift.inverse(target, q.slopes().select(-1, i)).tanh();
            Tensor s = c.sub(outer.select(-1, i).mul(t[i]));
            rest = rest.sub(t[i].expand(-1).mul(outer));
            offset = offset.add(s.expand(-1).mul(inner));
        }
        Tensor all = Tensor.stack(-1, t);
        return new Transformed(y.sub(q.moved(all)), q.logAbsDet(all).neg());
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
        c.put("type", "sylvester");
        c.put("width", width);
        c.put("units", units);
        c.put("reflections", count);
        c.put("seed", seed);
        c.put("dtype", dtype.toString());
        parameters.configure(c);
        return c;
    }
}
