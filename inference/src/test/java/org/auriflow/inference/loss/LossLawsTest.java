package org.auriflow.inference.loss;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.auriflow.engine.DType;
import org.auriflow.engine.Grad;
import org.auriflow.engine.Gradcheck;
import org.auriflow.engine.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Laws of every loss, on a toy with four latent values z in two bins x, where r and t are exact: the rows are every z with
 * its multiplicity, so that a mean over rows is an expectation.
 */
class LossLawsTest {
    private static final int[] BIN = {0, 0, 1, 1};
    private static final int[] P0 = {1, 2, 3, 2};
    private static final int[] P1 = {3, 1, 2, 2};
    private static final double[] SLOPE = {0.5, -1, 1.5, -1};
    private static final double[] LOG_R = {Math.log(3.0 / 4), Math.log(5.0 / 4)};
    /** d log p(x|θ0)/dθ per bin: sums of slopes over sums of probabilities. */
    private static final double[] SCORE = {-0.5 / 3, 0.5 / 5};

    /** With one of a user's own: ALICES in the terms of a batch. */
    static List<RatioLoss> ratioLosses() {
        List<RatioLoss> all = new ArrayList<>(Losses.RATIO);
        all.add(RatioLoss.of("own", true, true, b -> {
            Tensor label = b.rows(0).add(b.y()).div(b.rXz().add(1));
            Tensor entropy = label.mul(b.logR().softplus())
                    .add(Tensor.onesLike(label).sub(label).mul(b.logR().neg().softplus()));
            Tensor score = b.score().sub(b.tXz()).pow(2).mean(-1).expand(-1).mul(b.rows(0));
            return entropy.add(score);
        }));
        // options, with bounds that the toy does not reach
        all.add(new Smoothed(new Carl(), 0.2));
        all.add(new WithScore("alices", new Smoothed(new Alice(), 0.01), 1));
        all.add(new ClippedLabels(new WithScore("rascal", new Rolr(), 1, AlphaSchedule.linear(3, 1)), 5));
        all.add(new Bounded(new WithScore("cascal", new Carl(), 1, AlphaSchedule.cosine(0.5)), 5));
        return all;
    }

    static List<ScoreLoss> scoreLosses() {
        return Losses.SCORE;
    }

    private static Tensor column(List<Double> values) {
        return Tensor.of(values.stream().mapToDouble(Double::doubleValue).toArray())
                .reshape(values.size(), 1);
    }

    private static Tensor pick(Tensor perBin, List<Integer> bins) {
        return perBin.take(
                        0, Tensor.of(bins.stream().mapToInt(Integer::intValue).toArray()))
                .reshape(bins.size(), 1);
    }

    /** The toy's expected loss as a function of one log ratio and one score per bin. */
    private static Tensor loss(RatioLoss loss, Tensor logR, Tensor score) {
        return loss(loss, logR, score, false);
    }

    /** Either every z as often as it occurs, or every z once with a weight. */
    private static Tensor loss(RatioLoss loss, Tensor logR, Tensor score, boolean weighted) {
        List<Double> weights = new ArrayList<>();
        List<Integer> bins = new ArrayList<>();
        List<Double> y = new ArrayList<>();
        List<Double> ratio = new ArrayList<>();
        List<Double> joint = new ArrayList<>();
        for (int label = 0; label < 2; label++) {
            for (int z = 0; z < BIN.length; z++) {
                int times = (label == 0 ? P0 : P1)[z];
                weights.add(times / 2.0);
                for (int i = 0; i < (weighted ? 1 : times); i++) {
                    bins.add(BIN[z]);
                    y.add((double) label);
                    ratio.add(Math.log((double) P0[z] / P1[z]));
                    // Rows from θ1 must not count, whatever stands there.
                    joint.add(label == 0 ? SLOPE[z] / P0[z] : 99);
                }
            }
        }
        RatioBatch.ScorePair pair = new RatioBatch.ScorePair(0, pick(score, bins), column(joint));
        Tensor w = weighted ? column(weights) : null;
        return loss.of(new RatioBatch(pick(logR, bins), column(y), column(ratio), null, null, List.of(pair), w, null));
    }

    @ParameterizedTest
    @MethodSource("ratioLosses")
    void theTruthIsTheMinimum(RatioLoss loss) {
        Tensor logR = Tensor.of(LOG_R);
        Tensor score = Tensor.of(SCORE);
        Tensor best = loss(loss, logR, score);
        for (double g : Grad.grad(best, logR).toDoubleArray()) {
            assertEquals(0, g, 1e-12);
        }
        for (int bin = 0; bin < 2; bin++) {
            for (double step : new double[] {-0.3, -0.01, 0.01, 0.3}) {
                double[] moved = LOG_R.clone();
                moved[bin] += step;
                assertTrue(loss(loss, Tensor.of(moved), score).item() > best.item(), loss.name());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("ratioLosses")
    void weightsStandForRepetition(RatioLoss loss) {
        Tensor logR = Tensor.of(0.3, -0.7);
        Tensor score = Tensor.of(0.1, 0.2);
        assertEquals(
                loss(loss, logR, score).item(), loss(loss, logR, score, true).item(), 1e-14);
    }

    /** A mean is already taken without the weights that it does not know. */
    @Test
    void ownLossesOfWeightedRunsAreGivenRunByRun() {
        RatioLoss mean = RatioLoss.of("own", false, false, b -> b.logR().pow(2).mean());
        loss(mean, Tensor.of(LOG_R), Tensor.of(SCORE));
        String message = assertThrows(
                        IllegalArgumentException.class, () -> loss(mean, Tensor.of(LOG_R), Tensor.of(SCORE), true))
                .getMessage();
        assertTrue(message.startsWith("own: requires one number for each of the weighted runs"), message);
    }

    @ParameterizedTest
    @MethodSource("ratioLosses")
    void theTrueScoreIsTheMinimumWhereScoresCount(RatioLoss loss) {
        Tensor score = Tensor.of(SCORE);
        Tensor best = loss(loss, Tensor.of(LOG_R), score);
        for (double g : Grad.grad(best, score).toDoubleArray()) {
            assertEquals(0, g, 1e-12);
        }
        double moved = loss(loss, Tensor.of(LOG_R), score.add(0.1)).item();
        // Half of the rows are from θ0, and 0.1² is the whole change at the minimum of a square.
        assertEquals(loss.needsScore() ? 0.005 : 0, moved - best.item(), 1e-12);
    }

    @ParameterizedTest
    @MethodSource("ratioLosses")
    void derivativesAreRightToSecondOrder(RatioLoss loss) {
        Gradcheck.of(in -> loss(loss, in.get(0), in.get(1)), Tensor.of(0.3, -0.7), Tensor.of(0.1, 0.2))
                .order(2)
                .run();
    }

    @ParameterizedTest
    @MethodSource("ratioLosses")
    void extremeRatiosStayFinite(RatioLoss loss) {
        for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
            for (double estimate : new double[] {-50, 0, 50}) {
                for (double joint : new double[] {-50, 0, 50}) {
                    Tensor f = Tensor.of(estimate, estimate).reshape(2, 1).cast(dtype);
                    Tensor y = Tensor.of(0.0, 1.0).reshape(2, 1).cast(dtype);
                    Tensor label = Tensor.of(joint, joint).reshape(2, 1).cast(dtype);
                    Tensor one = Tensor.onesLike(f);
                    Tensor value = loss.of(new RatioBatch(
                            loss.logRatio(f), y, label, null, null, List.of(new RatioBatch.ScorePair(0, f, one))));
                    assertTrue(Double.isFinite(value.item()), loss.name() + " at " + estimate + ", " + joint);
                    for (double g : Grad.grad(value, f).toDoubleArray()) {
                        assertTrue(Double.isFinite(g), loss.name() + " gradient at " + estimate + ", " + joint);
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("scoreLosses")
    void scoreLossesAreMinimalAtTheTruth(ScoreLoss loss) {
        Tensor joint = Tensor.of(0.5, -0.5, -0.5, 0.5, 0.5, 0.5, -0.5, -0.5).reshape(8, 1);
        Tensor score = Tensor.of(SCORE);
        List<Integer> bins = List.of(0, 0, 0, 1, 1, 1, 1, 1);
        Tensor exact = Tensor.of(
                        SLOPE[0] / P0[0],
                        SLOPE[1] / P0[1],
                        SLOPE[1] / P0[1],
                        SLOPE[2] / P0[2],
                        SLOPE[2] / P0[2],
                        SLOPE[2] / P0[2],
                        SLOPE[3] / P0[3],
                        SLOPE[3] / P0[3])
                .reshape(8, 1);
        for (double g : Grad.grad(loss.of(pick(score, bins), exact), score).toDoubleArray()) {
            assertEquals(0, g, 1e-12);
        }
        Gradcheck.of(in -> loss.of(in.get(0), joint), exact).order(2).run();
        // the first two runs four times as often as the others
        Tensor more = Tensor.of(2.0, 2.0, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5).reshape(8, 1);
        double[] square = exact.sub(joint).pow(2).toDoubleArray();
        double first = (square[0] + square[1]) / 4;
        double rest = (square[2] + square[3] + square[4] + square[5] + square[6] + square[7]) / 16;
        assertEquals(first + rest, loss.of(exact, joint, more).item(), 1e-14);
    }

    @Test
    void theBoundOfRolrIsFaithfulInsideAndFinalOutside() {
        Tensor f = Tensor.of(-1e6, -50.0, -1.0, 0.0, 1.0, 50.0, 1e6);
        double[] r = new Rolr().logRatio(f).toDoubleArray();
        for (double v : r) {
            assertTrue(Math.abs(v) <= 10);
        }
        assertEquals(1, r[4], 1e-4);
        Tensor g = Grad.grad(new Rolr().logRatio(f).sum(), f);
        assertTrue(g.toDoubleArray()[5] > 1e-4, "a gradient has to bring estimates back");
    }

    @Test
    void optionsDoWhatTheySay() {
        RatioBatch far = new RatioBatch(
                Tensor.of(7.0).reshape(1, 1),
                Tensor.of(1.0).reshape(1, 1),
                Tensor.of(7.0).reshape(1, 1),
                null,
                null,
                List.of());
        // a label of e⁷ counts as e², one of noise ε as at most ln(2/ε)
        double clipped = new ClippedLabels(new Rolr(), 2).of(far).item();
        assertEquals(Math.pow(Math.exp(7) - Math.exp(2), 2), clipped, 1e-6);
        double s = 1 / (1 + Math.exp(7));
        double entropy = -(0.9 * Math.log(0.8 * s + 0.1) + 0.1 * Math.log(0.9 - 0.8 * s));
        assertEquals(entropy, new Smoothed(new Carl(), 0.2).of(far).item(), 1e-12);
        assertTrue(new Bounded(new Carl(), 3).logRatio(Tensor.of(1e4)).item() <= 3);
        assertThrows(IllegalArgumentException.class, () -> new Smoothed(new Rolr(), 0.1));
        assertThrows(IllegalArgumentException.class, () -> new Smoothed(new Carl(), 1));
        assertThrows(IllegalArgumentException.class, () -> new Bounded(new Carl(), 0));
    }

    @Test
    void schedulesRunFromTheFirstStepToTheLast() {
        Tensor p = Tensor.of(0.0, 0.1, 0.25, 0.75);
        assertArrayEquals(
                new double[] {2, 1.9, 1.75, 1.25},
                AlphaSchedule.linear(2, 1).at(p).toDoubleArray(),
                1e-15);
        double tenth = 0.5 * (1 - Math.cos(0.2 * Math.PI));
        double[] cosine = AlphaSchedule.cosine(0.5).at(p).toDoubleArray();
        assertArrayEquals(new double[] {0, tenth, 0.5, 1}, cosine, 1e-15);
        assertThrows(IllegalArgumentException.class, () -> AlphaSchedule.cosine(0));
        assertThrows(IllegalArgumentException.class, () -> AlphaSchedule.linear(1, -1));
    }

    @Test
    void scoreWeightMustBePositive() {
        assertThrows(IllegalArgumentException.class, () -> new WithScore("alices", new Alice(), 0));
        assertThrows(IllegalArgumentException.class, () -> new WithScore("alices", new Alice(), Double.NaN));
    }
}
