package org.auriflow.flows.transform;

import java.util.LinkedHashMap;
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
 * standard normal, the others uniform in ±1/√d. None of the reflections may become 0.
 */
public final class Sylvester implements Transform {
    private final int width;
    private final int units;
    private final int count;
    private final DType dtype;
    private final long seed;
    private final Variable reflections;
    private final Triangle outer;
    private final Triangle inner;
    private final Variable b;

    /** An upper triangle: raw diagonal, and the elements above it. */
    private record Triangle(Variable diagonal, Variable above) {
        /** The transpose, [M, M]. */
        Tensor transposed() {
            return LowerTriangle.of(diagonal.read().tanh(), above.read());
        }
    }

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
        this.reflections = engine.variable("reflections", Values.constant(dtype, Shape.of(reflections, width), v));
        this.outer = triangle(engine, "", random);
        this.inner = triangle(engine, "inner_", random);
        this.b = Residuals.uniform(engine, "b", dtype, random, width, units);
    }

    private Triangle triangle(Engine engine, String prefix, RandomStream random) {
        return new Triangle(
                Residuals.uniform(engine, prefix + "diagonal", dtype, random, width, units),
                Residuals.uniform(engine, prefix + "above", dtype, random, width, LowerTriangle.below(units)));
    }

    /** Rebuilds it from its {@link #config()}. */
    public static Sylvester fromConfig(Engine engine, Config c) {
        return new Sylvester(
                engine,
                c.integer("width"),
                c.integer("units"),
                c.integer("reflections"),
                c.whole("seed"),
                c.dtype("dtype"));
    }

    /** Q [d, M]. */
    private Tensor q() {
        Tensor q = Tensor.eye(dtype, width).slice(1, 0, units);
        for (int h = count - 1; h >= 0; h--) {
            Tensor v = reflections.read().slice(0, h, h + 1);
            Tensor along = v.matmul(q).mul(2).div(v.mul(v).sum());
            q = q.sub(v.transpose().mul(along));
        }
        return q;
    }

    /** 1 + rᵢᵢ r̃ᵢᵢ [M], as 2(σ(2a)σ(2b) + σ(−2a)σ(−2b)) of the raw diagonals a and b, in which nothing cancels. */
    private Tensor slopes() {
        Tensor a = outer.diagonal.read().mul(2);
        Tensor c = inner.diagonal.read().mul(2);
        Tensor both = a.sigmoid().mul(c.sigmoid());
        return both.add(a.neg().sigmoid().mul(c.neg().sigmoid())).mul(2);
    }

    /** Rows times a matrix. */
    private static Tensor times(Tensor x, Tensor matrix) {
        int rank = x.shape().rank();
        if (rank == 2) {
            return x.matmul(matrix);
        }
        return x.reshape(-1, x.shape().extent(-1))
                .matmul(matrix)
                .reshape(x.shape().with(rank - 1, matrix.shape().extent(-1)));
    }

    private Tensor moved(Tensor t) {
        return times(times(t, outer.transposed()), q().transpose());
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
        Rows.lead("sylvester", x, width);
        Tensor t = times(times(x, q()), inner.transposed()).add(b.read()).tanh();
        return new Transformed(x.add(moved(t)), logAbsDet(t));
    }

    private Tensor logAbsDet(Tensor t) {
        return TanhShift.slope(t, slopes()).log().sum(-1);
    }

    @Override
    public Transformed inverse(Tensor y, Tensor context, Pass pass) {
        Rows.lead("sylvester", y, width);
        Tensor r = outer.transposed();
        Tensor rInner = inner.transposed();
        Tensor slopes = slopes();
        // What remains of Qᵀy and of the argument of tanh for directions that are not yet solved for.
        Tensor rest = times(y, q());
        Tensor offset = b.read().broadcastTo(rest.shape());
        Tensor[] t = new Tensor[units];
        for (int i = units - 1; i >= 0; i--) {
            Tensor c = rest.select(-1, i);
            Tensor target = rInner.select(0, i).select(0, i).mul(c).add(offset.select(-1, i));
            t[i] = TanhShift.inverse(target, slopes.select(0, i)).tanh();
            Tensor s = c.sub(r.select(0, i).select(0, i).mul(t[i]));
            rest = rest.sub(t[i].expand(-1).mul(r.select(0, i)));
            offset = offset.add(s.expand(-1).mul(rInner.select(0, i)));
        }
        Tensor all = Tensor.stack(-1, t);
        return new Transformed(y.sub(moved(all)), logAbsDet(all).neg());
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
        for (Variable v : new Variable[] {reflections, outer.diagonal, outer.above, inner.diagonal, inner.above, b}) {
            p.put(v.name(), v);
        }
        return p;
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
        return c;
    }
}
