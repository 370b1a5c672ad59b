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
 * An orthogonal map as a product of K reflections (J. Tomczak and M. Welling, 1611.09630), with ln|det| = 0.
 *
 * <pre>{@code
 * y = H₁ H₂ ⋯ H_K x    Hₖ = 1 − 2 vₖ vₖᵀ/|vₖ|²
 * }</pre>
 *
 * <p>The parameter {@code vectors} [K, d] holds the vₖ. K = d reflections reach every orthogonal map of one sign of the
 * determinant, (−1)ᴷ. Pairs of equal vectors make an even K begin as the identity and an odd K as one reflection. A
 * vector of 0 stands for the first unit vector, with a derivative of 0.
 *
 * <p>Reflections are applied together, 1 − Vᵀ S⁻¹ V with S the upper triangle of V Vᵀ and half its diagonal (T.
 * Joffrain, T. Low, E. Quintana-Ortí, R. van de Geijn and F. Van Zee, Accumulating Householder transformations,
 * revisited, 2006): two products with matrices [K, d] in either direction, and one triangular solve of size K.
 */
public final class Householder implements Transform {
    private final int width;
    private final int reflections;
    private final DType dtype;
    private final Variable vectors;

    private Householder(Engine engine, int width, int reflections, DType dtype) {
        if (width < 1 || reflections < 1) {
            throw new IllegalArgumentException("householder: requires a positive width and number of reflections, got "
                    + width + " and " + reflections + "; set both");
        }
        this.width = width;
        this.reflections = reflections;
        this.dtype = Rows.requireFloating("householder", dtype);
        this.vectors = engine.variable("vectors", pairs(width, reflections, dtype));
    }

    /** Unit vectors e₀, e₀, e₁, e₁, … and after the last of them from the beginning. */
    private static Tensor pairs(int width, int reflections, DType dtype) {
        int[] unit = new int[reflections];
        for (int k = 0; k < reflections; k++) {
            unit[k] = k / 2 % width;
        }
        return Tensor.of(unit).oneHot(width, dtype);
    }

    /**
     * A map of rows of this width.
     *
     * @param reflections K; even, to begin as the identity
     * @param dtype of parameters and rows
     * @throws IllegalArgumentException if a number is not positive or the dtype not floating
     */
    public static Householder of(Engine engine, int width, int reflections, DType dtype) {
        return new Householder(engine, width, reflections, dtype);
    }

    /** Rebuilds it from its {@link #config()}. */
    public static Householder fromConfig(Engine engine, Config c) {
        return of(engine, c.integer("width"), c.integer("reflections"), c.dtype("dtype"));
    }

    /**
     * H does not depend on the length of v, so the largest element may be scaled to 1 without a derivative: nothing
     * overflows or vanishes.
     */
    private Tensor scaled() {
        Tensor v = vectors.read();
        Tensor largest = v.abs().max(-1).expand(-1).stopGradient();
        Tensor some = largest.gt(0);
        Tensor first = Tensor.of(0).oneHot(width, dtype);
        return Tensor.where(some, v.div(Tensor.where(some, largest, Tensor.onesLike(largest))), first);
    }

    /** x − Vᵀ S⁻¹ V x, with Sᵀ for the inverse. */
    private Tensor apply(Tensor x, boolean inverse) {
        Rows.lead("householder", x, width, dtype);
        Tensor v = scaled();
        Tensor products = v.matmul(v, false, true);
        Tensor s = Linalg.triu(products, 1)
                .add(Linalg.diagonalMatrix(Linalg.diagonal(products).mul(0.5)));
        // (Vᵀ S⁻¹)ᵀ = S⁻ᵀ V
        Tensor left = Linalg.triangularSolve(s, v, false, !inverse).transpose();
        return x.sub(Rows.product(left, Rows.product(v, x)));
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
        return Map.of("vectors", vectors);
    }

    @Override
    public Map<String, Object> config() {
        Map<String, Object> c = new LinkedHashMap<>();
        c.put("type", "householder");
        c.put("width", width);
        c.put("reflections", reflections);
        c.put("dtype", dtype.toString());
        return c;
    }
}
