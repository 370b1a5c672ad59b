package org.auriflow.flows.distribution;

import java.util.LinkedHashMap;
import java.util.Map;
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

/** d independent standard normals: ln p(x) = −½ Σ xᵢ² − ½ d ln 2π. Immutable, without parameters; ignores a context. */
public final class StandardNormal implements Distribution {
    private static final double HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);

    private final int width;
    private final DType dtype;

    /**
     * Over rows of this width.
     *
     * @param dtype of samples, float32 or float64
     * @throws IllegalArgumentException if the width is not positive or the dtype not floating
     */
    public StandardNormal(int width, DType dtype) {
        if (width < 1 || !dtype.isFloating()) {
            throw new IllegalArgumentException("standard normal: requires a positive width and a floating dtype, got "
                    + width + " and " + dtype + "; set both");
        }
        this.width = width;
        this.dtype = dtype;
    }

    /** Over float32 rows of this width. */
    public StandardNormal(int width) {
        this(width, DType.FLOAT32);
    }

    /** Rebuilds it from its {@link #config()}. */
    public static StandardNormal fromConfig(Config c) {
        return new StandardNormal(c.integer("width"), c.dtype("dtype"));
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
        Rows.lead("standard normal", x, width);
        return x.mul(x).sum(-1).mul(-0.5).sub(width * HALF_LOG_TWO_PI);
    }

    @Override
    public Tensor sample(int n, Tensor context, Random random, Tensor counter) {
        return random.normal(new TensorType(dtype, Shape.of(n, width)), counter);
    }

    @Override
    public Tensor entropy(Tensor context) {
        return Tensor.scalar(dtype, width * (0.5 + HALF_LOG_TWO_PI));
    }

    /** None. */
    @Override
    public Map<String, Variable> parameters() {
        return Map.of();
    }

    @Override
    public Map<String, Object> config() {
        Map<String, Object> c = new LinkedHashMap<>();
        c.put("type", "standard_normal");
        c.put("width", width);
        c.put("dtype", dtype.toString());
        return c;
    }
}
