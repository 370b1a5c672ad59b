package org.auriflow.inference.simulator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.auriflow.engine.RandomStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What must hold for every simulator, whatever it simulates. */
class MinedGoldLawsTest {
    private static final int RUNS = 20_000;
    private static final double SIGMAS = 5;

    static List<Simulator> simulators() {
        return SimulatorCatalogue.all();
    }

    /** Three pairs (θ0, θ1) inside the prior, always the same. */
    private static double[][][] pairs(Simulator simulator) {
        double[][][] pairs = new double[3][2][];
        for (int i = 0; i < pairs.length; i++) {
            RandomStream random = new RandomStream(11, i);
            pairs[i][0] = simulator.prior().sample(random);
            pairs[i][1] = simulator.prior().sample(random);
            for (int p = 0; p < pairs[i][1].length; p++) {
                double distance = pairs[i][1][p] - pairs[i][0][p];
                pairs[i][1][p] = pairs[i][0][p] + SimulatorCatalogue.closeness(simulator) * distance;
            }
        }
        return pairs;
    }

    /** Runs sampled at θ0 and evaluated at θ1 too. */
    private static TracedRun[] runs(Simulator simulator, double[] theta0, double[] theta1) {
        TracedRun[] runs = new TracedRun[SimulatorCatalogue.runs(simulator, RUNS)];
        Arrays.setAll(runs, i -> simulator.run(new RandomStream(5, i), theta0, theta1));
        return runs;
    }

    private static void assertMean(double expected, double[] values, String what) {
        assertMean(expected, values, 0, what);
    }

    private static void assertMean(double expected, double[] values, double leastDeviation, String what) {
        double mean = Arrays.stream(values).average().orElseThrow();
        double deviation = Math.max(deviation(values), leastDeviation);
        assertEquals(expected, mean, SIGMAS * deviation / Math.sqrt(values.length) + 1e-12, what);
    }

    private static double deviation(double[] values) {
        double mean = Arrays.stream(values).average().orElseThrow();
        return Math.sqrt(Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum() / (values.length - 1));
    }

    @ParameterizedTest
    @MethodSource("simulators")
    void jointScoreAveragesToZero(Simulator simulator) {
        for (double[][] pair : pairs(simulator)) {
            TracedRun[] runs = runs(simulator, pair[0], pair[1]);
            for (int p = 0; p < simulator.prior().dimension(); p++) {
                int component = p;
                double[] scores = Arrays.stream(runs)
                        .mapToDouble(run -> run.score(0)[component])
                        .toArray();
                assertTrue(Arrays.stream(scores).anyMatch(t -> t != 0), "a score that is always zero proves nothing");
                assertMean(0, scores, "score " + p + " at " + Arrays.toString(pair[0]));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("simulators")
    void jointRatioAveragesToOneOverTheDenominator(Simulator simulator) {
        for (double[][] pair : pairs(simulator)) {
            double[] ratios = Arrays.stream(runs(simulator, pair[1], pair[0]))
                    .mapToDouble(run -> Math.exp(run.logRatio(1, 0)))
                    .toArray();
            assertMean(1, ratios, "ratio at " + Arrays.deepToString(pair));
        }
    }

    @ParameterizedTest
    @MethodSource("simulators")
    void conditionalMeansAreTheExactScoreAndRatio(Simulator simulator) {
        if (simulator.exact().isEmpty()) {
            return;
        }
        ExactLikelihood exact = simulator.exact().orElseThrow();
        for (double[][] pair : pairs(simulator)) {
            TracedRun[] atZero = runs(simulator, pair[0], pair[1]);
            for (int p = 0; p < simulator.prior().dimension(); p++) {
                int component = p;
                assertZeroInEveryBin(atZero, run -> run.score(0)[component] - exact.score(run.x(), pair[0])[component]);
            }
            assertZeroInEveryBin(
                    atZero, run -> Math.exp(run.logRatio(1, 0)) - Math.exp(exact.logRatio(run.x(), pair[1], pair[0])));
        }
    }

    /** Sorts by x and cuts into bins that never divide equal x; bins hold a hundred runs or more. */
    private static void assertZeroInEveryBin(TracedRun[] runs, ToDoubleFunction<TracedRun> difference) {
        double[][] sorted = Arrays.stream(runs)
                .map(run -> new double[] {run.x()[0], difference.applyAsDouble(run)})
                .sorted((a, b) -> Double.compare(a[0], b[0]))
                .toArray(double[][]::new);
        // a bin in which a rare branch of the simulator happens not to occur underestimates its own deviation
        double least =
                0.5 * deviation(Arrays.stream(sorted).mapToDouble(row -> row[1]).toArray());
        int bins = 0;
        int begin = 0;
        for (int end = 1; end <= sorted.length; end++) {
            boolean boundary = end == sorted.length || sorted[end][0] != sorted[end - 1][0];
            if (boundary && end - begin >= runs.length / 40) {
                double[] values = Arrays.stream(sorted, begin, end)
                        .mapToDouble(row -> row[1])
                        .toArray();
                assertMean(0, values, least, "x from " + sorted[begin][0] + " to " + sorted[end - 1][0]);
                begin = end;
                bins++;
            }
        }
        assertTrue(bins >= 5, "the law needs several bins, got " + bins);
    }

    @ParameterizedTest
    @MethodSource("simulators")
    void scoreIsTheDerivativeOfTheLogRatioAtFixedChoices(Simulator simulator) {
        for (double[][] pair : pairs(simulator)) {
            for (int i = 0; i < SimulatorCatalogue.runs(simulator, 50); i++) {
                TracedRun run = simulator.run(new RandomStream(6, i), pair[0], pair[1]);
                for (int point = 0; point < 2; point++) {
                    for (int p = 0; p < pair[point].length; p++) {
                        double h = 1e-5
                                * (simulator.prior().upper()[p]
                                        - simulator.prior().lower()[p]);
                        double[] up = pair[point].clone();
                        double[] down = pair[point].clone();
                        up[p] += h;
                        down[p] -= h;
                        double slope = simulator.replay(run.choices(), up, down).logRatio(0, 1) / (2 * h);
                        assertEquals(slope, run.score(point)[p], 1e-7 * Math.max(1, Math.abs(slope)));
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("simulators")
    void replayGivesTheSameBits(Simulator simulator) {
        double[][] pair = pairs(simulator)[0];
        for (int i = 0; i < SimulatorCatalogue.runs(simulator, 100); i++) {
            TracedRun run = simulator.run(new RandomStream(7, i), pair);
            TracedRun again = simulator.replay(run.choices(), pair);
            assertArrayEquals(run.x(), again.x());
            assertArrayEquals(run.choices(), again.choices());
            assertEquals(run.logRatio(0, 1), again.logRatio(0, 1));
            assertEquals(run.logProb(1), again.logProb(1));
            assertArrayEquals(run.score(1), again.score(1));
        }
    }

    @ParameterizedTest
    @MethodSource("simulators")
    void severalPointsAtOnceEqualOneAtATime(Simulator simulator) {
        double[][] pair = pairs(simulator)[1];
        for (int i = 0; i < SimulatorCatalogue.runs(simulator, 100); i++) {
            TracedRun both = simulator.run(new RandomStream(8, i), pair);
            for (int k = 0; k < 2; k++) {
                TracedRun alone = simulator.replay(both.choices(), pair[k]);
                assertEquals(alone.logProb(0), both.logProb(k));
                assertArrayEquals(alone.score(0), both.score(k));
            }
            assertEquals(both.logProb(0) - both.logProb(1), both.logRatio(0, 1), 1e-12);
            assertEquals(0, both.logRatio(0, 1) + both.logRatio(1, 0));
            assertEquals(0, both.logRatio(1, 1));
        }
    }

    @ParameterizedTest
    @MethodSource("simulators")
    void recordingsOfTheWrongLengthAreRefused(Simulator simulator) {
        double[] theta = pairs(simulator)[0][0];
        double[] choices = simulator.run(new RandomStream(9, 0), theta).choices();
        double[] shorter = Arrays.copyOf(choices, choices.length - 1);
        double[] longer = Arrays.copyOf(choices, choices.length + 1);
        double[] broken = choices.clone();
        broken[0] = Double.NaN;
        assertMessage("the recording must hold every choice", () -> simulator.replay(shorter, theta));
        assertMessage("the recording must end with the run", () -> simulator.replay(longer, theta));
        assertMessage("choice 0 (", () -> simulator.replay(broken, theta));
    }

    private static void assertMessage(String part, Runnable action) {
        String message =
                assertThrows(IllegalArgumentException.class, action::run).getMessage();
        assertTrue(message.startsWith("replay: ") && message.contains(part), message);
    }

    /** A joint score computed from x instead of z has slope 1/4 here. */
    @Test
    void regressionOnTheJointScoreFindsTheSlopeOfTheMarginal() {
        TracedRun[] runs = runs(new LatentNormal(), new double[] {0.3}, new double[] {0});
        double xx = 0;
        double xt = 0;
        for (TracedRun run : runs) {
            double x = run.x()[0] - 0.3;
            xx += x * x;
            xt += x * run.score(0)[0];
        }
        // one standard error is √(var(t|x)/n)/sd(x) = √(.05/20,000)/√5 = .0007
        assertEquals(0.200, xt / xx, 0.0035);
    }
}
