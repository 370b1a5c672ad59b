package org.auriflow.inference.estimator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.function.BiFunction;
import org.auriflow.engine.Engine;
import org.auriflow.inference.data.RunTable;
import org.auriflow.inference.loss.Losses;
import org.auriflow.inference.loss.Sally;
import org.auriflow.inference.simulator.GaltonBoard;
import org.auriflow.inference.simulator.GoldMine;
import org.auriflow.inference.simulator.PointProposal;
import org.auriflow.inference.simulator.RatioRuns;
import org.auriflow.inference.simulator.ScoreRuns;
import org.auriflow.inference.simulator.UniformPrior;
import org.junit.jupiter.api.Test;

/** Weights reach every estimator: the gold of runs of weight 0 and the scale of weights do not matter. */
class WeightedRunsTest {
    private static final int N = 200;
    private static final double[][] SLOTS = {{11}, {14}, {16}};
    private static final double[] THETA = {-0.8};
    private static final TrainingOptions OPTIONS =
            TrainingOptions.forRuns(N).withHidden(8).withEpochs(2);

    private static RatioRuns ratio(double wrong, double scale) {
        RatioRuns r =
                new GoldMine(new GaltonBoard(), 1).ratio(N, UniformPrior.of("theta", -1, -0.4), PointProposal.at(-0.6));
        double[] w = weights(scale);
        return RatioRuns.of(
                        r.parameters(),
                        r.observables(),
                        r.theta0(),
                        r.theta1(),
                        r.y(),
                        r.x(),
                        spoilt(r.logRXz(), w, wrong),
                        spoilt(r.tXz0(), w, wrong),
                        spoilt(r.tXz1(), w, wrong))
                .withWeights(w);
    }

    private static ScoreRuns score(double wrong, double scale) {
        ScoreRuns r = new GoldMine(new GaltonBoard(), 1).score(N, PointProposal.at(-0.7));
        double[] w = weights(scale);
        // the spread of scores sets their unit, so that it must not change
        double[] t = spoilt(r.tXz(), w, 0);
        for (int i = 0; i < N; i++) {
            t[i] = w[i] == 0 ? (i % 2 == 0 ? wrong : -wrong) : t[i];
        }
        return ScoreRuns.of(r.parameters(), r.observables(), r.theta(), r.x(), t)
                .withWeights(w);
    }

    private static double[] weights(double scale) {
        double[] w = new double[N];
        Arrays.setAll(w, i -> i / 2 % 3 * scale);
        return w;
    }

    private static double[] spoilt(double[] gold, double[] weights, double by) {
        double[] g = gold.clone();
        Arrays.setAll(g, i -> weights[i] == 0 ? g[i] + by : g[i]);
        return g;
    }

    private static void law(String name, BiFunction<Double, Double, double[]> estimate) {
        assertArrayEquals(estimate.apply(0.0, 1.0), estimate.apply(0.5, 4.0), name);
    }

    @Test
    void runsOfNoWeightDoNotCount() {
        try (Engine engine = Engine.cpu(1)) {
            law("alices", (wrong, scale) -> {
                try (RatioEstimator r =
                        RatioEstimator.train(engine, ratio(wrong, scale), Losses.ratio("alices"), OPTIONS)) {
                    return r.logRatio(SLOTS, THETA);
                }
            });
            law("cvscandal", (wrong, scale) -> {
                try (DensityEstimator p =
                        DensityEstimator.train(engine, ratio(wrong, scale), Losses.density("cvscandal"), OPTIONS)) {
                    return p.logProb(SLOTS, THETA);
                }
            });
            law("sally", (wrong, scale) -> {
                double sign = wrong == 0 ? 3 : -3;
                try (ScoreEstimator s = ScoreEstimator.train(engine, score(sign, scale), new Sally(), OPTIONS)) {
                    return s.score(SLOTS)[1];
                }
            });
        }
    }

    @Test
    void weightsOfOneAreNone() {
        RatioRuns r = ratio(0, 1);
        double[] ones = new double[N];
        Arrays.fill(ones, 1);
        assertFalse(r.withWeights(ones).hasWeights());
        assertArrayEquals(ones, r.withWeights(ones).weights());
        assertArrayEquals(new double[] {1, 0, 2}, r.select(2, 0, 4).weights());
    }

    @Test
    void tablesKeepWeights() {
        assertArrayEquals(weights(1), RunTable.of(ratio(0, 1), 0).ratioRuns().weights());
        assertArrayEquals(weights(2), RunTable.of(score(0, 2), 0).scoreRuns().weights());
    }

    @Test
    void weightsThatNoLossCanUseAreRefused() {
        double[] w = weights(1);
        w[7] = -0.5;
        String negative = assertThrows(
                        IllegalArgumentException.class, () -> ratio(0, 1).withWeights(w))
                .getMessage();
        assertTrue(negative.contains("at least 0, got -0.5 in row 8"), negative);
        RatioRuns r = ratio(0, 1);
        double[] onlyOne = r.y();
        try (Engine engine = Engine.cpu(1)) {
            String none = assertThrows(
                            IllegalArgumentException.class,
                            () -> RatioEstimator.train(engine, r.withWeights(onlyOne), Losses.ratio("carl"), OPTIONS))
                    .getMessage();
            assertTrue(none.contains("got 0.0 for the 100 runs with y = 0"), none);
        }
        assertEquals(N, r.size());
    }
}
