package org.auriflow.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.IntFunction;
import org.apache.commons.math3.complex.Complex;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Random;
import org.auriflow.engine.RandomStream;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Tensor;
import org.auriflow.flows.continuous.AdaptiveContinuousFlow;
import org.auriflow.flows.continuous.AdaptiveContinuousFlow.Solution;
import org.auriflow.flows.continuous.ContinuousFlow;
import org.auriflow.flows.continuous.ContinuousTransform;
import org.auriflow.flows.continuous.FlowMatching;
import org.auriflow.flows.continuous.VelocityField;
import org.auriflow.nn.Activation;
import org.auriflow.nn.Pass;
import org.auriflow.nn.ResidualMlp;
import org.auriflow.nn.train.DataSet;
import org.auriflow.nn.train.Schedule;
import org.auriflow.nn.train.Trainer;
import org.junit.jupiter.api.Test;

/** Velocities, their flows with fixed and adaptive steps, and flow matching. */
class ContinuousFlowTest {
    private static final Complex ALPHA = new Complex(0.4, 1.3);
    private static final Complex PUSH = new Complex(0.7, -0.5);

    /** dx/dt = αx + β cos πt in the complex plane. */
    private static VelocityField linear(Engine engine) {
        VelocityField f = VelocityField.builder(engine)
                .width(2)
                .frequencies(1)
                .hidden()
                .dtype(DType.FLOAT64)
                .build();
        double a = ALPHA.getReal();
        double w = ALPHA.getImaginary();
        double[] rows = {a, -w, PUSH.getReal(), 0, w, a, PUSH.getImaginary(), 0};
        f.parameters().get("network.layers.0.weight").assign(Tensor.of(rows).reshape(2, 4));
        f.parameters().get("network.layers.0.bias").assign(Tensor.of(0.0, 0));
        return f;
    }

    private static VelocityField smooth(Engine engine, int context, DType dtype) {
        return VelocityField.builder(engine)
                .width(2)
                .context(context)
                .frequencies(1)
                .hidden(8)
                .activation(Activation.TANH)
                .dtype(dtype)
                .seed(5)
                .build();
    }

    /** x(1) = e^α x(0) + βα(1 + e^α)/(α² + π²). */
    private static Tensor image(Tensor noise) {
        double[] z = noise.toDoubleArray();
        Complex growth = ALPHA.exp();
        Complex shift = PUSH.multiply(ALPHA)
                .multiply(growth.add(1))
                .divide(ALPHA.multiply(ALPHA).add(Math.PI * Math.PI));
        double[] x = new double[z.length];
        for (int i = 0; i < z.length; i += 2) {
            Complex at = growth.multiply(new Complex(z[i], z[i + 1])).add(shift);
            x[i] = at.getReal();
            x[i + 1] = at.getImaginary();
        }
        return Tensor.of(x).reshape(noise.shape());
    }

    @Test
    void aLinearFieldHasTheFlowThatIsKnown() {
        try (Engine engine = Engine.cpu(1);
                AdaptiveContinuousFlow exact = AdaptiveContinuousFlow.builder(engine, linear(engine))
                        .absolute(1e-12)
                        .relative(1e-12)
                        .build()) {
            ContinuousFlow flow = ContinuousFlow.of(ContinuousTransform.of(linear(engine), 40));
            Random random = new Random(1, 2);
            Tensor z = Samples.rows(DType.FLOAT64, 1, 1, 30, 2);
            Tensor x = image(z);
            Tensor logAbsDet = Tensor.full(z.type().withShape(Shape.of(30)), -2 * ALPHA.getReal());
            Transformed back = flow.transform().forward(x);
            Samples.assertClose(z, back.value(), 1e-9, "noise");
            Samples.assertClose(logAbsDet, back.logAbsDet(), 1e-12, "logarithm");
            Samples.assertClose(x, flow.transform().inverse(z).value(), 1e-9, "image");
            Tensor density =
                    z.pow(2).sum(-1).mul(-0.5).sub(Math.log(2 * Math.PI)).add(logAbsDet);
            Samples.assertClose(density, flow.logProb(x), 1e-8, "density");
            Solution s = exact.logProb(x, null);
            Samples.assertClose(density, s.value(), 1e-9, "adaptive density");
            assertTrue(s.evaluations() > 20 && s.evaluations() < 1000, "evaluations: " + s.evaluations());
            Tensor noise = random.normal(z.type(), 3);
            Samples.assertClose(image(noise), exact.sample(30, null, random, 3).value(), 1e-9, "adaptive sample");
            Tensor draws = flow.sample(30, null, random, Tensor.scalar(DType.INT32, 3));
            Samples.assertClose(image(noise), draws, 1e-9, "sample");
        }
    }

    @Test
    void errorsFallWithTheFifthPowerOfTheStep() {
        try (Engine engine = Engine.cpu(1)) {
            VelocityField straight = linear(engine);
            Tensor z = Samples.rows(DType.FLOAT64, 1, 1, 40, 2);
            double[] image = image(z).toDoubleArray();
            assertEquals(
                    5,
                    order(
                            steps -> ContinuousTransform.of(straight, steps)
                                    .inverse(z)
                                    .value(),
                            image),
                    0.2);
            VelocityField curved = smooth(engine, 0, DType.FLOAT64);
            try (AdaptiveContinuousFlow exact = AdaptiveContinuousFlow.builder(engine, curved)
                    .absolute(1e-13)
                    .relative(1e-13)
                    .build()) {
                double[] density = exact.logProb(z, null).value().toDoubleArray();
                double order = order(
                        steps -> ContinuousFlow.of(ContinuousTransform.of(curved, steps))
                                .logProb(z),
                        density);
                // The fifth power has a small coefficient here, so that the sixth shows.
                assertTrue(order > 4.8, "order " + order);
            }
        }
    }

    /** By which power of two the error falls from 8 steps to 16. */
    private static double order(IntFunction<Tensor> solve, double[] truth) {
        double[] error = new double[2];
        for (int k = 0; k < 2; k++) {
            double[] got = solve.apply(8 << k).toDoubleArray();
            for (int i = 0; i < got.length; i++) {
                error[k] += (got[i] - truth[i]) * (got[i] - truth[i]);
            }
        }
        return Math.log(error[0] / error[1]) / Math.log(4);
    }

    @Test
    void adaptiveStepsTakeContextsAndLeadingAxes() {
        try (Engine engine = Engine.cpu(1)) {
            for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
                VelocityField field = smooth(engine, 3, dtype);
                ContinuousFlow flow = ContinuousFlow.of(field);
                try (AdaptiveContinuousFlow adaptive =
                        AdaptiveContinuousFlow.builder(engine, field).build()) {
                    Tensor x = Samples.rows(dtype, 1, 1, 4, 3, 2);
                    Tensor each = Samples.context(dtype, 3, 3);
                    Tensor one = each.select(0, 0);
                    for (Tensor c : List.of(each, one)) {
                        Samples.assertClose(
                                flow.logProb(x, c), adaptive.logProb(x, c).value(), 1e-4, "densities");
                    }
                    assertEquals(0, adaptive.logProb(x.slice(0, 0, 0), one).evaluations());
                    Random random = new Random(7, 1);
                    Samples.assertClose(
                            flow.sample(3, each, random),
                            adaptive.sample(3, each, random, 0).value(),
                            1e-4,
                            "draws");
                    int exact;
                    try (AdaptiveContinuousFlow slow = AdaptiveContinuousFlow.builder(engine, field)
                            .relative(1e-6)
                            .absolute(1e-8)
                            .build()) {
                        exact = slow.logProb(x, one).evaluations();
                    }
                    assertTrue(adaptive.logProb(x, one).evaluations() < exact, "more for more precision");
                }
            }
        }
    }

    @Test
    void contextsMayDependOnTheRows() {
        try (Engine engine = Engine.cpu(1)) {
            ContinuousTransform t = ContinuousTransform.of(smooth(engine, 2, DType.FLOAT64), 2);
            Tensor x = Samples.rows(DType.FLOAT64, 1, 1, 4, 2);
            Tensor c = x.sin();
            Tensor fixed = Tensor.of(c.toDoubleArray()).reshape(4, 2);
            Samples.assertClose(t.forward(x, fixed).logAbsDet(), t.forward(x, c).logAbsDet(), 1e-12, "logarithm");
        }
    }

    @Test
    void whatCannotBeSolvedIsRefused() {
        try (Engine engine = Engine.cpu(1)) {
            VelocityField field = smooth(engine, 0, DType.FLOAT64);
            Tensor x = Samples.rows(DType.FLOAT64, 1, 1, 5, 2);
            try (AdaptiveContinuousFlow few =
                    AdaptiveContinuousFlow.builder(engine, field).evaluations(3).build()) {
                LinearTest.refuses("adaptive flow: requires tolerances within reach", () -> few.logProb(x, null));
            }
            try (AdaptiveContinuousFlow usual =
                    AdaptiveContinuousFlow.builder(engine, field).build()) {
                Tensor bad = Tensor.concatenate(0, x, Tensor.of(0, Double.NaN).expand(0));
                LinearTest.refuses(
                        "adaptive flow: requires finite velocities, got NaN at time 1.0 in row 5",
                        () -> usual.logProb(bad, null));
                LinearTest.refuses(
                        "adaptive flow: requires float64 rows", () -> usual.logProb(x.cast(DType.FLOAT32), null));
            }
            LinearTest.refuses(
                    "adaptive flow: requires positive tolerances", () -> AdaptiveContinuousFlow.builder(engine, field)
                            .relative(0)
                            .build());
            LinearTest.refuses("continuous: requires a step", () -> ContinuousTransform.of(field, 0));
        }
    }

    @Test
    void velocitiesTakeOneTimeOrOneForEachRow() {
        try (Engine engine = Engine.cpu(1)) {
            int inputs = VelocityField.inputs(2, 1, 2);
            VelocityField field = VelocityField.builder(engine)
                    .width(2)
                    .context(1)
                    .frequencies(2)
                    .network(ResidualMlp.builder(engine)
                            .inputs(inputs)
                            .hidden(6)
                            .outputs(2)
                            .build())
                    .build();
            Pass pass = Pass.evaluation();
            Tensor x = Samples.rows(DType.FLOAT32, 1, 1, 3, 4, 2);
            Tensor c = Samples.context(DType.FLOAT32, 4, 1);
            Tensor times = Tensor.of(0f, 0.2f, 0.7f, 1f);
            Tensor all = field.velocity(x, times, c, pass);
            for (int i = 0; i < 4; i++) {
                Tensor one = field.velocity(x.select(1, i), times.select(0, i), c.select(0, i), pass);
                Samples.assertClose(all.select(1, i), one, 1e-6, "time " + i);
            }
            Tensor joined = Tensor.concatenate(-1, x.select(0, 0), times.expand(-1), c);
            Samples.assertClose(all.select(0, 0), field.call(joined), 0, "joined");
            Tensor start = field.velocity(x, Tensor.scalar(DType.FLOAT32, 0), c, pass);
            Tensor end = field.velocity(x, Tensor.scalar(DType.FLOAT32, 1), c, pass);
            assertTrue(start.sub(end).abs().max().item() > 0.01, "times 0 and 1 differ");
            Tensor doubles = Tensor.scalar(DType.FLOAT64, 0);
            LinearTest.refuses("velocity field: requires float32 times", () -> field.velocity(x, doubles, c, pass));
            Tensor many = Tensor.zeros(DType.FLOAT32, 2, 3, 4);
            LinearTest.refuses("velocity field: requires float32 times", () -> field.velocity(x, many, c, pass));
            LinearTest.refuses("velocity field: requires a width", () -> VelocityField.builder(engine)
                    .build());
            LinearTest.refuses(
                    "velocity field: requires a network",
                    () -> VelocityField.builder(engine).width(2).network(field).build());
            LinearTest.refuses("flow matching: requires sigma", () -> FlowMatching.of(field)
                    .sigma(1));
        }
    }

    /** For v = x and data m the loss is 1 + a + a²/3 + m²/3 with a = 1 − σ. */
    @Test
    void theLossIsTheExpectedOne() {
        try (Engine engine = Engine.cpu(1)) {
            VelocityField field = VelocityField.builder(engine)
                    .width(1)
                    .frequencies(1)
                    .hidden()
                    .dtype(DType.FLOAT64)
                    .build();
            field.parameters()
                    .get("network.layers.0.weight")
                    .assign(Tensor.of(1.0, 0, 0).expand(0));
            field.parameters().get("network.layers.0.bias").assign(Tensor.of(0.0));
            FlowMatching matching = FlowMatching.of(field).sigma(0.25);
            Tensor x = Tensor.full(Tensor.of(0.0).type().withShape(Shape.of(100_000, 1)), 2);
            double expected = 1 + 0.75 + 0.75 * 0.75 / 3 + 4.0 / 3;
            double mean = matching.loss(x, null, Pass.evaluation()).item();
            assertEquals(expected, mean, 0.05);
            assertEquals(mean, matching.loss(x, null, Pass.evaluation()).item());
            assertNotEquals(
                    mean, matching.seed(1).loss(x, null, Pass.evaluation()).item());
            Pass step = Pass.training(Tensor.scalar(DType.INT32, 7));
            Pass next = Pass.training(Tensor.scalar(DType.INT32, 8));
            assertEquals(
                    matching.loss(x, null, step).item(),
                    matching.loss(x, null, step).item());
            assertNotEquals(
                    matching.loss(x, null, step).item(),
                    matching.loss(x, null, next).item());
        }
    }

    /** ln of 0.4 N(−1.2, 0.35²) + 0.6 N(0.8, 0.35²). */
    private static double humps(double x) {
        double left = Math.pow((x + 1.2) / 0.35, 2);
        double right = Math.pow((x - 0.8) / 0.35, 2);
        return Math.log((0.4 * Math.exp(-0.5 * left) + 0.6 * Math.exp(-0.5 * right)) / 0.35 / Math.sqrt(2 * Math.PI));
    }

    @Test
    void matchingLearnsTwoHumps() {
        int rows = 5000;
        float[] x = new float[rows];
        RandomStream random = new RandomStream(12, 0);
        for (int i = 0; i < rows; i++) {
            x[i] = (float) ((random.uniform() < 0.4 ? -1.2 : 0.8) + 0.35 * random.normal());
        }
        try (Engine engine = Engine.cpu(2)) {
            VelocityField field = VelocityField.builder(engine)
                    .width(1)
                    .hidden(32, 32)
                    .seed(1)
                    .build();
            FlowMatching matching = FlowMatching.of(field);
            Trainer.builder(engine)
                    .model(field)
                    .loss((batch, pass) -> matching.loss(batch.get("x"), null, pass))
                    .data(DataSet.builder().column("x", x, 1).build())
                    .schedule(Schedule.cosine(2e-2))
                    .epochs(40)
                    .batchSize(250)
                    .seed(3)
                    .build()
                    .train();
            int cells = 400;
            float[] grid = new float[cells];
            for (int i = 0; i < cells; i++) {
                grid[i] = (float) (8 * (i + 0.5) / cells - 4);
            }
            Tensor at = Tensor.of(grid).reshape(cells, 1);
            try (AdaptiveContinuousFlow adaptive =
                    AdaptiveContinuousFlow.builder(engine, field).build()) {
                Tensor exact = adaptive.logProb(at, null).value();
                double mass = 0;
                double divergence = 0;
                for (int i = 0; i < cells; i++) {
                    double logProb = exact.toFloatArray()[i];
                    double truth = humps(grid[i]);
                    mass += Math.exp(logProb) * 8 / cells;
                    divergence += Math.exp(truth) * (truth - logProb) * 8 / cells;
                }
                assertEquals(1, mass, 1e-3);
                assertEquals(0, divergence, 0.03);
                ContinuousFlow flow = ContinuousFlow.of(field);
                Tensor fixed = Samples.compiled(engine, in -> flow.logProb(in.get(0)), List.of(at));
                Samples.assertClose(exact, fixed, 1e-3, "fixed steps");
            }
        }
    }
}
