package org.auriflow.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Grad;
import org.auriflow.engine.Program;
import org.auriflow.engine.Random;
import org.auriflow.engine.Run;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Storage;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.Variable;
import org.auriflow.flows.Flow;
import org.auriflow.flows.NeuralSplineFlow;
import org.auriflow.flows.manifold.PaddedEmbedding;
import org.auriflow.flows.transform.Permutation;
import org.auriflow.nn.Mlp;
import org.auriflow.nn.Pass;
import org.auriflow.nn.train.Adam;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Losses, gradients and trainings on a device follow those on the processor. */
class TrainingTest {
    private static final int ROWS = 70;
    private static final int STEPS = 12;
    private static Engine cpu;
    private static Engine cuda;

    @BeforeAll
    static void open() {
        Simt.assumeLoaded();
        cpu = Engine.cpu(1);
        cuda = Engine.open("cuda:0", 1);
    }

    @AfterEach
    void order() {
        Simt.order(0);
    }

    @AfterAll
    static void close() {
        if (cuda != null) {
            cpu.close();
            cuda.close();
        }
    }

    /** A loss of its inputs and the parameters that it depends on. */
    private record Model(Tensor loss, Map<String, Variable> parameters) {}

    private static Tensor input(String name, int columns) {
        return Tensor.input(name, DType.FLOAT32, Shape.of(ROWS, columns));
    }

    /** Losses of all steps. */
    private static double[] train(Engine engine, Function<Engine, Model> make) {
        Model model = make.apply(engine);
        List<Tensor> reads =
                model.parameters.values().stream().map(Variable::read).toList();
        List<Tensor> gradients = Grad.grad(model.loss, reads);
        Map<String, Tensor> named = new LinkedHashMap<>();
        model.parameters.keySet().forEach(name -> named.put(name, gradients.get(named.size())));
        Program.Builder builder = Program.builder(engine).output("loss", model.loss);
        new Adam()
                .create(engine, model.parameters)
                .updates(named, Tensor.scalar(DType.FLOAT64, 1e-3))
                .forEach(builder::update);
        Program program = builder.compile();
        double[] losses = new double[STEPS];
        try (Run run = program.open()) {
            for (int step = 0; step < STEPS; step++) {
                setInputs(program, run);
                run.execute();
                losses[step] = run.item("loss");
            }
        }
        return losses;
    }

    private static void setInputs(Program program, Run run) {
        program.inputTypes().forEach((name, type) -> {
            Storage s = Storage.allocate(DType.FLOAT32, type.size());
            for (int i = 0; i < s.size(); i++) {
                s.set(i, 1.7 * Math.sin(i * 0.7 + name.length()));
            }
            run.set(name, s);
        });
    }

    /** The loss and the gradients of all parameters, one after the other. */
    private static List<Storage> gradients(Engine engine, Function<Engine, Model> make) {
        Model model = make.apply(engine);
        List<Tensor> outputs = new ArrayList<>(List.of(model.loss));
        outputs.addAll(Grad.grad(
                model.loss,
                model.parameters.values().stream().map(Variable::read).toList()));
        Program.Builder builder = Program.builder(engine);
        for (int k = 0; k < outputs.size(); k++) {
            builder.output("y" + k, outputs.get(k));
        }
        Program program = builder.compile();
        List<Storage> values = new ArrayList<>();
        try (Run run = program.open()) {
            setInputs(program, run);
            run.execute();
            for (int k = 0; k < outputs.size(); k++) {
                values.add(run.output("y" + k).copy());
            }
        }
        return values;
    }

    /** Each gradient within a share of its length: single elements may be small differences of large terms. */
    private static void assertSameGradients(Function<Engine, Model> make, double tolerance) {
        List<Storage> expected = gradients(cpu, make);
        List<Storage> got = gradients(cuda, make);
        for (int k = 0; k < expected.size(); k++) {
            double error = 0;
            double length = 0;
            for (int i = 0; i < got.get(k).size(); i++) {
                double e = expected.get(k).get(i);
                error += Math.pow(e - got.get(k).get(i), 2);
                length += e * e;
            }
            assertTrue(Math.sqrt(error) <= tolerance * Math.sqrt(length), k + ": " + Math.sqrt(error / length));
            assertTrue(length > 0, k + " is not 0");
        }
    }

    private static void assertSameTraining(Function<Engine, Model> make, double tolerance) {
        double[] expected = train(cpu, make);
        assertTrue(expected[STEPS - 1] < expected[0] - 1e-3, "the loss falls, from " + expected[0]);
        assertArrayEquals(expected, train(cuda, make), tolerance);
    }

    private static Model score(Engine engine) {
        Mlp net =
                Mlp.builder(engine).inputs(6).hidden(33, 20).outputs(1).seed(1).build();
        Tensor theta = input("theta", 2);
        Tensor logR = net.call(Tensor.concatenate(1, input("x", 4), theta));
        Tensor score = Grad.grad(logR.sum(), theta);
        Tensor loss = logR.softplus().sub(logR.mul(0.3)).mean();
        return new Model(loss.add(score.sub(input("t", 2)).pow(2).mean()), net.parameters());
    }

    private static Model flow(Engine engine) {
        Flow flow = NeuralSplineFlow.builder(engine).width(3).seed(1).build();
        return new Model(
                flow.logProb(input("x", 3), null, Pass.evaluation()).mean().neg(), flow.parameters());
    }

    private static Model manifold(Engine engine) {
        PaddedEmbedding decoder = PaddedEmbedding.of(
                NeuralSplineFlow.builder(engine)
                        .width(3)
                        .permutation(Permutation.roll(3, 1))
                        .seed(1)
                        .transform(),
                2);
        return new Model(
                decoder.logVolume(input("u", 2), null, Pass.evaluation()).mean(), decoder.parameters());
    }

    /** A loss with the score of the network in it: derivatives of derivatives. */
    @Test
    void ratioEstimatorWithScore() {
        assertSameTraining(TrainingTest::score, 1e-4);
    }

    @Test
    void neuralSplineFlow() {
        assertSameGradients(TrainingTest::flow, 1e-4);
    }

    /** In float32 half a percent is what two kinds of products on one processor differ by, too. */
    @Test
    void volumeOfAManifold() {
        assertSameGradients(TrainingTest::manifold, 2e-2);
    }

    /** The order in which threads and blocks run changes no bit: nothing depends on a race. */
    @Test
    void orderOfThreadsChangesNoBit() {
        List<Function<Engine, Model>> models = List.of(TrainingTest::score, TrainingTest::flow);
        for (Function<Engine, Model> model : models) {
            Simt.order(0);
            double[] ascending = train(cuda, model);
            for (int order : new int[] {1, 7}) {
                Simt.order(order);
                assertArrayEquals(ascending, train(cuda, model), 0.0, "order " + order);
            }
        }
    }

    /** Draws have the same bits on both, and change from step to step with the counter. */
    @Test
    void draws() {
        Random random = new Random(3, 4);
        List<List<Storage>> draws = new ArrayList<>();
        for (Engine engine : List.of(cpu, cuda)) {
            List<Storage> all = new ArrayList<>();
            Variable step = engine.variable("step", Tensor.scalar(DType.INT32, 0));
            Tensor like = Tensor.zeros(DType.FLOAT32, 1003);
            Program p = Program.builder(engine)
                    .output("uniform", random.uniform(like.type(), step.read()))
                    .output("normal", random.withStream(5).normal(like.type(), step.read()))
                    .output("exponential", random.withStream(6).exponential(like.type(), step.read()))
                    .update(step, step.read().add(1))
                    .compile();
            try (Run run = p.open()) {
                for (int i = 0; i < 2; i++) {
                    run.execute();
                    for (String name : List.of("uniform", "normal", "exponential")) {
                        all.add(run.output(name).copy());
                    }
                }
            }
            draws.add(all);
            step.close();
        }
        for (int k = 0; k < draws.get(0).size(); k++) {
            assertTrue(draws.get(0).get(k).contentEquals(draws.get(1).get(k)), "draw " + k);
        }
        assertTrue(!draws.get(0).get(0).contentEquals(draws.get(0).get(3)));
    }

    /** A step is one launch of a graph, whatever the number of kernels, and allocates nothing. */
    @Test
    void aStepIsOneLaunch() {
        Model model = score(cuda);
        Program.Builder builder = Program.builder(cuda).output("loss", model.loss);
        try (Run run = builder.compile().open()) {
            for (String name : List.of("x", "theta", "t")) {
                run.set(name, Storage.allocate(DType.FLOAT32, ROWS * (name.equals("x") ? 4 : 2)));
            }
            run.execute();
            int graphs = Simt.graphsLaunched();
            int launches = Simt.launchCalls();
            int allocations = Simt.allocationCalls();
            for (int i = 0; i < 5; i++) {
                run.execute();
            }
            run.await();
            assertEquals(5, Simt.graphsLaunched() - graphs);
            assertEquals(0, Simt.launchCalls() - launches);
            assertEquals(0, Simt.allocationCalls() - allocations);
        }
    }
}
