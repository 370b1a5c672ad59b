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
 * y = gain · (x − mean)/√(variance + ε) + bias for every feature, with the moments of the batch in training and their
 * running averages in evaluation (S. Ioffe and C. Szegedy, 1502.03167, algorithms 1 and 2).
 *
 * <p>Features are the last axis of x [..., width], or the channels of images [n, channels, ...]; all other axes are the
 * batch. Parameters are {@code gain} and {@code bias}, which begin at 1 and 0; state is {@code mean} and {@code
 * variance} ({@link BatchStatistics}), all of them [width]. A training that is given the model updates the state: its
 * rows are no longer independent of each other.
 */
public final class BatchNorm implements Model {
    private final int width;
    private final boolean channels;
    private final double momentum;
    private final double epsilon;
    private final DType dtype;
    private final BatchStatistics statistics;
    private final Variable gain;
    private final Variable bias;

    private BatchNorm(Builder b) {
        this.width = b.width;
        this.channels = b.channels;
        this.momentum = b.momentum;
        this.epsilon = b.epsilon;
        this.dtype = b.dtype;
        this.statistics = new BatchStatistics(b.engine, width, momentum, dtype);
        TensorType row = new TensorType(dtype, Shape.of(width));
        this.gain = b.engine.variable("gain", Tensor.full(row, 1));
        this.bias = b.engine.variable("bias", Tensor.full(row, 0));
    }

    /** Begins a layer on an engine. */
    public static Builder builder(Engine engine) {
        return new Builder(engine);
    }

    static BatchNorm of(Config c, Engine engine) {
        int width = c.integer("width");
        Builder b = builder(engine);
        return (c.flag("channels") ? b.channels(width) : b.features(width))
                .momentum(c.number("momentum"))
                .epsilon(c.number("epsilon"))
                .dtype(c.dtype("dtype"))
                .build();
    }

    /** Collects the settings. */
    public static final class Builder {
        private final Engine engine;
        private int width;
        private boolean channels;
        private double momentum = 0.1;
        private double epsilon = 1e-5;
        private DType dtype = DType.FLOAT32;

        private Builder(Engine engine) {
            this.engine = engine;
        }

        /** Width of the last axis of x, whose elements are normalised each. */
        public Builder features(int n) {
            width = n;
            channels = false;
            return this;
        }

        /** Width of the second axis of x [n, channels, ...], whose elements are normalised each. */
        public Builder channels(int n) {
            width = n;
            channels = true;
            return this;
        }

        /** Share of a batch in the running averages, in (0, 1]; 0.1 by default. */
        public Builder momentum(double share) {
            momentum = share;
            return this;
        }

        /** What is added to variances; 10⁻⁵ by default. */
        public Builder epsilon(double e) {
            epsilon = e;
            return this;
        }

        /** Type of parameters, x and y; float32 by default. */
        public Builder dtype(DType d) {
            dtype = d;
            return this;
        }

        /**
         * Makes the layer.
         *
         * @throws IllegalArgumentException if the width is missing, or a setting out of range
         */
        public BatchNorm build() {
            if (!(epsilon > 0 && epsilon < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(
                        "batch norm: epsilon must be positive and finite, got " + epsilon + "; 1e-5 is usual");
            }
            return new BatchNorm(this);
        }
    }

    @Override
    public Tensor call(Tensor x, Pass pass) {
        int rank = x.shape().rank();
        int axis = channels ? 1 : rank - 1;
        if (axis < 0 || axis >= rank || x.shape().extent(axis) != width || x.dtype() != dtype) {
            throw new IllegalArgumentException("batch norm: requires " + dtype + " x "
                    + (channels ? "[n, " + width + ", ...]" : "[..., " + width + "]") + ", got " + x.type()
                    + "; check the width of the data and the dtype");
        }
        BatchStatistics.Moments m = statistics.of(x, axis, pass);
        Shape column = Shape.of(width);
        for (int k = axis + 1; k < rank; k++) {
            column = column.concat(Shape.of(1));
        }
        Tensor deviation = m.variance().add(epsilon).sqrt();
        return x.sub(m.mean().reshape(column))
                .mul(gain.read().div(deviation).reshape(column))
                .add(bias.read().reshape(column));
    }

    @Override
    public Map<String, Variable> parameters() {
        Map<String, Variable> p = new LinkedHashMap<>();
        p.put("gain", gain);
        p.put("bias", bias);
        return p;
    }

    @Override
    public Map<String, Variable> state() {
        return statistics.state();
    }

    @Override
    public Map<String, Object> config() {
        Map<String, Object> c = new LinkedHashMap<>();
        c.put("type", "batch_norm");
        c.put("width", width);
        c.put("channels", channels);
        c.put("momentum", momentum);
        c.put("epsilon", epsilon);
        c.put("dtype", dtype.toString());
        return c;
    }
}
