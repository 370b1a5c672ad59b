package org.auriflow.flows.transform;

import java.util.LinkedHashMap;
import java.util.Map;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Linalg;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.Variable;
import org.auriflow.flows.Transform;
import org.auriflow.flows.Transformed;
import org.auriflow.flows.internal.Rows;
import org.auriflow.nn.Config;
import org.auriflow.nn.Pass;

/**
 * A rotation as the Cayley transform of a skew matrix, with ln|det| = 0.
 *
 * <pre>{@code
 * y = (1 − A)⁻¹ (1 + A) x    A = G − Gᵀ
 * }</pre>
 *
 * <p>It reaches every rotation that turns no plane by half a turn, which is as close as one likes to all of them. The
 * parameter {@code generator} G [d, d] begins at 0, the identity. Either direction costs a product with a matrix that
 * one solve gives; a {@link Householder} of few reflections is cheaper.
 */
public final class Rotation implements Transform {
    private final int width;
    private final DType dtype;
    private final Variable generator;

    private Rotation(Engine engine, int width, DType dtype) {
        if (width < 1) {
            throw new IllegalArgumentException(
                    "rotation: requires a positive width, got " + width + "; set that of the rows");
        }
        this.width = width;
        this.dtype = Rows.requireFloating("rotation", dtype);
        this.generator = engine.variable("generator", Tensor.zeros(dtype, width, width));
    }

    /**
     * A map of rows of this width.
     *
     * @param dtype of parameters and rows
     * @throws IllegalArgumentException if the width is not positive or the dtype not floating
     */
    public static Rotation of(Engine engine, int width, DType dtype) {
        return new Rotation(engine, width, dtype);
    }

    /** Rebuilds it from its {@link #config()}. */
    public static Rotation fromConfig(Engine engine, Config c) {
        return of(engine, c.integer("width"), c.dtype("dtype"));
    }

    /** The rotation by A, and by −A its inverse. */
    private Tensor apply(Tensor x, boolean inverse) {
        Rows.lead("rotation", x, width, dtype);
        Tensor g = generator.read();
        Tensor a = inverse ? g.transpose().sub(g) : g.sub(g.transpose());
        Tensor one = Tensor.eye(dtype, width);
        return Rows.product(Linalg.solve(one.sub(a), one.add(a)), x);
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
        return Transformed.keepingVolume(apply(x, false));
    }

    @Override
    public Transformed inverse(Tensor y, Tensor context, Pass pass) {
        return Transformed.keepingVolume(apply(y, true));
    }

    @Override
    public Tensor forwardValue(Tensor x, Tensor context, Pass pass) {
        return apply(x, false);
    }

    @Override
    public Tensor inverseValue(Tensor y, Tensor context, Pass pass) {
        return apply(y, true);
    }

    @Override
    public Map<String, Variable> parameters() {
        return Map.of("generator", generator);
    }

    @Override
    public Map<String, Object> config() {
        Map<String, Object> c = new LinkedHashMap<>();
        c.put("type", "rotation");
        c.put("width", width);
        c.put("dtype", dtype.toString());
        return c;
    }
}
