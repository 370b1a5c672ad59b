package org.auriflow.flows;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Gradcheck;
import org.auriflow.engine.Random;
import org.auriflow.engine.RandomStream;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.TensorType;
import org.auriflow.flows.Flows.Support;
import org.auriflow.flows.distribution.StandardNormal;
import org.auriflow.flows.elementwise.RationalQuadraticSpline;
import org.auriflow.flows.transform.Composite;
import org.auriflow.flows.transform.Coupling;
import org.auriflow.flows.transform.Permutation;
import org.auriflow.nn.Activation;
import org.auriflow.nn.Mlp;
import org.auriflow.nn.Pass;
import org.auriflow.nn.train.DataSet;
import org.auriflow.nn.train.Schedule;
import org.auriflow.nn.train.Trainer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Densities, their integrals and their samples. */
class FlowTest {
    static Stream<Flows.Entry> distributions() {
        return Samples.of(Distribution.class);
    }

    /** Densities whose support is known: ManifoldFlowTest integrates the others. */
    static Stream<Flows.Entry> full() {
        return distributions().filter(e -> e.support() != Support.OWN_SURFACE);
    }

    private static Distribution make(Flows.Entry e, Engine engine, DType dtype) {
        Distribution p = (Distribution) e.example(engine, dtype);
        return p;
    }

    private static Tensor row(Distribution p, DType dtype) {
        return p.contextWidth() == 0
                ? null
                : Samples.context(dtype, 1, p.contextWidth()).select(0, 0);
    }

    private static double[] density(Engine engine, Distribution p, Tensor x) {
        Tensor c = row(p, DType.FLOAT64);
        return Samples.compiled(engine, in -> p.logProb(in.get(0), c).exp(), List.of(x))
                .toDoubleArray();
    }

    @ParameterizedTest
    @MethodSource("full")
    void integratesToOne(Flows.Entry e) {
        try (Engine engine = Engine.cpu(2)) {
            Distribution p = make(e, engine, DType.FLOAT64);
            Quadrature q = Quadrature.of(e.support(), p.width());
            double[] density = density(engine, p, q.points());
            double mass = 0;
            for (int i = 0; i < density.length; i++) {
                mass += density[i] * q.weights()[i];
            }
            assertEquals(1, mass, 1e-3);
        }
    }

    /** How many draws fall left of 0, and into the lower left quarter, against the integral of the density. */
    @ParameterizedTest
    @MethodSource("full")
    void samplesFollowTheDensity(Flows.Entry e) {
        try (Engine engine = Engine.cpu(2)) {
            Distribution p = make(e, engine, DType.FLOAT64);
            Quadrature q = Quadrature.of(e.support(), p.width());
            double[] grid = q.points().toDoubleArray();
            double[] density = density(engine, p, q.points());
            int draws = 20_000;
            Tensor c = row(p, DType.FLOAT64);
            double[] x = p.sample(draws, c, new Random(3, 4)).toDoubleArray();
            for (int test = 0; test < 3; test++) {
                double expected = 0;
                for (int i = 0; i < density.length; i++) {
                    expected += inside(grid, i, p.width(), test) ? density[i] * q.weights()[i] : 0;
                }
                double got = 0;
                for (int i = 0; i < draws; i++) {
                    got += inside(x, i, p.width(), test) ? 1.0 / draws : 0;
                }
                assertTrue(expected > 0.02 && expected < 0.98, "a region with some mass: " + expected);
                assertEquals(expected, got, 4 * Math.sqrt(expected * (1 - expected) / draws));
            }
        }
    }

    /** An entropy in closed form is that of the density, by integration and by draws. */
    @ParameterizedTest
    @MethodSource("full")
    void entropyIsThatOfTheDensity(Flows.Entry e) {
        try (Engine engine = Engine.cpu(2)) {
            Distribution p = make(e, engine, DType.FLOAT64);
            Tensor c = row(p, DType.FLOAT64);
            Tensor entropy;
            try {
                entropy = p.entropy(c);
            } catch (UnsupportedOperationException none) {
                assertTrue(none.getMessage().contains("got " + e.type() + "; "), none.getMessage());
                return;
            }
            assertEquals(new TensorType(DType.FLOAT64, Shape.SCALAR), entropy.type());
            Quadrature q = Quadrature.of(e.support(), p.width());
            double[] density = density(engine, p, q.points());
            double integral = 0;
            for (int i = 0; i < density.length; i++) {
                integral -= density[i] == 0 ? 0 : density[i] * Math.log(density[i]) * q.weights()[i];
            }
            assertEquals(integral, entropy.item(), 1e-3);
            double[] surprise =
                    p.logProb(p.sample(20_000, c, new Random(6, 4)), c).neg().toDoubleArray();
            double mean = Arrays.stream(surprise).average().orElseThrow();
            double variance = Arrays.stream(surprise)
                    .map(s -> (s - mean) * (s - mean))
                    .average()
                    .orElseThrow();
            assertEquals(mean, entropy.item(), 1e-12 + 4 * Math.sqrt(variance / surprise.length));
            if (c != null) {
                Tensor grid = c.broadcastTo(Shape.of(3, 2, p.contextWidth()));
                Samples.assertClose(entropy.broadcastTo(Shape.of(3, 2)), p.entropy(grid), 1e-12, "of each context");
                assertThrows(IllegalArgumentException.class, () -> p.entropy(null));
            }
        }
    }

    /** Densities that are not made of transforms, whose derivatives TransformLawTest checks. */
    static Stream<Flows.Entry> closedForms() {
        return full().filter(e -> !e.type().endsWith("flow"));
    }

    @ParameterizedTest
    @MethodSource("closedForms")
    void derivativesAreRightToSecondOrder(Flows.Entry e) {
        try (Engine engine = Engine.cpu(1)) {
            Distribution p = make(e, engine, DType.FLOAT64);
            Tensor c = Samples.context(DType.FLOAT64, 3, p.contextWidth());
            List<Tensor> at = new ArrayList<>();
            // As numbers: the graph of the draws reads the parameters too.
            double[] draws = p.sample(3, c, new Random(2, 1)).toDoubleArray();
            at.add(Tensor.of(draws).reshape(3, p.width()));
            if (c != null) {
                at.add(c);
            }
            int first = at.size();
            at.addAll(Samples.values(p));
            Gradcheck.of(
                            in -> Samples.with(
                                    p,
                                    in.subList(first, in.size()),
                                    p.logProb(in.get(0), c == null ? null : in.get(1))),
                            at)
                    .order(2)
                    .step(0x1p-11)
                    .run();
        }
    }

    @ParameterizedTest
    @MethodSource("distributions")
    void leadingAxesAreRowsAndFewRowsAreAllowed(Flows.Entry e) {
        try (Engine engine = Engine.cpu(1)) {
            Distribution p = make(e, engine, DType.FLOAT32);
            Tensor c = Samples.context(DType.FLOAT32, 6, p.contextWidth());
            Tensor x = p.sample(6, c, new Random(2, 1)).detach();
            Tensor all = p.logProb(x, c);
            assertEquals(Shape.of(6), all.shape());
            Tensor grid = p.logProb(x.reshape(3, 2, -1), c == null ? null : c.reshape(3, 2, -1));
            Samples.assertClose(all.reshape(3, 2), grid, 1e-5, "leading axes");
            Tensor row = row(p, DType.FLOAT32);
            Tensor one = p.logProb(x.select(0, 0), row);
            assertEquals(Shape.SCALAR, one.shape());
            Samples.assertClose(p.logProb(x, row).select(0, 0), one, 1e-5, "one row");
            assertEquals(0, p.logProb(x.slice(0, 0, 0), row).toFloatArray().length);
            assertEquals(0, p.sample(0, row, new Random(2, 1)).toFloatArray().length);
        }
    }

    /** Half-spaces and boxes whose faces lie between the cells of {@link Support#REAL}. */
    private static boolean inside(double[] x, int i, int d, int test) {
        double a = x[i * d];
        double b = x[i * d + d - 1];
        return test == 0 ? a < 0 : test == 1 ? a < 0.48 && b < 0.3 : Math.abs(b) < 0.69;
    }

    @ParameterizedTest
    @MethodSource("distributions")
    void samplesDependOnSeedStreamAndCounterAlone(Flows.Entry e) {
        try (Engine engine = Engine.cpu(2)) {
            Distribution p = make(e, engine, DType.FLOAT32);
            assertEquals(DType.FLOAT32, p.dtype());
            Tensor c = row(p, DType.FLOAT32);
            Random random = new Random(5, 1);
            float[] x = p.sample(7, c, random).toFloatArray();
            assertEquals(7 * p.width(), x.length);
            assertArrayEquals(x, p.sample(7, c, random).toFloatArray());
            float[] same = Samples.compiled(
                            engine, in -> p.sample(7, c, random, in.get(0)), List.of(Tensor.scalar(DType.INT32, 0)))
                    .toFloatArray();
            assertArrayEquals(x, same, 1e-5f);
            float[] other =
                    p.sample(7, c, random, Tensor.scalar(DType.INT32, 1)).toFloatArray();
            float[] stream = p.sample(7, c, random.withStream(2)).toFloatArray();
            assertNotEquals(x[0], other[0]);
            assertNotEquals(x[0], stream[0]);
            if (c != null) {
                Tensor each = c.broadcastTo(Shape.of(7, p.contextWidth()));
                assertArrayEquals(x, p.sample(7, each, random).toFloatArray());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("distributions")
    void refusesOtherWidths(Flows.Entry e) {
        try (Engine engine = Engine.cpu(1)) {
            Distribution p = make(e, engine, DType.FLOAT32);
            Tensor c = row(p, DType.FLOAT32);
            Tensor wide = Tensor.zeros(DType.FLOAT32, 3, p.width() + 1);
            String message = assertThrows(IllegalArgumentException.class, () -> p.logProb(wide, c))
                    .getMessage();
            assertTrue(message.contains(": requires ") && message.contains(", got "), message);
            if (c != null) {
                assertThrows(IllegalArgumentException.class, () -> p.sample(3, new Random(1, 1)));
            }
        }
    }

    @Test
    void drawsComeWithTheirDensities() {
        try (Engine engine = Engine.cpu(1)) {
            Flow flow = NeuralSplineFlow.builder(engine)
                    .width(3)
                    .context(2)
                    .hidden(8)
                    .dtype(DType.FLOAT64)
                    .build();
            Tensor c = Samples.context(DType.FLOAT64, 50, 2);
            Tensor counter = Tensor.scalar(DType.INT32, 4);
            Flow.Sample s = flow.sampleAndLogProb(50, c, new Random(1, 2), counter);
            Samples.assertClose(flow.sample(50, c, new Random(1, 2), counter), s.x(), 0, "draws");
            Samples.assertClose(flow.logProb(s.x(), c), s.logProb(), 1e-9, "densities");
            Tensor z = flow.base().sample(50, c, new Random(1, 2), counter);
            Samples.assertClose(z, flow.transformToNoise(s.x(), c), 1e-9, "noise");
        }
    }

    @Test
    void partsThatDoNotFitAreRefused() {
        try (Engine engine = Engine.cpu(1)) {
            refuses(
                    "composite: parts must have one width",
                    () -> Composite.of(Permutation.reverse(2), Permutation.reverse(3)));
            refuses("composite: requires a part", () -> Composite.of());
            refuses("flow: transform and base", () -> Flow.of(Permutation.reverse(2), new StandardNormal(3)));
            refuses("permutation: requires each", () -> Permutation.of(0, 2));
            refuses("standard normal: requires", () -> new StandardNormal(0));
            refuses(
                    "neural spline flow: requires",
                    () -> NeuralSplineFlow.builder(engine).width(1).build());
            Mlp net = Mlp.builder(engine).inputs(1).outputs(22).build();
            Mlp narrow = Mlp.builder(engine).inputs(2).outputs(23).build();
            boolean[] mask = {false, true};
            refuses(
                    "coupling: requires a network from [..., 1] to [..., 23]",
                    () -> Coupling.of(mask, new RationalQuadraticSpline(), net));
            refuses(
                    "coupling: requires a network from [..., 1] to [..., 23]",
                    () -> Coupling.of(mask, new RationalQuadraticSpline(), narrow));
            refuses(
                    "coupling: requires a transformed feature",
                    () -> Coupling.of(new boolean[2], new RationalQuadraticSpline(), net));
            refuses(
                    "coupling: requires a transformed feature",
                    () -> Coupling.of(new boolean[] {true}, new RationalQuadraticSpline(), net));
            Transform one = NeuralSplineFlow.builder(engine).width(2).context(1).transform();
            Transform two = NeuralSplineFlow.builder(engine).width(2).context(2).transform();
            refuses("composite: parts must share one context", () -> Composite.of(one, two));
        }
    }

    private static void refuses(String beginning, Executable call) {
        String message = assertThrows(IllegalArgumentException.class, call).getMessage();
        assertTrue(message.startsWith(beginning) && message.contains(", got ") && message.contains("; "), message);
    }

    /** x₁ = 0.7 (x₀² − 1) + noise: on held-out rows, at most 0.1 nats a row worse than the true density. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void learnsABanana(boolean autoregressive) {
        int rows = 8000;
        float[] x = new float[2 * rows];
        RandomStream random = new RandomStream(12, 0);
        for (int i = 0; i < rows; i++) {
            double a = random.normal();
            x[2 * i] = (float) a;
            x[2 * i + 1] = (float) (0.7 * (a * a - 1) + 0.3 * random.normal());
        }
        DataSet data = DataSet.builder().column("x", x, 2).build();
        DataSet.Split parts = data.split(0.25, 1);
        try (Engine engine = Engine.cpu(2)) {
            Flow flow = NeuralSplineFlow.builder(engine)
                    .width(2)
                    .layers(autoregressive ? 1 : 3)
                    .autoregressive(autoregressive)
                    .hidden(32)
                    .activation(Activation.RELU)
                    .spline(8, 6)
                    .seed(1)
                    .build();
            Trainer.builder(engine)
                    .model(flow)
                    .loss((batch, pass) ->
                            flow.logProb(batch.get("x"), null, pass).mean().neg())
                    .data(parts.training())
                    .schedule(Schedule.cosine(5e-3))
                    .epochs(15)
                    .batchSize(100)
                    .seed(3)
                    .build()
                    .train();
            Tensor held = parts.validation().tensor("x");
            Tensor nll = Samples.compiled(
                    engine,
                    in -> flow.logProb(in.get(0), null, Pass.evaluation())
                            .mean()
                            .neg(),
                    List.of(held));
            double[] rest = held.toDoubleArray();
            double truth = Math.log(2 * Math.PI * 0.3);
            for (int i = 0; i < rest.length; i += 2) {
                double noise = (rest[i + 1] - 0.7 * (rest[i] * rest[i] - 1)) / 0.3;
                truth += (rest[i] * rest[i] + noise * noise) / rest.length;
            }
            assertEquals(truth, nll.item(), 0.1);
        }
    }
}
