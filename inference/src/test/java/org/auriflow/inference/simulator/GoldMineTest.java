package org.auriflow.inference.simulator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GoldMineTest {
    private static final Prior NUMERATOR = UniformPrior.of("theta", -1, -0.4);
    private static final Prior DENOMINATOR = PointProposal.at(-0.6);

    static List<Simulator> simulators() {
        return SimulatorCatalogue.all();
    }

    @AfterEach
    void noThreadIsLeft() {
        assertFalse(Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().startsWith("auriflow-runs")));
    }

    private static double[] everything(RatioRuns runs) {
        return Arrays.stream(new double[][] {
                    runs.x(), runs.theta0(), runs.theta1(), runs.y(), runs.logRXz(), runs.tXz0(), runs.tXz1()
                })
                .flatMapToDouble(Arrays::stream)
                .toArray();
    }

    @ParameterizedTest
    @MethodSource("simulators")
    void numbersDoNotDependOnTheNumberOfThreads(Simulator simulator) {
        GoldMine mine = new GoldMine(simulator, 4);
        Prior prior = simulator.prior();
        int count = SimulatorCatalogue.runs(simulator, 1001);
        double[] alone = everything(mine.ratio(count, prior, prior));
        for (int threads : new int[] {2, 5}) {
            assertArrayEquals(alone, everything(mine.withThreads(threads).ratio(count, prior, prior)));
            assertArrayEquals(
                    mine.score(count / 2 + 1, prior).tXz(),
                    mine.withThreads(threads).score(count / 2 + 1, prior).tXz());
        }
    }

    @ParameterizedTest
    @MethodSource("simulators")
    void rowsHoldTheGoldOfTheirOwnParameters(Simulator simulator) {
        Prior prior = simulator.prior();
        int count = SimulatorCatalogue.runs(simulator, 200);
        RatioRuns runs = new GoldMine(simulator, 4).ratio(count, prior, prior);
        int p = prior.dimension();
        int d = simulator.observables().size();
        assertEquals(count, runs.size());
        assertEquals(count * d, runs.x().length);
        assertEquals(prior.names(), runs.parameters());
        assertEquals(simulator.observables(), runs.observables());
        for (int i = 0; i < runs.size(); i++) {
            double[] theta0 = Arrays.copyOfRange(runs.theta0(), i * p, (i + 1) * p);
            double[] theta1 = Arrays.copyOfRange(runs.theta1(), i * p, (i + 1) * p);
            assertTrue(prior.contains(theta0) && prior.contains(theta1));
            assertFalse(Arrays.equals(theta0, theta1));
            assertEquals(i % 2, runs.y()[i]);
        }
        // where the pair is the same, the ratio is one and the scores agree
        Prior point = new PointProposal(prior.names(), prior.sample(new org.auriflow.engine.RandomStream(1, 1)));
        RatioRuns same = new GoldMine(simulator, 4).ratio(count, point, point);
        assertArrayEquals(new double[count], same.logRXz());
        assertArrayEquals(same.tXz0(), same.tXz1());
    }

    @Test
    void labelsSayWhereRunsWereSampled() {
        RatioRuns runs = new GoldMine(new GaltonBoard(), 1).ratio(20_000, PointProposal.at(-1), PointProposal.at(-0.4));
        double[] y = runs.y();
        double[] logR = runs.logRXz();
        double ratioAtOne = 0;
        double inverseAtZero = 0;
        double scoreAtZero = 0;
        double scoreAtOne = 0;
        double[] logRatios = new double[2];
        for (int i = 0; i < y.length; i++) {
            logRatios[(int) y[i]] += logR[i] / 10_000;
            ratioAtOne += y[i] * Math.exp(logR[i]) / 10_000;
            inverseAtZero += (1 - y[i]) * Math.exp(-logR[i]) / 10_000;
            scoreAtZero += (1 - y[i]) * runs.tXz0()[i] / 10_000;
            scoreAtOne += y[i] * runs.tXz1()[i] / 10_000;
        }
        assertTrue(logRatios[0] > 0.1 && logRatios[1] < -0.1, Arrays.toString(logRatios));
        assertEquals(1, ratioAtOne, 0.1);
        assertEquals(1, inverseAtZero, 0.1);
        assertEquals(0, scoreAtZero, 0.1);
        assertEquals(0, scoreAtOne, 0.1);
    }

    /** Were θ0 drawn after y, a classifier could read y off θ0. */
    @Test
    void parametersDoNotBetrayTheLabel() {
        RatioRuns runs = new GoldMine(new GaltonBoard(), 2).ratio(10_000, NUMERATOR, DENOMINATOR);
        double[] mean = new double[2];
        for (int i = 0; i < runs.size(); i++) {
            mean[i % 2] += runs.theta0()[i] / 5_000;
        }
        // the standard error of the difference is .6/√12 · √(2/5,000) = .0035
        assertEquals(mean[0], mean[1], 0.014);
        assertEquals(-0.7, mean[0], 0.01);
        assertTrue(Arrays.stream(runs.theta1()).allMatch(t -> t == -0.6));
    }

    @Test
    void longerDataBeginWithShorterDataAndCanBeContinued() {
        GoldMine mine = new GoldMine(new GaltonBoard(), 9);
        double[] all = mine.ratio(300, NUMERATOR, DENOMINATOR).logRXz();
        assertArrayEquals(
                Arrays.copyOf(all, 100), mine.ratio(100, NUMERATOR, DENOMINATOR).logRXz());
        RatioRuns rest = mine.withFirstRun(101).ratio(199, NUMERATOR, DENOMINATOR);
        assertArrayEquals(Arrays.copyOfRange(all, 101, 300), rest.logRXz());
        assertEquals(1, rest.y()[0]);
        assertFalse(Arrays.equals(
                all,
                new GoldMine(new GaltonBoard(), 10)
                        .ratio(300, NUMERATOR, DENOMINATOR)
                        .logRXz()));
    }

    @Test
    void kindsOfDataAreIndependent() {
        GoldMine mine = new GoldMine(new LatentNormal(), 9);
        Prior point = PointProposal.at(0);
        assertFalse(Arrays.equals(
                mine.score(10, point).x(), mine.ratio(10, point, point).x()));
        assertFalse(Arrays.equals(
                mine.score(10, point).x(), mine.benchmarks(10, new double[] {0}).x()));
    }

    @Test
    void scoreRunsAreSampledAtTheirTheta() {
        ScoreRuns runs = new GoldMine(new ThinnedCount(), 3)
                .score(20_000, new PointProposal(List.of("mean", "share"), new double[] {14, 0.4}));
        assertEquals(14, runs.theta()[2]);
        assertEquals(0.4, runs.theta()[3]);
        assertEquals(5.6, Arrays.stream(runs.x()).average().orElseThrow(), 5 * Math.sqrt(5.6 / 20_000));
        assertEquals(40_000, runs.tXz().length);
    }

    @Test
    void benchmarkWeightsStandForOtherParameters() {
        double[][] benchmarks = {{-0.8}, {-0.6}, {-0.4}};
        BenchmarkRuns runs =
                new GoldMine(new GaltonBoard(), 3).withThreads(2).benchmarks(20_000, new double[] {-0.6}, benchmarks);
        GaltonBoard board = new GaltonBoard();
        for (int k = 0; k < 3; k++) {
            double[] weights = runs.weights(k);
            assertEquals(1, Arrays.stream(weights).average().orElseThrow(), 0.03);
            double share = 0;
            for (int i = 0; i < runs.size(); i++) {
                share += runs.x()[i] == 15 ? weights[i] / runs.size() : 0;
            }
            assertEquals(board.probabilities(benchmarks[k][0])[15], share, 0.02);
        }
        assertTrue(Arrays.stream(runs.logRXz(1)).allMatch(v -> v == 0));
        assertEquals(3, runs.benchmarkCount());
        assertArrayEquals(new double[] {-0.4}, runs.benchmark(2));
    }

    @Test
    void requestsThatCannotBeMetAreRefused() {
        GoldMine mine = new GoldMine(new GaltonBoard(), 1);
        assertMessage("at least 1 run is needed, got 0", () -> mine.ratio(0, NUMERATOR, DENOMINATOR));
        assertMessage("at least 1 run is needed, got 0", () -> mine.score(0, NUMERATOR));
        assertMessage("theta1 must have one component", () -> mine.ratio(4, NUMERATOR, PointProposal.at(1, 2)));
        assertMessage("every theta must have one", () -> mine.benchmarks(4, new double[] {0}, new double[2]));
        assertMessage("at least 1 thread", () -> mine.withThreads(0));
        assertMessage("the number of failures", () -> mine.withFailures(-1, failure -> {}));
        assertMessage("the first run must be", () -> mine.withFirstRun(-1));
    }

    private static void assertMessage(String part, Runnable action) {
        String message =
                assertThrows(IllegalArgumentException.class, action::run).getMessage();
        assertTrue(message.startsWith("mine: ") && message.contains(part), message);
    }

    /** Fails where theta is above a limit. */
    private static Simulator fragile(double limit, boolean ofItsOwn) {
        return new UnitSimulator("fragile", (theta, trace) -> {
            double width = limit - theta[0].value(0);
            if (ofItsOwn && width < 0) {
                throw new ArithmeticException("lost");
            }
            return new double[] {trace.normal(0, width)};
        });
    }

    @Test
    void theFirstFailureIsReportedWhateverTheThreads() {
        Simulator fragile = fragile(0.999, false);
        String alone = assertThrows(
                        IllegalArgumentException.class, () -> new GoldMine(fragile, 1).score(20_000, fragile.prior()))
                .getMessage();
        assertTrue(
                alone.matches(
                        "mine: fragile: run \\d+ with seed 1 at theta = \\[0.99.*] failed: trace.normal: deviation must be .*"),
                alone);
        for (int repeat = 0; repeat < 5; repeat++) {
            String many = assertThrows(
                            IllegalArgumentException.class,
                            () -> new GoldMine(fragile, 1).withThreads(4).score(20_000, fragile.prior()))
                    .getMessage();
            assertEquals(alone, many);
        }
        Simulator own = fragile(0.5, true);
        Exception failure =
                assertThrows(IllegalStateException.class, () -> new GoldMine(own, 1).score(100, own.prior()));
        assertTrue(failure.getMessage().contains("lost") && failure.getCause() instanceof ArithmeticException);
    }

    @Test
    void failedRunsAreReportedAndTheRestIsKept() {
        Simulator fragile = fragile(0.95, true);
        List<FailedRun> failures = new ArrayList<>();
        ScoreRuns kept = new GoldMine(fragile, 1)
                .withThreads(3)
                .withFailures(100, failures::add)
                .score(1000, fragile.prior());
        assertTrue(failures.size() > 20 && failures.size() < 100, "failures: " + failures.size());
        assertEquals(1000, kept.size() + failures.size());
        FailedRun first = failures.get(0);
        assertTrue(
                first.theta()[0] > 0.95 && first.toString().contains("with seed 1 at theta = [0.9"), first.toString());
        assertTrue(first.cause() instanceof ArithmeticException);
        for (int i = 1; i < failures.size(); i++) {
            assertTrue(failures.get(i - 1).run() < failures.get(i).run());
        }
        // those before the first failure are the ones that a shorter mine makes, and those after it move up
        int before = (int) first.run();
        double[] alone = new GoldMine(fragile, 1).score(before, fragile.prior()).x();
        assertArrayEquals(alone, Arrays.copyOf(kept.x(), before));
        long good = first.run();
        while (good - before < failures.size()
                && failures.get((int) good - before).run() == good) {
            good++;
        }
        double[] next = new GoldMine(fragile, 1)
                .withFirstRun(good)
                .score(1, fragile.prior())
                .x();
        assertEquals(next[0], kept.x()[before]);
        assertTrue(Arrays.stream(kept.theta()).allMatch(theta -> theta <= 0.95));

        String message = assertThrows(IllegalStateException.class, () -> new GoldMine(fragile, 1)
                        .withFailures(2, failure -> {})
                        .score(1000, fragile.prior()))
                .getMessage();
        assertTrue(message.startsWith("mine: fragile: more than 2 runs failed; the first: run " + before), message);
        RatioRuns ratios = new GoldMine(fragile, 1)
                .withFailures(200, failure -> {})
                .ratio(1000, fragile.prior(), PointProposal.at(0.5));
        assertEquals(ratios.size(), ratios.logRXz().length);
        assertTrue(ratios.size() < 1000 && Arrays.stream(ratios.theta0()).noneMatch(theta -> theta == 0));
        BenchmarkRuns benchmarks = new GoldMine(fragile, 1)
                .withFailures(9, failure -> {})
                .benchmarks(9, new double[] {0.5}, new double[] {0.4});
        assertEquals(9, benchmarks.size());
    }

    /** Wrong in a way of its own in some runs. */
    private static Simulator wrong(double[] x) {
        return new UnitSimulator("wrong", (theta, trace) -> trace.normal(theta[0], 1) < 0 ? x : new double[] {1});
    }

    @Test
    void observablesThatAreNotWhatTheyShouldBeAreFailures() {
        for (double[] x : new double[][] {{Double.NaN}, {1, 2}, {}}) {
            Simulator wrong = wrong(x);
            List<FailedRun> failures = new ArrayList<>();
            BenchmarkRuns kept = new GoldMine(wrong, 3)
                    .withFailures(100, failures::add)
                    .benchmarks(100, new double[] {0.5}, new double[] {0.6});
            assertTrue(failures.size() > 10);
            assertEquals(100 - failures.size(), kept.logRXz(0).length);
            assertTrue(Arrays.stream(kept.x()).allMatch(v -> v == 1));
            String message = assertThrows(
                            IllegalArgumentException.class, () -> new GoldMine(wrong, 3).score(100, wrong.prior()))
                    .getMessage();
            assertTrue(message.matches("mine: wrong: run \\d+ with seed 3 at theta = .* failed: wrong: .*"), message);
        }
    }

    @Test
    void cancellationAndInterruptionEndTheWork() {
        for (int threads = 1; threads <= 3; threads++) {
            AtomicInteger asked = new AtomicInteger();
            GoldMine mine = new GoldMine(new GaltonBoard(), 1).withThreads(threads);
            String message = assertThrows(CancellationException.class, () -> mine.withCancellation(
                                    () -> asked.incrementAndGet() > 500)
                            .score(1_000_000, NUMERATOR))
                    .getMessage();
            assertTrue(message.matches("mine: cancelled after \\d+ of 1000000 runs"), message);
            Thread.currentThread().interrupt();
            assertThrows(CancellationException.class, () -> mine.score(1_000_000, NUMERATOR));
            assertTrue(Thread.interrupted(), "the interruption is still there for the caller");
        }
    }

    @Test
    void aFailingCancellationCheckReachesTheCaller() {
        GoldMine mine = new GoldMine(new GaltonBoard(), 1).withCancellation(() -> {
            throw new UnsupportedOperationException("no");
        });
        assertThrows(
                UnsupportedOperationException.class, () -> mine.withThreads(2).score(1000, NUMERATOR));
    }
}
