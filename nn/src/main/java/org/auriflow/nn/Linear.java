package org.auriflow.nn;

import java.util.LinkedHashMap;
import java.util.Map;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.RandomStream;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Storage;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.TensorType;
import org.auriflow.engine.Variable;

/**
 * y = x Wᵀ + b with {@code weight} [outputs, inputs] and {@code bias} [outputs]; x […, inputs] gives […, outputs].
 *
 * <p>A new bias is uniform in ±1/√inputs, so that the kinks of a first layer do not all pass through the origin.
 */
public final class Linear implements Model {
    private final int inputs;
    private final int outputs;
    private final DType dtype;
    private final Variable weight;
    private final Variable bias;

    private Linear(Engine engine, int inputs, int outputs, DType dtype, double[] w, double[] b) {
        this.inputs = inputs;
        this.outputs = outputs;
        this.dtype = dtype;
        this.weight = engine.variable("weight", values(dtype, w, outputs, inputs));
        this.bias = engine.variable("bias", values(dtype, b, outputs));
    }

    /**
     * A new layer.
     *
     * @param gain factor on the standard deviation of the weights, {@link Activation#gain()} of what follows
     * @param seed with {@code layer}, fixes the draws; layers of one network differ in {@code layer}
     * @throws IllegalArgumentException if a width is not positive or the dtype is not floating
     */
    public static Linear of(
            Engine engine,
            int inputs,
            int outputs,
            Initializer initializer,
            double gain,
            DType dtype,
            long seed,
            int layer) {
        if (inputs < 1 || outputs < 1) {
            throw new IllegalArgumentException("linear: widths must be positive, got " + inputs + " inputs and "
                    + outputs + " outputs; check the architecture");
        }
        if (!dtype.isFloating()) {
            throw new IllegalArgumentException("linear: requires float32 or float64, got " + dtype + "; choose one");
        }
        RandomStream random = Streams.INITIAL.of(seed, layer);
        double[] w = initializer.sample(outputs, inputs, gain, random);
        double[] b = new double[outputs];
        for (int i = 0; i < outputs && initializer != Initializer.ZEROS; i++) {
            b[i] = (2 * random.uniform() - 1) / Math.sqrt(inputs);
        }
        return new Linear(engine, inputs, outputs, dtype, w, b);
    }

    /** A new float32 layer with Xavier uniform weights of gain 1. */
    public static Linear of(Engine engine, int inputs, int outputs, long seed) {
        return of(engine, inputs, outputs, Initializer.XAVIER_UNIFORM, 1, DType.FLOAT32, seed, 0);
    }

    private static Tensor values(DType dtype, double[] v, int... extents) {
        Storage s = Storage.allocate(dtype, v.length);
        for (int i = 0; i < v.length; i++) {
            s.set(i, v[i]);
        }
        return Tensor.constant(new TensorType(dtype, Shape.of(extents)), s);
    }

    @Override
    public Tensor call(Tensor x, Pass pass) {
        int rank = x.shape().rank();
        if (rank == 0 || x.shape().extent(-1) != inputs || x.dtype() != dtype) {
            throw new IllegalArgumentException("linear: requires " + dtype + " x [..., " + inputs + "], got " + x.type()
                    + "; check the width of the data and the dtype");
        }
        Tensor rows = rank == 2 ? x : x.reshape(-1, inputs);
        Tensor y = rows.matmul(weight.read(), false, true).add(bias.read());
        return rank == 2 ? y : y.reshape(x.shape().with(rank - 1, outputs));
    }

    /** Width of x. */
    public int inputs() {
        return inputs;
    }

    /** Width of y. */
    public int outputs() {
        return outputs;
    }

    @Override
    public Map<String, Variable> parameters() {
        Map<String, Variable> p = new LinkedHashMap<>();
        p.put("weight", weight);
        p.put("bias", bias);
        return p;
    }

    @Override
    public Map<String, Object> config() {
        Map<String, Object> c = new LinkedHashMap<>();
        c.put("type", "linear");
        c.put("inputs", inputs);
        c.put("outputs", outputs);
        c.put("dtype", dtype.toString());
        return c;
    }
}
