package org.auriflow.inference.posterior;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.auriflow.engine.RandomStream;
import org.auriflow.inference.posterior.SamplerCatalogue.Entry;
import org.auriflow.inference.posterior.SamplerCatalogue.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Laws that all samplers keep on all targets. */
class SamplerLawTest {
    static List<Entry> samplers() {
        return SamplerCatalogue.SAMPLERS;
    }

    static List<Problem> problems() {
        return SamplerCatalogue.PROBLEMS;
    }

    static Stream<Arguments> pairs() {
        return samplers().stream().flatMap(s -> problems().stream().map(p -> Arguments.of(s, p)));
    }

    private static double[][] starts(int chains, int dimension) {
        RandomStream random = new RandomStream(5, 5);
        double[][] starts = new double[chains][dimension];
        for (double[] s : starts) {
            for (int k = 0; k < dimension; k++) {
                s[k] = random.normal();
            }
        }
        return starts;
    }

    /** First and second moments within five standard errors, which themselves are small against the width. */
    @ParameterizedTest
    @MethodSource("pairs")
    void momentsAreRight(Entry entry, Problem problem) {
        int d = problem.mean().length;
        Chains chains = entry.sampler()
                .run(problem.density(), starts(entry.chains(), d), entry.warmUp(), entry.draws(), 11)
                .map(problem.box()::inside);
        for (int k = 0; k < d; k++) {
            int j = k;
            double width = Math.sqrt(problem.square()[k] - problem.mean()[k] * problem.mean()[k]);
            double error = chains.standardError(t -> t[j]);
            assertTrue(error < 0.1 * width, "error " + error + " of " + k);
            assertEquals(problem.mean()[k], chains.mean(t -> t[j]), 5 * error, "mean of " + k);
            assertEquals(
                    problem.square()[k],
                    chains.mean(t -> t[j] * t[j]),
                    5 * chains.standardError(t -> t[j] * t[j]),
                    "square of " + k);
            assertTrue(chains.rHat(k) < 1.05, "R-hat of " + k + " is " + chains.rHat(k));
        }
        assertTrue(chains.acceptance() > 0.2 && chains.acceptance() <= 1, "acceptance " + chains.acceptance());
    }

    @ParameterizedTest
    @MethodSource("problems")
    void gradientsAreThoseOfTheDensity(Problem problem) {
        for (double[] y : starts(5, problem.mean().length)) {
            double[] exact = new double[y.length];
            double[] differences = new double[y.length];
            double value = problem.density().logDensity(y, exact);
            assertEquals(value, new CentralDifferences(problem.density()).logDensity(y, differences));
            assertArrayEquals(differences, exact, 1e-6);
        }
    }

    @ParameterizedTest
    @MethodSource("samplers")
    void theSeedDecidesEverything(Entry entry) {
        SmoothTarget density = SamplerCatalogue.PROBLEMS.get(0).density();
        double[][] starts = starts(entry.chains(), 3);
        double[][] one = entry.sampler().run(density, starts, 30, 20, 1).draws();
        assertArrayEquals(one, entry.sampler().run(density, starts, 30, 20, 1).draws());
        assertTrue(!java.util.Arrays.deepEquals(
                one, entry.sampler().run(density, starts, 30, 20, 2).draws()));
        if (entry.sampler() instanceof ChainSampler<? super SmoothTarget> chainSampler) {
            assertArrayEquals(
                    one, chainSampler.run(density, starts, 30, 20, 1, 3).draws());
        }
    }

    @ParameterizedTest
    @MethodSource("samplers")
    void impossibleStartsAndNoDrawsAreRefused(Entry entry) {
        double[][] starts = starts(entry.chains(), 3);
        for (double log : new double[] {Double.NEGATIVE_INFINITY, Double.NaN}) {
            SmoothTarget bad = (q, g) -> log;
            assertThrows(IllegalArgumentException.class, () -> entry.sampler().run(bad, starts, 10, 10, 1));
        }
        SmoothTarget flat = (q, g) -> 0;
        assertThrows(IllegalArgumentException.class, () -> entry.sampler().run(flat, starts, 10, 0, 1));
        assertThrows(IllegalArgumentException.class, () -> entry.sampler().run(flat, starts, -1, 10, 1));
    }

    /**
     * Widths that differ by 10⁴ are learned: by trajectories through the mass matrix, before which each takes up to a thousand
     * evaluations, by slices for each coordinate.
     */
    @Test
    void warmUpLearnsTheScales() {
        SmoothTarget density = (q, g) -> {
            g[0] = -q[0] * 1e4;
            g[1] = -q[1] * 1e-4;
            return (q[0] * g[0] + q[1] * g[1]) / 2;
        };
        double[][] starts = {{0.01, 1}, {-0.01, -1}};
        for (Entry entry : samplers()) {
            if (entry.name().matches("nuts|hmc|slice")) {
                Chains chains = entry.sampler().run(density, starts, 300, 1000, 1);
                double each = (double) chains.evaluations() / 2600;
                assertTrue(
                        each < (entry.name().equals("slice") ? 20 : 100),
                        entry + " takes " + each + " evaluations for a state");
                assertTrue(chains.bulkSize(0) > 200 && chains.bulkSize(1) > 200, entry + "\n" + chains);
            }
        }
    }
}
