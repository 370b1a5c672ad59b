package org.auriflow.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Grad;
import org.auriflow.engine.RandomStream;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.Variable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What outputs of masked networks depend on, and their evaluation step by step. */
class MaskedMlpTest {
    private static final int OUTPUTS = 2;

    /** Positions, context, hidden widths and blocks. */
    private record Net(int[] positions, int context, int[] hidden, int blocks) {
        MaskedMlp build(Engine engine) {
            return MaskedMlp.builder(engine)
                    .width(positions.length)
                    .context(context)
                    .outputs(OUTPUTS)
                    .positions(positions)
                    .hidden(hidden)
                    .blocks(blocks)
                    .activation(Activation.SOFTPLUS)
                    .dtype(DType.FLOAT64)
                    .seed(3)
                    .build();
        }

        @Override
        public String toString() {
            return "positions " + Arrays.toString(positions) + ", context " + context + ", hidden "
                    + Arrays.toString(hidden) + ", blocks " + blocks;
        }
    }

    private static int[] of(int... n) {
        return n;
    }

    /** Layers in which every degree has a unit. */
    static Stream<Net> wide() {
        return Stream.of(
                new Net(of(0, 1, 2, 3), 0, of(7, 5), 0),
                new Net(of(2, 0, 3, 1), 0, of(), 0),
                new Net(of(2, 0, 3, 1), 2, of(6), 2),
                new Net(of(1, 0, 1, 0, 2), 1, of(8, 3, 4), 0),
                new Net(of(0), 3, of(1), 1));
    }

    static Stream<Net> all() {
        return Stream.concat(
                wide(),
                Stream.of(
                        new Net(of(0, 1, 2, 3, 4, 5), 0, of(3, 9, 1), 0), new Net(of(5, 4, 3, 2, 1, 0), 1, of(2), 1)));
    }

    private static Tensor rows(int n, int d) {
        RandomStream random = new RandomStream(11, 1);
        return Tensor.of(IntStream.range(0, n * d)
                        .mapToDouble(i -> random.normal())
                        .toArray())
                .reshape(n, d);
    }

    /** ∂ output / ∂ input of one row: [d, p, c + d]. */
    private static double[][][] jacobian(MaskedMlp net, int d, int inputs) {
        Tensor x = rows(1, inputs);
        double[] j = Grad.batchJacobian(net.call(x), x).toDoubleArray();
        double[][][] out = new double[d][OUTPUTS][];
        for (int i = 0; i < d * OUTPUTS; i++) {
            out[Math.floorDiv(i, OUTPUTS)][i % OUTPUTS] = Arrays.copyOfRange(j, i * inputs, (i + 1) * inputs);
        }
        return out;
    }

    @ParameterizedTest
    @MethodSource("wide")
    void outputsSeeTheContextAndWhatComesBeforeAndNothingElse(Net net) {
        try (Engine engine = Engine.cpu(1)) {
            int d = net.positions.length;
            double[][][] j = jacobian(net.build(engine), d, net.context + d);
            for (int i = 0; i < d; i++) {
                for (int in = 0; in < net.context + d; in++) {
                    boolean sees = in < net.context || net.positions[in - net.context] < net.positions[i];
                    for (int p = 0; p < OUTPUTS; p++) {
                        assertEquals(sees, j[i][p][in] != 0, "output " + i + ", " + p + " of input " + in);
                    }
                }
            }
        }
    }

    @Test
    void narrowLayersStillSeeTheContextAndTheLastFeatures() {
        try (Engine engine = Engine.cpu(1)) {
            double[][][] j = jacobian(new Net(of(0, 1, 2, 3, 4, 5), 1, of(2), 0).build(engine), 6, 7);
            assertTrue(j[0][0][0] != 0 && j[5][0][5] != 0);
            for (int i = 0; i < 6; i++) {
                for (int in = i + 1; in < 7; in++) {
                    assertEquals(0, j[i][0][in]);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void stepsGiveTheOutputsOfOneCall(Net net) {
        try (Engine engine = Engine.cpu(1)) {
            MaskedMlp network = net.build(engine);
            int d = net.positions.length;
            Tensor x = rows(6, net.context + d).reshape(3, 2, -1);
            double[] expected = network.call(x).toDoubleArray();
            MaskedMlp.Steps steps = network.steps();
            Tensor known = x.slice(-1, 0, net.context);
            for (int position = 0;
                    position <= Arrays.stream(net.positions).max().orElseThrow();
                    position++) {
                int at = position;
                int[] features = IntStream.range(0, d)
                        .filter(i -> net.positions[i] == at)
                        .toArray();
                double[] y = steps.next(known).toDoubleArray();
                int width = features.length * OUTPUTS;
                assertEquals(6 * width, y.length);
                for (int k = 0; k < y.length; k++) {
                    int feature = features[Math.floorDiv(k % width, OUTPUTS)];
                    int row = Math.floorDiv(k, width);
                    assertEquals(expected[(row * d + feature) * OUTPUTS + k % OUTPUTS], y[k], 1e-14);
                }
                known = x.take(
                        -1,
                        Tensor.of(
                                IntStream.of(features).map(i -> net.context + i).toArray()));
            }
        }
    }

    @Test
    void aSmallOneIsItsFormula() {
        try (Engine engine = Engine.cpu(1)) {
            MaskedMlp net = MaskedMlp.builder(engine)
                    .width(2)
                    .outputs(1)
                    .hidden(1)
                    .activation(Activation.TANH)
                    .dtype(DType.FLOAT64)
                    .build();
            Map<String, Variable> p = net.parameters();
            double[] first = p.get("layers.0.weight").snapshot().toDoubleArray();
            double[] last = p.get("layers.1.weight").snapshot().toDoubleArray();
            double[] bias = p.get("layers.1.bias").snapshot().toDoubleArray();
            double h =
                    Math.tanh(first[0] * 0.3 + p.get("layers.0.bias").snapshot().item());
            assertArrayEquals(
                    new double[] {bias[0], bias[1] + last[1] * h},
                    net.call(Tensor.of(0.3, 7.0)).toDoubleArray(),
                    1e-14);
        }
    }

    @Test
    void maskedWeightsAreParametersWithoutGradient() {
        try (Engine engine = Engine.cpu(1)) {
            MaskedMlp net = new Net(of(0, 1, 2), 0, of(4), 0).build(engine);
            int count = net.parameters().values().stream()
                    .mapToInt(v -> v.type().size())
                    .sum();
            assertEquals(4 * 3 + 4 + 6 * 4 + 6, count);
            Tensor w = net.parameters().get("layers.0.weight").read();
            double[] g = Grad.grad(net.call(rows(5, 3)).sum(), w).toDoubleArray();
            // Degrees 1, 1, 2, 2 of the hidden units see 1, 1, 2 and 2 of the features.
            boolean[] seen = {true, false, false, true, false, false, true, true, false, true, true, false};
            for (int i = 0; i < g.length; i++) {
                assertEquals(seen[i], g[i] != 0, "weight " + i);
            }
        }
    }

    @Test
    void residualBlocksBeginCloseToTheIdentity() {
        try (Engine engine = Engine.cpu(1)) {
            MaskedMlp net = new Net(of(0, 1, 2), 0, of(20), 2).build(engine);
            double zero = net.call(Tensor.of(0.0, 0.0, 0.0)).toDoubleArray()[5];
            double once = net.call(Tensor.of(3.0, 4.0, 0.0)).toDoubleArray()[5] - zero;
            double twice = net.call(Tensor.of(6.0, 8.0, 0.0)).toDoubleArray()[5] - zero;
            assertEquals(2 * once, twice, 0.05 * Math.abs(once));
            assertTrue(Math.abs(once) > 0.1);
            Map<String, Variable> p = net.parameters();
            for (String name : List.of("layers.2.weight", "layers.2.bias", "layers.4.weight", "layers.4.bias")) {
                double[] w = p.get(name).snapshot().toDoubleArray();
                double most = Arrays.stream(w).map(Math::abs).max().orElseThrow();
                assertTrue(most <= 1e-3 && most > 5e-4, name + " " + most);
            }
        }
    }

    /** What is linear in the thinned units has the mean that they have, and still sees what it may see. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void dropoutThinsHiddenUnitsInTraining(int blocks) {
        int steps = 4000;
        try (Engine engine = Engine.cpu(1)) {
            MaskedMlp net = MaskedMlp.builder(engine)
                    .width(2)
                    .outputs(1)
                    .hidden(6)
                    .blocks(blocks)
                    .dropout(0.4)
                    .dtype(DType.FLOAT64)
                    .seed(2)
                    .build();
            net.parameters()
                    .forEach((name, v) -> v.assign(Tensor.full(v.type(), name.endsWith("weight") ? 0.5 : 0.25)));
            Tensor x = Tensor.of(1.5, 7.0);
            double[] evaluated = net.call(x).toDoubleArray();
            double sum = 0;
            double squares = 0;
            for (int step = 0; step < steps; step++) {
                double[] y = net.call(x, Pass.training(Tensor.scalar(DType.INT32, step)))
                        .toDoubleArray();
                assertEquals(evaluated[0], y[0], 1e-14);
                sum += y[1];
                squares += y[1] * y[1];
            }
            double mean = sum / steps;
            double deviation = Math.sqrt(squares / steps - mean * mean);
            assertTrue(deviation > 0.2, "deviation " + deviation);
            assertEquals(evaluated[1], mean, 4 * deviation / Math.sqrt(steps));
        }
    }

    @Test
    void architecturesThatDoNotFitAreRefused() {
        try (Engine engine = Engine.cpu(1)) {
            refuses("positive widths", new Net(of(), 2, of(3), 0), engine);
            refuses("positive widths", new Net(of(0, 1), 0, of(0), 0), engine);
            refuses("positive widths", new Net(of(0, 1), -1, of(3), 0), engine);
            refuses("one hidden width", new Net(of(0, 1), 0, of(3, 3), 1), engine);
            refuses("two positions or a context", new Net(of(0, 0), 0, of(3), 0), engine);
            refuses("from 0 without gaps", new Net(of(0, 2), 0, of(3), 0), engine);
            refuses("from 0 without gaps", new Net(of(-1, 0), 1, of(3), 0), engine);
            MaskedMlp.Builder builder =
                    MaskedMlp.builder(engine).width(3).outputs(1).positions(0, 1);
            assertTrue(assertThrows(IllegalArgumentException.class, builder::build)
                    .getMessage()
                    .contains("for each of 3 features"));
        }
    }

    private static void refuses(String what, Net net, Engine engine) {
        String message = assertThrows(IllegalArgumentException.class, () -> net.build(engine))
                .getMessage();
        assertTrue(message.startsWith("masked mlp: requires ") && message.contains(what), message);
        assertTrue(message.contains(", got ") && message.contains("; "), message);
    }
}
