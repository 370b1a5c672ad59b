package org.auriflow.inference.estimator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Tensor;
import org.auriflow.inference.loss.Losses;
import org.auriflow.inference.simulator.Dual;
import org.auriflow.inference.simulator.GoldMine;
import org.auriflow.inference.simulator.PointProposal;
import org.auriflow.inference.simulator.RatioRuns;
import org.auriflow.inference.simulator.UnitSimulator;
import org.auriflow.nn.Activation;
import org.auriflow.nn.Pass;
import org.auriflow.nn.Standardiser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MorphingNetworkTest {
    private static final double[] CENTRES = {0, 2, -2};

    /** Peaks with rates 1, θ and θ², so that p(x | θ) = (p_0 + θ p_1 + θ² p_2)/(1 + θ + θ²). */
    private static final UnitSimulator PEAKS = new UnitSimulator("peaks", (theta, trace) -> {
        Dual one = theta[0].times(0).plus(1);
        int c = trace.categorical(one, theta[0], theta[0].squared());
        return new double[] {trace.normal(CENTRES[c], 1)};
    });

    private static double density(double x, double theta) {
        double sum = 0;
        for (int c = 0; c < 3; c++) {
            sum += Math.pow(theta, c) * Math.exp(-0.5 * Math.pow(x - CENTRES[c], 2));
        }
        return sum / (1 + theta + theta * theta);
    }

    /** Two parameters: along any line through θ space four values have no third difference, at any x. */
    @Test
    void theNumeratorIsExactlyQuadraticAndPositive() {
        try (Engine engine = Engine.cpu(1)) {
            MorphingNetwork network = (MorphingNetwork)
                    MorphingNetwork.architecture(TrainingOptions.forRuns(100).withHidden(10))
                            .of(engine, input(Standardiser.of(new double[2], new double[] {1, 1})));
            for (double x : new double[] {-2, 0, 3}) {
                double[] q = new double[4];
                for (int i = 0; i < 4; i++) {
                    double s = i / 3.0;
                    Tensor in = Tensor.of((float) x, (float) (-1 + 1.7 * s), (float) (0.9 - 1.1 * s))
                            .reshape(1, 3);
                    q[i] = network.numerator(in, Pass.evaluation()).item();
                    assertTrue(q[i] > 0);
                }
                assertEquals(0, q[3] - 3 * q[2] + 3 * q[1] - q[0], 1e-5);
                assertTrue(Math.abs(q[2] - 2 * q[1] + q[0]) > 1e-3, "a second difference of a curve");
            }
            network.parameters().values().forEach(org.auriflow.engine.Variable::close);
        }
    }

    private static RatioEstimator.Input input(Standardiser theta) {
        return new RatioEstimator.Input(1, 2, false, new double[] {-1, -1}, new double[] {1, 1}, theta);
    }

    /** log r̂ + log s is log q, with the rate of θ as it is. */
    @Test
    void aKnownRateIsNotLearned() {
        Standardiser scale = Standardiser.of(new double[] {3, -1}, new double[] {2, 0.5});
        ToDoubleFunction<double[]> rate = t -> 2 + 0.1 * t[0] + t[0] * t[0] - 0.3 * t[0] * t[1] + 0.5 * t[1] * t[1];
        TrainingOptions options = TrainingOptions.forRuns(100).withHidden(10);
        try (Engine engine = Engine.cpu(1)) {
            MorphingNetwork network = (MorphingNetwork)
                    MorphingNetwork.architecture(options, rate).of(engine, input(scale));
            assertFalse(network.parameters().containsKey("rate"));
            for (double[] u : new double[][] {{0, 0}, {-1, 0.5}, {0.3, -0.8}}) {
                Tensor in = Tensor.of(0.4f, (float) u[0], (float) u[1]).reshape(1, 3);
                double s = rate.applyAsDouble(new double[] {3 + 2 * u[0], -1 + 0.5 * u[1]})
                        / rate.applyAsDouble(new double[] {3, -1});
                double logR = network.call(in, Pass.evaluation()).item();
                assertEquals(Math.log(network.numerator(in, Pass.evaluation()).item() / s), logR, 1e-5);
            }
            network.parameters().values().forEach(org.auriflow.engine.Variable::close);
            for (ToDoubleFunction<double[]> wrong :
                    List.<ToDoubleFunction<double[]>>of(t -> Math.exp(t[0]), t -> 4 - t[0])) {
                RatioEstimator.Architecture architecture = MorphingNetwork.architecture(options, wrong);
                String message = assertThrows(
                                IllegalArgumentException.class, () -> architecture.of(engine, input(scale)))
                        .getMessage();
                assertTrue(message.startsWith("morphing: requires a rate that is positive"), message);
            }
        }
    }

    /** What was trained at a few points is right in between, whether the rate is learned or known. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void fewPointsOfTrainingServeAllBetween(boolean known, @TempDir Path directory) {
        RatioRuns runs = new GoldMine(PEAKS, 1).ratio(6000, PointProposal.grid(0.05, 4, 5), PointProposal.at(1));
        TrainingOptions options = new TrainingOptions(List.of(20), Activation.TANH, 20, 250, 1e-2, 1e-4, 0, 0, 0);
        try (Engine engine = Engine.cpu(1);
                RatioEstimator r = RatioEstimator.train(
                        engine,
                        runs,
                        known
                                ? MorphingNetwork.architecture(options, t -> 1 + t[0] + t[0] * t[0])
                                : MorphingNetwork.architecture(options),
                        Losses.ratio("alice"),
                        options,
                        Monitor.NONE)) {
            double[][] x = {{-3}, {-1.5}, {0}, {1.5}, {3}};
            double squares = 0;
            for (double theta : new double[] {0.3, 1.5, 2.5}) {
                double[] logR = r.logRatio(x, new double[] {theta});
                for (int i = 0; i < x.length; i++) {
                    double truth = Math.log(density(x[i][0], theta) / density(x[i][0], 1));
                    squares += Math.pow(logR[i] - truth, 2) / (3 * x.length);
                }
            }
            assertTrue(squares < 0.03, "mean square error " + squares);
            r.save(directory);
            try (RatioEstimator again = RatioEstimator.load(engine, directory)) {
                assertArrayEquals(r.logRatio(x, new double[] {2}), again.logRatio(x, new double[] {2}));
            }
        }
    }
}
