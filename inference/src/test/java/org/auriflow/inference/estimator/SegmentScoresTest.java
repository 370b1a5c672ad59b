package org.auriflow.inference.estimator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.auriflow.engine.Engine;
import org.auriflow.inference.simulator.CheckpointRuns;
import org.auriflow.inference.simulator.GoldMine;
import org.auriflow.inference.simulator.LatentNormal;
import org.auriflow.inference.simulator.RandomWalk;
import org.auriflow.inference.simulator.ScoreRuns;
import org.auriflow.inference.simulator.UniformPrior;
import org.auriflow.inference.simulator.UnitSimulator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SegmentScoresTest {
    /** Three segments of a step N(θ, 1) and one of noise N(0, 1); the score of a segment given its ends is (d − θ)/2. */
    private static final UnitSimulator WALK = new UnitSimulator("walk", (theta, trace) -> {
        double state = 0;
        for (int i = 0; i < 3; i++) {
            state += trace.normal(theta[0], 1) + trace.normal(0, 1);
            trace.checkpoint(state);
        }
        return new double[] {state};
    });

    private static final UniformPrior PRIOR = UniformPrior.of("theta", 0, 1);

    /** The sums of segments are the exact score of x, (x − 3 θ)/2, around which the joint score scatters by 3/2. */
    @Test
    void whatHappenedBetweenCheckpointsIsAveraged(@TempDir Path directory) {
        CheckpointRuns runs = new GoldMine(WALK, 1).checkpoints(1500, PRIOR);
        TrainingOptions options = TrainingOptions.forRuns(1500).withHidden(10).withEpochs(6);
        try (Engine engine = Engine.cpu(1);
                SegmentScores s = SegmentScores.train(engine, runs, options)) {
            ScoreRuns smoothed = s.smoothed(runs);
            assertEquals(1.5, scatter(runs.runs()), 4 * 1.5 * Math.sqrt(2 / 1500.0));
            assertTrue(scatter(smoothed) < 0.1, "scatter " + scatter(smoothed));
            assertArrayEquals(runs.runs().x(), smoothed.x());
            s.save(directory);
            try (SegmentScores again = SegmentScores.load(engine, directory)) {
                assertArrayEquals(smoothed.tXz(), again.smoothed(runs).tXz());
            }
        }
    }

    private static double scatter(ScoreRuns runs) {
        double[] t = runs.tXz();
        double[] x = runs.x();
        double[] theta = runs.theta();
        double sum = 0;
        for (int i = 0; i < t.length; i++) {
            double error = t[i] - (x[i] - 3 * theta[i]) / 2;
            sum += error * error / t.length;
        }
        return sum;
    }

    @Test
    void segmentsAddUpToTheRun() {
        CheckpointRuns runs = new GoldMine(new RandomWalk(), 1).checkpoints(20, new RandomWalk().prior());
        assertArrayEquals(
                new GoldMine(new RandomWalk(), 1)
                        .score(20, new RandomWalk().prior())
                        .tXz(),
                runs.runs().tXz());
        assertEquals(2, runs.stateWidth());
        double[] sums = new double[20];
        for (int i = 0; i < 20; i++) {
            assertEquals(10, runs.segments(i).size());
            assertNull(runs.segments(i).get(0).start());
            assertArrayEquals(
                    runs.segments(i).get(3).end(), runs.segments(i).get(4).start());
            for (CheckpointRuns.Segment s : runs.segments(i)) {
                sums[i] += s.score()[0];
            }
        }
        assertArrayEquals(runs.runs().tXz(), sums, 1e-12);
        assertArrayEquals(
                new double[20], runs.withSegmentScores(new double[200][1]).tXz(), 1e-12);
        assertThrows(IllegalArgumentException.class, () -> runs.withSegmentScores(new double[199][1]));
        String message = assertThrows(
                        IllegalArgumentException.class, () -> new GoldMine(new LatentNormal(), 1).checkpoints(5, PRIOR))
                .getMessage();
        assertTrue(message.contains("call trace.checkpoint(state)"), message);
    }
}
