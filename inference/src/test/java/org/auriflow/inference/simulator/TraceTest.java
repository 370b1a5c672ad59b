package org.auriflow.inference.simulator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.apache.commons.math3.distribution.ExponentialDistribution;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.distribution.PoissonDistribution;
import org.auriflow.engine.RandomStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceTest {
    private static Trace sampling(double... thetas) {
        double[][] points =
                Arrays.stream(thetas).mapToObj(t -> new double[] {t}).toArray(double[][]::new);
        return Trace.sampling(new RandomStream(3, 1), points);
    }

    private static Trace replaying(double choice, double... thetas) {
        double[][] points =
                Arrays.stream(thetas).mapToObj(t -> new double[] {t}).toArray(double[][]::new);
        return Trace.replaying(new double[] {choice}, points);
    }

    @Test
    void logProbabilitiesMatchAnIndependentLibrary() {
        Trace normal = replaying(0.4, 1.5);
        normal.normal(normal.theta()[0], normal.theta()[0].plus(1));
        assertEquals(new NormalDistribution(1.5, 2.5).logDensity(0.4), normal.logProb(0), 1e-14);
        Trace poisson = replaying(7, 11.5);
        poisson.poisson(poisson.theta()[0]);
        assertEquals(new PoissonDistribution(11.5).logProbability(7), poisson.logProb(0), 1e-12);
        Trace exponential = replaying(0.8, 2.5);
        exponential.exponential(exponential.theta()[0]);
        assertEquals(new ExponentialDistribution(1 / 2.5).logDensity(0.8), exponential.logProb(0), 1e-14);
        Trace categorical = replaying(2, 3);
        assertEquals(
                2,
                categorical.categorical(
                        Dual.constant(1), Dual.constant(0), categorical.theta()[0]));
        assertEquals(Math.log(0.75), categorical.logProb(0), 1e-15);
        assertEquals(1 / 3.0 - 1 / 4.0, categorical.score(0)[0], 1e-15);
        Trace uniform = replaying(1, 4);
        uniform.uniform(Dual.constant(0), uniform.theta()[0]);
        assertEquals(-Math.log(4), uniform.logProb(0), 1e-15);
        assertEquals(-0.25, uniform.score(0)[0], 1e-15);
        Trace logit = replaying(0, 300);
        assertFalse(logit.bernoulliLogit(logit.theta()[0]));
        assertEquals(-300, logit.logProb(0), 1e-12);
        assertEquals(-1, logit.score(0)[0], 1e-12);
    }

    @Test
    void samplesFollowTheirDistributions() {
        double[] weights = {1, 0, 3};
        assertMoments(trace -> trace.bernoulli(0.3) ? 1 : 0, 0.3, 0.21);
        assertMoments(trace -> trace.bernoulliLogit(Dual.constant(Math.log(3))) ? 1 : 0, 0.75, 0.1875);
        assertMoments(trace -> trace.categorical(weights), 1.5, 0.75);
        assertMoments(trace -> trace.normal(2, 3), 2, 9);
        assertMoments(trace -> trace.exponential(4), 0.25, 0.0625);
        assertMoments(trace -> trace.uniform(-1, 3), 1, 16 / 12.0);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.01, 0.7, 4, 9.99, 10, 13.7, 60, 1234.5, 1e6})
    void poissonSamplesFollowTheirDistribution(double mean) {
        assertMoments(trace -> trace.poisson(mean), mean, mean);
        if (mean < 100) {
            int count = 40_000;
            int[] samples = IntStream.range(0, count)
                    .map(i -> PoissonSampler.sample(new RandomStream(2, i), mean))
                    .toArray();
            PoissonDistribution exact = new PoissonDistribution(mean);
            for (int k = 0; k <= mean + 5 * Math.sqrt(mean); k++) {
                int bin = k;
                double p = exact.probability(k);
                double seen = Arrays.stream(samples).filter(s -> s == bin).count();
                assertEquals(count * p, seen, 5 * Math.sqrt(count * p) + 3, "k = " + k);
            }
        }
    }

    private static void assertMoments(ToDoubleFunction<Trace> draw, double mean, double variance) {
        int count = 20_000;
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < count; i++) {
            double z = draw.applyAsDouble(Trace.sampling(new RandomStream(4, i), new double[0]));
            sum += z - mean;
            squares += (z - mean) * (z - mean);
        }
        assertEquals(0, sum / count, 5 * Math.sqrt(variance / count));
        // heavy enough for every distribution used here: the kurtosis of none exceeds 9 + 1/mean
        double fourth = 9 + 1 / Math.abs(mean);
        assertEquals(variance, squares / count, 5 * variance * Math.sqrt(fourth / count));
    }

    @Test
    void deterministicChoicesAddNothing() {
        Trace trace = sampling(0.5, 0.7);
        assertTrue(trace.bernoulli(1));
        assertFalse(trace.bernoulli(0));
        assertEquals(1, trace.categorical(0, 2));
        assertEquals(0, trace.poisson(0));
        assertEquals(0, trace.logProb(1));
        assertArrayEquals(new double[] {0}, trace.score(1));
        assertArrayEquals(new double[] {1, 0, 1, 0}, trace.choices());
    }

    @Test
    void probabilitiesOfOneKeepTheirGradient() {
        Trace trace = sampling(1);
        assertTrue(trace.bernoulli(trace.theta()[0]));
        assertEquals(0, trace.logProb(0));
        assertArrayEquals(new double[] {1}, trace.score(0));
    }

    @Test
    void aChoiceImpossibleElsewhereHasInfiniteRatioThereAndNoScore() {
        Trace trace = replaying(1, 0.5, 0, 0.25, 0);
        assertTrue(trace.bernoulli(trace.theta()[0]));
        assertEquals(Double.NEGATIVE_INFINITY, trace.logProb(1));
        assertEquals(Double.POSITIVE_INFINITY, trace.logRatio(0, 1));
        assertEquals(Double.NEGATIVE_INFINITY, trace.logRatio(1, 2));
        assertTrue(Double.isNaN(trace.logRatio(1, 3)));
        assertTrue(Double.isNaN(trace.score(1)[0]));
        assertEquals(Math.log(2), trace.logRatio(0, 2), 1e-15);
        assertEquals(4, trace.score(2)[0], 1e-15);
    }

    @Test
    void movingEndsCanMakeAChoiceImpossible() {
        Trace trace = replaying(0.9, 1, 0.8);
        trace.uniform(Dual.constant(0), trace.theta()[0]);
        assertEquals(Double.NEGATIVE_INFINITY, trace.logProb(1));
        assertEquals(0, trace.logProb(0));
    }

    /** After an impossible choice the state of the simulator means nothing at that point. */
    @Test
    void laterChoicesAreNotCheckedWhereTheRunIsImpossible() {
        Trace trace = Trace.replaying(new double[] {1, 0}, new double[] {0.5}, new double[] {0});
        trace.bernoulli(trace.theta()[0]);
        trace.categorical(trace.theta()[0], trace.theta()[0]);
        assertEquals(2 * Math.log(0.5), trace.logProb(0), 1e-15);
        assertEquals(Double.NEGATIVE_INFINITY, trace.logProb(1));
    }

    @Test
    void errorDoesNotGrowWithTheNumberOfChoices() {
        int steps = 1_000_000;
        Trace trace = Trace.replaying(new double[steps], new double[] {0.1}, new double[] {0.1000001});
        Dual p = trace.theta()[0];
        for (int i = 0; i < steps; i++) {
            trace.bernoulli(p);
        }
        assertEquals(steps * Math.log1p(-0.1), trace.logProb(0), 1e-16 * steps);
        // Written so that nothing cancels; a difference of logarithms is wrong from the tenth digit on.
        double exact = steps * StrictMath.log1p((0.1000001 - 0.1) / (1 - 0.1000001));
        assertEquals(exact, trace.logRatio(0, 1), 1e-12 * exact);
    }

    /** Products of probabilities are kept in place of sums of logarithms, and are nowhere near the range of a double. */
    @Test
    void tinyAndNearlyCertainProbabilities() {
        double tiny = 1e-300;
        Trace trace = Trace.replaying(new double[] {1, 1, 0, 1, 0, 1}, new double[] {0.5}, new double[] {tiny});
        Dual p = trace.theta()[0];
        for (int i = 0; i < 6; i++) {
            trace.bernoulli(p);
        }
        assertEquals(6 * Math.log(0.5), trace.logProb(0), 1e-15);
        assertEquals(4 * Math.log(tiny), trace.logProb(1), 1e-12);
        assertEquals(4 / tiny, trace.score(1)[0], 0);

        Trace certain = Trace.replaying(new double[] {0}, new double[] {1e-20});
        certain.bernoulli(certain.theta()[0]);
        assertEquals(-1e-20, certain.logProb(0), 1e-35);
    }

    @Test
    void roundOffInProbabilitiesIsForgiven() {
        Trace trace = sampling(1);
        assertTrue(trace.bernoulli(1 + 4e-16));
        assertFalse(trace.bernoulli(-4e-16));
        assertEquals(0, trace.logProb(0));
    }

    @Test
    void parametersOutsideTheirDomainAreNamedWithTheirTheta() {
        assertRefused("trace.bernoulli: p must be in [0, 1], got 1.5", t -> t.bernoulli(t.theta()[0]));
        assertRefused("trace.bernoulli: p must be in [0, 1], got NaN", t -> t.bernoulli(Double.NaN));
        assertRefused("trace.normal: deviation must be positive", t -> t.normal(0, t.theta()[0].minus(1.5)));
        assertRefused("trace.normal: mean must be finite", t -> t.normal(1 / 0.0, 1));
        assertRefused("trace.poisson: mean must be in [0, 1e9]", t -> t.poisson(t.theta()[0].negated()));
        assertRefused("trace.exponential: rate must be positive", t -> t.exponential(0));
        assertRefused("trace.uniform: high - low must be positive", t -> t.uniform(1, 1));
        assertRefused("trace.categorical: every weight must be finite", t -> t.categorical(-1, 2));
        assertRefused("trace.categorical: the sum of weights must be positive", t -> t.categorical(0, 0));
        assertRefused("trace.mine: a choice must be finite", t -> t.draw("mine", r -> 1 / 0.0, Dual::constant));
        assertRefused("trace.mine: log density must be", t -> t.draw("mine", r -> 1, z -> Dual.constant(1 / 0.0)));
        assertRefused("must be possible", t -> t.draw("mine", r -> 1, z -> Dual.constant(-1 / 0.0)));
    }

    private static void assertRefused(String part, Consumer<Trace> draw) {
        String message = assertThrows(IllegalArgumentException.class, () -> draw.accept(sampling(0.5, 1.5)))
                .getMessage();
        assertTrue(message.contains(part) && message.contains("at theta = ["), message);
    }

    @Test
    void impossibleRecordingsAreRefused() {
        assertImpossible(1, t -> t.bernoulli(0));
        assertImpossible(0.5, t -> t.bernoulli(0.5));
        assertImpossible(0.5, t -> t.bernoulliLogit(Dual.constant(0)));
        assertImpossible(2, t -> t.categorical(1, 1));
        assertImpossible(-1, t -> t.categorical(1, 1));
        assertImpossible(1, t -> t.categorical(1, 0));
        assertImpossible(-1, t -> t.poisson(2));
        assertImpossible(1.5, t -> t.poisson(2));
        assertImpossible(-0.1, t -> t.exponential(2));
        assertImpossible(2.1, t -> t.uniform(1, 2));
    }

    private static void assertImpossible(double choice, Consumer<Trace> draw) {
        String message = assertThrows(IllegalArgumentException.class, () -> draw.accept(replaying(choice, 1)))
                .getMessage();
        assertTrue(message.startsWith("replay: choice 0 (") && message.contains("got " + choice), message);
    }
}
