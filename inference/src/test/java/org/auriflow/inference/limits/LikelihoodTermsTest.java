package org.auriflow.inference.limits;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.math3.distribution.PoissonDistribution;
import org.auriflow.engine.RandomStream;
import org.auriflow.inference.statistics.LikelihoodScan;
import org.auriflow.inference.statistics.LogLikelihood;
import org.auriflow.inference.statistics.MarginalLikelihood;
import org.auriflow.inference.statistics.MaximumLikelihood;
import org.auriflow.inference.statistics.ProfileLikelihood;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Rates, constraints and their combination. */
class LikelihoodTermsTest {
    static Stream<Constraint> constraints() {
        return Stream.of(
                new Constraint.Normal(1, 2.1, 0.3),
                new Constraint.LogNormal(1, 1.7, 1.2),
                new Constraint.Poisson(1, 12, 5),
                Constraint.gamma(1, 2, 0.4));
    }

    /** ⟨p(m | θ')/p(m | θ)⟩ over m ~ p(m | θ) is 1 for any θ', so density and toys agree. */
    @ParameterizedTest
    @MethodSource("constraints")
    void toysFollowTheDensity(Constraint constraint) {
        double[] truth = {99, 2};
        for (double other : new double[] {1.9, 2.15}) {
            int toys = 4000;
            double sum = 0;
            double squares = 0;
            for (int i = 0; i < toys; i++) {
                LogLikelihood toy = constraint.toy(truth, new RandomStream(5, i));
                double ratio = Math.exp(toy.at(new double[] {99, other}) - toy.at(truth));
                sum += ratio / toys;
                squares += ratio * ratio / toys;
            }
            assertEquals(1, sum, 4 * Math.sqrt((squares - sum * sum) / toys));
            assertTrue(squares - sum * sum > 1e-3, "no information");
        }
    }

    @ParameterizedTest
    @MethodSource("constraints")
    void asimovDataFitBestAtTheTruth(Constraint constraint) {
        double[] truth = {99, 2};
        LogLikelihood asimov = constraint.asimov(truth);
        LikelihoodScan scan = new LikelihoodScan(theta -> asimov.at(new double[] {0, theta[0]}), 0.5, 5);
        assertEquals(2, scan.thetaHat(), 1e-6);
    }

    @Test
    void constraintsAreNormalisedDensities() {
        double[] theta = {1.3};
        double normal = 0;
        double logNormal = 0;
        for (double m = 0.0005; m < 8; m += 0.001) {
            normal += 0.001 * Math.exp(new Constraint.Normal(0, m, 0.2).at(theta));
            logNormal += 0.001 * Math.exp(new Constraint.LogNormal(0, m, 1.4).at(theta));
        }
        assertEquals(1, normal, 1e-6);
        assertEquals(1, logNormal, 1e-6);
        assertEquals(
                new PoissonDistribution(1.3 * 4).logProbability(7), new Constraint.Poisson(0, 7, 4).at(theta), 1e-11);
        assertEquals(Double.NEGATIVE_INFINITY, new Constraint.LogNormal(0, 1, 2).at(new double[] {0}));
        // mean m/τ and error √m/τ
        Constraint.Poisson gamma = Constraint.gamma(0, 3, 0.5);
        assertEquals(3, gamma.count() / gamma.scale(), 1e-12);
        assertEquals(0.5, Math.sqrt(gamma.count()) / gamma.scale(), 1e-12);
    }

    /** x ~ N(μ + η, σ²), m ~ N(η, δ²): profiled and averaged, μ is x − m with variance σ² + δ². */
    @Test
    void aShiftWithANormalConstraint() {
        double x = 3.2;
        double m = 0.4;
        double sigma = 0.7;
        double delta = 0.5;
        LogLikelihood events = theta -> -0.5 * Math.pow((x - theta[0] - theta[1]) / sigma, 2);
        LogLikelihood full = events.plus(new Constraint.Normal(1, m, delta));
        double[] lower = {0, -4};
        double[] upper = {6, 5};
        LikelihoodScan profile = new LikelihoodScan(new ProfileLikelihood(full, 0, lower, upper, 9), 0, 6, 13);
        LogLikelihood marginal = new MarginalLikelihood(full, new int[] {0}, lower, upper, 60);
        double variance = sigma * sigma + delta * delta;
        assertEquals(x - m, profile.thetaHat(), 1e-6);
        for (double mu : new double[] {1.1, 2.8, 4}) {
            double exact = Math.pow(x - m - mu, 2) / variance;
            assertEquals(exact, profile.minusTwoLogLambda(mu), 1e-8);
            // ∫ exp(−(x − μ − η)²/2σ²) N(m; η, δ²) dη
            double integral = Math.log(sigma / Math.sqrt(variance)) - exact / 2;
            assertEquals(integral, marginal.at(new double[] {mu}), 1e-6);
        }
    }

    /** Two parameters of interest out of four; the box of a marginal may be of any dimension. */
    @Test
    void severalParametersOfInterest() {
        LogLikelihood full = theta -> -0.5
                * (Math.pow(theta[0] - 1, 2)
                        + Math.pow(theta[1] - theta[0], 2)
                        + Math.pow(theta[2] - theta[3], 2)
                        + Math.pow(theta[3] + 0.5, 2));
        double[] lower = {-9, -9, -9, -9};
        double[] upper = {9, 9, 9, 9};
        double[] psi = {0.3, 1.4};
        // θ2 and θ0, in this order
        LogLikelihood profile = new ProfileLikelihood(full, new int[] {2, 0}, lower, upper, 7);
        assertEquals(-0.5 * (0.4 * 0.4 + 0.8 * 0.8 / 2), profile.at(psi), 1e-7);
        LogLikelihood marginal = new MarginalLikelihood(full, new int[] {2, 0}, lower, upper, 40);
        assertEquals(profile.at(psi) + Math.log(2 * Math.PI) - 0.5 * Math.log(2), marginal.at(psi), 1e-6);
    }

    /** Two channels share μ and have a background each. */
    @Test
    void channelsJoinTheirParameters() {
        EventRate one = theta -> 10 * theta[0] + theta[1];
        LogLikelihood both = new PoissonLikelihood(14, one)
                .reading(0, 1)
                .plus(new PoissonLikelihood(23, one.times(2)).reading(0, 2));
        double[] theta = {0.9, 3, 4};
        double exact = new PoissonDistribution(12).logProbability(14) + new PoissonDistribution(26).logProbability(23);
        assertEquals(exact, both.at(theta), 1e-11);
    }

    /** n and x_i ~ N(θ, 1) with ν(θ) = 100 θ: the information on θ is that of both. */
    @Test
    void theExtendedLikelihoodOfAsimovData() {
        double truth = 0.8;
        double[] x = IntStream.range(-4000, 4000)
                .mapToDouble(i -> truth + (i + 0.5) / 800)
                .toArray();
        double[] weights = IntStream.range(0, x.length)
                .mapToDouble(i -> Math.exp(-0.5 * Math.pow(x[i] - truth, 2)))
                .toArray();
        EventRate rate = theta -> 100 * theta[0];
        LogLikelihood asimov = WeightedLikelihood.asimov(
                theta -> IntStream.range(0, x.length)
                        .mapToDouble(i -> theta[0] * x[i] - 0.5 * theta[0] * theta[0])
                        .toArray(),
                weights,
                rate,
                new double[] {truth});
        LikelihoodScan scan = new LikelihoodScan(asimov, 0.2, 1.4, 13);
        assertEquals(truth, scan.thetaHat(), 1e-4);
        double step = 0.05;
        double curvature = (scan.minusTwoLogLambda(truth + step) + scan.minusTwoLogLambda(truth - step)) / 2;
        // 80 events of information 1 and Poisson information ν'²/ν = 100²/80, to higher orders of the step
        assertEquals((80 + 125) * step * step, curvature, 0.01 * curvature);
        LogLikelihood empty = new WeightedLikelihood(t -> new double[] {Double.NEGATIVE_INFINITY}, new double[] {1}, 0);
        assertEquals(0, empty.at(new double[] {0}));
    }

    @Test
    void ratesBetweenPoints() {
        double[] thetas = {-1, 0, 0.7, 2};
        double[] rates = IntStream.range(0, 4)
                .mapToDouble(i -> Math.exp(1 + 0.5 * thetas[i] - 0.2 * thetas[i] * thetas[i]))
                .toArray();
        EventRate table = EventRate.tabulated(thetas, rates).times(3).plus(theta -> 1);
        assertEquals(1 + 3 * Math.exp(1 + 0.65 - 0.2 * 1.69), table.at(new double[] {1.3}), 1e-12);
        EventRate truth = t -> 3 + t[0] - 2 * t[1] + 0.5 * t[0] * t[0] + 0.7 * t[0] * t[1] + 2 * t[1] * t[1];
        double[][] benchmarks = {{0, 0}, {1, 0}, {0, 1}, {-1, 0}, {0, -1}, {1, 1}, {2, -1}};
        for (int count : new int[] {6, 7}) {
            double[][] some = Arrays.copyOf(benchmarks, count);
            MorphedRate morphed = new MorphedRate(
                    some, Arrays.stream(some).mapToDouble(truth::at).toArray());
            assertEquals(truth.at(new double[] {0.3, -1.7}), morphed.at(new double[] {0.3, -1.7}), 1e-11);
        }
    }

    @Test
    void impossibleCounts() {
        EventRate rate = theta -> theta[0];
        assertEquals(0, new PoissonLikelihood(0, rate).at(new double[] {0}));
        assertEquals(Double.NEGATIVE_INFINITY, new PoissonLikelihood(1, rate).at(new double[] {0}));
        assertEquals(Double.NEGATIVE_INFINITY, new PoissonLikelihood(0, rate).at(new double[] {-1}));
        MaximumLikelihood found =
                new MaximumLikelihood(new PoissonLikelihood(3, rate), new double[] {-1}, new double[] {9}, 11);
        assertArrayEquals(new double[] {3}, found.thetaHat(), 1e-5);
    }

    @Test
    void badRequestsAreRefused() {
        EventRate rate = theta -> theta[0];
        double[] one = {1};
        for (Runnable action : List.<Runnable>of(
                () -> new PoissonLikelihood(-1, rate),
                () -> new PoissonLikelihood(1, rate).at(new double[] {Double.NaN}),
                () -> EventRate.tabulated(new double[] {0, 1, 2}, new double[] {1, 0, 1}),
                () -> new MorphedRate(new double[][] {{0}, {1}}, new double[] {1, 2}),
                () -> new MorphedRate(new double[][] {{0}, {1}, {1}}, new double[] {1, 2, 2}),
                () -> new MorphedRate(new double[][] {{0}, {1}, {2}}, new double[] {1, 2, 2}).at(new double[2]),
                () -> new WeightedLikelihood(t -> one, new double[] {-1}, 1),
                () -> new WeightedLikelihood(t -> one, one, Double.NaN),
                () -> new WeightedLikelihood(t -> one, new double[] {1, 1}, 1).at(one),
                () -> new Constraint.Normal(0, 0, 0),
                () -> new Constraint.LogNormal(0, 1, 1),
                () -> new Constraint.Poisson(0, -1, 1),
                () -> new MarginalLikelihood(t -> 0, new int[] {0}, one, one, 5),
                () -> new MarginalLikelihood(t -> 0, new int[] {0}, new double[2], new double[2], 5),
                () -> new ProfileLikelihood(t -> 0, new int[] {0, 0}, new double[2], new double[2], 5))) {
            String message =
                    assertThrows(IllegalArgumentException.class, action::run).getMessage();
            assertTrue(message.matches("[a-z ]+: .*got .*"), message);
        }
    }
}
