package org.auriflow.inference.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.auriflow.engine.RandomStream;
import org.junit.jupiter.api.Test;

class GaltonBoardTest {
    @Test
    void probabilitiesAddUpAndScoresAverageToZero() {
        GaltonBoard board = new GaltonBoard();
        for (double theta : new double[] {-3, -1, -0.6, 0, 1}) {
            double[] p = board.probabilities(theta);
            double[] t = board.scores(theta);
            double mean = 0;
            for (int x = 0; x < p.length; x++) {
                mean += p[x] > 0 ? p[x] * t[x] : 0;
            }
            assertEquals(32, p.length);
            assertEquals(1, Arrays.stream(p).sum(), 1e-14);
            assertEquals(0, mean, 1e-14);
        }
    }

    /** On a board this narrow the ball meets the edges, where it must turn back. */
    @Test
    void edgesOfANarrowBoardAreDeterministic() {
        GaltonBoard board = new GaltonBoard(9, 3);
        double[] theta = {-0.8};
        double[] p = board.probabilities(theta[0]);
        int[] counts = new int[p.length];
        int runs = 20_000;
        boolean certain = false;
        for (int i = 0; i < runs; i++) {
            TracedRun run = board.run(new RandomStream(1, i), theta);
            counts[(int) run.x()[0]]++;
            certain |= run.choices()[1] == 0 && run.choices()[0] == 1 && run.choices()[2] == 1;
        }
        assertTrue(certain);
        assertEquals(1, Arrays.stream(p).sum(), 1e-14);
        for (int x = 0; x < p.length; x++) {
            assertEquals(p[x], counts[x] / (double) runs, 5 * Math.sqrt(p[x] / runs));
        }
    }

    @Test
    void aRunAgainstTheEdgeIsImpossible() {
        // a board of 2 nails starts at 1; right leads to the right edge, where right again is impossible
        GaltonBoard board = new GaltonBoard(2, 2);
        assertEquals(1, board.replay(new double[] {1, 0}, new double[] {-0.5}).x()[0]);
        String message = assertThrows(
                        IllegalArgumentException.class, () -> board.replay(new double[] {1, 1}, new double[] {-0.5}))
                .getMessage();
        assertTrue(message.contains("choice 1 (bernoulli) must be possible, got 1.0"), message);
    }

    @Test
    void logLikelihoodOfEventsIsTheSum() {
        GaltonBoard board = new GaltonBoard();
        double[][] events = {{12}, {15}, {15}, {18}};
        double[] theta = {-0.7};
        double sum = 0;
        for (double[] x : events) {
            sum += board.logProb(x, theta);
        }
        assertEquals(sum, board.logLikelihood(events).at(theta), 1e-12);
        ExactLikelihood general = new LatentNormal();
        assertEquals(
                general.logProb(new double[] {1}, theta) + general.logProb(new double[] {2}, theta),
                general.logLikelihood(new double[][] {{1}, {2}}).at(theta),
                1e-14);
        assertEquals(
                board.logProb(events[0], new double[] {-0.8}) - board.logProb(events[0], new double[] {-0.6}),
                board.logRatio(events[0], new double[] {-0.8}, new double[] {-0.6}));
    }

    @Test
    void badInputIsRefused() {
        GaltonBoard board = new GaltonBoard();
        for (Runnable action : List.<Runnable>of(
                () -> new GaltonBoard(1, 31),
                () -> new GaltonBoard(20, 1),
                () -> board.logProb(new double[] {3.5}, new double[] {0}),
                () -> board.logProb(new double[] {32}, new double[] {0}),
                () -> board.logProb(new double[] {Double.NaN}, new double[] {0}),
                () -> board.logProb(new double[] {1, 2}, new double[] {0}),
                () -> board.logProb(new double[] {1}, new double[] {0, 1}),
                () -> board.probabilities(Double.NaN),
                () -> board.run(new RandomStream(1, 1), new double[] {0, 1}))) {
            String message =
                    assertThrows(IllegalArgumentException.class, action::run).getMessage();
            assertTrue(message.matches("(GaltonBoard|galton|theta): .*, got .*"), message);
        }
    }

    @Test
    void theCatalogueFindsItByName() {
        assertSame(Simulators.ALL.get(0), Simulators.named("galton"));
        String message = assertThrows(IllegalArgumentException.class, () -> Simulators.named("dalton"))
                .getMessage();
        assertEquals(
                "simulator: must be one of "
                        + Simulators.ALL.stream().map(Simulator::name).toList() + ", got dalton",
                message);
        assertEquals(
                Simulators.ALL.size(),
                Simulators.ALL.stream().map(Simulator::name).distinct().count());
    }

    /** What a simulator returns is checked. */
    @Test
    void observablesMustBeFiniteAndComplete() {
        assertRefused(new double[] {1}, "one value for each of [a, b], got 1 values");
        assertRefused(new double[] {1, Double.NaN}, "every observable must be finite, got b = NaN");
    }

    private static void assertRefused(double[] x, String part) {
        Simulator simulator = new Simulator() {
            @Override
            public String name() {
                return "fixed";
            }

            @Override
            public Prior prior() {
                return UniformPrior.of("theta", 0, 1);
            }

            @Override
            public List<String> observables() {
                return List.of("a", "b");
            }

            @Override
            public double[] simulate(Dual[] theta, Trace trace) {
                return x;
            }
        };
        String message = assertThrows(
                        IllegalArgumentException.class, () -> simulator.run(new RandomStream(1, 1), new double[] {0.5}))
                .getMessage();
        assertTrue(message.startsWith("fixed: ") && message.contains(part), message);
    }
}
