package org.auriflow.nn;

import java.util.LinkedHashMap;
import java.util.Map;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.TensorType;
import org.auriflow.engine.Variable;

/**
 * y = gain · (x − mean)/√(variance + 10⁻⁵) + bias over the last axis of x […, width] (1607.06450), with {@code gain} and
 * {@code bias} [width] that begin at 1 and 0.
 */
public final class LayerNorm implements Model {
    private static final double EPSILON = 1e-5;

    private final int width;
    private final DType dtype;
    private final Variable gain;
    private final Variable bias;

    /**
     * A new layer.
     *
     * @throws IllegalArgumentException if the width is not positive or the dtype is not floating
     */
    public LayerNorm(Engine engine, int width, DType dtype) {
        if (width < 1 || !dtype.isFloating()) {
            throw new IllegalArgumentException("layer norm: requires a positive width of float32 or float64, got "
                    + width + " of " + dtype + "; check the architecture");
        }
        this.width = width;
        this.dtype = dtype;
        TensorType type = new TensorType(dtype, Shape.of(width));
        this.gain = engine.variable("gain", Tensor.full(type, 1));
        this.bias = engine.variable("bias", Tensor.full(type, 0));
    }

    @Override
    public Tensor call(Tensor x, Pass pass) {
        if (x.shape().rank() == 0 || x.shape().extent(-1) != width || x.dtype() != dtype) {
            throw new IllegalArgumentException("layer norm: requires " + dtype + " x [..., " + width + "], got "
                    + x.type() + "; check the width of the data and the dtype");
        }
        return x.layerNorm(EPSILON).mul(gain.read()).add(bias.read());
    }

    @Override
    public Map<String, Variable> parameters() {
        Map<String, Variable> p = new LinkedHashMap<>();
        p.put("gain", gain);
        p.put("bias", bias);
        return p;
    }

    @Override
    public Map<String, Object> config() {
        Map<String, Object> c = new LinkedHashMap<>();
        c.put("type", "layer_norm");
        c.put("width", width);
        c.put("dtype", dtype.toString());
        return c;
    }
}
