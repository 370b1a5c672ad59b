package org.auriflow.inference.estimator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.auriflow.engine.Engine;
import org.auriflow.inference.loss.Losses;
import org.auriflow.inference.loss.Sally;
import org.auriflow.inference.simulator.BenchmarkRuns;
import org.auriflow.inference.simulator.GoldMine;
import org.auriflow.inference.simulator.LatentNormal;
import org.auriflow.inference.simulator.PointProposal;
import org.auriflow.inference.simulator.RatioRuns;
import org.auriflow.inference.simulator.UniformPrior;
import org.junit.jupiter.api.Test;

/** Summaries and the histograms over them on x ~ N(θ, 5), whose score is (x − θ)/5. */
class SummaryTest {
    private static final LatentNormal NORMAL = new LatentNormal();
    private static final double[][] X = {{-3}, {-1}, {0.5}, {2}};
    private static final Summary EXACT = new Summary(List.of("t"), x -> Arrays.stream(x)
            .map(row -> NORMAL.score(row, new double[] {0}))
            .toArray(double[][]::new));

    private static double[] truth(double theta) {
        return Arrays.stream(X)
                .mapToDouble(x -> NORMAL.logRatio(x, new double[] {theta}, new double[] {0}))
                .toArray();
    }

    @Test
    void oneNumberTellsThetaFromTheReference() {
        Summary two = Summary.none(List.of("t0", "t1"));
        double[][] t = {{1, 2}, {-5, 0.5}};
        double[][] h = two.along(new double[] {4, 6}, new double[] {1, 2}).of(t);
        assertArrayEquals(new double[] {0.6 + 1.6}, h[0], 1e-15);
        assertArrayEquals(new double[] {-3 + 0.4}, h[1], 1e-15);
        double[] here = {1, 2};
        assertArrayEquals(new double[] {0}, two.along(here, here).of(t)[1]);
        assertArrayEquals(
                new double[] {0.5, -5}, Summary.chosen(two.names(), 1, 0).of(t)[1]);
        assertThrows(IllegalArgumentException.class, () -> Summary.chosen(two.names(), 2));
        assertThrows(IllegalArgumentException.class, () -> two.along(here, new double[] {1}));
    }

    /** SALLY and SALLINO are the same for one parameter but for the sign of h, and exact here, where the score is sufficient. */
    @Test
    void histogramsOfTheScoreGiveTheRatio() {
        BenchmarkRuns runs =
                new GoldMine(NORMAL, 5).benchmarks(20_000, new double[] {0}, new double[] {-0.5}, new double[] {0.7});
        BenchmarkHistograms sallino = BenchmarkHistograms.sallino(runs, EXACT, 50);
        BenchmarkHistograms sally = BenchmarkHistograms.sally(runs, EXACT, 50);
        for (double theta : new double[] {-0.5, 0.7}) {
            double[] at = {theta};
            // 400 runs in a bin, whose weights scatter by 16 %, and log r that varies by 0.02 over it
            assertArrayEquals(truth(theta), sallino.logRatio(X, at), 0.04);
            assertArrayEquals(truth(theta), sally.logRatio(X, at), 0.04);
            assertEquals(
                    Arrays.stream(sally.logRatio(X, at)).sum(),
                    sally.logLikelihood(X).at(at));
        }
        assertThrows(IllegalArgumentException.class, () -> sallino.logRatio(X, new double[] {0.1}));
    }

    @Test
    void histogramsOfThetaAndSummariesGiveTheRatio() {
        PointProposal two = new PointProposal(List.of("theta"), new double[] {-1}, new double[] {1});
        RatioRuns runs = new GoldMine(NORMAL, 6).ratio(40_000, two, PointProposal.at(0));
        HistogramEstimator r = HistogramEstimator.fit(runs, EXACT, 2, 20);
        for (double theta : new double[] {-1, 1}) {
            // 500 runs of either label in a bin
            assertArrayEquals(truth(theta), r.logRatio(X, new double[] {theta}), 4 * Math.sqrt(2 / 500.0));
        }
        double[] difference = r.logRatio(X, new double[] {1}, new double[] {-1});
        assertEquals(
                Arrays.stream(difference).sum(),
                r.logLikelihood(X).at(new double[] {1}) - r.logLikelihood(X).at(new double[] {-1}),
                1e-12);
        RatioRuns doubly = new GoldMine(NORMAL, 6).ratio(100, two, two);
        assertThrows(IllegalArgumentException.class, () -> HistogramEstimator.fit(doubly, EXACT, 2, 2));
    }

    /** A learned score feeds another estimator; gold is that of the runs. */
    @Test
    void estimatorsAreTrainedOnALearnedScore() {
        TrainingOptions options = TrainingOptions.forRuns(2000).withHidden(20).withEpochs(20);
        RatioRuns runs = new GoldMine(NORMAL, 7).ratio(2000, UniformPrior.of("theta", -1, 1), PointProposal.at(0));
        try (Engine engine = Engine.cpu(1);
                ScoreEstimator sally = ScoreEstimator.train(
                        engine, new GoldMine(NORMAL, 8).score(2000, PointProposal.at(0)), new Sally(), options)) {
            Summary t = Summary.score(sally, runs.parameters());
            assertEquals(List.of("t_theta"), t.of(runs).observables());
            assertArrayEquals(runs.logRXz(), t.of(runs).logRXz());
            try (RatioEstimator r = RatioEstimator.train(engine, t.of(runs), Losses.ratio("alices"), options)) {
                double[] logR = r.logRatio(t.of(X), new double[] {0.6});
                for (int i = 0; i < X.length; i++) {
                    assertEquals(truth(0.6)[i], logR[i], 0.1);
                }
            }
        }
        assertTrue(runs.hasFixedTheta1());
    }
}
