package org.auriflow.inference.estimator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.distribution.UniformRealDistribution;
import org.auriflow.engine.Engine;
import org.auriflow.inference.loss.Losses;
import org.auriflow.inference.simulator.Dual;
import org.auriflow.inference.simulator.GoldMine;
import org.auriflow.inference.simulator.Prior;
import org.auriflow.inference.simulator.Priors;
import org.auriflow.inference.simulator.RatioRuns;
import org.auriflow.inference.simulator.ScoreRuns;
import org.auriflow.inference.simulator.Simulator;
import org.auriflow.inference.simulator.Trace;
import org.auriflow.inference.statistics.LogLikelihood;
import org.auriflow.inference.statistics.ProfileLikelihood;
import org.auriflow.nn.Activation;
import org.junit.jupiter.api.Test;

/**
 * x ~ N(θ + ν, 1) with ν ~ N(0, 0.4²): marginally x ~ N(θ, 1.16), and with a second observable w ~ N(ν, 1) the efficient score of θ
 * does not depend on ν.
 */
class NuisanceTest {
    private static final List<String> NAMES = List.of("theta", "nu");
    private static final int[] THETA = {0};

    private static final class Shifted implements Simulator {
        @Override
        public String name() {
            return "shifted";
        }

        @Override
        public Prior prior() {
            return prior(1);
        }

        static Prior prior(double width) {
            return Priors.of(NAMES, new UniformRealDistribution(-width, width), new NormalDistribution(0, 0.4));
        }

        @Override
        public List<String> observables() {
            return List.of("x");
        }

        @Override
        public double[] simulate(Dual[] theta, Trace trace) {
            return new double[] {trace.normal(theta[0].plus(theta[1]), 1)};
        }
    }

    /** θ0 from the prior, θ1 = 0 but for the width of its proposal, ν from its prior for both. */
    private static RatioRuns runs(int n) {
        RatioRuns all = new GoldMine(new Shifted(), 1).ratio(n, Shifted.prior(1), Shifted.prior(1e-9));
        double[] theta1 = all.theta1();
        for (int i = 0; i < n; i++) {
            theta1[2 * i] = 0;
        }
        return RatioRuns.of(
                NAMES, all.observables(), all.theta0(), theta1, all.y(), all.x(), all.logRXz(), all.tXz0(), all.tXz1());
    }

    private static double logRatio(double x, double theta) {
        return (x * x - (x - theta) * (x - theta)) / (2 * 1.16);
    }

    /** What r_xz and t_xz average to in three ranges of x, when ν is not looked at. */
    @Test
    void goldAveragesToTheMarginalRatioAndScore() {
        RatioRuns runs = runs(12_000).marginalised(THETA);
        assertEquals(List.of("theta"), runs.parameters());
        assertTrue(runs.hasFixedTheta1());
        double[] x = runs.x();
        double[] y = runs.y();
        double[] theta = runs.theta0();
        double[] log = runs.logRXz();
        double[] t = runs.tXz0();
        double[][] sum = new double[9][2];
        for (int i = 0; i < x.length; i++) {
            int bin = x[i] < -1 ? 0 : x[i] < 1 ? 1 : 2;
            double sign = y[i] == 1 ? 1 : -1;
            add(sum[bin + (int) (3 * y[i])], Math.exp(sign * log[i]) - Math.exp(sign * logRatio(x[i], theta[i])));
            if (y[i] == 0) {
                add(sum[bin + 6], t[i] - (x[i] - theta[i]) / 1.16);
            }
        }
        for (double[] s : sum) {
            assertEquals(0, s[0], 4 * Math.sqrt(s[1]));
        }
    }

    private static void add(double[] sums, double error) {
        sums[0] += error;
        sums[1] += error * error;
    }

    @Test
    void estimatorsLearnTheMarginalRatio() {
        TrainingOptions options = new TrainingOptions(List.of(20), Activation.TANH, 15, 64, 1e-2, 1e-4, 0, 0, 0);
        double[][] x = {{-2}, {0}, {1.5}};
        try (Engine engine = Engine.cpu(1);
                RatioEstimator r =
                        RatioEstimator.train(engine, runs(3000).marginalised(THETA), Losses.ratio("alices"), options)) {
            double[] logR = r.logRatio(x, new double[] {0.7});
            for (int i = 0; i < x.length; i++) {
                assertEquals(logRatio(x[i][0], 0.7), logR[i], 0.15);
            }
        }
        ScoreRuns score = new GoldMine(new Shifted(), 2).score(10, Shifted.prior(1));
        assertArrayEquals(new double[] {score.tXz()[7], score.theta()[7]}, new double[] {
            score.marginalised(1).tXz()[3], score.marginalised(1).theta()[3]
        });
        assertThrows(IllegalArgumentException.class, () -> score.marginalised(2));
        assertThrows(IllegalArgumentException.class, score::marginalised);
    }

    /** t_θ = x − θ − ν and t_ν = t_θ + w − ν have I = ((1, 1), (1, 2)), and t_θ − ½ t_ν = ½ (x − w − θ). */
    @Test
    void theEfficientScoreDoesNotMoveWithTheNuisance() {
        UnaryOperator<double[][]> score = events -> Arrays.stream(events)
                .map(e -> new double[] {e[0] - 0.3, e[0] - 0.3 + e[1]})
                .toArray(double[][]::new);
        Summary profiled = new Summary(NAMES, score).profiled(new double[][] {{1, 1}, {1, 2}}, 0);
        double[][] events = {{1.1, 0.4}, {1.1 + 0.9, 0.4 + 0.9}};
        assertEquals(0.5 * (1.1 - 0.4 - 0.3), profiled.of(events)[0][0], 1e-15);
        assertEquals(profiled.of(events)[0][0], profiled.of(events)[1][0], 1e-15);
        assertEquals(List.of("theta"), profiled.names());
        assertThrows(IllegalArgumentException.class, () -> new Summary(NAMES, score)
                .profiled(new double[][] {{1, 0}, {0, 0}}, 0));
    }

    /** Kept and profiled with its constraint, n events of mean m give −2 log λ = (m − θ)²/(1 + 1/n). */
    @Test
    void aKeptNuisanceIsProfiledWithItsConstraint() {
        double[] x = {0.2, 1.4, 0.8, 2.0};
        Prior constraint = Priors.of(List.of("nu"), new NormalDistribution(0, 1));
        LogLikelihood full = at -> {
            double sum = constraint.logProb(new double[] {at[1]});
            for (double v : x) {
                sum -= 0.5 * (v - at[0] - at[1]) * (v - at[0] - at[1]);
            }
            return sum;
        };
        LogLikelihood profile = new ProfileLikelihood(full, 0, new double[] {-3, -4}, new double[] {5, 4}, 41);
        double best = profile.at(new double[] {1.1});
        assertEquals(1.44 / 1.25, 2 * (best - profile.at(new double[] {-0.1})), 1e-6);
    }
}
