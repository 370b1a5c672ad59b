package org.auriflow.flows.transform;

import java.util.LinkedHashMap;
import java.util.Map;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Linalg;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.Variable;
import org.auriflow.flows.internal.Rows;
import org.auriflow.nn.Children;
import org.auriflow.nn.Config;
import org.auriflow.nn.Pass;

/**
 * A linear map by its QR factors (E. Hoogeboom, R. van den Berg and M. Welling, 1901.11137).
 *
 * <pre>{@code
 * y = Q R x + b    ln|det| = Σᵢ ln Rᵢᵢ
 * }</pre>
 *
 * <p>Q is orthogonal ({@link Householder}), R upper triangular with a positive diagonal, softplus of the parameter +
 * 10⁻³ as in {@link LuLinear}. With an even number of reflections it begins as the identity. Parameters are {@code
 * orthogonal.vectors}, {@code upper} [d, d], whose elements below the diagonal are not read, and {@code bias} [d]. The
 * inverse costs one triangular solve.
 */
public final class QrLinear implements ConstantDeterminant {
    private final int width;
    private final int reflections;
    private final DType dtype;
    private final Children children = new Children();
    private final Householder orthogonal;
    private final Variable upper;
    private final Variable bias;

    private QrLinear(Engine engine, int width, int reflections, DType dtype) {
        this.width = width;
        this.reflections = reflections;
        this.dtype = dtype;
        this.orthogonal = children.add("orthogonal", Householder.of(engine, width, reflections, dtype));
        this.upper = engine.variable("upper", Tensor.eye(dtype, width).mul(PositiveDiagonal.ONE));
        this.bias = engine.variable("bias", Tensor.zeros(dtype, width));
    }

    /**
     * A map of rows of this width.
     *
     * @param reflections whose product is Q; as many as features reach every Q of one sign
     * @param dtype of parameters and rows
     * @throws IllegalArgumentException if a number is not positive or the dtype not floating
     */
    public static QrLinear of(Engine engine, int width, int reflections, DType dtype) {
        return new QrLinear(engine, width, reflections, dtype);
    }

    /** Rebuilds it from its {@link #config()}. */
    public static QrLinear fromConfig(Engine engine, Config c) {
        return of(engine, c.integer("width"), c.integer("reflections"), c.dtype("dtype"));
    }

    private Tensor diagonal() {
        return PositiveDiagonal.of(Linalg.diagonal(upper.read()));
    }

    private Tensor triangle() {
        return Linalg.triu(upper.read(), 1).add(Linalg.diagonalMatrix(diagonal()));
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public Tensor logAbsDet() {
        return diagonal().log().sum();
    }

    @Override
    public Tensor forwardValue(Tensor x, Tensor context, Pass pass) {
        Rows.lead("qr linear", x, width, dtype);
        return orthogonal.forwardValue(Rows.product(triangle(), x), null, pass).add(bias.read());
    }

    @Override
    public Tensor inverseValue(Tensor y, Tensor context, Pass pass) {
        Rows.lead("qr linear", y, width, dtype);
        Tensor rows = orthogonal.inverseValue(y.sub(bias.read()), null, pass);
        return Rows.solve(triangle(), rows, false);
    }

    @Override
    public Map<String, Variable> parameters() {
        Map<String, Variable> p = new LinkedHashMap<>(children.parameters());
        p.put("upper", upper);
        p.put("bias", bias);
        return p;
    }

    @Override
    public Map<String, Object> config() {
        Map<String, Object> c = new LinkedHashMap<>();
        c.put("type", "qr_linear");
        c.put("width", width);
        c.put("reflections", reflections);
        c.put("dtype", dtype.toString());
        return c;
    }
}
