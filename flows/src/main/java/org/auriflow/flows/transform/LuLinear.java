package org.auriflow.flows.transform;

import java.util.LinkedHashMap;
import java.util.Map;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Linalg;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.Variable;
import org.auriflow.flows.internal.Rows;
import org.auriflow.nn.Config;
import org.auriflow.nn.Pass;

/**
 * A linear map by its LU factors (D. Kingma and P. Dhariwal, 1807.03039, eq. 10 and 11).
 *
 * <pre>{@code
 * y = P L U x + b    ln|det| = Σᵢ ln Uᵢᵢ
 * }</pre>
 *
 * <p>P is a fixed {@link Permutation}, L lower triangular with a diagonal of 1, U upper triangular with a positive
 * diagonal, softplus of the parameter + 10⁻³ (1906.04032), where the first paper has fixed signs and any size. The map
 * begins as P. Parameters are {@code factors} [d, d], which hold L below the diagonal and U above it, and {@code bias}
 * [d]. Forward costs one product with a matrix, the inverse two triangular solves.
 */
public final class LuLinear implements ConstantDeterminant {
    private final Permutation permutation;
    private final DType dtype;
    private final Variable factors;
    private final Variable bias;

    private LuLinear(Engine engine, Permutation permutation, DType dtype) {
        int d = permutation.width();
        this.permutation = permutation;
        this.dtype = Rows.requireFloating("lu linear", dtype);
        this.factors = engine.variable("factors", Tensor.eye(dtype, d).mul(PositiveDiagonal.ONE));
        this.bias = engine.variable("bias", Tensor.zeros(dtype, d));
    }

    /**
     * The identity, with P = 1.
     *
     * @param dtype of parameters and rows
     * @throws IllegalArgumentException if the width is not positive or the dtype not floating
     */
    public static LuLinear of(Engine engine, int width, DType dtype) {
        return of(engine, Permutation.roll(width, 0), dtype);
    }

    /**
     * A map that begins as a permutation, such as {@link Permutation#random}.
     *
     * @param dtype of parameters and rows
     * @throws IllegalArgumentException if the dtype is not floating
     */
    public static LuLinear of(Engine engine, Permutation permutation, DType dtype) {
        return new LuLinear(engine, permutation, dtype);
    }

    /** Rebuilds it from its {@link #config()}. */
    public static LuLinear fromConfig(Engine engine, Config c) {
        return of(engine, Permutation.fromConfig(new Config(c.object("permutation"))), c.dtype("dtype"));
    }

    private Tensor lower() {
        return Linalg.tril(factors.read(), -1).add(Tensor.eye(dtype, width()));
    }

    private Tensor upper() {
        return Linalg.triu(factors.read(), 1).add(Linalg.diagonalMatrix(diagonal()));
    }

    private Tensor diagonal() {
        return PositiveDiagonal.of(Linalg.diagonal(factors.read()));
    }

    @Override
    public int width() {
        return permutation.width();
    }

    @Override
    public Tensor logAbsDet() {
        return diagonal().log().sum();
    }

    @Override
    public Tensor forwardValue(Tensor x, Tensor context, Pass pass) {
        Rows.lead("lu linear", x, width(), dtype);
        // Permuting the matrix is cheaper than permuting every row.
        Tensor transposed = permutation.forwardValue(upper().matmul(lower(), true, true), null, pass);
        return Rows.product(transposed.transpose(), x).add(bias.read());
    }

    @Override
    public Tensor inverseValue(Tensor y, Tensor context, Pass pass) {
        Rows.lead("lu linear", y, width(), dtype);
        Tensor rows = permutation.inverseValue(y.sub(bias.read()), null, pass);
        return Rows.solve(upper(), Rows.solve(lower(), rows, true), false);
    }

    @Override
    public Map<String, Variable> parameters() {
        Map<String, Variable> p = new LinkedHashMap<>();
        p.put("factors", factors);
        p.put("bias", bias);
        return p;
    }

    @Override
    public Map<String, Object> config() {
        Map<String, Object> c = new LinkedHashMap<>();
        c.put("type", "lu_linear");
        c.put("permutation", permutation.config());
        c.put("dtype", dtype.toString());
        return c;
    }
}
