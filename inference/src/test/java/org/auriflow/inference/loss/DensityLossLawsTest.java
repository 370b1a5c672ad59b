package org.auriflow.inference.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.auriflow.engine.Grad;
import org.auriflow.engine.Gradcheck;
import org.auriflow.engine.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every density loss on a toy whose expectation is a finite sum: four latent states in two bins of x, a θ0 and a θ1 with the
 * probabilities and their slopes below. Logits and scores of the bins are free.
 */
class DensityLossLawsTest {
    private static final int[] BIN = {0, 0, 1, 1};
    private static final int[][] P = {{1, 3, 4, 2}, {2, 2, 1, 5}};
    private static final double[][] SLOPE = {{2, -1, 1, -2}, {-3, 1, 1, 1}};

    static List<DensityLoss> losses() {
        return Losses.DENSITY;
    }

    private static double[] bins(double[] perState) {
        return new double[] {perState[0] + perState[1], perState[2] + perState[3]};
    }

    /** log P of the bins at θ0 and θ1, [4]. */
    private static Tensor truth() {
        return Tensor.of(Math.log(0.4), Math.log(0.6), Math.log(0.4), Math.log(0.6));
    }

    /** Scores of the bins at θ0 and θ1, [4]. */
    private static Tensor trueScore() {
        double[] zero = bins(SLOPE[0]);
        double[] one = bins(SLOPE[1]);
        return Tensor.of(zero[0] / 4, zero[1] / 6, one[0] / 4, one[1] / 6);
    }

    private static Tensor loss(DensityLoss loss, Tensor logits, Tensor score) {
        return loss(loss, logits, score, false);
    }

    /** Either every z as often as it occurs, or every z once with a weight. */
    private static Tensor loss(DensityLoss loss, Tensor logits, Tensor score, boolean weighted) {
        Tensor logP = logits.reshape(2, 2).logSoftmax().reshape(4);
        int rows = weighted ? 8 : 20;
        int[] here = new int[rows];
        int[] other = new int[rows];
        double[] y = new double[rows];
        double[] joint = new double[rows];
        double[] t = new double[rows];
        double[] weights = new double[rows];
        int row = 0;
        for (int label = 0; label < 2; label++) {
            for (int z = 0; z < 4; z++) {
                for (int i = 0; i < (weighted ? 1 : P[label][z]); i++, row++) {
                    weights[row] = P[label][z] / 2.5;
                    here[row] = 2 * label + BIN[z];
                    other[row] = 2 * (1 - label) + BIN[z];
                    y[row] = label;
                    joint[row] = Math.log((double) P[0][z] / P[1][z]);
                    t[row] = SLOPE[label][z] / P[label][z];
                }
            }
        }
        Tensor p = pick(logP, here);
        Tensor labels = Tensor.of(y).reshape(rows, 1);
        Tensor w = weighted ? Tensor.of(weights).reshape(rows, 1) : null;
        Tensor sign = labels.mul(-2).add(1);
        Tensor logR = p.sub(pick(logP, other)).mul(sign);
        Tensor r = Tensor.of(joint).reshape(rows, 1);
        RatioBatch ratio = new RatioBatch(logR, labels, r, null, null, List.of(), w, null);
        return loss.of(new DensityBatch(p, pick(score, here), Tensor.of(t).reshape(rows, 1), ratio, w, null));
    }

    private static Tensor pick(Tensor of, int[] which) {
        return of.take(0, Tensor.of(which)).reshape(which.length, 1);
    }

    @ParameterizedTest
    @MethodSource("losses")
    void theTruthIsTheMinimum(DensityLoss loss) {
        Tensor logits = truth();
        Tensor score = trueScore();
        Tensor best = loss(loss, logits, score);
        for (Tensor of : List.of(logits, score)) {
            for (double g : Grad.grad(best, of).toDoubleArray()) {
                assertEquals(0, g, 1e-12, loss.name());
            }
        }
        for (int k = 0; k < 4; k++) {
            for (double step : new double[] {-0.2, 0.2}) {
                double[] moved = new double[4];
                moved[k] = step;
                Tensor by = Tensor.of(moved);
                assertTrue(loss(loss, logits.add(by), score).item() > best.item(), loss.name());
                double more = loss(loss, logits, score.add(by)).item() - best.item();
                assertEquals(loss.needsScore(), more > 1e-9, loss.name());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("losses")
    void weightsStandForRepetition(DensityLoss loss) {
        Tensor logits = Tensor.of(0.3, -0.7, 0.1, 0.4);
        Tensor score = Tensor.of(0.1, 0.2, -0.4, 0.7);
        double repeated = loss(loss, logits, score).item();
        assertEquals(repeated, loss(loss, logits, score, true).item(), 1e-12);
    }

    @ParameterizedTest
    @MethodSource("losses")
    void derivativesAreRightToSecondOrder(DensityLoss loss) {
        // What CV-SCANDAL subtracts is a constant of its gradient.
        if (!(loss instanceof CvScandal)) {
            Gradcheck.of(
                            in -> loss(loss, in.get(0), in.get(1)),
                            Tensor.of(0.3, -0.7, 0.1, 0.4),
                            Tensor.of(0.1, 0.2, -0.4, 0.7))
                    .order(2)
                    .run();
        }
    }

    @Test
    void theControlVariateTakesVarianceAway() {
        double plain = loss(new Scandal(1), truth(), trueScore()).item();
        double less = loss(new CvScandal(1), truth(), trueScore()).item();
        assertTrue(less < plain - 0.05, plain + " and " + less);
    }

    /** Whatever its joint ratio and the estimate, a run moves log r̂ by at most its share β/B: squared errors of ratios would by e^12 and more. */
    @Test
    void noRunDecidesTheRatioTermOfRascandal() {
        double[] all = {-100, -12, 0, 12, 100};
        Tensor joint = Tensor.of(all).reshape(5, 1);
        Tensor zeros = Tensor.zerosLike(joint);
        for (double estimate : all) {
            Tensor logR = zeros.add(estimate);
            RatioBatch ratio = new RatioBatch(logR, zeros, joint, null, null, List.of(), null, null);
            Tensor loss = new Rascandal(1, 3).of(new DensityBatch(zeros, zeros, zeros, ratio, null, null));
            for (double g : Grad.grad(loss, logR).toDoubleArray()) {
                assertTrue(Math.abs(g) < 3 / 5.0 + 1e-9, estimate + ": " + g);
            }
        }
    }

    @Test
    void weightsArePositive() {
        assertThrows(IllegalArgumentException.class, () -> new Scandal(0));
        assertThrows(IllegalArgumentException.class, () -> new Rascandal(1, Double.NaN));
    }
}
