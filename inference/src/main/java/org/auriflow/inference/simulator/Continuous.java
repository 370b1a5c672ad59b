package org.auriflow.inference.simulator;

import static org.auriflow.inference.simulator.ChoiceDistribution.impossible;

import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;
import org.auriflow.engine.RandomStream;
import org.auriflow.flows.internal.Bessel;

/**
 * Continuous distributions for {@link Trace#draw(ChoiceDistribution)}. A parameter is a {@link Dual} or a plain number.
 *
 * <pre>{@code
 * double lifetime = trace.draw(Continuous.weibull(1.5, theta[0]));
 * }</pre>
 *
 * <p>A value outside the support has log density −∞. Parameters called deviation, scale, rate or shape must be positive
 * and finite, all others finite, if nothing else is said. A draw at the edge of the support, where a density may be
 * infinite, becomes the number next to it.
 */
public final class Continuous {
    private static final double LOG_TWO_PI = 1.8378770664093454835607;

    private Continuous() {}

    /** Normal: log p(z) = −½((z − μ)/σ)² − log σ − ½ log 2π. */
    public static ChoiceDistribution normal(Number mean, Number deviation) {
        Dual mu = Dual.of(mean);
        Dual sigma = Dual.of(deviation);
        return new ChoiceDistribution(
                        "normal", random -> mu.value(0) + sigma.value(0) * random.normal(), z -> mu.subtractedFrom(z)
                                .dividedBy(sigma)
                                .squared()
                                .times(-0.5)
                                .minus(sigma.log())
                                .minus(0.5 * LOG_TWO_PI))
                .finite("mean", mu)
                .positive("deviation", sigma);
    }

    /** |z| of a normal z with mean 0. */
    public static ChoiceDistribution halfNormal(Number deviation) {
        Dual sigma = Dual.of(deviation);
        ChoiceDistribution normal = normal(0, sigma);
        return new ChoiceDistribution(
                        "halfNormal",
                        random -> Math.abs(normal.sample(random)),
                        z -> z >= 0 ? normal.logDensity(z).plus(StrictMath.log(2)) : impossible())
                .positive("deviation", sigma);
    }

    /**
     * Normal between two fixed ends: the normal density over Φ((high − μ)/σ) − Φ((low − μ)/σ).
     *
     * @param mean μ of the normal that is cut
     * @param deviation σ of the normal that is cut
     * @param low may be −∞
     * @param high above low, may be +∞; the interval must hold more than 1e-300 of the normal's mass
     * @return the distribution
     */
    public static ChoiceDistribution truncatedNormal(Number mean, Number deviation, double low, double high) {
        Dual mu = Dual.of(mean);
        Dual sigma = Dual.of(deviation);
        ChoiceDistribution normal = normal(mu, sigma);
        Dual from = standardised(low, mu, sigma);
        Dual to = standardised(high, mu, sigma);
        Dual logMass = from.combine(
                to,
                TruncatedNormal::logMass,
                (a, b) -> -TruncatedNormal.hazard(a, a, b),
                (a, b) -> TruncatedNormal.hazard(b, a, b));
        return new ChoiceDistribution(
                        "truncatedNormal",
                        random -> {
                            double u = TruncatedNormal.sample(random, from.value(0), to.value(0));
                            return Math.min(Math.max(mu.value(0) + sigma.value(0) * u, low), high);
                        },
                        z -> z >= low && z <= high ? normal.logDensity(z).minus(logMass) : impossible())
                .finite("mean", mu)
                .positive("deviation", sigma)
                .where("high", Dual.constant(high), v -> v > low, "above low")
                .where("the log of the mass between low and high", logMass, v -> v > -690, "above -690");
    }

    /** (z − μ)/σ; an infinite z stays where it is whatever the parameters. */
    private static Dual standardised(double z, Dual mu, Dual sigma) {
        return Double.isInfinite(z) ? Dual.constant(z) : mu.subtractedFrom(z).dividedBy(sigma);
    }

    /** exp of a normal variable: log p(z) = log N(log z | μ, σ) − log z. */
    public static ChoiceDistribution logNormal(Number mean, Number deviation) {
        Dual mu = Dual.of(mean);
        Dual sigma = Dual.of(deviation);
        ChoiceDistribution normal = normal(mu, sigma);
        return new ChoiceDistribution("logNormal", random -> StrictMath.exp(normal.sample(random)), z -> {
                    double log = StrictMath.log(z);
                    return z > 0 ? normal.logDensity(log).minus(log) : impossible();
                })
                .finite("mean", mu)
                .positive("deviation", sigma);
    }

    /**
     * Uniform between two ends: p(z) = 1/(b − a) on [a, b].
     *
     * <p>With moving ends a choice can be impossible at another point, and the joint score does not average to zero.
     *
     * @param low finite
     * @param high finite and above low
     * @return the distribution
     */
    public static ChoiceDistribution uniform(Number low, Number high) {
        Dual a = Dual.of(low);
        Dual b = Dual.of(high);
        Dual width = b.minus(a);
        return new ChoiceDistribution(
                        "uniform",
                        random -> {
                            double share = random.uniform();
                            return (1 - share) * a.value(0) + share * b.value(0);
                        },
                        z -> {
                            Dual inside = width.step(k -> z >= a.value(k) && z <= b.value(k));
                            return inside.log().minus(width.log());
                        })
                .finite("low", a)
                .finite("high", b)
                .positive("high - low", width);
    }

    /**
     * Exponential with mean 1/λ: log p(z) = log λ − λz.
     *
     * @param rate λ, positive where it is sampled, and at least 0 (where the choice is impossible) at other points
     * @return the distribution
     */
    public static ChoiceDistribution exponential(Number rate) {
        Dual lambda = Dual.of(rate);
        return new ChoiceDistribution(
                        "exponential",
                        random -> random.exponential() / lambda.value(0),
                        z -> z >= 0 ? lambda.log().minus(lambda.times(z)) : impossible())
                .where("rate", lambda, v -> v >= 0 && Double.isFinite(v), "positive and finite")
                .whereSampled("rate", lambda, v -> v > 0, "positive and finite");
    }

    /** Gamma with mean k/λ: log p(z) = k log λ + (k − 1) log z − λz − log Γ(k). */
    public static ChoiceDistribution gamma(Number shape, Number rate) {
        Dual k = Dual.of(shape);
        Dual lambda = Dual.of(rate);
        return new ChoiceDistribution(
                        "gamma",
                        random -> Math.max(Double.MIN_VALUE, GammaSampler.sample(random, k.value(0)) / lambda.value(0)),
                        z -> z > 0
                                ? k.times(lambda.log())
                                        .plus(k.minus(1).times(StrictMath.log(z)))
                                        .minus(lambda.times(z))
                                        .minus(k.logGamma())
                                : impossible())
                .positive("shape", k)
                .positive("rate", lambda);
    }

    /** 1/z of a gamma variable z with this shape and rate: log p(z) = k log λ − (k + 1) log z − λ/z − log Γ(k). */
    public static ChoiceDistribution inverseGamma(Number shape, Number rate) {
        Dual k = Dual.of(shape);
        Dual lambda = Dual.of(rate);
        ChoiceDistribution gamma = gamma(k, lambda);
        return new ChoiceDistribution(
                        "inverseGamma",
                        random -> Math.min(Double.MAX_VALUE, 1 / gamma.sample(random)),
                        z -> z > 0 ? gamma.logDensity(1 / z).minus(2 * StrictMath.log(z)) : impossible())
                .positive("shape", k)
                .positive("rate", lambda);
    }

    /** Beta: log p(z) = (a − 1) log z + (b − 1) log(1 − z) − log B(a, b). */
    public static ChoiceDistribution beta(Number a, Number b) {
        Dual one = Dual.of(a);
        Dual other = Dual.of(b);
        return new ChoiceDistribution(
                        "beta",
                        random -> GammaSampler.beta(random, one.value(0), other.value(0)),
                        z -> z > 0 && z < 1
                                ? one.minus(1)
                                        .times(StrictMath.log(z))
                                        .plus(other.minus(1).times(StrictMath.log1p(-z)))
                                        .plus(one.plus(other).logGamma())
                                        .minus(one.logGamma())
                                        .minus(other.logGamma())
                                : impossible())
                .positive("a", one)
                .positive("b", other);
    }

    /** Student's t with ν degrees of freedom: log p(z) = −(ν + 1)/2 log(1 + u²/ν) − log σ + ..., with u = (z − μ)/σ. */
    public static ChoiceDistribution studentT(Number degrees, Number location, Number scale) {
        Dual nu = Dual.of(degrees);
        Dual mu = Dual.of(location);
        Dual sigma = Dual.of(scale);
        Dual half = nu.times(0.5);
        return new ChoiceDistribution(
                        "studentT",
                        random -> {
                            double n = half.value(0);
                            double spread = GammaSampler.sample(random, n) / n;
                            return mu.value(0) + sigma.value(0) * random.normal() / Math.sqrt(spread);
                        },
                        z -> {
                            Dual u = mu.subtractedFrom(z).dividedBy(sigma);
                            Dual tail = u.squared().dividedBy(nu).log1p().times(half.plus(0.5));
                            return half.plus(0.5)
                                    .logGamma()
                                    .minus(half.logGamma())
                                    .minus(nu.times(Math.PI).log().times(0.5))
                                    .minus(sigma.log())
                                    .minus(tail);
                        })
                .positive("degrees", nu)
                .finite("location", mu)
                .positive("scale", sigma);
    }

    /** Cauchy: p(z) = 1/(πσ(1 + u²)), with u = (z − μ)/σ. */
    public static ChoiceDistribution cauchy(Number location, Number scale) {
        return located(
                "cauchy",
                location,
                scale,
                random -> StrictMath.tan(Math.PI * (random.uniform() - 0.5)),
                u -> u.squared().log1p().plus(StrictMath.log(Math.PI)).negated());
    }

    /** Laplace: p(z) = exp(−|u|)/(2σ), with u = (z − μ)/σ. */
    public static ChoiceDistribution laplace(Number location, Number scale) {
        return located(
                "laplace",
                location,
                scale,
                random -> random.exponential() * (random.bernoulli(0.5) ? 1 : -1),
                u -> u.abs().plus(StrictMath.log(2)).negated());
    }

    /** Logistic: p(z) = e^−u/(σ(1 + e^−u)²), with u = (z − μ)/σ. */
    public static ChoiceDistribution logistic(Number location, Number scale) {
        return located(
                "logistic",
                location,
                scale,
                random -> {
                    double share = random.uniform();
                    return StrictMath.log(share) - StrictMath.log1p(-share);
                },
                u -> u.abs().plus(u.abs().negated().softplus().times(2)).negated());
    }

    /** Gumbel, the largest of many: p(z) = exp(−u − e^−u)/σ, with u = (z − μ)/σ. */
    public static ChoiceDistribution gumbel(Number location, Number scale) {
        return located("gumbel", location, scale, random -> -StrictMath.log(random.exponential()), u -> u.plus(
                        u.negated().exp())
                .negated());
    }

    /** Weibull: p(z) = (k/σ)(z/σ)^(k − 1) exp(−(z/σ)^k). */
    public static ChoiceDistribution weibull(Number shape, Number scale) {
        Dual k = Dual.of(shape);
        Dual sigma = Dual.of(scale);
        return new ChoiceDistribution(
                        "weibull",
                        random -> Math.max(
                                Double.MIN_VALUE,
                                sigma.value(0) * StrictMath.pow(random.exponential(), 1 / k.value(0))),
                        z -> {
                            if (z <= 0) {
                                return impossible();
                            }
                            Dual log = sigma.log().subtractedFrom(StrictMath.log(z));
                            return k.log()
                                    .minus(sigma.log())
                                    .plus(k.minus(1).times(log))
                                    .minus(k.times(log).exp());
                        })
                .positive("shape", k)
                .positive("scale", sigma);
    }

    /**
     * Pareto: p(z) = (k/m)(m/z)^(k + 1) from m on.
     *
     * <p>With a moving minimum a choice can be impossible at another point, and the joint score does not average to zero.
     *
     * @param shape k, positive and finite
     * @param minimum m, positive and finite
     * @return the distribution
     */
    public static ChoiceDistribution pareto(Number shape, Number minimum) {
        Dual k = Dual.of(shape);
        Dual m = Dual.of(minimum);
        return new ChoiceDistribution(
                        "pareto",
                        random -> Math.max(m.value(0), m.value(0) * StrictMath.exp(random.exponential() / k.value(0))),
                        z -> {
                            Dual above = m.step(point -> z >= m.value(point)).log();
                            return k.log()
                                    .plus(k.times(m.log()))
                                    .minus(k.plus(1).times(StrictMath.log(Math.max(z, Double.MIN_VALUE))))
                                    .plus(above);
                        })
                .positive("shape", k)
                .positive("minimum", m);
    }

    /**
     * Von Mises on the circle: log p(z) = κ cos(z − μ) − log(2π I₀(κ)) for z in [−π, π].
     *
     * <p>Sampled by rejection from a wrapped Cauchy distribution (Best and Fisher, "Efficient simulation of the von Mises
     * distribution", 1979).
     *
     * @param mean μ in radians, finite
     * @param concentration κ from 0 to 1e6
     * @return the distribution
     */
    public static ChoiceDistribution vonMises(Number mean, Number concentration) {
        Dual mu = Dual.of(mean);
        Dual kappa = Dual.of(concentration);
        Dual logNorm = kappa.map(
                v -> v == 0 ? 0 : Bessel.logScaledI(0, v),
                v -> v == 0 ? -1 : StrictMath.expm1(Bessel.logScaledI(1, v) - Bessel.logScaledI(0, v)));
        return new ChoiceDistribution(
                        "vonMises",
                        random -> Math.IEEEremainder(mu.value(0) + vonMises(random, kappa.value(0)), 2 * Math.PI),
                        z -> Math.abs(z) <= Math.PI
                                ? mu.subtractedFrom(z)
                                        .cos()
                                        .minus(1)
                                        .times(kappa)
                                        .minus(logNorm)
                                        .minus(LOG_TWO_PI)
                                : impossible())
                .finite("mean", mu)
                .where("concentration", kappa, v -> v >= 0 && v <= 1e6, "in [0, 1e6]");
    }

    private static double vonMises(RandomStream random, double kappa) {
        if (kappa < 1e-8) {
            return Math.PI * (2 * random.uniform() - 1);
        }
        double tau = 1 + Math.sqrt(1 + 4 * kappa * kappa);
        double rho = (tau - Math.sqrt(2 * tau)) / (2 * kappa);
        // the difference cancels for small concentrations
        double r = kappa < 1e-4 ? 1 / kappa + kappa : (1 + rho * rho) / (2 * rho);
        while (true) {
            double z = StrictMath.cos(Math.PI * random.uniform());
            double f = (1 + r * z) / (r + z);
            double c = kappa * (r - f);
            if (StrictMath.log(c) + 1 - c >= StrictMath.log(random.uniform())) {
                double angle = StrictMath.acos(Math.min(Math.max(f, -1), 1));
                return random.bernoulli(0.5) ? angle : -angle;
            }
        }
    }

    private static ChoiceDistribution located(
            String name,
            Number location,
            Number scale,
            ToDoubleFunction<RandomStream> standard,
            UnaryOperator<Dual> logDensity) {
        Dual mu = Dual.of(location);
        Dual sigma = Dual.of(scale);
        return new ChoiceDistribution(
                        name, random -> mu.value(0) + sigma.value(0) * standard.applyAsDouble(random), z -> logDensity
                                .apply(mu.subtractedFrom(z).dividedBy(sigma))
                                .minus(sigma.log()))
                .finite("location", mu)
                .positive("scale", sigma);
    }
}
