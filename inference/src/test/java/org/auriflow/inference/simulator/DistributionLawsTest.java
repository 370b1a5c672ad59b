package org.auriflow.inference.simulator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.apache.commons.math3.distribution.BetaDistribution;
import org.apache.commons.math3.distribution.BinomialDistribution;
import org.apache.commons.math3.distribution.GammaDistribution;
import org.apache.commons.math3.distribution.LogNormalDistribution;
import org.apache.commons.math3.distribution.PascalDistribution;
import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.distribution.WeibullDistribution;
import org.auriflow.engine.RandomStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What must hold for every distribution that a choice can be drawn from. */
class DistributionLawsTest {
    private static final int DRAWS = 20_000;

    /**
     * A distribution as a function of its parameters.
     *
     * @param edges its support, or a range outside of which it has next to nothing
     * @param fixedSupport whether the support is the same for all parameters, so that the score averages to zero
     */
    private record Case(
            String name,
            Function<Dual[], ChoiceDistribution> make,
            double[] theta,
            double[] edges,
            boolean discrete,
            boolean fixedSupport) {
        ChoiceDistribution at(double... parameters) {
            return make.apply(Dual.parameters(parameters));
        }

        double logDensity(double z, double... parameters) {
            return at(parameters).logDensity(z).value(0);
        }

        @Override
        public String toString() {
            return name + Arrays.toString(theta);
        }
    }

    private static Case continuous(
            String name, Function<Dual[], ChoiceDistribution> make, double low, double high, double... theta) {
        return new Case(name, make, theta, new double[] {low, high}, false, true);
    }

    private static Case discrete(
            String name, Function<Dual[], ChoiceDistribution> make, int low, int high, double... theta) {
        return new Case(name, make, theta, new double[] {low, high}, true, true);
    }

    static List<Case> cases() {
        double infinity = Double.POSITIVE_INFINITY;
        return List.of(
                continuous("normal", t -> Continuous.normal(t[0], t[1]), -infinity, infinity, 1, 2),
                continuous("half normal", t -> Continuous.halfNormal(t[0]), 0, infinity, 1.5),
                continuous("truncated", t -> Continuous.truncatedNormal(t[0], t[1], 0, 2), 0, 2, 1, 0.8),
                continuous(
                        "truncated tail",
                        t -> Continuous.truncatedNormal(t[0], t[1], 5, infinity),
                        5,
                        infinity,
                        1,
                        1.2),
                continuous("truncated far", t -> Continuous.truncatedNormal(t[0], t[1], -9, -8), -9, -8, 1, 0.7),
                continuous(
                        "truncated narrow", t -> Continuous.truncatedNormal(t[0], t[1], -0.1, 0.3), -0.1, 0.3, 0, 1.2),
                continuous("log-normal", t -> Continuous.logNormal(t[0], t[1]), 0, infinity, 0.3, 0.6),
                continuous("exponential", t -> Continuous.exponential(t[0]), 0, infinity, 2.5),
                continuous("gamma", t -> Continuous.gamma(t[0], t[1]), 0, infinity, 3.2, 0.7),
                continuous("gamma below 1", t -> Continuous.gamma(t[0], t[1]), 0, infinity, 0.6, 2),
                continuous("inverse gamma", t -> Continuous.inverseGamma(t[0], t[1]), 0, infinity, 3, 2),
                continuous("beta", t -> Continuous.beta(t[0], t[1]), 0, 1, 2.2, 1.4),
                continuous("beta below 1", t -> Continuous.beta(t[0], t[1]), 0, 1, 0.7, 0.6),
                continuous("student t", t -> Continuous.studentT(t[0], t[1], t[2]), -infinity, infinity, 3.5, 0.4, 1.3),
                continuous("cauchy", t -> Continuous.cauchy(t[0], t[1]), -infinity, infinity, 0.4, 1.3),
                continuous("laplace", t -> Continuous.laplace(t[0], t[1]), -infinity, infinity, 0.4, 1.3),
                continuous("logistic", t -> Continuous.logistic(t[0], t[1]), -infinity, infinity, 0.4, 1.3),
                continuous("gumbel", t -> Continuous.gumbel(t[0], t[1]), -infinity, infinity, 0.4, 1.3),
                continuous("weibull", t -> Continuous.weibull(t[0], t[1]), 0, infinity, 1.7, 2),
                continuous("von mises", t -> Continuous.vonMises(t[0], t[1]), -Math.PI, Math.PI, 2, 1.5),
                continuous("von mises narrow", t -> Continuous.vonMises(t[0], t[1]), -Math.PI, Math.PI, 0.5, 70),
                new Case(
                        "uniform",
                        t -> Continuous.uniform(t[0], t[1]),
                        new double[] {-1, 2},
                        new double[] {-1, 2},
                        false,
                        false),
                new Case(
                        "pareto",
                        t -> Continuous.pareto(t[0], t[1]),
                        new double[] {2.5, 1.5},
                        new double[] {1.5, infinity},
                        false,
                        false),
                discrete("categorical", t -> Discrete.categorical(t[0], Dual.constant(0), t[1]), 0, 2, 1, 3),
                discrete("uniform", t -> Discrete.uniform(-3, 4), -3, 4),
                discrete("binomial", t -> Discrete.binomial(12, t[0]), 0, 12, 0.3),
                discrete("binomial large", t -> Discrete.binomial(200, t[0]), 0, 200, 0.8),
                discrete("geometric", t -> Discrete.geometric(t[0]), 0, 400, 0.2),
                discrete("negative binomial", t -> Discrete.negativeBinomial(t[0], t[1]), 0, 400, 2.5, 0.3),
                discrete("poisson", t -> Discrete.poisson(t[0]), 0, 100, 4.5),
                discrete("poisson large", t -> Discrete.poisson(t[0]), 0, 400, 60));
    }

    /** Draws in ascending order. */
    private static double[] draws(Case c) {
        ChoiceDistribution distribution = c.at(c.theta);
        double[] z = new double[DRAWS];
        for (int i = 0; i < DRAWS; i++) {
            z[i] = distribution.sample(new RandomStream(21, i));
        }
        Arrays.sort(z);
        return z;
    }

    /** P(low ≤ z ≤ high), by a substitution that maps infinite ranges and edges with integrable poles to finite ones. */
    private static double mass(Case c, double low, double high) {
        ChoiceDistribution distribution = c.at(c.theta);
        double total = 0;
        if (c.discrete) {
            for (double z = low; z <= high; z++) {
                total += Math.exp(distribution.logDensity(z).value(0));
            }
            return total;
        }
        // z = tanh-sinh between two ends, sinh-sinh and exp-sinh where one or both are infinite (Takahasi and Mori
        // 1974)
        double h = 0.01;
        for (double t = -6; t <= 6; t += h) {
            double s = 0.5 * Math.PI * Math.sinh(t);
            double slope = 0.5 * Math.PI * Math.cosh(t);
            double z;
            double dz;
            if (Double.isInfinite(low) && Double.isInfinite(high)) {
                z = Math.sinh(s);
                dz = Math.cosh(s) * slope;
            } else if (Double.isInfinite(high)) {
                z = low + Math.exp(s);
                dz = Math.exp(s) * slope;
            } else if (Double.isInfinite(low)) {
                z = high - Math.exp(s);
                dz = Math.exp(s) * slope;
            } else {
                z = s < 0 ? low + (high - low) / (1 + Math.exp(-2 * s)) : high - (high - low) / (1 + Math.exp(2 * s));
                dz = 0.5 * (high - low) / Math.cosh(s) / Math.cosh(s) * slope;
            }
            double p = Math.exp(distribution.logDensity(z).value(0));
            total += p > 0 && dz > 0 && Double.isFinite(p * dz) ? p * dz * h : 0;
        }
        return total;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void densitiesAddUpToOne(Case c) {
        assertEquals(1, mass(c, c.edges[0], c.edges[1]), 1e-5);
    }

    /** Kolmogorov's distance at the seven octiles; 4.5 standard errors of a share of one half. */
    @ParameterizedTest
    @MethodSource("cases")
    void drawsFollowTheDensity(Case c) {
        double[] z = draws(c);
        assertTrue(z[0] >= c.edges[0] && z[DRAWS - 1] <= c.edges[1], z[0] + " to " + z[DRAWS - 1]);
        for (int i = 1; i < 8; i++) {
            double at = z[i * DRAWS / 8];
            double share = Arrays.stream(z).filter(v -> v <= at).count() / (double) DRAWS;
            assertEquals(mass(c, c.edges[0], at), share, 4.5 * Math.sqrt(0.25 / DRAWS), "at " + at);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void scoresAreTheSlopesOfTheLogDensity(Case c) {
        double[] z = draws(c);
        for (int i = 1; i < 20; i++) {
            double at = z[i * DRAWS / 20];
            Dual logP = c.at(c.theta).logDensity(at);
            for (int p = 0; p < c.theta.length; p++) {
                double h = 1e-5;
                double[] up = c.theta.clone();
                double[] down = c.theta.clone();
                up[p] += h;
                down[p] -= h;
                double slope = (c.logDensity(at, up) - c.logDensity(at, down)) / (2 * h);
                assertEquals(slope, logP.gradient(0, p), 2e-7 * Math.max(1, Math.abs(slope)), "z = " + at);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void scoresAverageToZero(Case c) {
        if (!c.fixedSupport) {
            return;
        }
        double[] z = draws(c);
        ChoiceDistribution distribution = c.at(c.theta);
        for (int p = 0; p < c.theta.length; p++) {
            int component = p;
            double[] scores = Arrays.stream(z)
                    .map(v -> distribution.logDensity(v).gradient(0, component))
                    .toArray();
            double mean = Arrays.stream(scores).average().orElseThrow();
            double variance = Arrays.stream(scores).map(t -> t * t).sum() / DRAWS;
            assertTrue(variance > 0);
            assertEquals(0, mean, 5 * Math.sqrt(variance / DRAWS), "component " + p);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void outsideTheSupportNothingIsPossible(Case c) {
        for (double z : new double[] {c.edges[0] - 1, c.edges[1] + 1, c.discrete ? c.edges[0] + 0.5 : c.edges[0] - 2}) {
            if (Double.isFinite(z) && !(c.discrete && z > 99)) {
                assertEquals(Double.NEGATIVE_INFINITY, c.logDensity(z, c.theta), "at " + z);
            }
        }
    }

    @Test
    void logDensitiesMatchAnIndependentLibrary() {
        assertEquals(new GammaDistribution(3.2, 1 / 0.7).logDensity(4.1), at(Continuous.gamma(3.2, 0.7), 4.1), 1e-12);
        assertEquals(new BetaDistribution(2.2, 1.4).logDensity(0.3), at(Continuous.beta(2.2, 1.4), 0.3), 1e-12);
        assertEquals(new TDistribution(3.5).logDensity(0.7), at(Continuous.studentT(3.5, 0, 1), 0.7), 1e-12);
        assertEquals(new WeibullDistribution(1.7, 2).logDensity(1.2), at(Continuous.weibull(1.7, 2), 1.2), 1e-12);
        assertEquals(new LogNormalDistribution(0.3, 0.6).logDensity(2), at(Continuous.logNormal(0.3, 0.6), 2), 1e-12);
        assertEquals(new BinomialDistribution(12, 0.3).logProbability(5), at(Discrete.binomial(12, 0.3), 5), 1e-12);
        assertEquals(new PascalDistribution(3, 0.3).logProbability(5), at(Discrete.negativeBinomial(3, 0.3), 5), 1e-12);
        // there a double underflows
        assertThrows(
                IllegalArgumentException.class,
                () -> draw(trace -> trace.draw(Continuous.truncatedNormal(0, 1, 39.9, 50))));
    }

    private static double at(ChoiceDistribution distribution, double z) {
        return distribution.logDensity(z).value(0);
    }

    private static double draw(ToDoubleFunction<Trace> choice) {
        return choice.applyAsDouble(Trace.sampling(new RandomStream(1, 1), new double[] {0.5}));
    }

    @Test
    void edgesOfTheRangeOfParameters() {
        for (long i = 0; i < 200; i++) {
            Trace trace = Trace.sampling(new RandomStream(1, i), new double[0]);
            assertEquals(0, trace.drawInt(Discrete.binomial(9, 0)));
            assertEquals(9, trace.drawInt(Discrete.binomial(9, 1)));
            assertEquals(0, trace.drawInt(Discrete.binomial(0, 0.5)));
            assertEquals(0, trace.drawInt(Discrete.geometric(1)));
            assertEquals(0, trace.drawInt(Discrete.negativeBinomial(2, 1)));
            assertEquals(0, trace.logProb(0));
            // so small a shape rounds to the edge, where the density would be infinite
            trace.draw(Continuous.gamma(0.001, 1));
            trace.draw(Continuous.beta(0.001, 0.001));
            trace.draw(Continuous.weibull(0.01, 1));
            trace.draw(Continuous.vonMises(1, 0));
            trace.draw(Continuous.vonMises(1, 1e-6));
            assertEquals(1, trace.draw(Continuous.vonMises(1, 1e6)), 0.01);
            assertTrue(Double.isFinite(trace.logProb(0)));
        }
    }

    @Test
    void parametersOutOfRangeAreNamed() {
        assertRefused("trace.gamma: shape must be positive and finite, got -1", t -> t.draw(Continuous.gamma(-1, 1)));
        assertRefused("trace.beta: b must be positive", t -> t.draw(Continuous.beta(1, 0)));
        assertRefused(
                "trace.binomial: p must be in [0, 1], got 1.5",
                t -> t.drawInt(Discrete.binomial(3, t.theta()[0].plus(1))));
        assertRefused("trace.binomial: trials must be", t -> t.drawInt(Discrete.binomial(-1, 0.5)));
        assertRefused("trace.geometric: p must be at least 1e-7", t -> t.drawInt(Discrete.geometric(0)));
        assertRefused("trace.uniform: high must be at least low", t -> t.drawInt(Discrete.uniform(1, 0)));
        assertRefused(
                "trace.truncatedNormal: high must be above low", t -> t.draw(Continuous.truncatedNormal(0, 1, 1, 1)));
        assertRefused("trace.vonMises: concentration must be", t -> t.draw(Continuous.vonMises(0, -1)));
        assertRefused("trace.studentT: degrees must be", t -> t.draw(Continuous.studentT(0, 0, 1)));
        assertRefused("whole number", t -> t.drawInt(Continuous.normal(0, 1)));
        assertRefused("trace.dirichlet: at least 2", t -> t.dirichlet(Dual.constant(1)));
        assertRefused("row 1 with 1", t -> t.multivariateNormal(new Dual[2], new Dual[][] {new Dual[1], new Dual[1]}));
    }

    private static void assertRefused(String part, Consumer<Trace> choice) {
        Trace trace = Trace.sampling(new RandomStream(1, 1), new double[] {0.5});
        String message = assertThrows(IllegalArgumentException.class, () -> choice.accept(trace))
                .getMessage();
        assertTrue(message.startsWith("trace.") && message.contains(part), message);
    }

    /** Where a parameter is at the edge of its range at another point only, the ratio is 0 or infinite there, never NaN. */
    @Test
    void choicesCanBeImpossibleElsewhere() {
        assertImpossibleElsewhere(2, p -> Discrete.binomial(2, p));
        assertImpossibleElsewhere(0, p -> Discrete.binomial(2, p.subtractedFrom(1)));
        assertImpossibleElsewhere(3, p -> Discrete.geometric(p));
        assertImpossibleElsewhere(3, p -> Discrete.negativeBinomial(2, p));
        assertImpossibleElsewhere(3, p -> Discrete.poisson(p));
        assertImpossibleElsewhere(0, p -> Discrete.categorical(p, Dual.constant(1)));
        assertImpossibleElsewhere(0.3, p -> Continuous.exponential(p));
        assertImpossibleElsewhere(1.2, p -> Continuous.uniform(0, p.plus(1)));
        assertImpossibleElsewhere(0.7, p -> Continuous.pareto(2, p.subtractedFrom(1)));
    }

    private static void assertImpossibleElsewhere(double z, Function<Dual, ChoiceDistribution> distribution) {
        Trace trace = Trace.replaying(new double[] {z, 0}, new double[] {0.5}, new double[] {0}, new double[] {0.4});
        trace.draw(distribution.apply(trace.theta()[0]));
        trace.normal(trace.theta()[0], 1);
        assertEquals(Double.POSITIVE_INFINITY, trace.logRatio(0, 1));
        assertEquals(Double.NEGATIVE_INFINITY, trace.logRatio(1, 0));
        assertTrue(Double.isFinite(trace.logRatio(0, 2)));
        assertTrue(Double.isFinite(trace.score(0)[0]) && Double.isFinite(trace.score(2)[0]));
    }

    /** The joint density of components drawn one after the other is that of the vector. */
    @Test
    void vectorsHaveTheirJointDensity() {
        Trace trace = Trace.replaying(new double[] {0.3, -1.1}, new double[] {0.5, 0.8});
        Dual[] theta = trace.theta();
        double[] x = trace.multivariateNormal(
                new Dual[] {theta[0], theta[0].negated()},
                new Dual[][] {{Dual.constant(1.5)}, {theta[1], theta[1].times(2)}});
        assertArrayEquals(new double[] {0.3, -1.1}, x);
        double density = new org.apache.commons.math3.distribution.MultivariateNormalDistribution(
                        new double[] {0.5, -0.5}, new double[][] {{2.25, 1.2}, {1.2, 0.64 * 5}})
                .density(x);
        assertEquals(Math.log(density), trace.logProb(0), 1e-12);

        Trace shares = Trace.replaying(new double[] {0.2, 0.5}, new double[] {2, 3, 0.5});
        assertEquals(0.3, shares.dirichlet(shares.theta())[2], 1e-15);
        // Γ(5.5) / (Γ(2) Γ(3) Γ(½)) · .2 · .5² · .3^−½
        double gamma = 4.5 * 3.5 * 2.5 * 1.5 * 0.5 / 2;
        assertEquals(Math.log(gamma * 0.2 * 0.25 / Math.sqrt(0.3)), shares.logProb(0), 1e-12);

        Trace counts = Trace.replaying(new double[] {2, 1}, new double[] {1, 2, 5});
        assertArrayEquals(new int[] {2, 1, 1}, counts.multinomial(4, counts.theta()));
        // 4!/(2! 1! 1!) · (1/8)² · 2/8 · 5/8
        assertEquals(Math.log(12.0 / 64 * 10 / 64), counts.logProb(0), 1e-12);
        assertEquals(2.0 / 1 - 4.0 / 8, counts.score(0)[0], 1e-12);
        Trace certain = Trace.sampling(new RandomStream(1, 1), new double[] {1});
        assertArrayEquals(
                new int[] {4, 0, 0}, certain.multinomial(4, certain.theta()[0], Dual.constant(0), Dual.constant(0)));
    }

    @Test
    void vectorsAreSampledFromTheirDensity() {
        double[] means = new double[6];
        int count = 4000;
        for (int i = 0; i < count; i++) {
            Trace trace = Trace.sampling(new RandomStream(8, i), new double[] {2, 3, 5});
            double[] shares = trace.dirichlet(trace.theta());
            int[] counts = trace.multinomial(10, trace.theta());
            for (int k = 0; k < 3; k++) {
                means[k] += shares[k] / count;
                means[3 + k] += counts[k] / 10.0 / count;
            }
            assertEquals(1, Arrays.stream(shares).sum(), 1e-14);
            assertEquals(10, Arrays.stream(counts).sum());
        }
        // the largest standard deviation of a share is .16
        assertArrayEquals(new double[] {0.2, 0.3, 0.5, 0.2, 0.3, 0.5}, means, 5 * 0.16 / Math.sqrt(count));
    }

    @Test
    void constantsAndPlainNumbersAreTheSame() {
        assertEquals(at(Continuous.gamma(2, 3.0), 1), at(Continuous.gamma(Dual.constant(2), Dual.constant(3)), 1));
        assertEquals(2.5, Dual.constant(2.5).doubleValue());
        assertEquals(2, Dual.parameters(new double[] {2.5}, new double[] {7})[0].intValue());
    }
}
