package org.auriflow.inference.diagnostics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.auriflow.engine.Engine;
import org.auriflow.engine.RandomStream;
import org.auriflow.inference.estimator.Monitor;
import org.auriflow.inference.estimator.TrainingOptions;
import org.auriflow.inference.simulator.UniformPrior;
import org.auriflow.inference.statistics.Check;
import org.auriflow.inference.statistics.RankTest;
import org.auriflow.inference.statistics.Sample;
import org.junit.jupiter.api.Test;

/** x ~ N(θ, 1) in two independent components of which the first alone knows θ: log r(x | ½, 0) = x/2 − 1/8. */
class DiagnosticsTest {
    private static final double THETA0 = 0.5;
    private static final int RUNS = 4000;

    private static double[][] runs(double theta, long seed, int count) {
        RandomStream random = new RandomStream(seed, 0);
        double[][] x = new double[count][];
        Arrays.setAll(x, i -> new double[] {theta + random.normal(), random.normal()});
        return x;
    }

    private static double[] logRatio(double[][] x, double steepness) {
        return Arrays.stream(x)
                .mapToDouble(row -> steepness * (THETA0 * row[0] - THETA0 * THETA0 / 2))
                .toArray();
    }

    @Test
    void rightMeansPassAndWrongOnesFail() {
        double[][] at0 = runs(THETA0, 1, RUNS);
        double[][] at1 = runs(0, 2, RUNS);
        assertTrue(EstimatorChecks.meanRatio(logRatio(at1, 1)).pValue() > 0.01);
        assertTrue(EstimatorChecks.meanInverseRatio(logRatio(at0, 1)).pValue() > 0.01);
        assertTrue(EstimatorChecks.meanRatio(logRatio(at1, 1.5)).z() > 5);
        assertTrue(EstimatorChecks.meanInverseRatio(logRatio(at0, 1.5)).z() > 5);
        double[][] score =
                Arrays.stream(at0).map(x -> new double[] {x[0] - THETA0, x[0]}).toArray(double[][]::new);
        List<Check> means = EstimatorChecks.meanScore(score);
        assertTrue(means.get(0).pValue() > 0.01, means.toString());
        assertTrue(means.get(1).z() > 20, means.toString());
        // (E r)²/E r² = exp(−θ0²)
        assertEquals(Math.exp(-0.25), EstimatorChecks.effectiveSize(logRatio(at1, 1)) / RUNS, 0.03);
        Check exact = EstimatorChecks.meanRatio(new double[] {Double.NEGATIVE_INFINITY, Math.log(3)});
        assertEquals(1.5, exact.value(), 1e-15);
        assertEquals(Math.sqrt(2 * 1.5 * 1.5) / 2, exact.standardError(), 1e-15);
        assertEquals("1.500 ± 1.1 (expected 1.000, 0.5 sigma)", exact.toString());
        assertEquals(0.3173105078629141, new Check(3, 2, 1).pValue(), 1e-12);
        assertEquals(0.15865525393145705, new Check(3, 2, 1).pValueAbove(), 1e-12);
        assertEquals(0, new Check(1, 0, 1).z());
    }

    /** p-values of right weights are uniform over repeated closures; a wrong weight shows in its observable alone. */
    @Test
    void reweightingClosesInEveryObservable() {
        double sum = 0;
        int rejected = 0;
        int repetitions = 30;
        for (int k = 0; k < repetitions; k++) {
            double[][] at1 = runs(0, 100 + k, 600);
            ReweightingClosure closure = ReweightingClosure.of(
                    EstimatorChecks.reweighted(at1, logRatio(at1, 1)), Sample.of(runs(THETA0, 200 + k, 500)), 8);
            for (ReweightingClosure.Observable o : closure.observables()) {
                assertEquals(7, o.histogram().degrees());
                sum += o.histogram().pValue() + o.mean().pValue() + o.variance().pValue();
            }
            rejected += closure.pValue() < 0.05 ? 1 : 0;
        }
        // six tests each, of which some are correlated: 2.5 standard errors of 2 independent ones
        assertEquals(0.5, sum / (6 * repetitions), 2.5 * Math.sqrt(1.0 / 12 / (2 * repetitions)));
        assertTrue(rejected <= 5, rejected + " rejected");
        double[][] at1 = runs(0, 3, RUNS);
        ReweightingClosure wrong = ReweightingClosure.of(
                EstimatorChecks.reweighted(at1, logRatio(at1, 1.4)), Sample.of(runs(THETA0, 4, RUNS)), 8);
        ReweightingClosure.Observable first = wrong.observables().get(0);
        assertTrue(first.pValue() < 1e-6 && first.histogram().pValue() < 1e-4, wrong.toString());
        assertTrue(wrong.observables().get(1).pValue() > 0.01, wrong.toString());
        assertEquals(0.2, first.mean().value(), 5 * first.mean().standardError());
        assertEquals(1, first.simulated().stream().mapToDouble(v -> v).sum(), 1e-12);
        assertEquals(1, first.reweighted().stream().mapToDouble(v -> v).sum(), 1e-12);
        assertEquals(7, first.edges().size());
    }

    @Test
    void theCriticIsConvincedByRightRatiosOnly() {
        double[][] at1 = runs(0, 5, RUNS / 2);
        Sample target = Sample.of(runs(THETA0, 6, RUNS / 2));
        TrainingOptions options = TrainingOptions.forRuns(RUNS).withHidden(8).withEpochs(4);
        try (Engine engine = Engine.cpu(1)) {
            Critic right = Critic.test(
                    engine, EstimatorChecks.reweighted(at1, logRatio(at1, 1)), target, options, Monitor.NONE);
            assertTrue(right.area().pValueAbove() > 0.01, right.toString());
            assertEquals(Math.exp(-0.25), right.effectiveSize() / (RUNS / 4.0), 0.05);
            // a shift of the other observable, which the ratio knows nothing of: Φ(.3/√2) for the best critic
            double[][] shifted = runs(THETA0, 6, RUNS / 2);
            Arrays.stream(shifted).forEach(row -> row[1] += 0.3);
            Critic wrong = Critic.test(
                    engine,
                    EstimatorChecks.reweighted(at1, logRatio(at1, 1)),
                    Sample.of(shifted),
                    options,
                    Monitor.NONE);
            assertEquals(0.5840, wrong.area().value(), 2.5 * wrong.area().standardError());
            assertTrue(wrong.area().pValueAbove() < 1e-6, wrong.toString());
        }
    }

    /** Against all pairs, and against DeLong's error as found by repeating. */
    @Test
    void weightedAreas() {
        Sample a = Sample.of(new double[] {1, 2, 2, -1}).withWeights(new double[] {1, 2, 0, 3});
        Sample b = Sample.of(new double[] {2, 0, 1}).withWeights(new double[] {1, 4, 1});
        // pairs: 1 > 0 (4), 1 = 1 (½); 2 = 2 (½), 2 > 0 (4), 2 > 1 (1); −1 none
        double area = (1 * (4 + 0.5) + 2 * (0.5 + 4 + 1)) / (6 * 6);
        assertEquals(area, RankTest.areaUnderCurve(a, b).value(), 1e-15);
        assertEquals(1 - area, RankTest.areaUnderCurve(b, a).value(), 1e-15);
        double sum = 0;
        double squares = 0;
        double errors = 0;
        int repetitions = 300;
        for (int k = 0; k < repetitions; k++) {
            RandomStream random = new RandomStream(9, k);
            double[] values = new double[60];
            Arrays.setAll(values, i -> random.normal());
            double[] weights = new double[60];
            Arrays.setAll(weights, i -> Math.exp(0.5 * values[i]));
            double[] others = new double[40];
            Arrays.setAll(others, i -> random.normal());
            Check check = RankTest.areaUnderCurve(Sample.of(values).withWeights(weights), Sample.of(others));
            sum += check.value() / repetitions;
            squares += check.value() * check.value() / repetitions;
            errors += check.standardError() / repetitions;
        }
        assertEquals(0.6381631950841185, sum, 0.015);
        assertEquals(Math.sqrt(squares - sum * sum), errors, 0.1 * errors);
    }

    @Test
    void calibrationCurves() {
        double[] s = {0.1, 0.1, 0.9, 0.9, 0.9, 0.9};
        boolean[] one = {false, true, true, true, true, false};
        CalibrationCurve curve = CalibrationCurve.of(s, one, 2);
        assertEquals(2, curve.points().size());
        assertEquals(0.5, curve.points().get(0).fraction());
        assertEquals(0.9, curve.points().get(1).predicted(), 1e-15);
        assertEquals((2 * 0.4 + 4 * 0.15) / 6, curve.expectedError(), 1e-15);
        assertEquals(0.8 * 0.8 / 0.18 + 0.6 * 0.6 / 0.36, curve.chiSquare(), 1e-12);
        assertTrue(curve.points().get(1).interval().contains(0.75));
        double[][] at0 = runs(THETA0, 7, RUNS);
        double[][] at1 = runs(0, 8, RUNS);
        CalibrationCurve right = CalibrationCurve.ofRatio(logRatio(at0, 1), logRatio(at1, 1), 10);
        assertEquals(10, right.points().size());
        assertTrue(right.pValue() > 0.01, "p = " + right.pValue());
        assertTrue(
                CalibrationCurve.ofRatio(logRatio(at0, 2), logRatio(at1, 2), 10).pValue() < 1e-6);
        assertEquals(
                0,
                CalibrationCurve.of(new double[] {0}, new boolean[] {true}, 1).pValue());
    }

    @Test
    void spreadOfAnEnsemble() {
        EnsembleSpread spread = EnsembleSpread.of(new double[][] {{1, 5}, {3, 5}, {2, 5}});
        assertArrayEquals(new double[] {2, 5}, spread.mean(), 1e-15);
        assertArrayEquals(new double[] {1, 0}, spread.deviation(), 1e-15);
        assertEquals(Math.sqrt(0.5), spread.rootMeanSquare(), 1e-15);
    }

    @Test
    void parametersOutsideTheTrainingRangeAreMeasured() {
        TrainingRange prior =
                TrainingRange.of(new UniformPrior(List.of("a", "b"), new double[] {0, -1}, new double[] {2, 1}));
        TrainingRange runs = TrainingRange.of(List.of("a", "b"), new double[] {2, 0, 1, -1, 0, 1});
        for (TrainingRange range : List.of(prior, runs)) {
            assertArrayEquals(new double[] {0, 0}, range.distance(new double[] {2, -1}));
            assertArrayEquals(new double[] {-0.25, 0.5}, range.distance(new double[] {-0.5, 2}));
            assertEquals(List.of(), range.warnings("theta", new double[] {1, 1}));
            assertEquals(
                    List.of("the best fit has b = 2.0, outside the training range [-1.0, 1.0] by 0.5 of its width;"
                            + " train on a wider range"),
                    range.warnings("the best fit", new double[] {1, 2}));
        }
    }

    @Test
    void badRequestsAreRefused() {
        Sample line = Sample.of(new double[] {1, 2});
        Sample plane = Sample.of(new double[][] {{1, 2}, {3, 4}});
        TrainingRange range = new TrainingRange(List.of("a"), new double[1], new double[1]);
        for (Runnable action : List.<Runnable>of(
                () -> EstimatorChecks.meanRatio(new double[] {Double.POSITIVE_INFINITY}),
                () -> EstimatorChecks.meanRatio(new double[0]),
                () -> EstimatorChecks.effectiveSize(new double[0]),
                () -> Check.mean(plane, 0),
                () -> RankTest.areaUnderCurve(plane, line),
                () -> ReweightingClosure.of(plane, line, 5),
                () -> ReweightingClosure.of(line, line, 1),
                () -> Critic.test(null, line, line, null, null),
                () -> CalibrationCurve.of(new double[] {2}, new boolean[1], 3),
                () -> CalibrationCurve.of(new double[1], new boolean[2], 3),
                () -> CalibrationCurve.ofRatio(new double[1], new double[2], 3),
                () -> EnsembleSpread.of(new double[1][1]),
                () -> EnsembleSpread.of(new double[][] {{1}, {Double.NaN}}),
                () -> new TrainingRange(List.of("a"), new double[] {2}, new double[] {1}),
                () -> range.distance(new double[2]))) {
            String message =
                    assertThrows(IllegalArgumentException.class, action::run).getMessage();
            assertTrue(message.matches("[a-z ]+: .*got .*"), message);
        }
    }
}
