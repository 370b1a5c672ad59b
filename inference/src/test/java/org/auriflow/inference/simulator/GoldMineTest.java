package org.auriflow.inference.simulator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
        double[] alone = everything(mine.ratio(1001, prior, prior));
        for (int threads : new int[] {2, 5}) {
            assertArrayEquals(alone, everything(mine.withThreads(threads).ratio(1001, prior, prior)));
            assertArrayEquals(
                    mine.score(300, prior).tXz(),
                    mine.withThreads(threads).score(300, prior).tXz());
        }
    }

    @ParameterizedTest
    @MethodSource("simulators")
    void rowsHoldTheGoldOfTheirOwnParameters(Simulator simulator) {
        Prior prior = simulator.prior();
        RatioRuns runs = new GoldMine(simulator, 4).ratio(200, prior, prior);
        int p = prior.dimension();
        int d = simulator.observables().size();
        assertEquals(200, runs.size());
        assertEquals(200 * d, runs.x().length);
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
        RatioRuns same = new GoldMine(simulator, 4).ratio(50, point, point);
        assertArrayEquals(new double[50], same.logRXz());
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
        assertMessage("the first run must be", () -> mine.withFirstRun(-1));
    }

    private static void assertMessage(String part, Runnable action) {
        String message =
                assertThrows(IllegalArgumentException.class, action::run).getMessage();
        assertTrue(message.startsWith("mine: ") && message.contains(part), message);
    }

    /** Fails where theta is above a limit. */
    private record Fragile(double limit, boolean ofItsOwn) implements Simulator {
        @Override
        public String name() {
            return "fragile";
        }

        @Override
        public Prior prior() {
            return UniformPrior.of("theta", 0, 1);
        }

        @Override
        public List<String> observables() {
            return List.of("x");
        }

        @Override
        public double[] simulate(Dual[] theta, Trace trace) {
            double width = limit - theta[0].value(0);
            if (ofItsOwn && width < 0) {
                throw new ArithmeticException("lost");
            }
            return new double[] {trace.normal(0, width)};
        }
    }

    @Test
    void theFirstFailureIsReportedWhateverTheThreads() {
        Simulator fragile = new Fragile(0.999, false);
        String alone = assertThrows(
                        IllegalArgumentException.class, () -> new GoldMine(fragile, 1).score(20_000, fragile.prior()))
                .getMessage();
        assertTrue(
                alone.matches(
                        "mine: run \\d+ of fragile \\(seed 1, theta \\[.*]\\) failed: trace.normal: deviation must be .*"),
                alone);
        for (int repeat = 0; repeat < 5; repeat++) {
            String many = assertThrows(
                            IllegalArgumentException.class,
                            () -> new GoldMine(fragile, 1).withThreads(4).score(20_000, fragile.prior()))
                    .getMessage();
            assertEquals(alone, many);
        }
        Simulator own = new Fragile(0.5, true);
        Exception failure =
                assertThrows(IllegalStateException.class, () -> new GoldMine(own, 1).score(100, own.prior()));
        assertTrue(failure.getMessage().contains("lost") && failure.getCause() instanceof ArithmeticException);
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
