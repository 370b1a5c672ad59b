package org.auriflow.flows.elementwise;

import java.util.LinkedHashMap;
import java.util.Map;
import org.auriflow.engine.Tensor;
import org.auriflow.flows.Elementwise;
import org.auriflow.flows.Transformed;
import org.auriflow.nn.Config;

/**
 * tanh x for |x| ≤ c and ±(tanh c + α ln(|x|/c)) beyond, R onto R, without parameters: squashes large values without an end.
 *
 * <p>α = c(1 − tanh² c) makes the derivative continuous; the second jumps at ±c. (In nflows α = (1 − tanh tanh c)/c, at which the derivative
 * jumps as well.) The inverse beyond tanh c is ±c exp((|y| − tanh c)/α), which in float32 overflows at |y| = 37 for c = 1. By default c = 1.
 */
public final class LogTanh implements Elementwise {
    /** The {@code type} of its configuration. */
    public static final String TYPE = "log_tanh";

    private final double cut;
    private final double image;
    private final double alpha;

    /**
     * The function with a given c.
     *
     * @throws IllegalArgumentException if c is not positive and at most 8, where tanh can no longer be inverted in float32
     */
    public LogTanh(double cut) {
        if (!(cut > 0 && cut <= 8)) {
            throw new IllegalArgumentException("log tanh: requires a cut in (0, 8], got " + cut + "; try 1");
        }
        this.cut = cut;
        this.image = Math.tanh(cut);
        this.alpha = cut * (1 - image * image);
    }

    /** The function with c = 1. */
    public LogTanh() {
        this(1);
    }

    /** Rebuilds it from its {@link #config()}. */
    public static LogTanh fromConfig(Config c) {
        return new LogTanh(c.number("cut"));
    }

    @Override
    public int parameters() {
        return 0;
    }

    @Override
    public Transformed forward(Tensor x, Tensor parameters) {
        return new Transformed(forwardValue(x, parameters), logDerivative(x));
    }

    @Override
    public Transformed inverse(Tensor y, Tensor parameters) {
        Tensor x = inverseValue(y, parameters);
        return new Transformed(x, logDerivative(x).neg());
    }

    @Override
    public Tensor forwardValue(Tensor x, Tensor parameters) {
        Parameters.check("log tanh", x, parameters, 0);
        Tensor far = far(x, cut);
        Tensor log = outer(x, far, cut).div(cut).log().mul(alpha).add(image);
        return Tensor.where(far, x.sign().mul(log), inner(x, far).tanh());
    }

    @Override
    public Tensor inverseValue(Tensor y, Tensor parameters) {
        Parameters.check("log tanh", y, parameters, 0);
        Tensor far = far(y, image);
        Tensor exp = outer(y, far, image).sub(image).div(alpha).exp().mul(cut);
        Tensor near = inner(y, far);
        Tensor artanh = near.log1p().sub(near.neg().log1p()).mul(0.5);
        return Tensor.where(far, y.sign().mul(exp), artanh);
    }

    private Tensor logDerivative(Tensor x) {
        Tensor far = far(x, cut);
        Tensor near = inner(x, far);
        // 1 − tanh² = 4/(e^x + e^−x)², without a difference of nearly equal numbers.
        Tensor inner = near.mul(2).softplus().add(near.mul(-2).softplus()).neg().add(2 * Math.log(2));
        return Tensor.where(far, outer(x, far, cut).log().neg().add(Math.log(alpha)), inner);
    }

    private static Tensor far(Tensor x, double from) {
        return x.abs().gt(from);
    }

    /** |x| where it is far; elsewhere any number that keeps derivatives finite. */
    private static Tensor outer(Tensor x, Tensor far, double from) {
        return Tensor.where(far, x.abs(), Tensor.full(x.type(), from));
    }

    /** x where it is near. */
    private static Tensor inner(Tensor x, Tensor far) {
        return Tensor.where(far, Tensor.zerosLike(x), x);
    }

    @Override
    public Map<String, Object> config() {
        Map<String, Object> c = new LinkedHashMap<>();
        c.put("type", TYPE);
        c.put("cut", cut);
        return c;
    }
}
