package org.auriflow.engine.compile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Grad;
import org.auriflow.engine.Program;
import org.auriflow.engine.Run;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.Timing;
import org.auriflow.engine.Variable;
import org.auriflow.engine.op.Indexing;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Phases and groups of training steps, updates in place, and what becomes of variables when an execution fails. */
class ScheduleTest {
    private final Engine engine = Engine.cpu(2);

    @AfterEach
    void close() {
        engine.close();
    }

    private Variable variable(String name, double value, int... shape) {
        return variable(engine, name, value, shape);
    }

    private static Variable variable(Engine engine, String name, double value, int... shape) {
        return engine.variable(
                name, Tensor.full(Tensor.zeros(DType.FLOAT32, shape).type(), value));
    }

    private Program training(int layers) {
        return training(engine, layers, 64, 20);
    }

    /** Gradient descent on a network of some layers. */
    private static Program training(Engine engine, int layers, int samples, int width) {
        Tensor x = Tensor.input("x", DType.FLOAT32, Shape.of(samples, width));
        List<Variable> all = new ArrayList<>();
        Tensor h = x;
        for (int i = 0; i < layers; i++) {
            Variable w = variable(engine, "w" + i, 0.01 * (i + 1), width, width);
            Variable b = variable(engine, "b" + i, 0.1, width);
            h = h.matmul(w.read()).add(b.read()).tanh();
            all.add(w);
            all.add(b);
        }
        Tensor loss = h.softplus().mean();
        Program.Builder program = Program.builder(engine).output("loss", loss);
        for (Variable v : all) {
            Tensor read = v.read();
            program.update(v, read.sub(Grad.grad(loss, read).mul(0.1)));
        }
        return program.compile();
    }

    @Test
    void deeperNetworksMeetNoMoreOften() {
        long two = phases(training(2).explain());
        assertTrue(two <= 4, "phases: " + two);
        assertEquals(two, phases(training(6).explain()));
    }

    private static long phases(String plan) {
        return plan.lines()
                .filter(l -> l.startsWith("phase "))
                .map(l -> l.split(",")[0])
                .distinct()
                .count();
    }

    @Test
    void samplesGoThroughAllLayersInOneGroup() {
        String plan = training(3).explain();
        String group = plan.substring(plan.indexOf("in 64 parts"));
        group = group.substring(0, group.indexOf("phase "));
        assertEquals(3, group.lines().filter(l -> l.contains(" tanh ")).count(), plan);
        assertEquals(3, group.lines().filter(l -> l.contains(" tanhback ")).count(), plan);
    }

    @Test
    void updatesAreWrittenInPlace() {
        assertFalse(training(3).explain().contains("update b"), training(3).explain());
    }

    /** Each becomes the other: neither may be written before both are read. */
    @Test
    void anExchangeIsCopied() {
        Variable v = variable("v", 1, 3);
        Variable w = variable("w", 2, 3);
        Program swap =
                Program.builder(engine).update(v, w.read()).update(w, v.read()).compile();
        assertTrue(swap.explain().contains("update b"));
        try (Run run = swap.open()) {
            run.execute();
        }
        assertArrayEquals(new float[] {2, 2, 2}, (float[]) v.value().array());
        assertArrayEquals(new float[] {1, 1, 1}, (float[]) w.value().array());
    }

    @Test
    void aFailedExecutionUpdatesNothing() {
        Variable v = variable("v", 1, 3);
        Tensor index = Tensor.input("index", DType.INT32, Shape.of(3));
        Tensor picked = Tensor.apply(new Indexing.Gather(0), Tensor.of(1f, 2, 3), index);
        Program program = Program.builder(engine)
                .output("picked", picked)
                .update(v, v.read().add(1))
                .compile();
        try (Run run = program.open()) {
            run.set("index", 0, 1, 7);
            assertThrows(RuntimeException.class, run::execute);
            assertArrayEquals(new float[] {1, 1, 1}, (float[]) v.value().array());
            run.set("index", 0, 1, 2);
            run.execute();
            assertArrayEquals(new float[] {2, 2, 2}, (float[]) v.value().array());
        }
    }

    /** One thread has nobody to wait for: gradients are used up, and parameters updated, before the next layer's are computed. */
    @Test
    void oneThreadUpdatesParametersInTheMiddleOfAStep() {
        try (Engine one = Engine.cpu(1)) {
            String plan = training(one, 3, 100, 20).explain();
            assertEquals(1, phases(plan), plan);
            assertFalse(plan.contains("update b"), plan);
            List<String> calls = plan.lines()
                    .filter(l -> l.matches(" *\\d+  .*"))
                    .map(l -> l.strip().split("  +")[1])
                    .toList();
            int gradient = calls.lastIndexOf("matmul TN");
            long updates = calls.subList(0, gradient).stream()
                    .filter(c -> c.equals("total"))
                    .count();
            assertTrue(updates > 0, plan);
        }
    }

    @Test
    void profilesListEveryCallInOrder() {
        Program program = training(2);
        try (Run run = program.open()) {
            run.set("x", new float[64 * 20]);
            List<Timing> timings = run.profile();
            long steps = program.explain()
                    .lines()
                    .filter(l -> l.matches(" *\\d+  .*"))
                    .count();
            assertEquals(steps, timings.size());
            assertTrue(timings.stream().mapToLong(Timing::nanos).sum() > 0);
            assertTrue(timings.stream().allMatch(t -> t.nanos() >= 0 && t.bytes() > 0));
            for (int i = 1; i < timings.size(); i++) {
                assertTrue(timings.get(i).phase() >= timings.get(i - 1).phase());
            }
        }
    }

    /** Four parts by the shape, whatever the number of threads: forward pass, backward pass and parts of gradients in one group. */
    @Test
    void gradientsAreSumsOfParts() {
        String plan = training(engine, 2, 240, 40).explain();
        String group = plan.substring(plan.indexOf("in 5 parts"));
        group = group.substring(0, group.indexOf("phase "));
        assertEquals(4, group.lines().filter(l -> l.contains(" tanh")).count(), plan);
        assertTrue(group.lines().filter(l -> l.contains(" matmul T")).count() >= 2, plan);
        assertEquals(4, plan.lines().filter(l -> l.contains(" total ")).count(), plan);
    }

    /** With several threads each packs for itself: nobody waits for panels. */
    @Test
    void panelsArePackedByThoseWhoReadThem() {
        assumeTrue(training(engine, 2, 240, 40).explain().contains(" pack "), "only SIMD products read panels");
        String plan = training(engine, 2, 240, 40).explain();
        String group = plan.substring(plan.indexOf("in 5 parts"));
        group = group.substring(0, group.indexOf("phase "));
        assertTrue(group.contains(" pack "), plan);
        try (Engine alone = Engine.cpu(1)) {
            long phases = phases(training(engine, 2, 1440, 40).explain());
            assertEquals(phases + 1, phases(training(alone, 2, 1440, 40).explain()), plan);
        }
    }

    @Test
    void threadsChangeNoBit() {
        float[][] last = new float[3][];
        for (int threads = 1; threads <= 3; threads++) {
            try (Engine own = Engine.cpu(threads);
                    Run run = training(own, 3, 240, 40).open()) {
                float[] x = new float[240 * 40];
                for (int i = 0; i < x.length; i++) {
                    x[i] = (float) Math.sin(i);
                }
                run.set("x", x);
                last[threads - 1] = new float[20];
                for (int k = 0; k < 20; k++) {
                    run.execute();
                    last[threads - 1][k] = (float) run.item("loss");
                }
            }
        }
        assertArrayEquals(last[0], last[1]);
        assertArrayEquals(last[0], last[2]);
        assertTrue(last[0][19] < last[0][0]);
    }

    @Test
    void partsAddUp() {
        Tensor x = Tensor.input("x", DType.FLOAT32, Shape.of(240, 40));
        Tensor y = x.mul(0.5).add(1);
        Program program = Program.builder(engine)
                .output("product", y.matmul(x, true, false))
                .output("sum", y.sum(0))
                .compile();
        float[] values = new float[240 * 40];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) Math.cos(i);
        }
        Tensor given = Tensor.of(values).reshape(240, 40);
        Tensor half = given.mul(0.5).add(1);
        assertTrue(program.explain().contains(" total "), program.explain());
        try (Run run = program.open()) {
            run.set("x", values);
            run.execute();
            assertArrayEquals(
                    half.matmul(given, true, false).toFloatArray(),
                    (float[]) run.output("product").array(),
                    1e-4f);
            assertArrayEquals(
                    half.sum(0).toFloatArray(), (float[]) run.output("sum").array(), 1e-4f);
        }
    }
}
