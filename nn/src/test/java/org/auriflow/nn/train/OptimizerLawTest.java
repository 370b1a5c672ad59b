package org.auriflow.nn.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Grad;
import org.auriflow.engine.Program;
import org.auriflow.engine.RandomStream;
import org.auriflow.engine.Run;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Storage;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.TensorType;
import org.auriflow.engine.Variable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every optimiser against its textbook formula in plain Java, and on a convex function. */
class OptimizerLawTest {
    /** One step of the formula on one parameter, in place; {@code state} is its memory. */
    interface Formula {
        void step(double[] p, double[] g, double[][] state, int t, double rate, boolean matrix);
    }

    record Case(String name, Optimizer optimizer, Formula formula, double rate) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> catalogue() {
        return Stream.of(
                new Case("sgd", new Sgd(), (p, g, s, t, rate, matrix) -> momentum(p, g, s, rate, 0, false), 0.1),
                new Case(
                        "momentum",
                        new Sgd(0.9, false),
                        (p, g, s, t, rate, matrix) -> momentum(p, g, s, rate, 0.9, false),
                        0.02),
                new Case(
                        "nesterov",
                        new Sgd(0.9, true),
                        (p, g, s, t, rate, matrix) -> momentum(p, g, s, rate, 0.9, true),
                        0.02),
                new Case("adam", new Adam(), (p, g, s, t, rate, matrix) -> adam(p, g, s, t, rate, 0, false), 0.1),
                new Case("amsgrad", new AMSGrad(), (p, g, s, t, rate, matrix) -> adam(p, g, s, t, rate, 0, true), 0.1),
                new Case(
                        "adamw",
                        new AdamW(0.01),
                        (p, g, s, t, rate, matrix) -> adam(p, g, s, t, rate, 0.01, false),
                        0.1),
                new Case(
                        "adamw on matrices",
                        new AdamW(0.9, 0.999, 1e-8, 0.01, WeightDecay.MATRICES),
                        (p, g, s, t, rate, matrix) -> adam(p, g, s, t, rate, matrix ? 0.01 : 0, false),
                        0.1));
    }

    private static void momentum(double[] p, double[] g, double[][] s, double rate, double mu, boolean nesterov) {
        for (int i = 0; i < p.length; i++) {
            s[0][i] = mu * s[0][i] + g[i];
            p[i] -= rate * (nesterov ? g[i] + mu * s[0][i] : s[0][i]);
        }
    }

    private static void adam(double[] p, double[] g, double[][] s, int t, double rate, double decay, boolean largest) {
        for (int i = 0; i < p.length; i++) {
            s[0][i] = 0.9 * s[0][i] + 0.1 * g[i];
            s[1][i] = 0.999 * s[1][i] + 0.001 * g[i] * g[i];
            s[2][i] = largest ? Math.max(s[2][i], s[1][i]) : s[1][i];
            double mean = s[0][i] / (1 - Math.pow(0.9, t));
            double square = s[2][i] / (1 - Math.pow(0.999, t));
            p[i] -= rate * decay * p[i] + rate * mean / (Math.sqrt(square) + 1e-8);
        }
    }

    private static Map<String, Variable> parameters(Engine engine) {
        Map<String, Variable> p = new LinkedHashMap<>();
        RandomStream random = new RandomStream(3, 1);
        for (Shape s : new Shape[] {Shape.of(2, 3), Shape.of(3), Shape.SCALAR}) {
            Storage values = Storage.allocate(DType.FLOAT64, s.size());
            for (int i = 0; i < s.size(); i++) {
                values.set(i, random.normal());
            }
            String name = "p" + s.rank();
            p.put(name, engine.variable(name, Tensor.constant(new TensorType(DType.FLOAT64, s), values)));
        }
        return p;
    }

    @ParameterizedTest
    @MethodSource("catalogue")
    void followsItsFormula(Case c) {
        try (Engine engine = Engine.cpu(1)) {
            Map<String, Variable> p = parameters(engine);
            Optimizer.State state = c.optimizer.create(engine, p);
            Map<String, Tensor> g = new LinkedHashMap<>();
            p.forEach((name, v) ->
                    g.put(name, Tensor.input(name, DType.FLOAT64, v.type().shape())));
            Program.Builder program = Program.builder(engine);
            state.updates(g, Tensor.input("rate", DType.FLOAT64, Shape.SCALAR)).forEach(program::update);
            Map<String, double[]> expected = new LinkedHashMap<>();
            Map<String, double[][]> memory = new LinkedHashMap<>();
            p.forEach((name, v) -> {
                expected.put(name, v.snapshot().toDoubleArray());
                memory.put(name, new double[3][v.type().size()]);
            });
            RandomStream random = new RandomStream(4, 1);
            try (Run run = program.compile().open()) {
                for (int t = 1; t <= 20; t++) {
                    double rate = 0.01 / t;
                    run.set("rate", rate);
                    for (String name : p.keySet()) {
                        double[] values = new double[expected.get(name).length];
                        Arrays.setAll(values, i -> 3 * random.normal());
                        run.set(name, values);
                        boolean matrix = p.get(name).type().shape().rank() == 2;
                        c.formula.step(expected.get(name), values, memory.get(name), t, rate, matrix);
                    }
                    run.execute();
                    for (String name : p.keySet()) {
                        double[] got = p.get(name).snapshot().toDoubleArray();
                        for (int i = 0; i < got.length; i++) {
                            assertEquals(expected.get(name)[i], got[i], 1e-13, name + " after step " + t);
                        }
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("catalogue")
    void findsTheMinimumOfAConvexFunction(Case c) {
        try (Engine engine = Engine.cpu(1)) {
            Map<String, Variable> p = parameters(engine);
            Tensor loss = Tensor.scalar(DType.FLOAT64, 0);
            for (Variable v : p.values()) {
                // Curvatures from 0.5 to 2, with the minimum at 0.25.
                Tensor curvature =
                        Tensor.range(DType.FLOAT64, v.type().size()).mul(0.3).add(0.5);
                Tensor d = v.read().sub(0.25).reshape(v.type().size());
                loss = loss.add(d.mul(d).mul(curvature).sum().mul(0.5));
            }
            Tensor total = loss;
            Map<String, Tensor> g = new LinkedHashMap<>();
            p.forEach((name, v) -> g.put(name, Grad.grad(total, v.read())));
            Program.Builder program = Program.builder(engine);
            c.optimizer
                    .create(engine, p)
                    .updates(g, Tensor.input("rate", DType.FLOAT64, Shape.SCALAR))
                    .forEach(program::update);
            int steps = 400;
            try (Run run = program.compile().open()) {
                for (int t = 0; t < steps; t++) {
                    run.set("rate", c.rate * (1 - (double) t / steps));
                    run.execute();
                }
            }
            // Weight decay of 0.01 moves the minimum by at most 0.01/0.5 of its value, or less.
            double allowed = c.name.startsWith("adamw") ? 6e-3 : 1e-4;
            p.values().forEach(v -> {
                for (double x : v.snapshot().toDoubleArray()) {
                    assertEquals(0.25, x, allowed, v.name());
                }
            });
        }
    }

    @Test
    void firstStepOfAdamIsTheLearningRateInFloat32Too() {
        // 1 − 0.999¹ in float32 would be off by 5e-5.
        try (Engine engine = Engine.cpu(1)) {
            Variable v = engine.variable("v", Tensor.of(1f, 1f));
            Map<String, Variable> p = Map.of("v", v);
            Program.Builder program = Program.builder(engine);
            new Adam()
                    .create(engine, p)
                    .updates(Map.of("v", Tensor.of(1e-3f, -1e3f)), Tensor.scalar(DType.FLOAT64, 0.5))
                    .forEach(program::update);
            try (Run run = program.compile().open()) {
                run.execute();
            }
            assertEquals(0.5, v.snapshot().toDoubleArray()[0], 1e-5);
            assertEquals(1.5, v.snapshot().toDoubleArray()[1], 1e-6);
        }
    }

    @Test
    void refusesImpossibleConstants() {
        for (Runnable r : new Runnable[] {
            () -> new Adam(1, 0.999, 1e-8),
            () -> new AMSGrad(0.9, -0.1, 1e-8),
            () -> new AdamW(-1),
            () -> new Adam(0.9, 0.999, 0),
            () -> new Sgd(1, false),
            () -> new Sgd(0, true),
            () -> new Sgd(Double.NaN, false)
        }) {
            String message =
                    assertThrows(IllegalArgumentException.class, r::run).getMessage();
            assertTrue(message.contains(", got ") && message.contains("; "), message);
        }
    }

    /** Subnormal numbers, with which processors compute slowly, would otherwise stay for ever: 0.9 of the smallest is itself. */
    @Test
    void momentsOfDeadUnitsBecomeZero() {
        try (Engine engine = Engine.cpu(1)) {
            Variable p = engine.variable("p", Tensor.of(1f, 1));
            Optimizer.State state = new Adam().create(engine, Map.of("p", p));
            Tensor g = Tensor.input("g", DType.FLOAT32, Shape.of(2));
            Program.Builder builder = Program.builder(engine);
            state.updates(Map.of("p", g), Tensor.scalar(DType.FLOAT64, 1e-3)).forEach(builder::update);
            try (Run run = builder.compile().open()) {
                run.set("g", 1f, 1f);
                run.execute();
                run.set("g", 0f, 1f);
                for (int i = 0; i < 1500; i++) {
                    run.execute();
                }
            }
            Variable m = state.variables().entrySet().stream()
                    .filter(e -> e.getKey().startsWith("m."))
                    .map(Map.Entry::getValue)
                    .findFirst()
                    .orElseThrow();
            float[] mean = (float[]) m.value().array();
            assertEquals(0f, mean[0]);
            assertEquals(1f, mean[1], 1e-5f);
        }
    }
}
