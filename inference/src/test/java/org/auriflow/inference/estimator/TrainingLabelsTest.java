package org.auriflow.inference.estimator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.inference.loss.Alice;
import org.auriflow.inference.loss.AlphaSchedule;
import org.auriflow.inference.loss.Bounded;
import org.auriflow.inference.loss.Carl;
import org.auriflow.inference.loss.CvScandal;
import org.auriflow.inference.loss.DensityLoss;
import org.auriflow.inference.loss.Losses;
import org.auriflow.inference.loss.Nde;
import org.auriflow.inference.loss.Rascandal;
import org.auriflow.inference.loss.RatioLoss;
import org.auriflow.inference.loss.Scandal;
import org.auriflow.inference.loss.WithScore;
import org.auriflow.inference.simulator.GaltonBoard;
import org.auriflow.inference.simulator.GoldMine;
import org.auriflow.inference.simulator.PointProposal;
import org.auriflow.inference.simulator.RatioRuns;
import org.auriflow.inference.simulator.UniformPrior;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingLabelsTest {
    private static final double[][] SLOTS = {{11}, {14}, {16}};
    private static final double[] THETA = {-0.8};
    private static final int N = 100;
    private static final TrainingOptions OPTIONS =
            TrainingOptions.forRuns(N).withHidden(8).withEpochs(3);

    private static RatioRuns runs(double... firstLabels) {
        RatioRuns r =
                new GoldMine(new GaltonBoard(), 1).ratio(N, UniformPrior.of("theta", -1, -0.4), PointProposal.at(-0.6));
        double[] log = r.logRXz();
        System.arraycopy(firstLabels, 0, log, 0, firstLabels.length);
        return RatioRuns.of(
                r.parameters(), r.observables(), r.theta0(), r.theta1(), r.y(), r.x(), log, r.tXz0(), r.tXz1());
    }

    private static double[] estimate(Engine engine, RatioLoss loss, double... firstLabels) {
        try (RatioEstimator r = RatioEstimator.train(engine, runs(firstLabels), loss, OPTIONS)) {
            return r.logRatio(SLOTS, THETA);
        }
    }

    @Test
    void unusualLabelsAreCountedAndNamed() {
        double inf = Double.POSITIVE_INFINITY;
        LabelReport report = LabelReport.of(runs(-inf, 0.5, inf, -12, -inf, inf, inf, inf, inf, inf, Double.NaN), 10);
        assertEquals(new LabelReport.Found(2, List.of(0, 4)), report.zero());
        assertEquals(new LabelReport.Found(6, List.of(2, 5, 6, 7, 8)), report.infinite());
        assertEquals(new LabelReport.Found(1, List.of(3)), report.outliers());
        assertEquals(
                "labels of 100 runs: r = 0 in 2 (runs 0, 4), r = infinity in 6 (runs 2, 5, 6, 7, 8, ...), "
                        + "r undefined in 1 (runs 10), |log r| > 10.0 in 1 (runs 3), largest |log r| 12.0",
                report.toString());
        assertFalse(report.isClean());
        assertTrue(LabelReport.of(runs(), 10).isClean());
    }

    /** Who does not want such labels can refuse them before any step; CARL does not use them. */
    @Test
    void labelsAreReportedBeforeTraining() {
        List<LabelReport> reports = new ArrayList<>();
        Monitor monitor = Monitor.NONE.withLabels(report -> {
            reports.add(report);
            throw new IllegalStateException(report.toString());
        });
        RatioRuns runs = runs(Double.POSITIVE_INFINITY);
        try (Engine engine = Engine.cpu(1)) {
            for (String ratio : List.of("rolr", "alices")) {
                assertThrows(
                        IllegalStateException.class,
                        () -> RatioEstimator.train(engine, runs, Losses.ratio(ratio), OPTIONS, monitor));
            }
            assertThrows(
                    IllegalStateException.class,
                    () -> DensityEstimator.train(engine, runs, null, Losses.density("rascandal"), OPTIONS, monitor));
            RatioEstimator.train(engine, runs, Losses.ratio("carl"), OPTIONS, monitor)
                    .close();
        }
        assertEquals(3, reports.size());
        assertEquals(1, reports.get(2).infinite().count());
    }

    /** An infinite label and one beyond what float32 can tell from it train the same network. */
    @Test
    void infiniteLabelsAreCertain() {
        try (Engine engine = Engine.cpu(1)) {
            for (String loss : List.of("alice", "rolr")) {
                double[] certain = estimate(engine, Losses.ratio(loss), Double.POSITIVE_INFINITY);
                assertArrayEquals(certain, estimate(engine, Losses.ratio(loss), 200));
                assertTrue(Arrays.stream(certain).allMatch(Double::isFinite));
            }
        }
    }

    /** Steps i = 0 … T − 1 have the progress i/T. */
    @Test
    void schedulesSeeEveryStep() {
        double steps = 3 * Math.ceil(N / 64.0);
        try (Engine engine = Engine.cpu(1)) {
            double[] always = estimate(engine, new WithScore("cascal", new Carl(), 1));
            double[] never = estimate(engine, new Carl());
            double[] last =
                    estimate(engine, cascal(p -> p.ge((steps - 1.5) / steps).cast(DType.FLOAT32)));
            assertArrayEquals(always, estimate(engine, cascal(p -> p.lt((steps - 0.5) / steps)
                    .cast(DType.FLOAT32))));
            assertArrayEquals(never, estimate(engine, cascal(p -> p.ge((steps - 0.5) / steps)
                    .cast(DType.FLOAT32))));
            assertFalse(Arrays.equals(last, never));
            assertFalse(Arrays.equals(last, always));
        }
    }

    /** A score that never counts leaves maximum likelihood. */
    @Test
    void densitiesHaveSchedulesToo() {
        AlphaSchedule never = AlphaSchedule.linear(0, 0);
        AlphaSchedule late = AlphaSchedule.cosine(1);
        try (Engine engine = Engine.cpu(1)) {
            double[] nde = density(engine, new Nde());
            assertArrayEquals(nde, density(engine, new Scandal(1, never)));
            assertArrayEquals(nde, density(engine, new CvScandal(1, never)));
            assertFalse(Arrays.equals(density(engine, new Scandal(1)), density(engine, new Scandal(1, late))));
            assertFalse(
                    Arrays.equals(density(engine, new Rascandal(1, 1)), density(engine, new Rascandal(1, 1, late))));
        }
    }

    private static double[] density(Engine engine, DensityLoss loss) {
        try (DensityEstimator p = DensityEstimator.train(engine, runs(), loss, OPTIONS)) {
            return p.logProb(SLOTS, THETA);
        }
    }

    private static RatioLoss cascal(AlphaSchedule schedule) {
        return new WithScore("cascal", new Carl(), 1, schedule);
    }

    @Test
    void lossesOfOnesOwnAndBoundsAreReadAgain(@TempDir Path directory) {
        RatioLoss own =
                RatioLoss.of("own", true, false, b -> b.logR().sub(b.logRXz()).pow(2));
        try (Engine engine = Engine.cpu(1);
                RatioEstimator bounded = RatioEstimator.train(engine, runs(), new Bounded(new Alice(), 0.1), OPTIONS);
                RatioEstimator mine = RatioEstimator.train(engine, runs(), own, OPTIONS)) {
            bounded.save(directory);
            double[] before = bounded.logRatio(SLOTS, THETA);
            assertTrue(Arrays.stream(before).allMatch(v -> Math.abs(v) < 0.1));
            try (RatioEstimator again = RatioEstimator.load(engine, directory)) {
                assertArrayEquals(before, again.logRatio(SLOTS, THETA));
            }
            mine.save(directory);
            assertThrows(IllegalArgumentException.class, () -> RatioEstimator.load(engine, directory));
            assertThrows(IllegalArgumentException.class, () -> RatioEstimator.load(engine, directory, new Alice()));
            try (RatioEstimator again = RatioEstimator.load(engine, directory, own)) {
                assertArrayEquals(mine.logRatio(SLOTS, THETA), again.logRatio(SLOTS, THETA));
            }
        }
    }
}
