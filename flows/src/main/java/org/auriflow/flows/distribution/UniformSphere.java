package org.auriflow.flows.distribution;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.commons.math3.special.Gamma;
import org.auriflow.engine.DType;
import org.auriflow.engine.Random;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.TensorType;
import org.auriflow.engine.Variable;
import org.auriflow.flows.Distribution;
import org.auriflow.flows.internal.Rows;
import org.auriflow.nn.Config;
import org.auriflow.nn.Pass;

/**
 * The uniform density on the unit sphere of R^d, with respect to its surface: ln p(x) = ln Γ(½d) − ln 2 − ½ d ln π.
 *
 * <p>It is no density of R^d. Rows are taken to be of length 1, which is not checked. Draws are standard normals
 * divided by their length. Immutable, without parameters; ignores a context.
 */
public final class UniformSphere implements Distribution {
    private final int width;
    private final DType dtype;

    /**
     * On the sphere of dimension d − 1.
     *
     * @param width d, at least 2
     * @param dtype of samples, float32 or float64; densities are in that of their argument
     * @throws IllegalArgumentException if the width is below 2 or the dtype not floating
     */
    public UniformSphere(int width, DType dtype) {
        if (width < 2) {
            throw new IllegalArgumentException(
                    "uniform sphere: requires a width of at least 2, got " + width + "; 2 is the circle");
        }
        Checks.floating("uniform sphere", dtype);
        this.width = width;
        this.dtype = dtype;
    }

    /** Rebuilds it from its {@link #config()}. */
    public static UniformSphere fromConfig(Config c) {
        return new UniformSphere(c.integer("width"), c.dtype("dtype"));
    }

    /** ln of the surface of the unit sphere of R^d. */
    static double logSurface(int d) {
        return Math.log(2) + 0.5 * d * Math.log(Math.PI) - Gamma.logGamma(0.5 * d);
    }

    /** Rows [n, d] of length 1, from normal ones. */
    static Tensor directions(Tensor z) {
        return z.div(z.mul(z).sum(-1).sqrt().expand(-1));
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
    public DType dtype() {
        return dtype;
    }

    @Override
    public Tensor logProb(Tensor x, Tensor context, Pass pass) {
        Shape lead = Rows.lead("uniform sphere", x, width);
        return Tensor.full(new TensorType(x.dtype(), lead), -logSurface(width));
    }

    @Override
    public Tensor sample(int n, Tensor context, Random random, Tensor counter) {
        return directions(random.normal(new TensorType(dtype, Shape.of(n, width)), counter));
    }

    @Override
    public Tensor entropy(Tensor context) {
        return Tensor.scalar(dtype, logSurface(width));
    }

    /** None. */
    @Override
    public Map<String, Variable> parameters() {
        return Map.of();
    }

    @Override
    public Map<String, Object> config() {
        Map<String, Object> c = new LinkedHashMap<>();
        c.put("type", "uniform_sphere");
        c.put("width", width);
        c.put("dtype", dtype.toString());
        return c;
    }
}
