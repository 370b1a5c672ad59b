package org.auriflow.flows.image;

import java.util.LinkedHashMap;
import java.util.Map;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Linalg;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.Variable;
import org.auriflow.flows.Transform;
import org.auriflow.flows.Transformed;
import org.auriflow.flows.internal.Rows;
import org.auriflow.nn.Config;
import org.auriflow.nn.ImageShape;
import org.auriflow.nn.Initializer;
import org.auriflow.nn.Pass;
import org.auriflow.nn.Streams;

/**
 * An invertible 1 × 1 convolution: the channels of every pixel are multiplied by one matrix W [C, C] (D. P. Kingma and P.
 * Dhariwal, 1807.03039, section 3.2).
 *
 * <pre>{@code
 * W = P L (U + diag(s))    ln|det| = H W Σ ln|s|
 * }</pre>
 *
 * <p>W begins as a random rotation, or one with a reflection. Its permutation P and the signs of s stay what they are then; {@code
 * lower} [C, C] below its diagonal gives L, whose diagonal is 1, {@code upper} [C, C] above it gives U, and {@code log_scale} [C] holds r
 * with ln|s| = L tanh(r/L), L = ln 1000, so that no parameter makes the inverse overflow; the paper has ln|s| itself. What the matrices hold elsewhere is
 * not read. The inverse multiplies by W⁻¹, from two triangular systems.
 */
public final class InvertibleConvolution implements Transform {
    private static final double LIMIT = Math.log(1000);

    private final ImageShape image;
    private final DType dtype;
    private final long seed;
    private final Variable lower;
    private final Variable upper;
    private final Variable logScale;
    private final Tensor sign;
    /** Π, with row i of Π W that of L U. */
    private final Tensor permutation;

    /**
     * A convolution of images of this shape.
     *
     * @param dtype of parameters and rows
     * @param seed fixes the initial rotation
     * @throws IllegalArgumentException if the dtype is not floating
     */
    public InvertibleConvolution(Engine engine, ImageShape image, DType dtype, long seed) {
        this.image = image;
        this.dtype = Rows.requireFloating("invertible convolution", dtype);
        this.seed = seed;
        int c = image.channels();
        double[] rotation = Initializer.ORTHOGONAL.sample(c, c, 1, Streams.INITIAL.of(seed, 0));
        Linalg.LuFactors lu = Linalg.lu(Tensor.of(rotation).reshape(c, c));
        Tensor s = Linalg.diagonal(lu.upper());
        this.lower = engine.variable("lower", Linalg.tril(lu.lower(), -1).cast(dtype));
        this.upper = engine.variable("upper", Linalg.triu(lu.upper(), 1).cast(dtype));
        this.logScale = engine.variable("log_scale", raw(s.abs().log()).cast(dtype));
        this.sign = constant(s.sign());
        this.permutation = constant(Tensor.eye(DType.FLOAT64, c).take(0, lu.permutation()));
    }

    /** r with L tanh(r/L) = log, or as near as its range allows. */
    private static Tensor raw(Tensor log) {
        Tensor q = log.div(LIMIT).clip(-0.999, 0.999);
        return q.log1p().sub(q.neg().log1p()).mul(LIMIT / 2);
    }

    /** ln|s|. */
    private Tensor logScale() {
        return logScale.read().div(LIMIT).tanh().mul(LIMIT);
    }

    /** The value alone, without the decomposition that it came from. */
    private Tensor constant(Tensor t) {
        Tensor v = t.cast(dtype);
        return Tensor.constant(v.type(), v.storage());
    }

    /** Rebuilds it from its {@link #config()}. */
    public static InvertibleConvolution fromConfig(Engine engine, Config c) {
        return new InvertibleConvolution(engine, ImageShape.of(c, "image"), c.dtype("dtype"), c.whole("seed"));
    }

    /** L with its diagonal. */
    private Tensor l() {
        return Linalg.tril(lower.read(), -1).add(Tensor.eye(dtype, image.channels()));
    }

    /** U + diag(s). */
    private Tensor u() {
        return Linalg.triu(upper.read(), 1)
                .add(Linalg.diagonalMatrix(sign.mul(logScale().exp())));
    }

    @Override
    public int width() {
        return image.size();
    }

    @Override
    public int contextWidth() {
        return 0;
    }

    @Override
    public Transformed forward(Tensor x, Tensor context, Pass pass) {
        return new Transformed(forwardValue(x, context, pass), logAbsDet(x, image.pixels()));
    }

    @Override
    public Transformed inverse(Tensor y, Tensor context, Pass pass) {
        return new Transformed(inverseValue(y, context, pass), logAbsDet(y, -image.pixels()));
    }

    private Tensor logAbsDet(Tensor x, int times) {
        return logScale()
                .sum()
                .mul(times)
                .broadcastTo(x.shape().range(0, x.shape().rank() - 1));
    }

    @Override
    public Tensor forwardValue(Tensor x, Tensor context, Pass pass) {
        return multiply(permutation.matmul(l().matmul(u()), true, false), x);
    }

    @Override
    public Tensor inverseValue(Tensor y, Tensor context, Pass pass) {
        Tensor right = Linalg.triangularSolve(l(), permutation, true, false);
        return multiply(Linalg.triangularSolve(u(), right, false, false), y);
    }

    private Tensor multiply(Tensor w, Tensor x) {
        Shape lead = Rows.lead("invertible convolution", x, width(), dtype);
        Tensor pixels = x.reshape(lead.size(), image.channels(), image.pixels());
        return w.matmul(pixels).reshape(x.shape());
    }

    @Override
    public Map<String, Variable> parameters() {
        Map<String, Variable> p = new LinkedHashMap<>();
        p.put("lower", lower);
        p.put("upper", upper);
        p.put("log_scale", logScale);
        return p;
    }

    @Override
    public Map<String, Object> config() {
        Map<String, Object> c = new LinkedHashMap<>();
        c.put("type", "invertible_convolution");
        c.put("image", image.toList());
        c.put("dtype", dtype.toString());
        c.put("seed", seed);
        return c;
    }
}
