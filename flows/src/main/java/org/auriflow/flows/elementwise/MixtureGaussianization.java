package org.auriflow.flows.elementwise;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.commons.math3.special.Erf;
import org.auriflow.engine.DType;
import org.auriflow.engine.Tensor;
import org.auriflow.flows.Elementwise;
import org.auriflow.flows.Transformed;
import org.auriflow.flows.internal.NormalTail;
import org.auriflow.nn.Config;

/**
 * y = Φ⁻¹(F(x)) with F the distribution function of a mixture of K logistic ones: makes what is distributed like the mixture standard normal
 * (C. Meng, Y. Song, J. Song and S. Ermon, 2003.01941).
 *
 * <pre>{@code
 * F(x) = Σₖ πₖ σ(tₖ)    tₖ = (x − μₖ)/sₖ    ln dy/dx = ln F′(x) − ln φ(y)
 * }</pre>
 *
 * <p>Of 3K parameters per element the first K are logarithms of π up to a constant, then come shifts of μ from the normal quantiles of (k + ½)/K, then
 * r with ln sₖ = ln s₀ + L tanh(r/L), L = ln 1000. s₀ gives the mixture of zeros a variance of one, so that such a function is close to the identity
 * within ±2; beyond, more components have steeper tails.
 *
 * <p>The smaller of F and 1 − F is kept by its logarithm, so that no tail is lost: y grows like √|x|, without an end. The inverse lies between
 * the quantiles of the components: 24 bisections and 3 steps of Newton's method. Its derivatives to third order are those of the implicit function, where
 * they are not above the inverse of the rounding of the dtype: between components that are far apart F is flat, and x not determined by y.
 */
public final class MixtureGaussianization implements Elementwise {
    /** The {@code type} of its configuration. */
    public static final String TYPE = "mixture_gaussianization";

    private static final double LIMIT = Math.log(1000);
    private static final int BISECTIONS = 24;
    private static final int STEPS = 3;

    private final int components;
    private final double[] centres;
    private final double logScale;

    /**
     * Functions of K components.
     *
     * @throws IllegalArgumentException if there is none
     */
    public MixtureGaussianization(int components) {
        if (components < 1) {
            throw new IllegalArgumentException(
                    "mixture gaussianization: requires a component, got " + components + "; 8 are a beginning");
        }
        this.components = components;
        this.centres = new double[components];
        double variance = 0;
        for (int k = 0; k < components; k++) {
            centres[k] = Math.sqrt(2) * Erf.erfInv((2 * k + 1.0) / components - 1);
            variance += centres[k] * centres[k] / components;
        }
        // That of a logistic distribution is π² s²/3.
        this.logScale = 0.5 * Math.log(3 * (1 - variance) / (Math.PI * Math.PI));
    }

    /** Functions of 8 components. */
    public MixtureGaussianization() {
        this(8);
    }

    /** Rebuilds it from its {@link #config()}. */
    public static MixtureGaussianization fromConfig(Config c) {
        return new MixtureGaussianization(c.integer("components"));
    }

    @Override
    public int parameters() {
        return 3 * components;
    }

    /**
     * A mixture, reflected where that makes its lower tail the smaller one.
     *
     * @param side [...], 1 or −1, where it is reflected
     * @param logWeights [..., K]
     * @param means of the reflected mixture [..., K]
     * @param logScales [..., K]
     */
    private record Tail(Tensor side, Tensor logWeights, Tensor means, Tensor logScales) {
        /** (side · x − μ)/s. */
        Tensor standard(Tensor x) {
            return side.mul(x).expand(-1).sub(means).mul(logScales.neg().exp());
        }

        /** ln πₖ σ(t). */
        Tensor joint(Tensor t) {
            return logWeights.sub(t.neg().softplus());
        }

        /** ln F. */
        Tensor log(Tensor x) {
            return joint(standard(x)).logSumExp(-1);
        }

        /** ln F′/F, by the weights of components at x: both are far below any rounding of their logarithms. */
        Tensor logHazard(Tensor x) {
            Tensor t = standard(x);
            return joint(t).logSoftmax().sub(t.softplus()).sub(logScales).logSumExp(-1);
        }

        /** Where the sides of elements are others. */
        Tail on(Tensor sides) {
            return new Tail(sides, logWeights, means.mul(sides.expand(-1)), logScales);
        }
    }

    private Tail tail(Tensor x, Tensor parameters) {
        Parameters.check(TYPE, x, parameters, 3 * components);
        Tensor weights = parameters.slice(-1, 0, components).logSoftmax();
        Tensor means = parameters
                .slice(-1, components, 2 * components)
                .add(Tensor.of(centres).cast(x.dtype()));
        Tensor scales = parameters.slice(-1, 2 * components, 3 * components);
        Tensor logScales = scales.div(LIMIT).tanh().mul(LIMIT).add(logScale);
        return new Tail(Tensor.onesLike(x), weights, means, logScales);
    }

    @Override
    public Transformed forward(Tensor x, Tensor parameters) {
        Tail t = smaller(x, parameters);
        Tensor a = NormalTail.quantile(t.log(x));
        return new Transformed(
                t.side.mul(a).neg(), t.logHazard(x).add(NormalTail.mills(a).log()));
    }

    @Override
    public Tensor forwardValue(Tensor x, Tensor parameters) {
        Tail t = smaller(x, parameters);
        return t.side.mul(NormalTail.quantile(t.log(x))).neg();
    }

    private Tail smaller(Tensor x, Tensor parameters) {
        Tail lower = tail(x, parameters);
        Tensor one = Tensor.onesLike(x);
        Tail upper = lower.on(one.neg());
        return lower.on(Tensor.where(lower.log(x).le(upper.log(x)), one, one.neg()));
    }

    @Override
    public Transformed inverse(Tensor y, Tensor parameters) {
        Tensor x = inverseValue(y, parameters);
        Tail t = of(y, parameters);
        Tensor a = t.side.mul(y).neg();
        return new Transformed(x, t.logHazard(x).add(NormalTail.mills(a).log()).neg());
    }

    private Tail of(Tensor y, Tensor parameters) {
        Tensor one = Tensor.onesLike(y);
        return tail(y, parameters).on(Tensor.where(y.lt(0), one, one.neg()));
    }

    @Override
    public Tensor inverseValue(Tensor y, Tensor parameters) {
        Tail t = of(y, parameters);
        Tensor log = NormalTail.log(t.side.mul(y).neg());
        Tensor x = root(t, log).stopGradient();
        // The derivative of a step of Newton's method, without its value: twice for second derivatives.
        for (int i = 0; i < 2; i++) {
            Tensor step = step(t, x, log);
            x = x.sub(step.sub(step.stopGradient()));
        }
        return x;
    }

    /** x with ln F(x) = log, in the mixture that t reflects. */
    private static Tensor root(Tail t, Tensor log) {
        // Quantiles of the components.
        Tensor logit = log.sub(log.exp().neg().log1p()).expand(-1);
        Tensor each = t.means.add(logit.mul(t.logScales.exp()));
        Tensor low = each.min(-1);
        Tensor high = each.max(-1);
        Tensor x = middle(low, high);
        for (int i = 0; i < BISECTIONS; i++) {
            Tensor right = t.log(t.side.mul(x)).lt(log);
            low = Tensor.where(right, x, low);
            high = Tensor.where(right, high, x);
            x = middle(low, high);
        }
        for (int i = 0; i < STEPS; i++) {
            x = x.sub(t.side.mul(step(t, t.side.mul(x), log))).max(low).min(high);
        }
        return t.side.mul(x);
    }

    private static Tensor middle(Tensor low, Tensor high) {
        return low.mul(0.5).add(high.mul(0.5));
    }

    /** (ln F(x) − log)/(d ln F/dx). */
    private static Tensor step(Tail t, Tensor x, Tensor log) {
        double rounding = x.dtype() == DType.FLOAT32 ? Math.ulp(1f) : Math.ulp(1.0);
        Tensor slope = t.logHazard(x).exp().max(Tensor.full(x.type(), rounding));
        return t.log(x).sub(log).div(slope).mul(t.side);
    }

    @Override
    public Map<String, Object> config() {
        Map<String, Object> c = new LinkedHashMap<>();
        c.put("type", TYPE);
        c.put("components", components);
        return c;
    }
}
