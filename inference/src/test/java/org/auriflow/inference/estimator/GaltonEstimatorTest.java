package org.auriflow.inference.estimator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.DoubleStream;
import org.auriflow.engine.Engine;
import org.auriflow.inference.geometry.LearnedMetric;
import org.auriflow.inference.loss.DensityLoss;
import org.auriflow.inference.loss.Losses;
import org.auriflow.inference.loss.RatioLoss;
import org.auriflow.inference.loss.Sally;
import org.auriflow.inference.posterior.Posterior;
import org.auriflow.inference.simulator.ExactLikelihood;
import org.auriflow.inference.simulator.GaltonBoard;
import org.auriflow.inference.simulator.GoldMine;
import org.auriflow.inference.simulator.PointProposal;
import org.auriflow.inference.simulator.RatioRuns;
import org.auriflow.inference.simulator.ScoreRuns;
import org.auriflow.inference.simulator.UniformPrior;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Estimators of the Galton board against its exact ratio and score. */
class GaltonEstimatorTest {
    private static final GaltonBoard BOARD = new GaltonBoard();
    private static final ExactLikelihood EXACT = BOARD.exact().orElseThrow();
    private static final double[] ZERO = {-0.8};
    private static final double[] ONE = {-0.6};

    static List<RatioLoss> losses() {
        return Losses.RATIO;
    }

    private static RatioRuns runs(int n) {
        return new GoldMine(BOARD, 1).ratio(n, UniformPrior.of("theta", -1, -0.4), PointProposal.at(-0.6));
    }

    /** Slots that are ever hit. */
    private static double[][] slots() {
        List<double[]> x = new ArrayList<>();
        for (int j = 0; j <= 31; j++) {
            if (EXACT.logProb(new double[] {j}, ONE) > Math.log(1e-6)) {
                x.add(new double[] {j});
            }
        }
        return x.toArray(new double[0][]);
    }

    private static double meanSquaredError(RatioEstimator r) {
        double[][] x = slots();
        double[] logR = r.logRatio(x, ZERO);
        double sum = 0;
        double mass = 0;
        for (int i = 0; i < x.length; i++) {
            double w = Math.exp(EXACT.logProb(x[i], ONE));
            double error = logR[i] - EXACT.logRatio(x[i], ZERO, ONE);
            sum += w * error * error;
            mass += w;
        }
        return sum / mass;
    }

    @ParameterizedTest
    @MethodSource("losses")
    void everyRatioLossLearnsTheRatio(RatioLoss loss) {
        try (Engine engine = Engine.cpu(2);
                RatioEstimator r = RatioEstimator.train(
                        engine, runs(2000), loss, TrainingOptions.forRuns(2000).withEpochs(25))) {
            double mse = meanSquaredError(r);
            // The ratio itself varies by some 0.1 squared; gold has to bring the error far below.
            assertTrue(mse < (loss.needsRatio() ? 0.01 : 0.06), loss.name() + " has a mean square error of " + mse);
        }
    }

    static List<DensityLoss> densityLosses() {
        return Losses.DENSITY;
    }

    @ParameterizedTest
    @MethodSource("densityLosses")
    void everyDensityLossLearnsProbabilities(DensityLoss loss, @TempDir Path directory) {
        double[][] x = slots();
        try (Engine engine = Engine.cpu(2);
                DensityEstimator p = DensityEstimator.train(
                        engine, runs(2000), loss, TrainingOptions.forRuns(2000).withEpochs(25))) {
            double[] log = p.logProb(x, ZERO);
            double[] logR = p.logRatio(x, ZERO, ONE);
            double[][] score = p.score(x, ZERO);
            double kullback = 0;
            double mse = 0;
            double ofScore = 0;
            double information = 0;
            for (int i = 0; i < x.length; i++) {
                double truth = EXACT.logProb(x[i], ZERO);
                kullback += Math.exp(truth) * (truth - log[i]);
                mse += Math.exp(EXACT.logProb(x[i], ONE)) * Math.pow(logR[i] - EXACT.logRatio(x[i], ZERO, ONE), 2);
                double t = EXACT.score(x[i], ZERO)[0];
                ofScore += Math.exp(truth) * Math.pow(score[i][0] - t, 2);
                information += Math.exp(truth) * t * t;
            }
            // 1,000 runs at each of two places leave some 20/2,000 nats between them.
            assertTrue(kullback < 0.03, loss.name() + " is " + kullback + " nats from the truth");
            assertTrue(mse < (loss.needsScore() ? 0.02 : 0.06), loss.name() + " has a mean square error of " + mse);
            String error = loss.name() + " has an error of the score of " + ofScore + " of " + information;
            assertTrue(!loss.needsScore() || ofScore < 0.3 * information, error);
            p.save(directory);
            try (DensityEstimator again = DensityEstimator.load(engine, directory)) {
                assertArrayEquals(log, again.logProb(x, ZERO));
            }
        }
    }

    @Test
    void sallyLearnsTheScore() {
        ScoreRuns runs = new GoldMine(BOARD, 2).score(4000, PointProposal.at(-0.7));
        try (Engine engine = Engine.cpu(2);
                ScoreEstimator s = ScoreEstimator.train(
                        engine, runs, new Sally(), TrainingOptions.forRuns(4000).withEpochs(25))) {
            assertArrayEquals(new double[] {-0.7}, s.reference());
            double[][] x = slots();
            double[][] t = s.score(x);
            double sum = 0;
            double spread = 0;
            for (int i = 0; i < x.length; i++) {
                double w = Math.exp(EXACT.logProb(x[i], new double[] {-0.7}));
                double truth = EXACT.score(x[i], new double[] {-0.7})[0];
                sum += w * (t[i][0] - truth) * (t[i][0] - truth);
                spread += w * truth * truth;
            }
            assertTrue(sum < 0.05 * spread, "unexplained share of the score: " + sum / spread);
        }
    }

    @Test
    void resultsDependNeitherOnThreadsNorOnBlocks() throws Exception {
        RatioLoss alices = Losses.RATIO.get(5);
        TrainingOptions options = TrainingOptions.forRuns(500).withEpochs(2);
        double[][] x = new double[600][];
        for (int i = 0; i < x.length; i++) {
            x[i] = new double[] {5 + i % 21};
        }
        double[] first;
        try (Engine engine = Engine.cpu(1);
                RatioEstimator r = RatioEstimator.train(engine, runs(500), alices, options)) {
            first = r.logRatio(x, ZERO);
            assertArrayEquals(first, r.logRatio(x, ZERO, ONE), 1e-6);
            assertEquals(first[7], r.logRatio(new double[][] {x[7]}, ZERO)[0], 0);
            double[][] crowd = new double[1300][];
            Arrays.fill(crowd, x[7]);
            assertArrayEquals(
                    DoubleStream.generate(() -> first[7]).limit(crowd.length).toArray(), r.logRatio(crowd, ZERO));
        }
        try (Engine engine = Engine.cpu(2);
                RatioEstimator r = RatioEstimator.train(engine, runs(500), alices, options)) {
            ExecutorService pool = Executors.newFixedThreadPool(4);
            try {
                List<Callable<double[]>> calls = new ArrayList<>();
                for (int i = 0; i < 16; i++) {
                    calls.add(() -> r.logRatio(x, ZERO));
                }
                for (Future<double[]> f : pool.invokeAll(calls)) {
                    assertArrayEquals(first, f.get(), 0);
                }
            } finally {
                pool.shutdown();
            }
        }
    }

    @Test
    void scoreIsTheDerivativeOfTheRatio() {
        try (Engine engine = Engine.cpu(1);
                RatioEstimator r = RatioEstimator.train(
                        engine,
                        runs(500),
                        Losses.RATIO.get(2),
                        TrainingOptions.forRuns(500).withEpochs(3))) {
            double[][] x = slots();
            double[] up = r.logRatio(x, new double[] {-0.798});
            double[] down = r.logRatio(x, new double[] {-0.802});
            double[][] t = r.score(x, ZERO);
            for (int i = 0; i < x.length; i++) {
                assertEquals((up[i] - down[i]) / 0.004, t[i][0], 5e-4);
            }
        }
    }

    /** What gold is missing, and what can be trained without. */
    @Test
    void missingGoldIsNamed() {
        RatioRuns all = runs(64);
        RatioRuns bare = RatioRuns.of(
                all.parameters(), all.observables(), all.theta0(), all.theta1(), all.y(), all.x(), null, null, null);
        RatioRuns noScore = RatioRuns.of(
                all.parameters(),
                all.observables(),
                all.theta0(),
                all.theta1(),
                all.y(),
                all.x(),
                all.logRXz(),
                null,
                null);
        TrainingOptions options = TrainingOptions.forRuns(64).withEpochs(1);
        try (Engine engine = Engine.cpu(1)) {
            assertMessage(
                    "rolr requires mined gold in a column log_r_xz, got runs without; simulate with it or train with one of [carl]",
                    () -> RatioEstimator.train(engine, bare, Losses.ratio("rolr"), options));
            assertMessage(
                    "alices requires mined gold in a column t_xz0, got runs without; simulate with it or train with one of"
                            + " [carl, rolr, alice]",
                    () -> RatioEstimator.train(engine, noScore, Losses.ratio("alices"), options));
            // gold that a loss does not use changes nothing
            double[][] x = {{12}, {15}};
            try (RatioEstimator without = RatioEstimator.train(engine, bare, Losses.ratio("carl"), options);
                    RatioEstimator with = RatioEstimator.train(engine, all, Losses.ratio("carl"), options)) {
                assertArrayEquals(with.logRatio(x, ZERO), without.logRatio(x, ZERO));
            }
        }
        assertMessage("requires mined gold in a column t_xz1", bare::tXz1);
    }

    private static void assertMessage(String part, Runnable action) {
        String message =
                assertThrows(IllegalArgumentException.class, action::run).getMessage();
        assertTrue(message.contains(part), message);
    }

    @Test
    void doublyParameterisedRatiosAreAntisymmetric() {
        UniformPrior prior = UniformPrior.of("theta", -1, -0.4);
        RatioRuns runs = new GoldMine(BOARD, 3).ratio(1000, prior, prior);
        try (Engine engine = Engine.cpu(2);
                RatioEstimator r = RatioEstimator.train(
                        engine,
                        runs,
                        Losses.RATIO.get(5),
                        TrainingOptions.forRuns(1000).withEpochs(40))) {
            double[][] x = slots();
            double[] there = r.logRatio(x, ZERO, ONE);
            double[] back = r.logRatio(x, ONE, ZERO);
            for (int i = 0; i < x.length; i++) {
                assertEquals(0, there[i] + back[i], 1e-6);
                if (Math.abs(x[i][0] - 15) < 4) {
                    assertEquals(EXACT.logRatio(x[i], ZERO, ONE), there[i], 0.1);
                }
            }
            assertThrows(IllegalStateException.class, () -> r.logRatio(x, ZERO));
            // likelihoods up to a constant need no θ1
            double[] scan = r.logRatio(x, ZERO, new double[] {-0.5});
            double[] same = r.logRatio(x, ONE, new double[] {-0.5});
            double step = r.logLikelihood(x).at(ZERO) - r.logLikelihood(x).at(ONE);
            assertEquals(Arrays.stream(scan).sum() - Arrays.stream(same).sum(), step, 1);
            Posterior posterior = Posterior.of(prior, r, x);
            assertEquals(step, posterior.logDensity(ZERO) - posterior.logDensity(ONE), 1e-4);
            double[][] metric = new LearnedMetric(r, x, ONE).at(ZERO);
            assertTrue(metric[0][0] > 0);
            assertThrows(IllegalStateException.class, () -> new LearnedMetric(r, x));
        }
    }

    @Test
    void badEventsAreNamed() {
        try (Engine engine = Engine.cpu(1);
                RatioEstimator r = RatioEstimator.train(
                        engine,
                        runs(100),
                        Losses.RATIO.get(0),
                        TrainingOptions.forRuns(100).withEpochs(1))) {
            IllegalArgumentException nan = assertThrows(
                    IllegalArgumentException.class, () -> r.logRatio(new double[][] {{3}, {Double.NaN}}, ZERO));
            assertTrue(nan.getMessage().contains("row 1, column 0"), nan.getMessage());
            assertThrows(IllegalArgumentException.class, () -> r.logRatio(new double[][] {{3, 4}}, ZERO));
            assertThrows(IllegalArgumentException.class, () -> r.logRatio(new double[][] {{3}}, new double[] {1, 2}));
        }
    }

    @Test
    void savedEstimatorsAnswerTheSame(@TempDir Path directory) {
        double[][] x = slots();
        try (Engine engine = Engine.cpu(1);
                RatioEstimator r = RatioEstimator.train(
                        engine,
                        runs(100),
                        Losses.RATIO.get(1),
                        TrainingOptions.forRuns(100).withEpochs(1));
                ScoreEstimator s = ScoreEstimator.train(
                        engine,
                        new GoldMine(BOARD, 2).score(100, PointProposal.at(-0.7)),
                        new Sally(),
                        TrainingOptions.forRuns(100).withEpochs(1))) {
            r.save(directory.resolve("ratio"));
            s.save(directory.resolve("score"));
            try (RatioEstimator again = RatioEstimator.load(engine, directory.resolve("ratio"));
                    ScoreEstimator score = ScoreEstimator.load(engine, directory.resolve("score"))) {
                assertArrayEquals(r.logRatio(x, ZERO), again.logRatio(x, ZERO), 0);
                assertArrayEquals(r.reference(), again.reference(), 0);
                assertArrayEquals(s.score(x)[3], score.score(x)[3], 0);
            }
            IllegalArgumentException wrong = assertThrows(
                    IllegalArgumentException.class, () -> RatioEstimator.load(engine, directory.resolve("score")));
            assertTrue(wrong.getMessage().contains("score_estimator"), wrong.getMessage());
        }
    }
}
