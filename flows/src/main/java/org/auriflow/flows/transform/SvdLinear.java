package org.auriflow.flows.transform;

import java.util.LinkedHashMap;
import java.util.Map;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.TensorType;
import org.auriflow.engine.Variable;
import org.auriflow.flows.internal.Rows;
import org.auriflow.nn.Children;
import org.auriflow.nn.Config;
import org.auriflow.nn.Pass;

/**
 * A linear map by its singular values (J. Zhang, Q. Lei and I. Dhillon, 1803.09327).
 *
 * <pre>{@code
 * y = Q₁ diag(s) Q₂ x + b    ln|det| = Σᵢ ln sᵢ
 * }</pre>
 *
 * <p>Q₁ and Q₂ are orthogonal ({@link Householder}), s positive, softplus of the parameter + 10⁻³ as in {@link
 * LuLinear}. It begins as the identity. Parameters are {@code first.vectors} of Q₁, {@code second.vectors} of Q₂,
 * {@code diagonal} [d] and {@code bias} [d]. Both directions cost products alone.
 */
public final class SvdLinear implements ConstantDeterminant {
    private final int width;
    private final int reflections;
    private final DType dtype;
    private final Children children = new Children();
    private final Householder first;
    private final Householder second;
    private final Variable diagonal;
    private final Variable bias;

    private SvdLinear(Engine engine, int width, int reflections, DType dtype) {
        this.width = width;
        this.reflections = reflections;
        this.dtype = dtype;
        this.first = children.add("first", Householder.of(engine, width, reflections, dtype));
        this.second = children.add("second", Householder.of(engine, width, reflections, dtype));
        TensorType row = new TensorType(dtype, Shape.of(width));
        this.diagonal = engine.variable("diagonal", Tensor.full(row, PositiveDiagonal.ONE));
        this.bias = engine.variable("bias", Tensor.full(row, 0));
    }

    /**
     * A map of rows of this width.
     *
     * @param reflections whose product is Q₁, and as many for Q₂; as many as features reach every Q of one sign
     * @param dtype of parameters and rows
     * @throws IllegalArgumentException if a number is not positive or the dtype not floating
     */
    public static SvdLinear of(Engine engine, int width, int reflections, DType dtype) {
        return new SvdLinear(engine, width, reflections, dtype);
    }

    /** Rebuilds it from its {@link #config()}. */
    public static SvdLinear fromConfig(Engine engine, Config c) {
        return of(engine, c.integer("width"), c.integer("reflections"), c.dtype("dtype"));
    }

    private Tensor singularValues() {
        return PositiveDiagonal.of(diagonal.read());
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public Tensor logAbsDet() {
        return singularValues().log().sum();
    }

    @Override
    public Tensor forwardValue(Tensor x, Tensor context, Pass pass) {
        Rows.lead("svd linear", x, width, dtype);
        Tensor scaled = second.forwardValue(x, null, pass).mul(singularValues());
        return first.forwardValue(scaled, null, pass).add(bias.read());
    }

    @Override
    public Tensor inverseValue(Tensor y, Tensor context, Pass pass) {
        Rows.lead("svd linear", y, width, dtype);
        Tensor scaled = first.inverseValue(y.sub(bias.read()), null, pass);
        return second.inverseValue(scaled.div(singularValues()), null, pass);
    }

    @Override
    public Map<String, Variable> parameters() {
        Map<String, Variable> p = new LinkedHashMap<>(children.parameters());
        p.put("diagonal", diagonal);
        p.put("bias", bias);
        return p;
    }

    @Override
    public Map<String, Object> config() {
        Map<String, Object> c = new LinkedHashMap<>();
        c.put("type", "svd_linear");
        c.put("width", width);
        c.put("reflections", reflections);
        c.put("dtype", dtype.toString());
        return c;
    }
}
