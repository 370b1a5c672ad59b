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
import org.auriflow.flows.internal.Values;
import org.auriflow.nn.Config;
import org.auriflow.nn.Pass;

/**
 * A scale and a shift of every feature, or of every channel of images, that begin with the statistics of one batch (D.
 * Kingma and P. Dhariwal, 1807.03039, section 3.1).
 *
 * <pre>{@code
 * y = exp(s) (x + b)    ln|det| = pixels · Σ s
 * }</pre>
 *
 * <p>{@link #initialise} sets both so that its image has mean 0 and variance 1, and a channel that never varies there
 * is only centred; {@link #initialiseInverse} does so for the inverse. From then on they are parameters like any others. Without it the map begins as the identity. The
 * shift comes first, as in the code of the authors and unlike their table 1, so that data far from 0 lose no digits.
 * Parameters are {@code log_scale} s and {@code shift} b, both [channels].
 */
public final class ActNorm implements ConstantDeterminant {
    private final Engine engine;
    private final int channels;
    private final int pixels;
    private final DType dtype;
    private final Variable logScale;
    private final Variable shift;

    private ActNorm(Engine engine, int channels, int pixels, DType dtype) {
        this.engine = engine;
        this.channels = channels;
        this.pixels = Channels.requirePositive("act norm", channels, pixels);
        this.dtype = Rows.requireFloating("act norm", dtype);
        TensorType row = new TensorType(dtype, Shape.of(channels));
        this.logScale = engine.variable("log_scale", Tensor.full(row, 0));
        this.shift = engine.variable("shift", Tensor.full(row, 0));
    }

    /**
     * Every feature has its own scale and shift.
     *
     * @param dtype of parameters and rows
     * @throws IllegalArgumentException if the width is not positive or the dtype not floating
     */
    public static ActNorm of(Engine engine, int width, DType dtype) {
        return of(engine, width, 1, dtype);
    }

    /**
     * Every channel has its own scale and shift.
     *
     * @param pixels of a channel, H·W for rows of channels·H·W features, channels first
     * @param dtype of parameters and rows
     * @throws IllegalArgumentException if a number is not positive or the dtype not floating
     */
    public static ActNorm of(Engine engine, int channels, int pixels, DType dtype) {
        return new ActNorm(engine, channels, pixels, dtype);
    }

    /** Rebuilds it from its {@link #config()}. */
    public static ActNorm fromConfig(Engine engine, Config c) {
        return of(engine, c.integer("channels"), c.integer("pixels"), c.dtype("dtype"));
    }

    /**
     * Sets scale and shift from the deviation and the mean of x [..., d] over rows and pixels, and gives its image.
     *
     * @throws IllegalArgumentException if there is no row, or values are not finite
     */
    @Override
    public Tensor initialise(Tensor x, Tensor context) {
        Tensor rows = begin(x, false);
        return forwardValue(rows, context, Pass.evaluation());
    }

    /** As {@link #initialise}, so that the inverse image of y [..., d] has mean 0 and variance 1. */
    @Override
    public Tensor initialiseInverse(Tensor y, Tensor context) {
        Tensor rows = begin(y, true);
        return inverseValue(rows, context, Pass.evaluation());
    }

    /** Sets both parameters, and gives the rows with their values. */
    private Tensor begin(Tensor x, boolean inverse) {
        Shape lead = Rows.lead("act norm", x, width(), dtype);
        // x is used more than once, and the layers before it may be large.
        Tensor rows = lead.size() == 0 ? x : Values.computed(engine, x);
        if (lead.size() == 0 || !allTrue(rows.isFinite())) {
            throw new IllegalArgumentException("act norm: requires finite rows to begin with, got "
                    + (lead.size() == 0 ? "none" : "others among " + x.type()) + "; check the first batch");
        }
        Tensor all = rows.reshape(-1, channels, pixels);
        Tensor mean = all.mean(0, 2);
        Tensor deviation = all.sub(mean.expand(-1)).pow(2).mean(0, 2).sqrt();
        // The mean is rounded, so that equal values may seem to vary a little.
        Tensor varies = all.max(0, 2).gt(all.min(0, 2)).and(deviation.gt(0));
        Tensor scale = Tensor.where(varies, deviation, Tensor.onesLike(deviation));
        shift.assign(inverse ? mean.div(scale) : mean.neg());
        logScale.assign(inverse ? scale.log() : scale.log().neg());
        return rows;
    }

    private static boolean allTrue(Tensor flags) {
        for (boolean b : flags.toBooleanArray()) {
            if (!b) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int width() {
        return channels * pixels;
    }

    @Override
    public Tensor logAbsDet() {
        return logScale.read().sum().mul(pixels);
    }

    @Override
    public Tensor forwardValue(Tensor x, Tensor context, Pass pass) {
        Rows.lead("act norm", x, width(), dtype);
        return x.add(spread(shift.read())).mul(spread(logScale.read().exp()));
    }

    @Override
    public Tensor inverseValue(Tensor y, Tensor context, Pass pass) {
        Rows.lead("act norm", y, width(), dtype);
        return y.mul(spread(logScale.read().neg().exp())).sub(spread(shift.read()));
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
    public Map<String, Object> config() {
        Map<String, Object> c = new LinkedHashMap<>();
        c.put("type", "act_norm");
        c.put("channels", channels);
        c.put("pixels", pixels);
        c.put("dtype", dtype.toString());
        return c;
    }
}
