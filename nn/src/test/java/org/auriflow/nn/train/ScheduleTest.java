package org.auriflow.nn.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScheduleTest {
    private static Schedule.Progress at(int epoch, int epochs, long step, int stepsPerEpoch) {
        return new Schedule.Progress(epoch, epochs, step, stepsPerEpoch, List.of());
    }

    @Test
    void exponentialGoesFromFirstToLastByEpochs() {
        Schedule s = Schedule.exponential(1e-3, 1e-5);
        assertEquals(1e-3, s.learningRate(at(0, 5, 0, 10)), 1e-18);
        assertEquals(1e-4, s.learningRate(at(2, 5, 29, 10)), 1e-16);
        assertEquals(1e-5, s.learningRate(at(4, 5, 49, 10)), 1e-18);
        assertEquals(1e-3, s.learningRate(at(0, 1, 0, 10)), 0);
    }

    @Test
    void cosineRisesThenFallsToTheLastRate() {
        Schedule s = Schedule.cosine(1, 0.1, 0.2);
        // 10 of 100 steps rise: step k has (k+1)/11 of the peak.
        assertEquals(1.0 / 11, s.learningRate(at(0, 10, 0, 10)), 1e-15);
        assertEquals(10.0 / 11, s.learningRate(at(0, 10, 9, 10)), 1e-15);
        assertEquals(1, s.learningRate(at(1, 10, 10, 10)), 1e-15);
        assertEquals(0.6, s.learningRate(at(5, 10, 55, 10)), 1e-15);
        assertEquals(0.2, s.learningRate(at(10, 10, 100, 10)), 1e-15);
        double before = 2;
        for (int step = 10; step <= 100; step++) {
            double rate = s.learningRate(at(step / 10, 10, step, 10));
            assertTrue(rate < before, "step " + step);
            before = rate;
        }
    }

    @Test
    void plateauFallsOnceForEachRunOfBadEpochs() {
        Schedule s = Schedule.plateau(1, 0.5, 1, 0.3);
        double[] losses = {3, 2, 2, 2, 1, 1, 1, 1, 1};
        double[] rates = {1, 1, 1, 1, 0.5, 0.5, 0.5, 0.3, 0.3, 0.3};
        List<EpochMetrics> history = new ArrayList<>();
        for (int e = 0; ; e++) {
            assertEquals(
                    rates[e], s.learningRate(new Schedule.Progress(e, 20, e, 1, history)), 1e-15, "after epoch " + e);
            if (e == losses.length) {
                break;
            }
            history.add(new EpochMetrics(e + 1, 9, losses[e], rates[e], 0));
        }
    }

    @Test
    void plateauCountsImprovementOfNegativeLosses() {
        Schedule s = Schedule.plateau(1, 0.1, 0, 0);
        List<EpochMetrics> history =
                List.of(new EpochMetrics(1, -1, Double.NaN, 1, 0), new EpochMetrics(2, -1.5, Double.NaN, 1, 0));
        assertEquals(1, s.learningRate(new Schedule.Progress(2, 5, 2, 1, history)));
    }

    @Test
    void refusesImpossibleRates() {
        for (Runnable r : new Runnable[] {
            () -> Schedule.constant(0),
            () -> Schedule.constant(Double.NaN),
            () -> Schedule.exponential(1, -1),
            () -> Schedule.cosine(1, 1, 0),
            () -> Schedule.cosine(1, 0, 2),
            () -> Schedule.plateau(1, 1, 1, 0)
        }) {
            String message =
                    assertThrows(IllegalArgumentException.class, r::run).getMessage();
            assertTrue(message.contains(", got "), message);
        }
    }
}
