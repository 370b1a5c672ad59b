package org.auriflow.inference.estimator;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.Variable;
import org.auriflow.nn.Config;
import org.auriflow.nn.Model;
import org.auriflow.nn.Models;
import org.auriflow.nn.Pass;

/**
 * A ratio that knows how it depends on θ, for processes whose rates are quadratic in their parameters as in effective field theories
 * (morphing-aware estimators, 1805.00020): p(x | θ) = dσ(x | θ)/σ(θ), both quadratic in θ, so that
 *
 * <pre>
 *   log r̂(x | θ) = log q(x, θ) − log s(θ),    q, s = |Lᵀ φ|² + Σ_k g_k u_k (1 − u_k),    φ = (1, θ_1 … θ_P),
 * </pre>
 *
 * <p>where L (lower triangular) and g ≥ 0 are outputs of a network of x for q and constants to be trained for s, unless the rate is known, and u_k runs from 0 to
 * 1 over the training range of θ_k. Deviation: the papers write q as Σ_c w_c(θ) r̂_c(x) over basis points c, with weights of both signs;
 * it is the same polynomial, as 1 + P + P (P + 1)/2 points determine it, but this one cannot become negative within the training range,
 * where the logarithm would fail. For one parameter every quadratic that is positive there has this form, for several every sum of squares
 * has. Outside the range q and a learned s are limited to at least 10⁻¹².
 *
 * <p>The bound of ROLR and RASCAL is applied to the result, so that with them it is quadratic for small log r̂ only.
 */
public final class MorphingNetwork implements Model {
    static final String TYPE = "morphing_network";
    private static final double LEAST = 1e-12;

    private final Model network;
    private final int observables;
    private final double[] lower;
    private final double[] upper;

    /** Coefficients of a rate to be learned; null where it is known. */
    private final Variable rate;

    /** Null where it is learned. */
    private final QuadraticRate known;

    private MorphingNetwork(
            Engine engine, Model network, int observables, double[] lower, double[] upper, QuadraticRate known) {
        this.network = network;
        this.observables = observables;
        this.lower = lower;
        this.upper = upper;
        this.known = known;
        float[] start = new float[outputs(lower.length)];
        // not 0, where a square has no gradient
        Arrays.fill(start, 0.1f);
        this.rate = known == null ? engine.variable("rate", Tensor.of(start).reshape(1, start.length)) : null;
    }

    /** With the hidden layers of the options, and a rate that is learned. */
    public static RatioEstimator.Architecture architecture(TrainingOptions options) {
        return (engine, input) -> of(engine, options, input, null);
    }

    /**
     * With the hidden layers of the options, and a rate that is known: s(θ) = σ(θ)/σ(θ̄), θ̄ the mean of the training. Training throws an
     * {@code IllegalArgumentException} if σ is no polynomial of second degree, or not positive.
     *
     * @param rate σ of θ, in any unit, such as {@link org.auriflow.inference.limits.MorphedRate}'s
     */
    public static RatioEstimator.Architecture architecture(TrainingOptions options, ToDoubleFunction<double[]> rate) {
        return (engine, input) ->
                of(engine, options, input, QuadraticRate.of(rate, input.thetaScale(), input.lower(), input.upper()));
    }

    private static MorphingNetwork of(
            Engine engine, TrainingOptions options, RatioEstimator.Input input, QuadraticRate known) {
        return new MorphingNetwork(
                engine,
                options.network(engine, input.observables(), outputs(input.parameters())),
                input.observables(),
                input.lower(),
                input.upper(),
                known);
    }

    static MorphingNetwork fromConfig(Engine engine, Config c, Models models) {
        double[] rate = c.numbers("known_rate");
        return new MorphingNetwork(
                engine,
                models.build(engine, c.object("network")),
                c.integer("observables"),
                c.numbers("lower"),
                c.numbers("upper"),
                rate.length == 0 ? null : new QuadraticRate(rate));
    }

    private static int outputs(int parameters) {
        return (parameters + 1) * (parameters + 2) / 2 + parameters;
    }

    /** From x and standardised θ, [B, D + P] or more columns that are not used, to log r̂ [B, 1]. */
    @Override
    public Tensor call(Tensor in, Pass pass) {
        Tensor theta = theta(in);
        Tensor denominator = known == null ? quadratic(rate.read(), theta) : known.at(theta);
        return numerator(in, pass).log().sub(denominator.log());
    }

    private Tensor theta(Tensor in) {
        return in.slice(1, observables, observables + lower.length);
    }

    /** q(x, θ), [B, 1]. */
    Tensor numerator(Tensor in, Pass pass) {
        return quadratic(network.call(in.slice(1, 0, observables), pass), theta(in));
    }

    /** |Lᵀ φ|² + Σ g u (1 − u) of coefficients [B or 1, n] and θ [B, P]. */
    private Tensor quadratic(Tensor coefficients, Tensor theta) {
        int p = lower.length;
        Tensor phi = Tensor.concatenate(1, Tensor.onesLike(theta.slice(1, 0, 1)), theta);
        Tensor sum = null;
        int at = 0;
        for (int j = 0; j <= p; j++) {
            int next = at + p + 1 - j;
            Tensor product = coefficients
                    .slice(1, at, next)
                    .mul(phi.slice(1, j, p + 1))
                    .sum(1)
                    .expand(-1);
            // a network without information says r = 1
            Tensor square = (j == 0 ? product.add(1) : product).pow(2);
            sum = sum == null ? square : sum.add(square);
            at = next;
        }
        for (int k = 0; k < p; k++) {
            Tensor t = theta.slice(1, k, k + 1);
            Tensor inside =
                    t.sub(lower[k]).mul(t.neg().add(upper[k])).div((upper[k] - lower[k]) * (upper[k] - lower[k]));
            sum = sum.add(coefficients.slice(1, at + k, at + k + 1).softplus().mul(inside));
        }
        return sum.max(Tensor.scalar(DType.FLOAT32, LEAST).broadcastTo(sum.shape()));
    }

    @Override
    public Map<String, Variable> parameters() {
        Map<String, Variable> all = new LinkedHashMap<>();
        network.parameters().forEach((name, v) -> all.put("network." + name, v));
        if (rate != null) {
            all.put("rate", rate);
        }
        return all;
    }

    @Override
    public Map<String, Object> config() {
        Map<String, Object> c = new LinkedHashMap<>();
        c.put("type", TYPE);
        c.put("observables", observables);
        c.put("lower", EstimatorFiles.list(lower));
        c.put("upper", EstimatorFiles.list(upper));
        c.put("known_rate", EstimatorFiles.list(known == null ? new double[0] : known.coefficients()));
        c.put("network", network.config());
        return c;
    }
}
