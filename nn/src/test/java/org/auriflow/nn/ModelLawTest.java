package org.auriflow.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.auriflow.engine.Batch;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Gradcheck;
import org.auriflow.engine.RandomStream;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Storage;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.TensorType;
import org.auriflow.engine.Variable;
import org.auriflow.nn.io.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ModelLawTest {
    private static Tensor data(DType dtype, int... extents) {
        Shape shape = Shape.of(extents);
        RandomStream random = new RandomStream(9, 9);
        Storage s = Storage.allocate(dtype, shape.size());
        for (int i = 0; i < shape.size(); i++) {
            s.set(i, random.normal());
        }
        return Tensor.constant(new TensorType(dtype, shape), s);
    }

    /** The model as a function of x and its parameters. */
    private static Tensor function(Model model, List<Tensor> in, Pass pass) {
        Tensor y = model.call(in.get(0), pass);
        List<Tensor> reads = new ArrayList<>();
        List<Tensor> values = new ArrayList<>();
        int k = 1;
        for (Variable v : model.parameters().values()) {
            reads.add(v.read());
            values.add(in.get(k++).expand(0));
        }
        return reads.isEmpty() ? y : Batch.vmap(List.of(y), reads, values).get(0);
    }

    @ParameterizedTest
    @EnumSource
    void derivativesAreRightToSecondOrder(ModelCatalogue type) {
        try (Engine engine = Engine.cpu(1)) {
            Model model = type.build(engine, DType.FLOAT64);
            List<Tensor> at = new ArrayList<>(List.of(data(DType.FLOAT64, 2, 3)));
            model.parameters().values().forEach(v -> at.add(v.snapshot()));
            Pass training = Pass.training(Tensor.scalar(DType.INT32, 3));
            for (Pass pass : new Pass[] {Pass.evaluation(), training}) {
                Gradcheck.of(in -> function(model, in, pass), at).order(2).run();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void configurationSurvivesJsonAndRebuildsTheSameModel(ModelCatalogue type) {
        try (Engine engine = Engine.cpu(1)) {
            for (DType d : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
                Model model = type.build(engine, d);
                Map<String, Object> config = Json.parse(Json.write(model.config()));
                Model again = Models.fromConfig(engine, config);
                assertEquals(Json.write(model.config()), Json.write(again.config()));
                assertEquals(
                        List.copyOf(model.parameters().keySet()),
                        List.copyOf(again.parameters().keySet()));
                Tensor x = data(d, 4, 3);
                assertArrayEquals(model.call(x).toDoubleArray(), again.call(x).toDoubleArray());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void leadingAxesAreRows(ModelCatalogue type) {
        try (Engine engine = Engine.cpu(1)) {
            Model model = type.build(engine, DType.FLOAT64);
            Tensor x = data(DType.FLOAT64, 2, 2, 3);
            double[] all = model.call(x).toDoubleArray();
            assertArrayEquals(all, model.call(x.reshape(4, 3)).toDoubleArray());
            int width = all.length / 4;
            for (int i = 0; i < 4; i++) {
                double[] one = model.call(x.reshape(4, 3).select(0, i)).toDoubleArray();
                for (int k = 0; k < width; k++) {
                    assertEquals(all[i * width + k], one[k], 1e-15);
                }
            }
            double[] mapped = Batch.vmap(model::call, x.reshape(4, 3)).toDoubleArray();
            for (int i = 0; i < all.length; i++) {
                assertEquals(all[i], mapped[i], 1e-14);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void parametersHaveDistinctVariablesAndAStableOrder(ModelCatalogue type) {
        try (Engine engine = Engine.cpu(1)) {
            Model model = type.build(engine, DType.FLOAT32);
            Map<String, Variable> p = model.parameters();
            assertEquals(p.size(), new HashSet<>(p.values()).size());
            assertEquals(List.copyOf(p.values()), List.copyOf(model.parameters().values()));
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "DROPOUT")
    void refusesOtherWidths(ModelCatalogue type) {
        try (Engine engine = Engine.cpu(1)) {
            Model model = type.build(engine, DType.FLOAT32);
            for (Tensor x : new Tensor[] {
                data(DType.FLOAT32, 2, 4), Tensor.scalar(DType.FLOAT32, 1), Tensor.zeros(DType.INT32, 2, 3)
            }) {
                String message = assertThrows(IllegalArgumentException.class, () -> model.call(x))
                        .getMessage();
                assertTrue(message.contains("3]") && message.contains(", got "), message);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "STANDARDISER")
    void configurationsWithoutAnEntryAreRefusedByName(ModelCatalogue type) {
        try (Engine engine = Engine.cpu(1)) {
            Map<String, Object> config = type.build(engine, DType.FLOAT32).config();
            for (String key : config.keySet()) {
                Map<String, Object> less = new java.util.LinkedHashMap<>(config);
                less.remove(key);
                String message = assertThrows(IllegalArgumentException.class, () -> Models.fromConfig(engine, less))
                        .getMessage();
                assertTrue(message.contains("'" + key + "', got null"), message);
            }
        }
    }

    @Test
    void anMlpIsItsFormula() {
        try (Engine engine = Engine.cpu(1)) {
            for (Activation a : Activation.values()) {
                Mlp net = Mlp.builder(engine)
                        .inputs(2)
                        .hidden(3)
                        .outputs(1)
                        .activation(a)
                        .dtype(DType.FLOAT64)
                        .build();
                double[] x = {0.7, -1.2};
                Map<String, Variable> p = net.parameters();
                double[] w0 = p.get("layers.0.weight").snapshot().toDoubleArray();
                double[] b0 = p.get("layers.0.bias").snapshot().toDoubleArray();
                double[] w1 = p.get("layers.1.weight").snapshot().toDoubleArray();
                double y = p.get("layers.1.bias").snapshot().item();
                for (int h = 0; h < 3; h++) {
                    double s = b0[h] + w0[2 * h] * x[0] + w0[2 * h + 1] * x[1];
                    y += w1[h] * reference(a, s);
                }
                assertEquals(y, net.call(Tensor.of(x)).item(), 1e-9, a.name());
            }
        }
    }

    private static double reference(Activation a, double s) {
        return switch (a) {
            case TANH -> Math.tanh(s);
            case RELU -> Math.max(s, 0);
            case LEAKY_RELU -> s > 0 ? s : 0.01 * s;
            // Φ by its series, converged for the arguments of this test.
            case GELU -> s * (0.5 + series(s) / Math.sqrt(2 * Math.PI));
            case SILU -> s / (1 + Math.exp(-s));
            case SIGMOID -> 1 / (1 + Math.exp(-s));
            case SOFTPLUS -> Math.log1p(Math.exp(s));
            case IDENTITY -> s;
        };
    }

    private static double series(double s) {
        double term = s;
        double sum = s;
        for (int k = 1; k < 40; k++) {
            term *= -s * s / (2 * k);
            sum += term / (2 * k + 1);
        }
        return sum;
    }

    @Test
    void residualBlocksBeginCloseToTheIdentity() {
        try (Engine engine = Engine.cpu(1)) {
            Model deep = ResidualMlp.builder(engine)
                    .inputs(2)
                    .hidden(30)
                    .blocks(8)
                    .outputs(1)
                    .dtype(DType.FLOAT64)
                    .build();
            double at = deep.call(Tensor.of(3.0, 4.0)).item();
            double twice = deep.call(Tensor.of(6.0, 8.0)).item();
            double zero = deep.call(Tensor.of(0.0, 0.0)).item();
            assertEquals(2 * (at - zero), twice - zero, 0.05 * Math.abs(at - zero));
            assertTrue(Math.abs(at - zero) > 0.1);
        }
    }

    @Test
    void otherModulesAddTheirTypes() {
        try (Engine engine = Engine.cpu(1)) {
            Map<String, Object> config = Map.of("type", "twice", "inner", LINEAR_CONFIG);
            Models more = Models.standard().with("twice", (e, c, models) -> models.build(e, c.object("inner")));
            assertEquals("linear", more.build(engine, config).config().get("type"));
            String message = assertThrows(IllegalArgumentException.class, () -> Models.fromConfig(engine, config))
                    .getMessage();
            assertTrue(message.contains("got 'twice'"), message);
        }
    }

    private static final Map<String, Object> LINEAR_CONFIG = Map.of(
            "type",
            "linear",
            "inputs",
            1,
            "outputs",
            1,
            "initializer",
            "zeros",
            "gain",
            1.0,
            "bias_bound",
            0,
            "dtype",
            "float32",
            "seed",
            1L,
            "layer",
            0);
}
