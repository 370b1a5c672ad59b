package org.auriflow.inference.posterior;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.auriflow.engine.RandomStream;
import org.auriflow.inference.estimator.Summary;
import org.auriflow.inference.simulator.ExactLikelihood;
import org.auriflow.inference.simulator.GaltonBoard;
import org.auriflow.inference.simulator.GoldMine;
import org.auriflow.inference.simulator.PointProposal;
import org.auriflow.inference.simulator.ScoreRuns;
import org.junit.jupiter.api.Test;

class ApproximateComputationTest {
    /** The board's slots are whole numbers: runs at a distance of 0 are a sample of the exact posterior. */
    @Test
    void rejectionAtNoDistanceIsExact() {
        GaltonBoard board = new GaltonBoard();
        ExactLikelihood exact = board.exact().orElseThrow();
        PointProposal prior = PointProposal.grid(-1, -0.4, 3);
        ScoreRuns runs = new GoldMine(board, 3).score(20_000, prior);
        double[] observed = {12};
        int same = (int) Arrays.stream(runs.x()).filter(x -> x == 12).count();
        ApproximateComputation abc = new ApproximateComputation(runs, Summary.none(runs.observables()));
        double[][] accepted = abc.rejection(observed, same).points();
        double[] likelihood = Arrays.stream(prior.points())
                .mapToDouble(theta -> Math.exp(exact.logProb(observed, theta)))
                .toArray();
        double total = Arrays.stream(likelihood).sum();
        for (int k = 0; k < 3; k++) {
            double theta = prior.points()[k][0];
            long count = Arrays.stream(accepted).filter(p -> p[0] == theta).count();
            double p = likelihood[k] / total;
            assertEquals(p, (double) count / same, 4 * Math.sqrt(p * (1 - p) / same));
        }
        // one more run comes from another slot
        String message = assertThrows(IllegalArgumentException.class, () -> abc.rejection(observed, 20_001))
                .getMessage();
        assertTrue(message.contains("from 1 to 20000 runs"), message);
    }

    /** θ ~ N(0, 1), x ~ N(θ, ½²), and a second summary of noise: θ given x ~ N(0.8 x, 0.2). */
    @Test
    void regressionUndoesTheDistanceWhereItIsLinear() {
        int n = 6000;
        double[] theta = new double[n];
        double[] x = new double[2 * n];
        RandomStream random = new RandomStream(4, 0);
        for (int i = 0; i < n; i++) {
            theta[i] = random.normal();
            x[2 * i] = theta[i] + 0.5 * random.normal();
            x[2 * i + 1] = 30 * random.normal();
        }
        ScoreRuns runs = ScoreRuns.of(List.of("theta"), List.of("x", "noise"), theta, x, null);
        ApproximateComputation abc = new ApproximateComputation(runs, Summary.none(runs.observables()));
        double[] observed = {1, 0};
        ImportanceSample plain = abc.rejection(observed, 3000);
        ImportanceSample adjusted = abc.adjusted(observed, 3000);
        double size = adjusted.effectiveSize();
        assertTrue(size > 2000 && plain.covariance()[0][0] > 0.35, size + " " + plain.covariance()[0][0]);
        assertEquals(0.8, adjusted.mean()[0], 4 * Math.sqrt(0.2 / size));
        assertEquals(0.2, adjusted.covariance()[0][0], 4 * 0.2 * Math.sqrt(2 / size));
        assertThrows(IllegalArgumentException.class, () -> abc.adjusted(observed, 3));
    }
}
