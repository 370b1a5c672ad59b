package org.auriflow.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Program;
import org.auriflow.engine.Run;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.TensorType;
import org.auriflow.engine.Variable;
import org.junit.jupiter.api.Test;

/** Services evaluate one program from many threads, each with a run of its own, while others compile. */
class ThreadsTest {
    private static final int THREADS = 4;
    private static final int REPEATS = 25;

    @Test
    void runsOfOneProgramDoNotDisturbEachOther() throws Exception {
        Simt.assumeLoaded();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try (Engine engine = Engine.open("cuda:0", 1)) {
            Variable w = engine.variable("w", Tensor.full(new TensorType(DType.FLOAT32, Shape.of(8, 8)), 0.5));
            Tensor x = Tensor.input("x", DType.FLOAT32, Shape.of(3, 8));
            Program p = Program.builder(engine)
                    .output("y", x.matmul(w.read()).relu().sum())
                    .compile();
            List<Future<?>> done = new ArrayList<>();
            for (int t = 0; t < THREADS; t++) {
                int value = t + 1;
                done.add(threads.submit(() -> {
                    evaluate(p, value);
                    evaluate(compiled(engine, w, value), value);
                    return null;
                }));
            }
            for (Future<?> f : done) {
                f.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** The same function with a constant that only this thread has. */
    private static Program compiled(Engine engine, Variable w, int value) {
        Tensor x = Tensor.input("x", DType.FLOAT32, Shape.of(3, 8));
        Tensor y = x.matmul(w.read()).relu().sum().mul(value).div(value);
        return Program.builder(engine).output("y", y).compile();
    }

    private static void evaluate(Program p, int value) {
        float[] rows = new float[24];
        try (Run run = p.open()) {
            for (int i = 0; i < REPEATS; i++) {
                java.util.Arrays.fill(rows, value + i);
                run.set("x", rows);
                run.execute();
                // 24 results of 8 terms, each half the value.
                assertEquals(96.0 * (value + i), run.item("y"), 1e-3);
            }
        }
    }
}
