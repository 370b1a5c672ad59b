package org.auriflow.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.auriflow.engine.op.NotDifferentiable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What a program promises about inputs, outputs, variables and runs. */
class ProgramTest {
    private final Engine engine = Engine.cpu(2);

    @AfterEach
    void close() {
        engine.close();
    }

    private static Tensor input(String name, int... extents) {
        return Tensor.input(name, DType.FLOAT32, Shape.of(extents));
    }

    private Variable variable(String name, float... v) {
        return engine.variable(name, Tensor.of(v));
    }

    private static float[] floats(Storage s) {
        return ((float[]) s.array()).clone();
    }

    private static void assertMessage(String start, Executable call, Class<? extends Exception> type) {
        String message = assertThrows(type, call).getMessage();
        assertTrue(message.startsWith(start), message);
    }

    @Test
    void aTrainingStepUpdatesAfterAllReads() {
        Variable w = variable("w", 1, 2, 3);
        Tensor x = input("x", 3);
        Tensor loss = x.mul(w.read()).sum();
        Program step = Program.builder(engine)
                .output("loss", loss)
                .update(w, w.read().sub(Grad.grad(loss, w.read()).mul(0.5)))
                .compile();
        try (Run run = step.open()) {
            run.set("x", 2f, 4, 6);
            run.execute();
            assertEquals(28, run.item("loss"));
            assertArrayEquals(new float[] {0, 0, 0}, floats(w.value()));
            run.execute();
            assertEquals(0, run.item("loss"));
            assertArrayEquals(new float[] {-1, -2, -3}, floats(w.value()));
        }
    }

    @Test
    void variablesSwap() {
        Variable a = variable("a", 1, 2);
        Variable b = variable("b", 3, 4);
        Variable c = variable("c", 5, 6);
        Program p = Program.builder(engine)
                .update(a, b.read())
                .update(b, c.read().reshape(2, 1).reshape(2))
                .update(c, a.read().stopGradient())
                .compile();
        try (Run run = p.open()) {
            run.execute();
            assertArrayEquals(new float[] {3, 4}, floats(a.value()));
            assertArrayEquals(new float[] {5, 6}, floats(b.value()));
            assertArrayEquals(new float[] {1, 2}, floats(c.value()));
            run.execute();
            assertArrayEquals(new float[] {5, 6}, floats(a.value()));
        }
    }

    @Test
    void outputsSeeVariablesBeforeTheStep() {
        Variable v = variable("v", 1, 2);
        Program p = Program.builder(engine)
                .output("old", v.read())
                .output("reshaped", v.read().reshape(1, 2))
                .output("doubled", v.read().mul(2))
                .update(v, v.read().add(10))
                .compile();
        try (Run run = p.open()) {
            run.execute();
            assertArrayEquals(new float[] {1, 2}, floats(run.output("old")));
            assertArrayEquals(new float[] {1, 2}, floats(run.output("reshaped")));
            assertArrayEquals(new float[] {2, 4}, floats(run.output("doubled")));
            assertArrayEquals(new float[] {11, 12}, floats(v.value()));
        }
    }

    /** An output is a value of the last execution, whatever happens to inputs and variables since. */
    @Test
    void outputsStayUntilTheNextExecution() {
        Variable v = variable("v", 1, 2);
        Tensor x = input("x", 2);
        Program p = Program.builder(engine).output("v", v.read()).output("x", x).compile();
        try (Run run = p.open()) {
            run.set("x", 5f, 6);
            run.execute();
            run.set("x", 7f, 8);
            v.assign(Tensor.of(3f, 4));
            assertArrayEquals(new float[] {5, 6}, floats(run.output("x")));
            assertArrayEquals(new float[] {1, 2}, floats(run.output("v")));
            run.execute();
            assertArrayEquals(new float[] {7, 8}, floats(run.output("x")));
            assertArrayEquals(new float[] {3, 4}, floats(run.output("v")));
        }
    }

    @Test
    void outputsMayBeConstantsAndRepeat() {
        Tensor dense = Tensor.of(1f, 2, 3);
        Tensor x = input("x", 3);
        Tensor y = x.add(1);
        Program p = Program.builder(engine)
                .output("dense", dense)
                .output("uniform", Tensor.full(new TensorType(DType.FLOAT32, Shape.of(2, 2)), 7))
                .output("scalar", Tensor.scalar(DType.INT32, 4))
                .output("folded", dense.mul(2).broadcastTo(Shape.of(2, 3)))
                .output("broadcast", x.broadcastTo(Shape.of(2, 3)))
                .output("y", y)
                .output("again", y)
                .output("column", y.reshape(3, 1))
                .output("used", y.mul(y))
                .compile();
        try (Run run = p.open()) {
            for (int k = 0; k < 2; k++) {
                run.set("x", 1f + k, 2, 3);
                run.execute();
                assertArrayEquals(new float[] {1, 2, 3}, floats(run.output("dense")));
                assertArrayEquals(new float[] {7, 7, 7, 7}, floats(run.output("uniform")));
                assertEquals(4, run.item("scalar"));
                assertArrayEquals(new float[] {2, 4, 6, 2, 4, 6}, floats(run.output("folded")));
                assertArrayEquals(new float[] {1 + k, 2, 3, 1 + k, 2, 3}, floats(run.output("broadcast")));
                for (String name : List.of("y", "again", "column")) {
                    assertArrayEquals(new float[] {2 + k, 3, 4}, floats(run.output(name)));
                }
                assertArrayEquals(new float[] {(2 + k) * (2 + k), 9, 16}, floats(run.output("used")));
            }
        }
    }

    @Test
    void updatesMayBeInputsConstantsAndSharedValues() {
        Variable a = variable("a", 0, 0);
        Variable b = variable("b", 0, 0);
        Variable c = variable("c", 0, 0);
        Variable d = variable("d", 0, 0);
        Tensor x = input("x", 2);
        Tensor sum = a.read().add(x);
        Program p = Program.builder(engine)
                .update(a, x)
                .update(b, Tensor.full(x.type(), 3))
                .update(c, sum)
                .update(d, sum)
                .output("sum", sum)
                .compile();
        try (Run run = p.open()) {
            run.set("x", 1f, 2);
            run.execute();
            run.execute();
            assertArrayEquals(new float[] {1, 2}, floats(a.value()));
            assertArrayEquals(new float[] {3, 3}, floats(b.value()));
            assertArrayEquals(new float[] {2, 4}, floats(c.value()));
            assertArrayEquals(new float[] {2, 4}, floats(d.value()));
            assertArrayEquals(new float[] {2, 4}, floats(run.output("sum")));
        }
    }

    /** An input that turns out not to matter, or that nothing reads, may still be set, and need not be. */
    @Test
    void unusedInputs() {
        Tensor x = input("x", 2);
        Tensor unused = input("unused", 4);
        Program p = Program.builder(engine)
                .input(unused)
                .output("y", x.mul(2))
                .output("zero", Grad.grad(x.sum(), x))
                .compile();
        assertEquals(List.of("x", "unused"), List.copyOf(p.inputTypes().keySet()));
        try (Run run = p.open()) {
            run.set("x", 1f, 2);
            run.execute();
            run.set("unused", 1f, 2, 3, 4);
            run.execute();
            assertArrayEquals(new float[] {2, 4}, floats(run.output("y")));
        }
    }

    @Test
    void wrongInputsAndOutputsAreNamed() {
        Tensor x = input("x", 2);
        Program p = Program.builder(engine).output("y", x.mul(2)).compile();
        try (Run run = p.open()) {
            assertMessage("execute: requires a value for input 'x'", run::execute, IllegalStateException.class);
            assertMessage(
                    "set: requires one of the inputs [x]", () -> run.set("z", 1f), IllegalArgumentException.class);
            assertMessage("set: input 'x' requires float32[2]", () -> run.set("x", 1f), IllegalArgumentException.class);
            assertMessage(
                    "set: input 'x' requires float32[2]", () -> run.set("x", 1.0, 2), IllegalArgumentException.class);
            assertMessage(
                    "output: requires one of the outputs [y]", () -> run.output("z"), IllegalArgumentException.class);
            assertMessage("output: requires an execution", () -> run.output("y"), IllegalStateException.class);
            run.set("x", 1f, 2);
            run.execute();
            assertMessage("item: requires one element", () -> run.item("y"), IllegalArgumentException.class);
        }
        Program.Builder b = Program.builder(engine);
        assertMessage("program: requires an output", b::compile, IllegalArgumentException.class);
        b.output("y", x);
        assertMessage("program: output names must differ", () -> b.output("y", x), IllegalArgumentException.class);
        Variable v = variable("v", 1, 2);
        assertMessage(
                "program: variable 'v' requires float32[2]",
                () -> b.update(v, input("z", 3)),
                IllegalArgumentException.class);
        b.update(v, x);
        assertMessage("program: one update per variable", () -> b.update(v, x), IllegalArgumentException.class);
        assertMessage("program: requires one of the passes", () -> b.without("magic"), IllegalArgumentException.class);
        b.output("other", input("x", 3));
        assertMessage("program: inputs of one name", b::compile, IllegalArgumentException.class);
        assertMessage("program: requires a placeholder", () -> b.input(x.add(1)), IllegalArgumentException.class);
    }

    @Test
    void variablesOfAnotherEngineAreRefused() {
        try (Engine other = Engine.cpu(1)) {
            Variable foreign = other.variable("foreign", Tensor.of(1f));
            Program.Builder read =
                    Program.builder(engine).output("y", foreign.read().add(1));
            assertMessage("program: variables must belong", read::compile, IllegalArgumentException.class);
            Program.Builder write = Program.builder(engine).update(foreign, Tensor.of(2f));
            assertMessage("program: variables must belong", write::compile, IllegalArgumentException.class);
        }
    }

    /** Waits inside a kernel until it is told to go on. */
    private record Gate(CountDownLatch entered, CountDownLatch go) implements NotDifferentiable {
        @Override
        public String name() {
            return "gate";
        }

        @Override
        public TensorType infer(List<TensorType> in) {
            return in.get(0);
        }

        @Override
        public void evaluate(List<Storage> in, List<TensorType> types, Storage out, TensorType type) {
            entered.countDown();
            try {
                go.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public Tensor batch(List<Tensor> x, boolean[] batched, int n) {
            throw new UnsupportedOperationException();
        }
    }

    @Test
    void aRunIsForOneThreadAtATime() throws InterruptedException {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        Tensor y = Tensor.apply(new Gate(entered, go), input("x", 2));
        Program p = Program.builder(engine).output("y", y).compile();
        Run run = p.open();
        run.set("x", 1f, 2);
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread first = new Thread(run::execute);
        first.setUncaughtExceptionHandler((t, e) -> failure.set(e));
        first.start();
        entered.await();
        String exclusive = "run: one thread at a time";
        assertMessage(exclusive, run::execute, IllegalStateException.class);
        assertMessage(exclusive, () -> run.set("x", 1f, 2), IllegalStateException.class);
        assertMessage(exclusive, () -> run.output("y"), IllegalStateException.class);
        assertMessage(exclusive, run::close, IllegalStateException.class);
        go.countDown();
        first.join();
        assertNull(failure.get());
        run.execute();
        run.close();
        run.close();
        assertMessage("run: requires an open run", run::execute, IllegalStateException.class);
        assertMessage("run: requires an open run", () -> run.output("y"), IllegalStateException.class);
    }

    /** A failing kernel leaves the run usable, and variables as they were. */
    @Test
    void aFailedExecutionUpdatesNothing() {
        Variable v = variable("v", 1, 2);
        Tensor index = Tensor.input("index", DType.INT32, Shape.of(2));
        Program p = Program.builder(engine)
                .update(v, v.read().add(1).gather(0, index))
                .compile();
        try (Run run = p.open()) {
            run.set("index", 0, 2);
            assertThrows(IndexOutOfBoundsException.class, run::execute);
            assertArrayEquals(new float[] {1, 2}, floats(v.value()));
            assertEquals(0, v.version());
            run.set("index", 1, 0);
            run.execute();
            assertArrayEquals(new float[] {3, 2}, floats(v.value()));
        }
    }

    @Test
    void readsAreStampedWithTheirVersion() {
        Variable v = variable("v", 1, 2);
        Tensor before = v.read().mul(2);
        Tensor realised = v.read().mul(3);
        Tensor snapshot = v.snapshot();
        assertSame(v.read(), v.read());
        assertArrayEquals(new float[] {3, 6}, realised.toFloatArray());
        Program p = Program.builder(engine).update(v, v.read().add(1)).compile();
        try (Run run = p.open()) {
            run.execute();
            assertEquals(1, v.version());
            assertMessage("value: variable 'v' was updated", before::storage, IllegalStateException.class);
            assertTrue(assertThrows(IllegalStateException.class, before::storage)
                    .getMessage()
                    .contains("snapshot()"));
            assertArrayEquals(new float[] {3, 6}, realised.toFloatArray());
            assertArrayEquals(new float[] {1, 2}, snapshot.toFloatArray());
            assertArrayEquals(new float[] {2, 3}, v.read().toFloatArray());
            // A program reads the current value, whenever it was built.
            run.execute();
            assertArrayEquals(new float[] {3, 4}, floats(v.value()));
        }
        v.assign(Tensor.of(9f, 9));
        assertEquals(3, v.version());
        assertMessage(
                "assign: variable 'v' requires float32[2]",
                () -> v.assign(Tensor.of(1f)),
                IllegalArgumentException.class);
    }

    /** Reads at different versions are one value inside a program. */
    @Test
    void readsOfDifferentVersionsAgreeInsideAProgram() {
        Variable v = variable("v", 1, 2);
        Tensor old = v.read();
        v.assign(Tensor.of(5f, 6));
        for (boolean merge : new boolean[] {true, false}) {
            Program.Builder b =
                    Program.builder(engine).output("difference", v.read().sub(old));
            try (Run run = (merge ? b : b.without("merge")).compile().open()) {
                run.execute();
                assertArrayEquals(new float[] {0, 0}, floats(run.output("difference")));
            }
        }
    }

    @Test
    void closedVariablesAndEnginesAreNamed() {
        Variable v = variable("v", 1, 2);
        Program p = Program.builder(engine).output("y", v.read().mul(2)).compile();
        Run run = p.open();
        run.execute();
        v.close();
        v.close();
        assertMessage("variable 'v' is closed", v::value, IllegalStateException.class);
        assertMessage("variable 'v' is closed", run::execute, IllegalStateException.class);
        Engine other = Engine.cpu(2);
        Variable w = other.variable("w", Tensor.of(1f));
        Program q = Program.builder(other).output("y", w.read().add(1)).compile();
        Run open = q.open();
        other.close();
        other.close();
        assertMessage("run: requires an open run", open::execute, IllegalStateException.class);
        assertMessage("variable 'w' is closed", w::value, IllegalStateException.class);
        assertMessage("engine: requires an open engine", q::open, IllegalStateException.class);
        assertMessage(
                "engine: requires an open engine",
                () -> other.variable("z", Tensor.of(1f)),
                IllegalStateException.class);
    }

    @Test
    void runsOfOneProgramAreIndependent() throws InterruptedException {
        Tensor x = input("x", 64, 64);
        Program p =
                Program.builder(engine).output("y", x.matmul(x).tanh().sum()).compile();
        double[] results = new double[4];
        Thread[] threads = new Thread[4];
        for (int k = 0; k < 4; k++) {
            int id = k;
            threads[k] = new Thread(() -> {
                try (Run run = p.open()) {
                    float[] v = new float[64 * 64];
                    java.util.Arrays.fill(v, 0.01f * (id + 1));
                    for (int i = 0; i < 20; i++) {
                        run.set("x", v);
                        run.execute();
                    }
                    results[id] = run.item("y");
                }
            });
            threads[k].start();
        }
        for (Thread t : threads) {
            t.join();
        }
        for (int k = 0; k < 4; k++) {
            double a = 0.01 * (k + 1);
            assertEquals(4096 * Math.tanh(64 * a * a), results[k], 1e-2);
        }
    }

    @Test
    void whatTheGraphRepeatsIsComputedOnce() {
        Tensor x = input("x", 8);
        Tensor a = x.exp().add(x.exp());
        assertEquals(2, steps(Program.builder(engine).output("y", a)));
        assertEquals(3, steps(Program.builder(engine).output("y", a).without("merge")));
        Tensor constants = x.add(Tensor.of(1f).exp().mul(2).reshape(Shape.SCALAR));
        assertEquals(1, steps(Program.builder(engine).output("y", constants)));
        assertEquals(3, steps(Program.builder(engine).output("y", constants).without("fold")));
        Tensor square = Tensor.input("s", DType.FLOAT32, Shape.of(2, 2));
        Tensor turned = square.transpose().matmul(square.transpose().transpose());
        assertEquals(1, steps(Program.builder(engine).output("y", turned)));
        // What no output needs is not computed.
        assertEquals(1, steps(Program.builder(engine).input(x).output("y", square.neg())));
    }

    private static long steps(Program.Builder b) {
        return b.compile()
                .explain()
                .lines()
                .filter(l -> l.matches(" +\\d+  .*"))
                .count();
    }

    @Test
    void theExplanationCounts() {
        Tensor a = input("a", 10, 20);
        Tensor b = input("b", 20, 30);
        String text = Program.builder(engine)
                .output("y", a.matmul(b).add(1))
                .compile()
                .explain();
        assertTrue(text.contains("matmul"), text);
        assertTrue(text.contains("12000"), text);
        assertTrue(text.contains("2 steps, 12300 FLOPs"), text);
        assertFalse(text.contains("NaN"), text);
    }

    @Test
    void compiledFunctionsCompileOncePerTypeAndServeManyThreads() throws InterruptedException {
        int[] built = {0};
        try (CompiledFunction f = new CompiledFunction(engine, x -> {
            built[0]++;
            return List.of(x.get(0).mul(x.get(0)).sum(), x.get(0).neg());
        })) {
            AtomicReference<Throwable> failure = new AtomicReference<>();
            Thread[] threads = new Thread[4];
            for (int k = 0; k < 4; k++) {
                int id = k;
                threads[k] = new Thread(() -> {
                    for (int i = 0; i < 50; i++) {
                        List<Tensor> y = f.call(Tensor.of(id + 1f, 2));
                        assertEquals((id + 1) * (id + 1) + 4, y.get(0).item());
                        assertEquals(-(id + 1), y.get(1).toFloatArray()[0]);
                    }
                });
                threads[k].setUncaughtExceptionHandler((t, e) -> failure.set(e));
                threads[k].start();
            }
            for (Thread t : threads) {
                t.join();
            }
            assertNull(failure.get());
            assertEquals(1, built[0]);
            assertEquals(9, f.call(Tensor.of(3f), Tensor.of(1f)).get(0).item());
            assertEquals(2, built[0]);
        }
    }

    /** A call that fails does not cost the pool its run. */
    @Test
    void compiledFunctionsSurviveFailures() {
        try (CompiledFunction f =
                new CompiledFunction(engine, x -> List.of(x.get(0).gather(0, x.get(1))))) {
            Tensor x = Tensor.of(1f, 2);
            assertThrows(IndexOutOfBoundsException.class, () -> f.call(x, Tensor.of(0, 5)));
            assertArrayEquals(
                    new float[] {2, 1}, f.call(x, Tensor.of(1, 0)).get(0).toFloatArray());
        }
    }
}
