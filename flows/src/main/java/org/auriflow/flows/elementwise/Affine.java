package org.auriflow.flows.elementwise;

import java.util.LinkedHashMap;
import java.util.Map;
import org.auriflow.engine.Tensor;
import org.auriflow.flows.Elementwise;
import org.auriflow.flows.Transformed;
import org.auriflow.nn.Config;

/**
 * y = s x + t with s &gt; 0 and ln dy/dx = ln s (RealNVP, 1605.08803, equations 7 and 8); of two parameters per element the first is t, the second
 * determines s by a {@link Scale}.
 */
public final class Affine implements Elementwise {
    /** The {@code type} of its configuration. */
    public static final String TYPE = "affine";

    /** How the scale s follows from a raw parameter r. All are bounded away from 0, so that the inverse exists in float32. */
    public enum Scale {
        /**
         * ln s = L tanh(r/L), L = ln 1000: e^r within a factor of about ten, and never beyond [1e-3, 1e3], so that no parameter makes
         * numbers overflow. RealNVP itself has tanh(r) times a learned bound.
         */
        EXP {
            @Override
            Tensor log(Tensor r) {
                return r.div(LIMIT).tanh().mul(LIMIT);
            }
        },
        /**
         * s = 1/(1 + e^−(r + 2)) + 1e-3, as in Glow (1807.03039) and nflows: maps from data to noise cannot expand volumes much, and
         * their logarithm is bounded above; at r = 0 it is 0.88.
         */
        SIGMOID {
            @Override
            Tensor log(Tensor r) {
                return r.add(2).sigmoid().add(LEAST).log();
            }
        },
        /** s = ln(1 + e^(r + c)) + 1e-3, c such that s = 1 at r = 0: grows but linearly. nflows clamps it at 3, where its gradient ends. */
        SOFTPLUS {
            @Override
            Tensor log(Tensor r) {
                return r.add(CENTRE).softplus().add(LEAST).log();
            }
        };

        private static final double LEAST = 1e-3;
        private static final double LIMIT = -Math.log(LEAST);
        private static final double CENTRE = Math.log(Math.expm1(1 - LEAST));

        /** ln s. */
        abstract Tensor log(Tensor r);
    }

    private final Scale scale;

    /** Functions whose scale is of a kind. */
    public Affine(Scale scale) {
        this.scale = scale;
    }

    /** Functions with a bounded exponential as scale. */
    public Affine() {
        this(Scale.EXP);
    }

    /** Rebuilds it from its {@link #config()}. */
    public static Affine fromConfig(Config c) {
        return new Affine(c.choice("scale", Scale.class));
    }

    @Override
    public int parameters() {
        return 2;
    }

    @Override
    public Transformed forward(Tensor x, Tensor parameters) {
        Tensor log = log(x, parameters);
        return new Transformed(x.mul(log.exp()).add(shift(parameters)), log);
    }

    @Override
    public Transformed inverse(Tensor y, Tensor parameters) {
        Tensor log = log(y, parameters).neg();
        return new Transformed(y.sub(shift(parameters)).mul(log.exp()), log);
    }

    @Override
    public Tensor forwardValue(Tensor x, Tensor parameters) {
        return forward(x, parameters).value();
    }

    @Override
    public Tensor inverseValue(Tensor y, Tensor parameters) {
        return inverse(y, parameters).value();
    }

    private static Tensor shift(Tensor parameters) {
        return parameters.select(-1, 0);
    }

    private Tensor log(Tensor x, Tensor parameters) {
        Parameters.check(TYPE, x, parameters, 2);
        return scale.log(parameters.select(-1, 1));
    }

    @Override
    public Map<String, Object> config() {
        Map<String, Object> c = new LinkedHashMap<>();
        c.put("type", TYPE);
        c.put("scale", Config.label(scale));
        return c;
    }
}
