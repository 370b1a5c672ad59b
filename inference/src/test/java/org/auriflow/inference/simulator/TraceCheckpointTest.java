package org.auriflow.inference.simulator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class TraceCheckpointTest {
    /** A walk of Gaussian steps, then a measurement. */
    private static Simulator steps(double share) {
        return new UnitSimulator("steps", (theta, trace) -> {
            double state = 0;
            for (int i = 0; i < 3; i++) {
                state += trace.normal(theta[0], 1) + (trace.bernoulli(theta[0].times(share)) ? 1 : 0);
                trace.checkpoint(state);
            }
            return new double[] {trace.normal(theta[0].plus(state), 2)};
        });
    }

    @Test
    void eachSegmentHasTheGoldOfItsOwnChoices() {
        double[] choices = {0.3, 1, 0.7, 0, -0.2, 1, 5};
        TracedRun run = steps(0.5).replay(choices, new double[] {0.4}, new double[] {0.6});
        assertArrayEquals(new double[][] {{1.3}, {2.0}, {2.8}}, run.states());
        for (int i = 0; i < 3; i++) {
            double z = choices[2 * i];
            double up = choices[2 * i + 1];
            double score = z - 0.4 + (up == 1 ? 1 / 0.4 : -0.5 / 0.8);
            double logR = 0.5 * ((z - 0.6) * (z - 0.6) - (z - 0.4) * (z - 0.4))
                    + (up == 1 ? Math.log(0.4 / 0.6) : Math.log(0.8 / 0.7));
            assertArrayEquals(new double[] {score}, run.segments().get(i).score(0), 1e-14);
            assertEquals(logR, run.segments().get(i).logRatio(0, 1), 1e-14);
        }
        double measured = (5 - 2.8 - 0.4) / 4;
        double sum = run.segments().stream().mapToDouble(s -> s.score(0)[0]).sum();
        assertEquals(run.score(0)[0], sum + measured, 1e-14);
    }

    @Test
    void aRunThatBecomesImpossibleStaysSo() {
        double[] choices = {0.3, 0, 0.7, 1, -0.2, 0, 5};
        TracedRun run = steps(1).replay(choices, new double[] {0.4}, new double[] {0});
        assertTrue(Double.isFinite(run.segments().get(0).logRatio(0, 1)));
        assertEquals(Double.POSITIVE_INFINITY, run.segments().get(1).logRatio(0, 1));
        assertEquals(Double.POSITIVE_INFINITY, run.segments().get(2).logRatio(0, 1));
        assertEquals(Double.POSITIVE_INFINITY, run.logRatio(0, 1));
        assertEquals(Double.NEGATIVE_INFINITY, run.logProb(1));
        assertTrue(Double.isFinite(run.score(0)[0]));
    }

    /** A run that cannot be at the other point: the ratio in the data is 0 or infinite, the score of its own point finite. */
    @Test
    void minesKeepInfiniteRatios() {
        RatioRuns runs = new GoldMine(steps(1), 1).ratio(200, PointProposal.at(0.5), PointProposal.at(0));
        int infinite = 0;
        for (int i = 0; i < 200; i++) {
            assertTrue(!Double.isNaN(runs.logRXz()[i]));
            assertTrue(Double.isFinite(runs.y()[i] == 0 ? runs.tXz0()[i] : runs.tXz1()[i]));
            infinite += runs.logRXz()[i] == Double.POSITIVE_INFINITY ? 1 : 0;
        }
        // seven of eight runs at 0.5 take a step that is impossible at 0
        assertEquals(87.5, infinite, 5 * Math.sqrt(100 * 7 / 64.0));
    }

    @Test
    void errorDoesNotGrowWithTheNumberOfSegments() {
        Trace trace = Trace.replaying(new double[100_000], new double[] {0.1});
        for (int i = 0; i < 100_000; i++) {
            trace.bernoulli(trace.theta()[0]);
            trace.checkpoint();
        }
        assertEquals(100_000 * StrictMath.log1p(-0.1), trace.logProb(0), 1e-10);
    }
}
