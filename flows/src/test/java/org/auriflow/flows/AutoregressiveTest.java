package org.auriflow.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Grad;
import org.auriflow.engine.Random;
import org.auriflow.engine.Tensor;
import org.auriflow.flows.elementwise.RationalQuadraticSpline;
import org.auriflow.flows.transform.Autoregressive;
import org.auriflow.flows.transform.BatchNormTransform;
import org.auriflow.flows.transform.Composite;
import org.auriflow.flows.transform.Inverse;
import org.auriflow.nn.Activation;
import org.auriflow.nn.MaskedMlp;
import org.auriflow.nn.Pass;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What autoregressive layers depend on, and the flows made of them. */
class AutoregressiveTest {
    private static final RationalQuadraticSpline SPLINE = new RationalQuadraticSpline(4, 2.5);

    private static MaskedMlp network(Engine engine, int context, int blocks, int... positions) {
        return MaskedMlp.builder(engine)
                .width(positions.length)
                .context(context)
                .outputs(SPLINE.parameters())
                .positions(positions)
                .hidden(12)
                .blocks(blocks)
                .activation(Activation.TANH)
                .dtype(DType.FLOAT64)
                .seed(4)
                .build();
    }

    private static MaskedAutoregressiveFlow.Builder small(MaskedAutoregressiveFlow.Builder b) {
        return b.width(4).context(1).layers(2).hidden(8).dtype(DType.FLOAT64).seed(5);
    }

    /** Exactly the derivatives that the positions allow are not 0, in both directions. */
    private static void dependsOnWhatComesBefore(Transform t, int... positions) {
        int d = positions.length;
        Tensor x = Samples.rows(DType.FLOAT64, 0.5, 1, 1, d);
        Tensor c = Samples.context(DType.FLOAT64, 1, t.contextWidth());
        for (Transformed y : List.of(t.forward(x, c), t.inverse(x, c))) {
            double[] j = Grad.batchJacobian(y.value(), x).toDoubleArray();
            for (int i = 0; i < d; i++) {
                for (int k = 0; k < d; k++) {
                    boolean sees = i == k || positions[k] < positions[i];
                    assertEquals(sees, j[i * d + k] != 0, "feature " + i + " of " + k);
                }
            }
            if (c != null) {
                for (double g : Grad.batchJacobian(y.value(), c).toDoubleArray()) {
                    assertTrue(g != 0, "the context reaches all features");
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void theJacobianIsTriangularInTheOrder(int blocks) {
        try (Engine engine = Engine.cpu(1)) {
            for (int context = 0; context < 3; context += 2) {
                for (int[] positions : new int[][] {{0, 1, 2, 3}, {2, 0, 3, 1}, {1, 0, 0, 1}}) {
                    dependsOnWhatComesBefore(
                            Autoregressive.of(SPLINE, network(engine, context, blocks, positions)), positions);
                }
            }
        }
    }

    /** As many calls of the network as there are features, each right about one more of them. */
    @Test
    void theInverseIsTheFixedPointOfWholeCalls() {
        try (Engine engine = Engine.cpu(1)) {
            MaskedMlp network = network(engine, 1, 0, 3, 1, 0, 2);
            Autoregressive t = Autoregressive.of(SPLINE, network);
            Tensor y = Samples.rows(DType.FLOAT64, 1.2, 2, 20, 4);
            Tensor c = Samples.context(DType.FLOAT64, 20, 1);
            Tensor x = Tensor.zerosLike(y);
            for (int k = 0; k < 4; k++) {
                Tensor parameters = network.call(Tensor.concatenate(-1, c, x)).reshape(20, 4, SPLINE.parameters());
                x = SPLINE.inverseValue(y, parameters).detach();
            }
            Samples.assertClose(x, t.inverseValue(y, c, Pass.evaluation()), 1e-12, "inverse");
        }
    }

    @Test
    void programsInvertAsWell() {
        try (Engine engine = Engine.cpu(2)) {
            for (int context = 0; context < 2; context++) {
                Flow flow = MaskedAutoregressiveFlow.builder(engine)
                        .width(5)
                        .context(context)
                        .layers(2)
                        .hidden(7, 3)
                        .elementwise(SPLINE)
                        .dtype(DType.FLOAT64)
                        .build();
                Tensor z = Samples.rows(DType.FLOAT64, 1, 3, 30, 5);
                Tensor c = Samples.context(DType.FLOAT64, 30, context);
                Tensor x = Samples.compiled(
                        engine, in -> flow.transform().inverse(in.get(0), c).value(), List.of(z));
                Samples.assertClose(z, flow.transformToNoise(x, c), 1e-9, "round trip");
            }
        }
    }

    @Test
    void theInverseFlowIsTheMaskedOneBackwards() {
        try (Engine engine = Engine.cpu(1)) {
            Flow maf = small(MaskedAutoregressiveFlow.builder(engine)).build();
            Flow iaf = small(InverseAutoregressiveFlow.builder(engine)).build();
            assertInstanceOf(Inverse.class, iaf.transform());
            assertEquals(maf.parameters().keySet(), iaf.parameters().keySet());
            Tensor x = Samples.rows(DType.FLOAT64, 1, 6, 30, 4);
            Tensor c = Samples.context(DType.FLOAT64, 30, 1);
            Transformed noise = maf.transform().forward(x, c);
            Transformed data = iaf.transform().inverse(x, c);
            Samples.assertClose(noise.value(), data.value(), 0, "one call of each network");
            Samples.assertClose(noise.logAbsDet(), data.logAbsDet(), 0, "determinant");
            Samples.assertClose(x, iaf.transform().forward(data.value(), c).value(), 1e-10, "feature by feature");
            Tensor counter = Tensor.scalar(DType.INT32, 0);
            Flow.Sample s = iaf.sampleAndLogProb(30, c, new Random(2, 2), counter);
            Samples.assertClose(iaf.logProb(s.x(), c), s.logProb(), 1e-10, "densities of draws");
        }
    }

    @Test
    void layersAndParametersAreThoseOfTheArchitecture() {
        try (Engine engine = Engine.cpu(1)) {
            Flow flow = small(MaskedAutoregressiveFlow.builder(engine)).build();
            // Two layers of 5 → 8 → 2 · 4.
            assertEquals(2 * (5 * 8 + 8 + 8 * 8 + 8), count(flow));
            assertEquals(
                    4,
                    assertInstanceOf(Composite.class, flow.transform()).parts().size());
            Flow residual =
                    small(MaskedAutoregressiveFlow.builder(engine)).blocks(1).build();
            assertEquals(count(flow) + 2 * 2 * (8 * 8 + 8), count(residual));
            Composite coupling = assertInstanceOf(
                    Composite.class,
                    small(MaskedAutoregressiveFlow.builder(engine))
                            .elementwise(SPLINE)
                            .passes(2)
                            .transform());
            dependsOnWhatComesBefore(coupling.parts().get(0), 0, 0, 1, 1);
            Transform splines = NeuralSplineFlow.builder(engine)
                    .width(3)
                    .layers(1)
                    .autoregressive(true)
                    .hidden(9)
                    .blocks(2)
                    .dtype(DType.FLOAT64)
                    .transform();
            dependsOnWhatComesBefore(((Composite) splines).parts().get(0), 0, 1, 2);
            Flow couplings = NeuralSplineFlow.builder(engine)
                    .width(4)
                    .layers(1)
                    .hidden(8)
                    .blocks(2)
                    .build();
            assertEquals(2 * 8 + 8 + 4 * (8 * 8 + 8) + 8 * 46 + 46, count(couplings));
        }
    }

    @Test
    void batchNormFollowsEveryLayer() {
        try (Engine engine = Engine.cpu(1)) {
            Composite t = assertInstanceOf(
                    Composite.class,
                    small(MaskedAutoregressiveFlow.builder(engine))
                            .batchNorm(true)
                            .transform());
            assertEquals(6, t.parts().size());
            assertInstanceOf(BatchNormTransform.class, t.parts().get(1));
            assertInstanceOf(BatchNormTransform.class, t.parts().get(4));
            Tensor x = Samples.rows(DType.FLOAT64, 3, 6, 50, 4);
            Pass pass = NormalisationTest.training();
            Tensor z = t.forward(x, Samples.context(DType.FLOAT64, 50, 1), pass).value();
            for (double mean : z.mean(0).toDoubleArray()) {
                assertEquals(0, mean, 1e-12);
            }
            for (double square : z.mul(z).mean(0).toDoubleArray()) {
                assertEquals(1, square, 1e-3);
            }
            assertEquals(t.state().keySet().size(), pass.updates().all().size());
        }
    }

    @Test
    void dropoutIsOfTrainingAlone() {
        try (Engine engine = Engine.cpu(1)) {
            Tensor x = Samples.rows(DType.FLOAT64, 1, 6, 30, 4);
            for (boolean autoregressive : new boolean[] {false, true}) {
                for (int blocks = 0; blocks < 2; blocks++) {
                    NeuralSplineFlow.Builder b = NeuralSplineFlow.builder(engine)
                            .width(4)
                            .layers(1)
                            .autoregressive(autoregressive)
                            .hidden(9)
                            .blocks(blocks)
                            .dtype(DType.FLOAT64);
                    Flow whole = b.build();
                    Flow thinned = b.dropout(0.5).build();
                    Samples.assertClose(whole.logProb(x), thinned.logProb(x), 0, "evaluated");
                    double[] expected = whole.logProb(x).toDoubleArray();
                    double[] trained = thinned.logProb(x, null, NormalisationTest.training())
                            .toDoubleArray();
                    assertFalse(Arrays.equals(expected, trained));
                }
            }
        }
    }

    private static int count(Flow flow) {
        return flow.parameters().values().stream()
                .mapToInt(v -> v.type().size())
                .sum();
    }

    @Test
    void whatDoesNotFitIsRefused() {
        try (Engine engine = Engine.cpu(1)) {
            refuses(
                    "autoregressive: requires a network with 11 outputs",
                    () -> Autoregressive.of(
                            SPLINE,
                            MaskedMlp.builder(engine).width(2).outputs(2).build()));
            String start = "masked autoregressive flow: requires a layer";
            refuses(start, () -> MaskedAutoregressiveFlow.builder(engine).build());
            refuses(
                    start,
                    () -> MaskedAutoregressiveFlow.builder(engine).width(1).build());
            refuses(start, () -> MaskedAutoregressiveFlow.builder(engine)
                    .width(3)
                    .passes(4)
                    .build());
            refuses(start, () -> MaskedAutoregressiveFlow.builder(engine)
                    .width(3)
                    .passes(1)
                    .build());
            refuses(
                    "neural spline flow: requires one hidden width",
                    () -> NeuralSplineFlow.builder(engine).width(3).blocks(1).build());
        }
    }

    private static void refuses(String beginning, Executable call) {
        String message = assertThrows(IllegalArgumentException.class, call).getMessage();
        assertTrue(message.startsWith(beginning) && message.contains(", got ") && message.contains("; "), message);
    }
}
