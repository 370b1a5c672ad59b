package org.auriflow.inference.estimator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.auriflow.engine.Engine;
import org.auriflow.inference.loss.Losses;
import org.auriflow.inference.simulator.GaltonBoard;
import org.auriflow.inference.simulator.GoldMine;
import org.auriflow.inference.simulator.LatentNormal;
import org.auriflow.inference.simulator.PointProposal;
import org.auriflow.inference.simulator.RatioRuns;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ratios to the average of x ~ N(θ, 5) over θ = ±2. */
class MarginalReferenceTest {
    private static final LatentNormal NORMAL = new LatentNormal();
    private static final PointProposal AVERAGE =
            new PointProposal(List.of("theta"), new double[] {-2}, new double[] {2});
    private static final double[][] X = {{-3}, {-1}, {0.5}, {2}};

    private static double truth(double x, double theta) {
        double[] at = {x};
        double mean = 0;
        for (double[] point : AVERAGE.points()) {
            mean += Math.exp(NORMAL.logProb(at, point)) / 2;
        }
        return NORMAL.logProb(at, new double[] {theta}) - Math.log(mean);
    }

    /** What r_xz and 1/r_xz average to given x, in three ranges of x, for any number of points; more points, less variance. */
    @Test
    void jointRatiosAverageToTheMarginalOne() {
        double[] spread = new double[2];
        for (int points : new int[] {1, 6}) {
            RatioRuns runs = new GoldMine(NORMAL, points).marginal(20_000, PointProposal.at(0.5), AVERAGE, points);
            assertTrue(runs.isMarginal());
            double[][] sum = new double[6][2];
            double[] x = runs.x();
            double[] y = runs.y();
            double[] log = runs.logRXz();
            for (int i = 0; i < x.length; i++) {
                int sign = y[i] == 1 ? 1 : -1;
                double error = Math.exp(sign * log[i]) - Math.exp(sign * truth(x[i], 0.5));
                int bin = (int) (3 * y[i]) + (x[i] < -1 ? 0 : x[i] < 1.5 ? 1 : 2);
                sum[bin][0] += error;
                sum[bin][1] += error * error;
                spread[points == 1 ? 0 : 1] += error * error / x.length;
            }
            for (double[] s : sum) {
                assertEquals(0, s[0], 4 * Math.sqrt(s[1]), points + " points");
            }
        }
        assertTrue(spread[1] < 0.5 * spread[0], Arrays.toString(spread));
    }

    @Test
    void estimatorsLearnTheMarginalRatio(@TempDir Path directory) {
        RatioRuns runs = new GoldMine(NORMAL, 3).marginal(3000, PointProposal.grid(-1, 1, 5), AVERAGE, 3);
        TrainingOptions options = TrainingOptions.forRuns(3000).withHidden(20).withEpochs(20);
        double[] theta = {0.5};
        try (Engine engine = Engine.cpu(1);
                RatioEstimator r = RatioEstimator.train(engine, runs, Losses.ratio("alices"), options)) {
            double[] logR = r.logRatio(X, theta);
            for (int i = 0; i < X.length; i++) {
                assertEquals(truth(X[i][0], 0.5), logR[i], 0.15);
            }
            double[] other = {-0.5};
            double[] difference = r.logRatio(X, theta, other);
            assertEquals(logR[1] - r.logRatio(X, other)[1], difference[1]);
            assertEquals(difference[1], r.logRatioAndScore(X, theta, other)[1][0], 1e-5);
            String message =
                    assertThrows(IllegalStateException.class, r::reference).getMessage();
            assertTrue(message.contains("a marginal reference; leave theta1 out"), message);
            r.save(directory);
            try (RatioEstimator again = RatioEstimator.load(engine, directory)) {
                assertTrue(again.isMarginal());
                assertArrayEquals(logR, again.logRatio(X, theta));
            }
        }
    }

    @Test
    void methodsThatNeedTwoPointsRefuseIt() {
        RatioRuns runs = new GoldMine(new GaltonBoard(), 3)
                .ratio(100, PointProposal.at(-0.8), PointProposal.grid(-1, -0.4, 4))
                .withMarginalReference();
        TrainingOptions options = TrainingOptions.forRuns(100).withEpochs(1);
        try (Engine engine = Engine.cpu(1)) {
            for (String loss : List.of("rascandal", "cvscandal")) {
                String message = assertThrows(
                                IllegalArgumentException.class,
                                () -> DensityEstimator.train(engine, runs, Losses.density(loss), options))
                        .getMessage();
                assertTrue(message.contains("joint ratios between two theta"), message);
            }
            DensityEstimator.train(engine, runs, Losses.density("scandal"), options)
                    .close();
        }
    }
}
