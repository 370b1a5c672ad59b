package org.auriflow.inference.estimator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.auriflow.engine.Engine;
import org.auriflow.inference.geometry.FisherInformation;
import org.auriflow.inference.loss.Losses;
import org.auriflow.inference.loss.Sally;
import org.auriflow.inference.simulator.GaltonBoard;
import org.auriflow.inference.simulator.GoldMine;
import org.auriflow.inference.simulator.LatentNormal;
import org.auriflow.inference.simulator.PointProposal;
import org.auriflow.inference.simulator.RatioRuns;
import org.auriflow.inference.simulator.ScoreRuns;
import org.auriflow.inference.simulator.UniformPrior;
import org.auriflow.nn.train.TrainingResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EnsembleTest {
    private static final double[][] X = {{-1}, {0.5}, {2}};
    private static final double[] THETA = {0.4};

    /** An estimator with a Gaussian likelihood of its own: t̂(x | θ) = A (x + b − θ). */
    private record Shifted(double[] shift, List<Shifted> closed) implements Estimator {
        static final double[][] INFORMATION = {{2, 0.5}, {0.5, 1}};

        double[][] score(double[][] x, double[] theta) {
            return Arrays.stream(x)
                    .map(row -> Matrix.times(
                            INFORMATION, new double[] {row[0] + shift[0] - theta[0], row[1] + shift[1] - theta[1]}))
                    .toArray(double[][]::new);
        }

        @Override
        public TrainingResult training() {
            return null;
        }

        @Override
        public void save(Path directory) {}

        @Override
        public void close() {
            closed.add(this);
        }
    }

    private static final class Matrix {
        static double[] times(double[][] a, double[] v) {
            return new double[] {a[0][0] * v[0] + a[0][1] * v[1], a[1][0] * v[0] + a[1][1] * v[1]};
        }
    }

    private static RatioRuns runs(int n) {
        return new GoldMine(new LatentNormal(), 1).ratio(n, UniformPrior.of("theta", -1, 1), PointProposal.at(0));
    }

    /** Every member's estimate is the mean event plus its shift, so that estimates scatter as the shifts do. */
    @Test
    void covarianceOfTheEstimateIsThatOfTheMembersEstimates() {
        double[][] shifts = {{0.1, -0.2}, {0.3, 0.1}, {-0.2, 0.3}, {0, 0}};
        List<Shifted> closed = new ArrayList<>();
        double[][] x = {{1, 2}, {0, 3}, {-1, 1}};
        Ensemble<Shifted> four = Ensemble.of(4, m -> new Shifted(shifts[m], closed));
        double[] theta = {0.2, 2.1};
        FisherInformation all = FisherInformation.of(Shifted.INFORMATION).times(x.length);
        double[][] c = four.estimateCovariance(e -> e.score(x, theta), all.covariance());
        double[][] truth = four.covariance(Shifted::shift);
        for (int i = 0; i < 2; i++) {
            assertArrayEquals(truth[i], c[i], 1e-14);
        }
        assertEquals(0.05 * 0.05 + 0.25 * 0.25 + 0.25 * 0.25 + 0.05 * 0.05, 3 * truth[0][0], 1e-15);
        assertArrayEquals(new double[] {0.05, 0.05}, four.mean(Shifted::shift), 1e-15);
        double[] mean = four.meanRows(e -> e.score(x, theta))[1];
        assertArrayEquals(Matrix.times(Shifted.INFORMATION, new double[] {0.05 - 0.2, 3.05 - 2.1}), mean, 1e-14);
        four.close();
        assertEquals(4, closed.size());
    }

    @Test
    void membersBeforeOneThatFailsAreClosed() {
        List<Shifted> closed = new ArrayList<>();
        assertThrows(
                IllegalStateException.class,
                () -> Ensemble.of(3, m -> {
                    if (m == 2) {
                        throw new IllegalStateException("third");
                    }
                    return new Shifted(new double[2], closed);
                }));
        assertEquals(2, closed.size());
        String message = assertThrows(
                        IllegalArgumentException.class, () -> Ensemble.of(1, m -> new Shifted(new double[2], closed)))
                .getMessage();
        assertTrue(message.contains("at least 2 members, got 1"), message);
    }

    /** Members are what would be trained one by one, and survive being saved. */
    @Test
    void membersAreEstimatorsOfSuccessiveSeeds(@TempDir Path directory) {
        TrainingOptions options = TrainingOptions.forRuns(200).withEpochs(2).withSeed(7);
        try (Engine engine = Engine.cpu(1);
                Ensemble<RatioEstimator> three =
                        Ensemble.ratio(engine, runs(200), Losses.ratio("alice"), options, 3, Resampling.NONE);
                RatioEstimator second =
                        RatioEstimator.train(engine, runs(200), Losses.ratio("alice"), options.withSeed(8))) {
            double[] alone = second.logRatio(X, THETA);
            assertArrayEquals(alone, three.members().get(1).logRatio(X, THETA));
            three.save(directory);
            double[] mean = three.mean(r -> r.logRatio(X, THETA));
            try (Ensemble<RatioEstimator> again = Ensemble.load(directory, d -> RatioEstimator.load(engine, d))) {
                assertArrayEquals(mean, again.mean(r -> r.logRatio(X, THETA)));
            }
            double sum = Arrays.stream(mean).sum();
            assertEquals(sum, three.logLikelihood(r -> r.logLikelihood(X)).at(THETA), 1e-14);
        }
        ScoreRuns scores = new GoldMine(new LatentNormal(), 2).score(200, PointProposal.at(0));
        ScoreRuns slots = new GoldMine(new GaltonBoard(), 2).score(200, UniformPrior.of("theta", -1, -0.4));
        double[][] slot = {{14}};
        try (Engine engine = Engine.cpu(1);
                Ensemble<ScoreEstimator> s =
                        Ensemble.score(engine, scores, new Sally(), options, 2, Resampling.BOOTSTRAP);
                Ensemble<DensityEstimator> p =
                        Ensemble.density(engine, slots, Losses.density("nde"), options, 2, Resampling.DISJOINT)) {
            s.save(directory.resolve("score"));
            p.save(directory.resolve("density"));
            try (Ensemble<ScoreEstimator> again =
                            Ensemble.load(directory.resolve("score"), d -> ScoreEstimator.load(engine, d));
                    Ensemble<DensityEstimator> density =
                            Ensemble.load(directory.resolve("density"), d -> DensityEstimator.load(engine, d))) {
                assertArrayEquals(s.meanRows(m -> m.score(X))[2], again.meanRows(m -> m.score(X))[2]);
                assertArrayEquals(p.mean(m -> m.logProb(slot, THETA)), density.mean(m -> m.logProb(slot, THETA)));
            }
            assertThrows(
                    IllegalArgumentException.class,
                    () -> Ensemble.load(directory.resolve("score"), d -> RatioEstimator.load(engine, d)));
        }
    }

    /** Labels alternate from run to run: dealing out runs without regard to them would give members one label only. */
    @ParameterizedTest
    @EnumSource
    void everyMemberSeesBothLabelsAlike(Resampling resampling) {
        double[] y = IntStream.range(0, 60).mapToDouble(i -> i % 2).toArray();
        int[] seen = new int[60];
        for (int m = 0; m < 3; m++) {
            int[] rows = resampling.rows(y, m, 3, 1);
            assertEquals(
                    rows.length / 2.0,
                    Arrays.stream(rows).mapToDouble(i -> y[i]).sum());
            Arrays.stream(rows).forEach(i -> seen[i]++);
            assertArrayEquals(rows, resampling.rows(y, m, 3, 1));
        }
        int most = Arrays.stream(seen).max().orElseThrow();
        assertEquals(
                resampling == Resampling.DISJOINT ? 60 : 180,
                Arrays.stream(seen).sum());
        assertTrue(resampling == Resampling.DISJOINT ? most == 1 : most > 2, "at most " + most);
    }
}
