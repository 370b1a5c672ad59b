package org.auriflow.inference.limits;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.distribution.PoissonDistribution;
import org.auriflow.engine.RandomStream;
import org.auriflow.inference.simulator.PoissonSampler;
import org.auriflow.inference.statistics.ConfidenceRegion;
import org.auriflow.inference.statistics.LikelihoodGrid;
import org.auriflow.inference.statistics.LikelihoodScan;
import org.auriflow.inference.statistics.LogLikelihood;
import org.auriflow.inference.statistics.NeymanConstruction;
import org.auriflow.inference.statistics.ProfileLikelihood;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests and limits against problems that have a closed form. */
class UpperLimitsTest {
    private static final NormalDistribution NORMAL = new NormalDistribution();

    /** x ~ N(μ, 1), where the formulae for many events are exact. */
    private static LikelihoodScan gauss(double x) {
        return new LikelihoodScan(theta -> -0.5 * (x - theta[0]) * (x - theta[0]), -9, 12, 31);
    }

    /** n ~ Pois(μ + b). */
    private static LikelihoodScan counting(double n, double b) {
        return new LikelihoodScan(new PoissonLikelihood(n, theta -> theta[0] + b), -b, 40, 13);
    }

    private static double[] steps(double from, double to, int count) {
        return IntStream.range(0, count)
                .mapToDouble(k -> from + (to - from) * k / (count - 1))
                .toArray();
    }

    /** The distribution of the statistic of x ~ N(μ', σ²), by summing over x. */
    @ParameterizedTest
    @EnumSource
    void formulaeAreExactForANormalEstimate(TestStatistic statistic) {
        double sigma = 1.3;
        for (double mu : statistic == TestStatistic.Q_0 ? new double[] {0} : new double[] {0.7, 2.2}) {
            for (double muTrue : new double[] {mu, 0, 1.6}) {
                for (double q : new double[] {0.05, 0.8, 2.9, 6}) {
                    double sum = 0;
                    double step = 0.002;
                    for (double z = -7; z < 7; z += step) {
                        double muHat = muTrue + sigma * z;
                        sum += statistic(statistic, mu, muHat, sigma) >= q ? NORMAL.density(z) * step : 0;
                    }
                    assertEquals(sum, new AsymptoticDistribution(statistic, mu, muTrue, sigma).pValue(q), 1.1e-3);
                }
            }
        }
    }

    /** Section 2 of arXiv:1007.1727 for −2 log λ(μ) = (μ − μ̂)²/σ². */
    private static double statistic(TestStatistic statistic, double mu, double muHat, double sigma) {
        double t = Math.pow((mu - muHat) / sigma, 2);
        double physical = muHat < 0 ? t - Math.pow(muHat / sigma, 2) : t;
        return switch (statistic) {
            case T_MU -> t;
            case T_TILDE_MU -> physical;
            case Q_0 -> muHat >= 0 ? t : 0;
            case Q_MU -> muHat <= mu ? t : 0;
            case Q_TILDE_MU -> muHat <= mu ? physical : 0;
        };
    }

    @ParameterizedTest
    @EnumSource
    void statisticsFollowTheirDefinition(TestStatistic statistic) {
        for (double mu : statistic == TestStatistic.Q_0 ? new double[] {0} : new double[] {0.7, 2.2}) {
            for (double x : new double[] {-1.5, 0.3, 1.1, 4}) {
                assertEquals(statistic(statistic, mu, x, 1), statistic.of(gauss(x), mu), 1e-9);
            }
        }
    }

    @Test
    void limitsOnANormalMean() {
        double[] mus = steps(0.01, 9, 40);
        for (TestStatistic statistic : List.of(TestStatistic.Q_MU, TestStatistic.Q_TILDE_MU)) {
            for (double x : new double[] {-1.2, 0, 0.4, 2}) {
                AsymptoticTest test = new AsymptoticTest(statistic, gauss(x), gauss(0));
                UpperLimits plain = UpperLimits.signalPlusBackground(test, mus, 0.95);
                double exact = x + 1.6448536269514722;
                assertEquals(exact > mus[0] ? exact : Double.NEGATIVE_INFINITY, plain.observedLimit(), 1e-7);
                // CLs = Φ(x − μ)/Φ(x) = .05
                UpperLimits cls = UpperLimits.cls(test, mus, 0.95);
                double withCls = x - NORMAL.inverseCumulativeProbability(0.05 * NORMAL.cumulativeProbability(x));
                assertEquals(withCls, cls.observedLimit(), 1e-7);
                for (int n = -2; n <= 2; n++) {
                    double expected = n - NORMAL.inverseCumulativeProbability(0.05 * NORMAL.cumulativeProbability(n));
                    assertEquals(expected, cls.expectedLimit(n), 1e-7);
                    double band = n + 1.6448536269514722;
                    assertEquals(band > mus[0] ? band : Double.NEGATIVE_INFINITY, plain.expectedLimit(n), 1e-7);
                }
            }
        }
        UpperLimits narrow =
                UpperLimits.cls(new AsymptoticTest(TestStatistic.Q_MU, gauss(0), gauss(0)), steps(0.1, 1, 5), 0.95);
        assertEquals(Double.POSITIVE_INFINITY, narrow.observedLimit());
        assertTrue(narrow.observed().isFlat());
    }

    /** Equation 97 of arXiv:1007.1727, and the exact q0 of any count. */
    @Test
    void discoveryWithAKnownBackground() {
        for (double[] sb : new double[][] {{2, 1}, {5, 9}, {10, 100}}) {
            double s = sb[0];
            double b = sb[1];
            double asimov = TestStatistic.Q_0.of(counting(s + b, b), 0);
            assertEquals(2 * ((s + b) * Math.log(1 + s / b) - s), asimov, 1e-9);
            double z = new AsymptoticDistribution(TestStatistic.Q_0, 0, 0, 1).significance(asimov);
            assertEquals(Math.sqrt(2 * ((s + b) * Math.log(1 + s / b) - s)), z, 1e-9);
            assertEquals(0, TestStatistic.Q_0.of(counting(Math.floor(b / 2), b), 0));
        }
    }

    /** On/off problem: n ~ Pois(s + b), m ~ Pois(τ b); T.-P. Li and Y.-Q. Ma, Astrophys. J. 272 (1983) 317, equation 17. */
    @Test
    void discoveryWithABackgroundFromAControlRegion() {
        double tau = 2.5;
        double alpha = 1 / tau;
        for (double[] counts : new double[][] {{12, 10}, {30, 40}, {9, 0}}) {
            double n = counts[0];
            double m = counts[1];
            LogLikelihood both =
                    new PoissonLikelihood(n, theta -> theta[0] + theta[1]).plus(new Constraint.Poisson(1, m, tau));
            double[] lower = {-20, 0};
            double[] upper = {50, 60};
            LikelihoodScan scan = new LikelihoodScan(new ProfileLikelihood(both, 0, lower, upper, 31), 0, 50, 11);
            double off = m == 0 ? 0 : m * Math.log((1 + alpha) * m / (n + m));
            double exact = 2 * (n * Math.log((1 + alpha) / alpha * n / (n + m)) + off);
            assertEquals(exact, TestStatistic.Q_0.of(scan, 0), 1e-6);
        }
    }

    /** q̃_μ falls with n, so that toys must find CLs = P(≤ n | μ + b)/P(≤ n | b). */
    @Test
    void toysOfACountMatchPoissonSums() {
        double b = 3;
        double[] mus = {0, 1, 3, 4.5, 6, 9};
        int toys = 2000;
        LikelihoodScan[] scans =
                IntStream.range(0, 60).mapToObj(n -> counting(n, b)).toArray(LikelihoodScan[]::new);
        ToyTest<Integer> test = new ToyTest<>(
                TestStatistic.Q_TILDE_MU,
                (theta, random) -> PoissonSampler.sample(random, theta[0] + b),
                n -> scans[n],
                mus,
                toys,
                11);
        for (int n : new int[] {0, 2, 3}) {
            HypothesisTest observed = test.of(n);
            assertEquals(1, observed.observed(0).cls());
            for (double mu : Arrays.copyOfRange(mus, 1, mus.length)) {
                PValues p = observed.observed(mu);
                double signal = new PoissonDistribution(mu + b).cumulativeProbability(n);
                double alone = new PoissonDistribution(b).cumulativeProbability(n);
                if (n <= mu + b) {
                    assertEquals(signal, p.signalPlusBackground(), 4 * Math.sqrt(signal / toys) + 1.0 / toys);
                    assertEquals(alone, p.background(), 4 * p.backgroundError() + 1.0 / toys);
                    assertEquals(signal / alone, p.cls(), (4 * Math.sqrt(signal / toys) + 2.0 / toys) / alone);
                    assertEquals(
                            p.cls()
                                    * Math.hypot(
                                            p.signalPlusBackgroundError() / p.signalPlusBackground(),
                                            p.backgroundError() / p.background()),
                            p.clsError(),
                            1e-12);
                }
            }
        }
        // without events CLs is exp(−μ) whatever the background, and 3 events are the median of background
        assertEquals(3, UpperLimits.cls(test.of(0), mus, 0.95).observedLimit(), 0.5);
        UpperLimits limits = UpperLimits.cls(test.of(3), mus, 0.95);
        assertEquals(limits.observedLimit(), limits.expectedLimit(0));
        assertTrue(limits.expectedLimit(-1) < limits.expectedLimit(0));
        assertTrue(limits.expectedLimit(1) > limits.expectedLimit(0));
        assertTrue(limits.toString().startsWith("mu < "), limits.toString());
    }

    /** |z + (√Λ, 0)|² of two standard normal numbers, by summing over the first; moments for a large Λ. */
    @Test
    void theStatisticOfTwoParametersUnderAnotherHypothesis() {
        for (double lambda : new double[] {0, 0.3, 4, 30, 700}) {
            double root = Math.sqrt(lambda);
            for (double r : new double[] {0.5, 1.5, root + 0.4, root + 2}) {
                double sum = 0;
                double step = 0.002;
                for (double z = -8; z < 8; z += step) {
                    double rest = r * r - (z + root) * (z + root);
                    sum += NORMAL.density(z) * step * (rest > 0 ? 2 * Significance.pValue(Math.sqrt(rest)) : 1);
                }
                assertEquals(sum, NoncentralChiSquared.pValue(r * r, lambda), 2e-4);
            }
            assertEquals(0.16, NoncentralChiSquared.pValue(NoncentralChiSquared.quantile(0.16, lambda), lambda), 1e-7);
        }
        assertEquals(0.5, NoncentralChiSquared.pValue(1e4 + 1, 1e4), 1e-3);
    }

    /** (x, y) ~ N(θ, 1) in two dimensions, where the formulae are exact: they and toys agree, and regions are circles. */
    @Test
    void regionsOfTwoNormalMeans() {
        double[] axis = steps(-4.2, 4.2, 15);
        double[] data = {0.8, -0.3};
        AsymptoticGridTest exact = new AsymptoticGridTest(plane(data, axis), plane(new double[2], axis));
        int toys = 400;
        NeymanConstruction<double[]> points = new NeymanConstruction<>(
                (theta, random) -> new double[] {theta[0] + random.normal(), theta[1] + random.normal()},
                (x, theta) -> Math.pow(x[0] - theta[0], 2) + Math.pow(x[1] - theta[1], 2),
                ConfidenceRegion.grid(axis, axis),
                toys,
                3);
        List<double[]> alone = IntStream.range(0, 800)
                .mapToObj(i -> new RandomStream(4, i))
                .map(random -> new double[] {random.normal(), random.normal()})
                .toList();
        GridTest simulated = new ToyGridTest<>(points, axis, axis, alone).of(data);
        for (int i = 0; i < axis.length; i += 2) {
            for (int j = 0; j < axis.length; j += 3) {
                PValues p = exact.observed(i, j);
                double t = Math.pow(axis[i] - data[0], 2) + Math.pow(axis[j] - data[1], 2);
                assertEquals(Math.exp(-t / 2), p.signalPlusBackground(), 1e-9);
                PValues toy = simulated.observed(i, j);
                assertEquals(
                        p.signalPlusBackground(),
                        toy.signalPlusBackground(),
                        5 * toy.signalPlusBackgroundError() + 0.01);
                assertEquals(p.background(), toy.background(), 5 * toy.backgroundError() + 0.001);
                assertEquals(
                        exact.expected(i, j, 1).signalPlusBackground(),
                        simulated.expected(i, j, 1).signalPlusBackground(),
                        0.13);
            }
        }
        ExclusionRegions regions = ExclusionRegions.cls(exact, 0.95);
        double previous = 0;
        for (int n = -2; n <= 2; n++) {
            // CLs = .05 where t = −2 log(.05 Φ(n)), which is exceeded with probability Φ(n)
            double t = -2 * Math.log(0.05 * NORMAL.cumulativeProbability(n));
            double[] contour = regions.expected(n).contours().get(0)[0];
            double radius = Math.hypot(contour[0], contour[1]);
            assertEquals(NORMAL.cumulativeProbability(n), NoncentralChiSquared.pValue(t, radius * radius), 0.02);
            assertTrue(radius > previous);
            previous = radius;
        }
        ConfidenceRegion plain =
                ExclusionRegions.signalPlusBackground(exact, 0.95).observed();
        assertTrue(plain.contains(data[0] + 2.3, data[1]) && !plain.contains(data[0] + 2.6, data[1]));
        assertThrows(IllegalArgumentException.class, () -> regions.expected(3));
        assertThrows(
                IllegalArgumentException.class,
                () -> new AsymptoticGridTest(plane(data, axis), plane(data, steps(-4, 4, 15))));
        assertThrows(IllegalArgumentException.class, () -> new ToyGridTest<>(points, axis, steps(0, 1, 3), alone));
    }

    private static LikelihoodGrid plane(double[] x, double[] axis) {
        return new LikelihoodGrid(
                theta -> -0.5 * (Math.pow(x[0] - theta[0], 2) + Math.pow(x[1] - theta[1], 2)), axis, axis);
    }

    /** x ~ N(θ, 5): expected limits from 2,000 runs are those of σ = √(5/n), though the runs' mean is off by far more. */
    @Test
    void asimovEventsOfAFewRuns() {
        double n = 200;
        double sigma = Math.sqrt(5 / n);
        double[] x = IntStream.range(0, 2000)
                .mapToDouble(i -> Math.sqrt(5) * new RandomStream(7, i).normal())
                .toArray();
        double[] weights = DoubleStream.generate(() -> 1).limit(x.length).toArray();
        Function<double[], double[]> logR = theta -> DoubleStream.of(x)
                .map(v -> (theta[0] * v - theta[0] * theta[0] / 2) / 5)
                .toArray();
        LikelihoodScan asimov = new LikelihoodScan(new AsimovEvents(logR, weights, n, new double[] {0}), -1, 1);
        UpperLimits limits =
                UpperLimits.cls(new AsymptoticTest(TestStatistic.Q_MU, asimov, asimov), steps(0.01, 1, 40), 0.95);
        for (int k = -2; k <= 2; k++) {
            double exact = k - NORMAL.inverseCumulativeProbability(0.05 * NORMAL.cumulativeProbability(k));
            assertEquals(sigma * exact, limits.expectedLimit(k), 0.03 * sigma * exact);
        }
        assertEquals(0, asimov.thetaHat(), 0.02 * sigma);
        LikelihoodScan plain = new LikelihoodScan(new WeightedLikelihood(logR, weights, n), -1, 1);
        assertTrue(Math.abs(plain.thetaHat()) > 0.02 * sigma, "no need of a control variate");
        assertThrows(
                IllegalArgumentException.class,
                () -> new AsimovEvents(t -> new double[] {Double.NaN}, new double[] {1}, n, new double[] {0}));
    }

    @Test
    void significancesKeepSmallProbabilities() {
        assertEquals(1.6448536269514722, Significance.ofPValue(0.05), 1e-12);
        assertEquals(5, Significance.ofPValue(2.866515718791933e-7), 1e-9);
        assertEquals(30, Significance.ofPValue(Significance.pValue(30)), 1e-9);
        assertEquals(-2, Significance.ofPValue(1 - Significance.pValue(2)), 1e-9);
        assertEquals(Double.POSITIVE_INFINITY, Significance.ofPValue(0));
        assertEquals(Double.NEGATIVE_INFINITY, Significance.ofPValue(1));
        assertEquals(0, Significance.ofPValue(0.5));
    }

    @Test
    void badRequestsAreRefused() {
        double[] none = {};
        UpperLimits limits =
                UpperLimits.cls(new AsymptoticTest(TestStatistic.Q_MU, gauss(0), gauss(0)), steps(0.1, 9, 5), 0.95);
        assertFalse(limits.observed().isFlat());
        for (Runnable action : List.<Runnable>of(
                () -> TestStatistic.Q_0.of(gauss(1), 1),
                () -> TestStatistic.Q_MU.of(gauss(1), 100),
                () -> new AsymptoticTest(TestStatistic.T_MU, gauss(0), gauss(0)),
                () -> new AsymptoticDistribution(TestStatistic.Q_0, 1, 0, 1),
                () -> new AsymptoticDistribution(TestStatistic.Q_MU, 1, 0, 0),
                () -> new AsymptoticDistribution(TestStatistic.Q_MU, 1, 0, 1).pValue(-1),
                () -> Significance.ofPValue(1.1),
                () -> limits.expectedLimit(3),
                () -> new ToyTest<Double>(
                        TestStatistic.Q_MU,
                        (t, r) -> 0.0,
                        x -> gauss(x),
                        DoubleStream.of(2, 1).toArray(),
                        5,
                        1),
                () -> new ToyTest<Double>(TestStatistic.Q_MU, (t, r) -> 0.0, x -> gauss(x), none, 5, 1),
                () -> new ToyTest<Double>(TestStatistic.Q_MU, (t, r) -> 0.0, x -> gauss(x), new double[] {1}, 5, 1)
                        .of(0.0)
                        .observed(2))) {
            String message =
                    assertThrows(IllegalArgumentException.class, action::run).getMessage();
            assertTrue(message.matches("[A-Za-z ]+: .*got .*"), message);
        }
    }
}
