package org.auriflow.inference.simulator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.auriflow.engine.RandomStream;
import org.auriflow.flows.internal.Bessel;
import org.auriflow.inference.manifold.PolynomialSurface;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the laws of mined gold cannot see: that the shipped simulators are the published ones. */
class ShippedSimulatorsTest {
    static List<Simulator> exact() {
        return Simulators.ALL.stream()
                .filter(simulator -> simulator.exact().isPresent())
                .toList();
    }

    @ParameterizedTest
    @MethodSource("exact")
    void exactScoresAreTheSlopesOfTheExactLogLikelihood(Simulator simulator) {
        ExactLikelihood exact = simulator.exact().orElseThrow();
        for (int i = 0; i < 20; i++) {
            double[] theta = simulator.prior().sample(new RandomStream(3, i));
            double[] x = simulator.run(new RandomStream(4, i), theta).x();
            double h = 1e-5 * (simulator.prior().upper()[0] - simulator.prior().lower()[0]);
            double up = exact.logProb(x, new double[] {theta[0] + h});
            double down = exact.logProb(x, new double[] {theta[0] - h});
            double slope = (up - down) / (2 * h);
            assertEquals(slope, exact.score(x, theta)[0], 1e-6 * Math.max(1, Math.abs(slope)));
            assertEquals(
                    2 * exact.logProb(x, theta),
                    exact.logLikelihood(new double[][] {x, x}).at(theta),
                    1e-9);
        }
    }

    @Test
    void theCatalogueFindsEachByName() {
        for (Simulator simulator : Simulators.ALL) {
            assertSame(simulator, Simulators.named(simulator.name()));
        }
        assertThrows(IllegalArgumentException.class, () -> Simulators.named("nothing"));
    }

    @Test
    void lengthsOfGamesAddUpToOneAndFollowTheExactLikelihood() {
        ChutesAndLadders game = new ChutesAndLadders();
        double[] theta = {0.3};
        int[] counts = new int[400];
        int runs = 4000;
        for (int i = 0; i < runs; i++) {
            counts[(int) game.run(new RandomStream(5, i), theta).x()[0]]++;
        }
        double total = 0;
        double seen = 0;
        for (int x = 1; x < counts.length; x++) {
            total += Math.exp(game.logProb(new double[] {x}, theta));
            seen += counts[x];
            assertEquals(total, seen / runs, 5 * Math.sqrt(0.25 / runs), "up to " + x);
        }
        assertEquals(1, total, 1e-6);
        // the shortest game takes seven turns of one player, whatever the other does
        assertEquals(Double.NEGATIVE_INFINITY, game.logProb(new double[] {12}, theta));
        assertTrue(game.logProb(new double[] {13}, theta) > -30);
    }

    /** Without the overshoot the increments are Skellam distributed. */
    @Test
    void incrementsOfTheRandomWalkAreSkellam() {
        for (double theta : new double[] {50, 120}) {
            RandomWalk.Increments increments = new RandomWalk.Increments(theta);
            double total = 0;
            for (int d = -60; d <= 60; d++) {
                double up = theta / (theta + 100) * increments.given(d, 1)[0];
                double down = 100 / (theta + 100) * increments.given(d, 0)[0];
                double none = d == 0 ? Math.exp(-0.1 * (theta + 100)) : 0;
                // e^−(μ1 + μ2) (μ1/μ2)^(d/2) I_|d|(2 √(μ1 μ2))
                double bessel = Bessel.logScaledI(Math.abs(d), 2 * Math.sqrt(theta));
                double log = 2 * Math.sqrt(theta) + bessel - 0.1 * theta - 10 + 0.5 * d * Math.log(theta / 100);
                assertEquals(Math.exp(log), up + down + none, 1e-13);
                total += up + down + none;
            }
            assertEquals(1, total, 1e-9);
        }
    }

    @Test
    void theFirstRecordOfTheRandomWalkFollowsTheExactLikelihood() {
        RandomWalk walk = new RandomWalk();
        double[] theta = {70};
        // the density of one record is that of ten, summed over the others
        RandomWalk.Increments increments = new RandomWalk.Increments(theta[0]);
        int runs = 4000;
        int[] counts = new int[201];
        for (int i = 0; i < runs; i++) {
            counts[100 + (int) walk.run(new RandomStream(6, i), theta).x()[0]]++;
        }
        double total = 0;
        double seen = 0;
        for (int x = -100; x <= 100; x++) {
            total += Math.exp(increments.logProbAndScore(new double[] {x})[0]);
            seen += counts[100 + x];
            assertEquals(total, seen / runs, 5 * Math.sqrt(0.25 / runs), "up to " + x);
        }
        assertEquals(1, total, 1e-9);
        double two = IntStream.rangeClosed(-100, 100)
                .mapToDouble(x -> Math.exp(increments.logProbAndScore(new double[] {-3, x})[0]))
                .sum();
        assertEquals(Math.exp(increments.logProbAndScore(new double[] {-3})[0]), two, 1e-12);
    }

    @Test
    void segmentsOfTheRandomWalkEndAtItsRecords() {
        RandomWalk walk = new RandomWalk();
        TracedRun run = walk.run(new RandomStream(7, 1), new double[] {90}, new double[] {110});
        double[] score = new double[1];
        double logR = 0;
        double time = 0;
        double state = 0;
        assertEquals(10, run.segments().size());
        for (int i = 0; i < 10; i++) {
            assertEquals(run.x()[i], run.states()[i][0]);
            assertTrue(run.states()[i][1] >= 0.1 * (i + 1));
            Gold segment = run.segments().get(i);
            // n_up/θ − elapsed time, where n_up follows from the number of choices and the way that was gone
            double up = (segment.score(0)[0] + run.states()[i][1] - time) * 90;
            assertEquals(Math.rint(up), up, 1e-9);
            score[0] += segment.score(0)[0];
            logR += segment.logRatio(0, 1);
            time = run.states()[i][1];
            state = run.states()[i][0];
        }
        assertEquals(state, run.x()[9]);
        assertArrayEquals(run.score(0), score, 1e-12);
        assertEquals(run.logRatio(0, 1), logR, 1e-12);
    }

    /** The joint score of a jump process is t_k = n_k − ∫ rate_k dt. */
    @Test
    void theScoreOfLotkaVolterraCountsEventsAgainstTheirRates() {
        LotkaVolterra process = new LotkaVolterra();
        double[] theta = {Math.log(0.01), Math.log(0.5), 0, Math.log(0.01)};
        TracedRun run = process.run(new RandomStream(9, 2), theta);
        double[] choices = run.choices();
        double[] expected = new double[4];
        double x = 50;
        double y = 100;
        for (int i = 0; i < choices.length; i += 2) {
            double[] rates = {0.01 * x * y, 0.5 * x, y, 0.01 * x * y};
            for (int k = 0; k < 4; k++) {
                expected[k] -= rates[k] * choices[i];
            }
            int event = (int) choices[i + 1];
            expected[event]++;
            x += event == 0 ? 1 : event == 1 ? -1 : 0;
            y += event == 2 ? 1 : event == 3 ? -1 : 0;
        }
        assertArrayEquals(expected, run.score(0), 1e-8);
        assertTrue(choices.length > 1000);
    }

    @Test
    void summariesOfTimeSeries() {
        double[] x = {1, 3, 2, 6};
        double[] y = {2, 2, 5, 3};
        double[] s = LotkaVolterra.summaries(x, y);
        // deviations of x: −2, 0, −1, 3 and of y: −1, −1, 2, 0; sums of squares 14 and 6
        assertEquals((3 - 104.272841) / 26.8008281, s[0], 1e-12);
        assertEquals((Math.log(14 / 3.0 + 1) - 8.56355494) / 0.90024745, s[2], 1e-12);
        assertEquals((-3 / 14.0 - 0.975067266) / 0.0113785497, s[4], 1e-9);
        assertEquals((2 / 14.0 - 0.92335265) / 0.026355641, s[5], 1e-9);
        assertEquals((-1 / 6.0 - 0.971107191) / 0.0136672075, s[6], 1e-9);
        assertEquals((0 / Math.sqrt(84) - 0.0436308022) / 0.138785995, s[8], 1e-9);
        double[] frozen = LotkaVolterra.summaries(new double[] {1, 1, 1}, new double[] {0, 0, 0});
        assertTrue(Arrays.stream(frozen).allMatch(Double::isFinite));
    }

    @Test
    void summariesOfAnEpidemic() {
        boolean[][] carries = new boolean[33][53];
        assertArrayEquals(new double[6], Epidemiology.summaries(carries));
        carries[0][0] = true;
        carries[0][1] = true;
        carries[0][2] = true;
        carries[7][1] = true;
        double entropy = -0.75 * Math.log(0.75) - 0.25 * Math.log(0.25);
        assertArrayEquals(
                new double[] {entropy, 2, 3 / 53.0, 1 / 53.0, 3 / 53.0, 1}, Epidemiology.summaries(carries), 1e-15);
    }

    /** For β = 0 and θ = 1 each child and strain goes its own way between 0 and 1, with ΛPΔ up and γΔ down in each step. */
    @Test
    void withoutContactChildrenCarryStrainsIndependently() {
        double[] prevalence = {0.12, 0.11, 0.10, 0.07, 0.06, 0.05, 0.04, 0.03, 0.02, 0.015, 0.010, 0.005};
        int[] times = {1, 1, 1, 1, 1, 3, 2, 3, 3, 7, 5, 5};
        double healthy = 1;
        for (int s = 0; s < times.length; s++) {
            double gain = 0.08 * prevalence[s];
            double share = gain / (gain + 0.15) * (1 - Math.pow(1 - gain - 0.15, 100));
            healthy *= Math.pow(1 - share, times[s]);
        }
        double any = 0;
        int runs = 60;
        for (int i = 0; i < runs; i++) {
            any += Epidemiology.full()
                            .run(new RandomStream(2, i), new double[] {0, 0.8, 1, 1.5})
                            .x()[2]
                    / runs;
        }
        assertEquals(1 - healthy, any, 4 * Math.sqrt(healthy * (1 - healthy) / (53 * runs)));
    }

    @Test
    void pointsOfThePolynomialSurfaceAreOnIt() {
        PolynomialSurface surface = new PolynomialSurface();
        TracedRun run = new PolynomialSurfaceSimulator().run(new RandomStream(1, 3), new double[] {0.2});
        assertEquals(0, surface.distance(run.x()), 1e-12);
    }
}
