package org.auriflow.flows.transform;

import java.util.LinkedHashMap;
import java.util.Map;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.TensorType;
import org.auriflow.engine.Variable;
import org.auriflow.flows.Transform;
import org.auriflow.flows.Transformed;
import org.auriflow.flows.internal.Rows;
import org.auriflow.nn.BatchStatistics;
import org.auriflow.nn.BatchStatistics.Moments;
import org.auriflow.nn.Config;
import org.auriflow.nn.Pass;

/**
 * Batch normalisation of every feature, or of every channel of images, as a bijection (L. Dinh, J. Sohl-Dickstein and
 * S. Bengio, 1605.08803, eq. 24 to 26, with the scale and shift of G. Papamakarios, T. Pavlakou and I. Murray,
 * 1705.07057).
 *
 * <pre>{@code
 * y = exp(s) (x − mean)/√(variance + ε) + b    ln|det| = pixels · Σ (s − ½ ln(variance + ε))
 * }</pre>
 *
 * <p>In training, {@code forward} takes the moments of the batch, as constants of its determinant though not of its
 * gradients, and updates the running averages ({@link BatchStatistics}); the first paper takes those in training too.
 * {@code inverse} takes the running averages always, since a batch of values y does not tell the moments of x, so that
 * in training the two directions do not undo each other. Parameters are {@code log_scale} s and {@code shift} b, state
 * {@code mean} and {@code variance}, all of them [channels]. It begins as the identity, but for ε.
 */
public final class BatchNormTransform implements Transform {
    private final int channels;
    private final int pixels;
    private final double momentum;
    private final double epsilon;
    private final DType dtype;
    private final BatchStatistics statistics;
    private final Variable logScale;
    private final Variable shift;

    private BatchNormTransform(Engine engine, int channels, int pixels, double momentum, double epsilon, DType dtype) {
        if (!(epsilon > 0 && epsilon < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "batch norm transform: requires a positive and finite epsilon, got " + epsilon + "; 1e-5 is usual");
        }
        this.channels = channels;
        this.pixels = Channels.requirePositive("batch norm transform", channels, pixels);
        this.momentum = momentum;
        this.epsilon = epsilon;
        this.dtype = dtype;
        this.statistics = new BatchStatistics(engine, channels, momentum, dtype);
        TensorType row = new TensorType(dtype, Shape.of(channels));
        this.logScale = engine.variable("log_scale", Tensor.full(row, 0));
        this.shift = engine.variable("shift", Tensor.full(row, 0));
    }

    /**
     * Every feature by itself, with a momentum of 0.1 and ε = 10⁻⁵.
     *
     * @param dtype of parameters and rows
     * @throws IllegalArgumentException if the width is not positive or the dtype not floating
     */
    public static BatchNormTransform of(Engine engine, int width, DType dtype) {
        return of(engine, width, 1, 0.1, 1e-5, dtype);
    }

    /**
     * Every channel by itself.
     *
     * @param pixels of a channel, H·W for rows of channels·H·W features, channels first; 1 for features
     * @param momentum share of a batch in the running averages, in (0, 1]
     * @param epsilon what is added to variances
     * @param dtype of parameters and rows
     * @throws IllegalArgumentException if a number is out of range or the dtype not floating
     */
    public static BatchNormTransform of(
            Engine engine, int channels, int pixels, double momentum, double epsilon, DType dtype) {
        return new BatchNormTransform(engine, channels, pixels, momentum, epsilon, dtype);
    }

    /** Rebuilds it from its {@link #config()}. */
    public static BatchNormTransform fromConfig(Engine engine, Config c) {
        return of(
                engine,
                c.integer("channels"),
                c.integer("pixels"),
                c.number("momentum"),
                c.number("epsilon"),
                c.dtype("dtype"));
    }

    @Override
    public int width() {
        return channels * pixels;
    }

    @Override
    public int contextWidth() {
        return 0;
    }

    @Override
    public Transformed forward(Tensor x, Tensor context, Pass pass) {
        Moments m = moments(x, pass);
        return ConstantDeterminant.every(forward(x, m), logScale(m).sum().mul(pixels));
    }

    @Override
    public Transformed inverse(Tensor y, Tensor context, Pass pass) {
        Tensor log = logScale(statistics.running()).sum().mul(-pixels);
        return ConstantDeterminant.every(inverseValue(y, context, pass), log);
    }

    @Override
    public Tensor forwardValue(Tensor x, Tensor context, Pass pass) {
        return forward(x, moments(x, pass));
    }

    @Override
    public Tensor inverseValue(Tensor y, Tensor context, Pass pass) {
        Rows.lead("batch norm transform", y, width(), dtype);
        Moments m = statistics.running();
        return y.sub(spread(shift.read())).mul(spread(logScale(m).neg().exp())).add(spread(m.mean()));
    }

    private Moments moments(Tensor x, Pass pass) {
        Rows.lead("batch norm transform", x, width(), dtype);
        return statistics.of(x.reshape(-1, channels, pixels), 1, pass);
    }

    private Tensor forward(Tensor x, Moments m) {
        return x.sub(spread(m.mean())).mul(spread(logScale(m).exp())).add(spread(shift.read()));
    }

    /** ln dy/dx per channel. */
    private Tensor logScale(Moments m) {
        return logScale.read().sub(m.variance().add(epsilon).log().mul(0.5));
    }

    private Tensor spread(Tensor perChannel) {
        return Channels.spread(perChannel, pixels);
    }

    @Override
    public Map<String, Variable> parameters() {
        Map<String, Variable> p = new LinkedHashMap<>();
        p.put("log_scale", logScale);
        p.put("shift", shift);
        return p;
    }

    @Override
    public Map<String, Variable> state() {
        return statistics.state();
    }

    @Override
    public Map<String, Object> config() {
        Map<String, Object> c = new LinkedHashMap<>();
        c.put("type", "batch_norm_transform");
        c.put("channels", channels);
        c.put("pixels", pixels);
        c.put("momentum", momentum);
        c.put("epsilon", epsilon);
        c.put("dtype", dtype.toString());
        return c;
    }
}
