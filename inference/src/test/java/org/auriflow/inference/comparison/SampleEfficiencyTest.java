package org.auriflow.inference.comparison;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.DoubleUnaryOperator;
import org.auriflow.engine.Engine;
import org.auriflow.inference.comparison.ComparedMethod.Kind;
import org.auriflow.inference.estimator.Monitor;
import org.auriflow.inference.estimator.TrainingOptions;
import org.auriflow.inference.loss.DensityBatch;
import org.auriflow.inference.loss.DensityLoss;
import org.auriflow.inference.loss.RatioLoss;
import org.auriflow.inference.simulator.ExactLikelihood;
import org.auriflow.inference.simulator.GaussianMixture;
import org.auriflow.inference.simulator.Simulators;
import org.auriflow.nn.train.Cancellation;
import org.auriflow.nn.train.TrainingListener;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Laws of a comparison: what methods whose answers are known come to, and that nothing is computed twice. */
final class SampleEfficiencyTest {
    private static final ComparisonProblem MIXTURE = ComparisonProblem.of(new GaussianMixture());

    private static Engine engine;
    private static SampleEfficiency comparison;

    @BeforeAll
    static void open() {
        engine = Engine.cpu(1);
        comparison = new SampleEfficiency(engine, MIXTURE, 1, Monitor.NONE);
    }

    @AfterAll
    static void close() {
        engine.close();
    }

    /** The exact answers, with log r moved by a constant and the score changed by a function. */
    private static ComparedMethod exact(String name, double shift, DoubleUnaryOperator score) {
        ExactLikelihood exact = MIXTURE.simulator().exact().orElseThrow();
        double[] theta1 = MIXTURE.reference();
        return new ComparedMethod(name, Kind.RATIO, false, false, task -> new Estimate() {
            @Override
            public double[] logRatio(double[][] x, double[] theta0) {
                return Arrays.stream(x)
                        .mapToDouble(v -> exact.logRatio(v, theta0, theta1) + shift)
                        .toArray();
            }

            @Override
            public double[][] score(double[][] x) {
                return Arrays.stream(x)
                        .map(v -> new double[] {score.applyAsDouble(exact.score(v, theta1)[0])})
                        .toArray(double[][]::new);
            }
        });
    }

    @Test
    void errorsAndInformationOfKnownAnswers() {
        List<EfficiencyRow> rows = comparison.run(
                List.of(
                        exact("exact", 0, t -> t),
                        exact("moved", 0.5, t -> t + 2),
                        exact("scaled", 0, t -> -3 * t),
                        exact("blind", 0, t -> 1)),
                List.of(20),
                List.of(1L));
        EfficiencyRow exact = rows.get(0);
        assertEquals(0, exact.mseLogR());
        assertEquals(0, exact.mseScore());
        double full = comparison.information().full();
        // 50 bins of equal population lose what the tails differ in.
        assertEquals(full, exact.information(), 0.01 * full);
        assertTrue(comparison.information().best() < 0.5 * full, "neither axis of the mixture sees all peaks");
        EfficiencyRow moved = rows.get(1);
        assertEquals(0.25, moved.mseLogR(), 1e-12);
        assertEquals(4, moved.mseScore(), 1e-12);
        assertEquals(exact.information(), moved.information(), 1e-12, "what can be learned is the same");
        assertEquals(16 * full, rows.get(2).mseScore(), 16 * full * 0.1, "4 t squared, over other events");
        assertEquals(exact.information(), rows.get(2).information(), 1e-3 * full);
        assertEquals(0, rows.get(3).information(), 0.01 * full);
    }

    /** A loss of one's own beside those of the catalogue, each under its name. */
    @Test
    void ownLossesJoinByName() {
        DensityLoss ownDensity = new DensityLoss() {
            @Override
            public String name() {
                return "own-density";
            }

            @Override
            public boolean needsScore() {
                return false;
            }

            @Override
            public boolean needsRatio() {
                return false;
            }

            @Override
            public org.auriflow.engine.Tensor of(DensityBatch b) {
                return b.logProb().mean().neg();
            }
        };
        RatioLoss ownRatio = RatioLoss.of(
                "own-ratio", true, false, b -> b.logR().sub(b.logRXz()).abs().mean());
        List<ComparedMethod> methods = List.of(
                ComparedMethod.of(ownRatio, n -> TrainingOptions.forRuns(n).withEpochs(1)),
                ComparedMethod.of(
                        ownDensity, n -> TrainingOptions.forDensities(n).withEpochs(1)),
                ComparedMethod.named("sally"));
        SampleEfficiency galton =
                new SampleEfficiency(engine, ComparisonProblem.of(Simulators.named("galton")), 1, Monitor.NONE);
        List<EfficiencyRow> rows = galton.run(methods, List.of(20), List.of(1L));
        assertEquals(
                List.of("own-ratio", "own-density", "sally"),
                rows.stream().map(EfficiencyRow::method).toList());
        assertTrue(rows.stream().allMatch(r -> Double.isFinite(r.mseLogR() + r.mseScore())), rows.toString());
        assertTrue(galton.information().isHistogramComplete());
        assertEquals(galton.information().full(), galton.information().best(), 1e-9);
    }

    @Test
    void knownRowsAreNotComputedAgain() {
        List<ComparedMethod> methods = List.of(exact("a", 0, t -> t), exact("b", 1, t -> t));
        List<EfficiencyRow> finished = new ArrayList<>();
        List<EfficiencyRow> some = comparison.run(methods.subList(0, 1), List.of(20), List.of(1L));
        List<EfficiencyRow> all = comparison.run(methods, List.of(20, 30), List.of(1L), some, finished::add);
        assertEquals(3, finished.size());
        assertEquals(some.get(0), all.get(0));
        assertEquals(4, all.size());
        comparison.run(methods, List.of(20, 30), List.of(1L), all, row -> {
            throw new AssertionError("computed twice: " + row);
        });
    }

    @Test
    void cancelledTrainingLeavesNoRow() {
        Cancellation cancellation = new Cancellation();
        SampleEfficiency stopped =
                new SampleEfficiency(engine, MIXTURE, 1, new Monitor(new TrainingListener() {}, cancellation));
        cancellation.cancel();
        List<EfficiencyRow> finished = new ArrayList<>();
        assertThrows(
                CancellationException.class,
                () -> stopped.run(
                        List.of(exact("exact", 0, t -> t)), List.of(20), List.of(1L), List.of(), finished::add));
        assertEquals(List.of(), finished);
    }

    @Test
    void mistakesAreExplained() {
        List<ComparedMethod> twice = List.of(exact("a", 0, t -> t), exact("a", 1, t -> t));
        assertThrows(IllegalArgumentException.class, () -> comparison.run(twice, List.of(20), List.of(1L)));
        assertThrows(
                IllegalArgumentException.class, () -> comparison.run(twice.subList(0, 1), List.of(19), List.of(1L)));
    }
}
