package org.auriflow.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Program;
import org.auriflow.engine.RandomStream;
import org.auriflow.engine.Run;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Storage;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.TensorType;
import org.auriflow.engine.Variable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Chains of pointwise operations give the bits of the processor's kernels, whatever shares memory and launches with what. */
class ChainTest {
    private static final int STEPS = 3;
    private static Engine cpu;
    private static Engine cuda;

    @BeforeAll
    static void open() {
        Simt.assumeLoaded();
        cpu = Engine.cpu(1);
        cuda = Engine.open("cuda:0", 1);
    }

    @AfterAll
    static void close() {
        if (cuda != null) {
            cpu.close();
            cuda.close();
        }
    }

    /** A graph of bounded operations over values of several shapes, with outputs and updates among them. */
    private static Map<String, Storage> values(Engine engine, long seed) {
        RandomStream random = new RandomStream(seed, 1);
        int rows = 1 + random.below(40);
        int columns = 1 + random.below(20);
        List<Shape> shapes = List.of(
                Shape.of(rows, columns),
                Shape.of(1, columns),
                Shape.of(rows, 1),
                Shape.of(1, 1),
                Shape.of(3, rows, columns));
        List<Tensor> nodes = new ArrayList<>();
        Map<String, Shape> inputs = new LinkedHashMap<>();
        for (int k = 0; k < shapes.size(); k++) {
            inputs.put("x" + k, shapes.get(k));
            nodes.add(Tensor.input("x" + k, DType.FLOAT32, shapes.get(k)));
        }
        List<Variable> variables = new ArrayList<>();
        for (Shape s : shapes) {
            variables.add(engine.variable("v" + variables.size(), Tensor.full(new TensorType(DType.FLOAT32, s), 0.5)));
            nodes.add(variables.get(variables.size() - 1).read());
        }
        for (int i = 0; i < 60; i++) {
            Tensor a = nodes.get(random.below(nodes.size()));
            Tensor b = nodes.get(Math.max(0, nodes.size() - 1 - random.below(6)));
            nodes.add(
                    switch (random.below(8)) {
                        case 0 -> a.add(b).mul(0.5);
                        case 1 -> a.sub(b).mul(0.5);
                        case 2 -> a.mul(b);
                        case 3 -> a.tanh();
                        case 4 -> Tensor.where(a.lt(b), a, b.mul(-0.75));
                        case 5 -> a.max(b.neg());
                        case 6 -> a.sigmoid().sub(0.5);
                        default -> b.relu().sub(a.mul(0.25));
                    });
        }
        Program.Builder builder = Program.builder(engine);
        for (int k = 0; k < 5; k++) {
            builder.output("y" + k, nodes.get(10 + random.below(60)));
        }
        for (Variable v : variables) {
            Tensor next = nodes.get(10 + random.below(60));
            Tensor fit = next.shape().rank() > v.type().shape().rank() ? next.sum(0) : next;
            builder.update(v, v.read().mul(0.5).add(fit.sumTo(one(fit)).tanh()));
        }
        Program program = builder.compile();
        Map<String, Storage> results = new LinkedHashMap<>();
        try (Run run = program.open()) {
            inputs.forEach((name, shape) -> {
                if (program.inputTypes().containsKey(name)) {
                    Storage s = Storage.allocate(DType.FLOAT32, shape.size());
                    for (int i = 0; i < s.size(); i++) {
                        s.set(i, 2 * random.uniform() - 1);
                    }
                    run.set(name, s);
                }
            });
            for (int step = 0; step < STEPS; step++) {
                run.execute();
            }
            for (int k = 0; k < 5; k++) {
                results.put("y" + k, run.output("y" + k).copy());
            }
        }
        for (Variable v : variables) {
            results.put(v.name(), v.value());
            v.close();
        }
        return results;
    }

    private static Shape one(Tensor t) {
        int[] ones = new int[t.shape().rank()];
        java.util.Arrays.fill(ones, 1);
        return Shape.of(ones);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void randomGraphs(long seed) {
        Map<String, Storage> expected = values(cpu, seed);
        values(cuda, seed).forEach((name, got) -> {
            for (int i = 0; i < got.size(); i++) {
                // Sums over all elements may round otherwise.
                assertEquals(expected.get(name).get(i), got.get(i), 2e-6, seed + " " + name + " " + i);
            }
        });
    }

    /** Vectors, what they leave over, and broadcasts of rows, columns and scalars beside them. */
    @ParameterizedTest
    @ValueSource(ints = {65_536, 65_537, 65_538, 70_000, 131_073})
    void vectors(int n) {
        Tensor x = Tensor.input("x", DType.FLOAT32, Shape.of(n));
        Tensor d = Tensor.input("d", DType.FLOAT64, Shape.of(n));
        Tensor y = x.mul(2).add(1).tanh().mul(x);
        Tensor z = y.cast(DType.FLOAT64).add(d);
        Tensor bit = x.gt(0.25);
        Map<Engine, List<Storage>> results = new LinkedHashMap<>();
        for (Engine engine : List.of(cpu, cuda)) {
            Program p = Program.builder(engine)
                    .output("y", y)
                    .output("z", z)
                    .output("bit", bit)
                    .compile();
            try (Run run = p.open()) {
                Storage floats = Storage.allocate(DType.FLOAT32, n);
                Storage doubles = Storage.allocate(DType.FLOAT64, n);
                for (int i = 0; i < n; i++) {
                    floats.set(i, Math.sin(i));
                    doubles.set(i, Math.cos(i));
                }
                run.set("x", floats);
                run.set("d", doubles);
                run.execute();
                results.put(
                        engine,
                        List.of(
                                run.output("y").copy(),
                                run.output("z").copy(),
                                run.output("bit").copy()));
            }
        }
        for (int k = 0; k < 3; k++) {
            assertTrue(results.get(cpu).get(k).contentEquals(results.get(cuda).get(k)), "output " + k);
        }
    }

    @Test
    void rowsAndColumnsBesideVectors() {
        Tensor x = Tensor.input("x", DType.FLOAT32, Shape.of(300, 256));
        Tensor row = Tensor.input("row", DType.FLOAT32, Shape.of(256));
        Tensor column = Tensor.input("column", DType.FLOAT32, Shape.of(300, 1));
        Tensor y = x.mul(row).add(column).sub(row.mul(0.5));
        List<Storage> results = new ArrayList<>();
        for (Engine engine : List.of(cpu, cuda)) {
            try (Run run = Program.builder(engine).output("y", y).compile().open()) {
                RandomStream random = new RandomStream(1, 1);
                run.set("x", draws(random, 300 * 256));
                run.set("row", draws(random, 256));
                run.set("column", draws(random, 300));
                run.execute();
                results.add(run.output("y").copy());
            }
        }
        assertTrue(results.get(0).contentEquals(results.get(1)));
    }

    private static float[] draws(RandomStream random, int n) {
        float[] a = new float[n];
        for (int i = 0; i < n; i++) {
            a[i] = (float) (2 * random.uniform() - 1);
        }
        return a;
    }

    /** The updates of all parameters of a network share a launch. */
    @Test
    void independentChainsShareALaunch() {
        List<Variable> weights = List.of(
                cuda.variable("a", Tensor.zeros(DType.FLOAT32, 7, 3)),
                cuda.variable("b", Tensor.zeros(DType.FLOAT32, 5)));
        Program.Builder b = Program.builder(cuda);
        weights.forEach(w -> b.update(w, w.read().add(1).mul(0.5)));
        Program p = b.compile();
        assertEquals(1, p.explain().lines().filter(l -> l.contains("add mul")).count(), p.explain());
        try (Run run = p.open()) {
            run.execute();
            run.execute();
        }
        weights.forEach(w -> {
            assertEquals(0.75, w.value().get(w.type().size() - 1));
            w.close();
        });
    }

    /** A kernel has room for some five hundred pointers: more buffers take more launches. */
    @Test
    void manyBuffers() {
        List<Variable> weights = new ArrayList<>();
        Program.Builder b = Program.builder(cuda);
        for (int i = 0; i < 1200; i++) {
            Variable w = cuda.variable("w" + i, Tensor.scalar(DType.FLOAT32, i));
            weights.add(w);
            b.update(w, w.read().mul(0.5).add(1));
        }
        try (Run run = b.compile().open()) {
            run.execute();
        }
        for (int i = 0; i < weights.size(); i++) {
            assertEquals(i * 0.5 + 1, weights.get(i).value().get(0));
            weights.get(i).close();
        }
    }
}
