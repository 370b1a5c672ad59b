package org.auriflow.nn.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Tensor;
import org.auriflow.nn.Mlp;
import org.auriflow.nn.Model;
import org.auriflow.nn.ModelCatalogue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ModelFilesTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource
    void everyModelComesBackToTheBit(ModelCatalogue type) throws IOException {
        Path base = directory.resolve("model.v1");
        for (DType d : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
            double[] before;
            Tensor x = Tensor.of(0.25, -3.0, 8.5, 0.1, 0.2, 0.3).cast(d).reshape(2, 3);
            try (Engine engine = Engine.cpu(1)) {
                Model model = type.build(engine, d);
                // Not the initial values, which a rebuilt model has anyway.
                model.variables().values().forEach(v -> v.assign(v.read().add(0.125)));
                before = model.call(x).toDoubleArray();
                ModelFiles.save(model, base, Map.of("inputs", List.of("a", "b", "c"), "seed", Long.MIN_VALUE));
            }
            try (Engine engine = Engine.cpu(1)) {
                ModelFiles.Loaded loaded = ModelFiles.load(engine, base);
                assertArrayEquals(before, loaded.model().call(x).toDoubleArray());
                assertEquals(List.of("a", "b", "c"), loaded.about().get("inputs"));
                assertEquals(Long.MIN_VALUE, loaded.about().get("seed"));
            }
        }
        assertTrue(Files.exists(directory.resolve("model.v1.safetensors")));
        assertTrue(Files.exists(directory.resolve("model.v1.json")));
    }

    private static Model net(Engine engine, long seed) {
        return Mlp.builder(engine).inputs(1).hidden(2).outputs(1).seed(seed).build();
    }

    private void refuses(String name, String reason) {
        try (Engine engine = Engine.cpu(1)) {
            String message = assertThrows(IOException.class, () -> ModelFiles.load(engine, directory.resolve(name)))
                    .getMessage();
            assertTrue(message.startsWith("load: "), message);
            assertTrue(message.contains(directory.resolve(name).toString()) && message.contains(reason), message);
        }
    }

    private void edit(String name, String from, String to) throws IOException {
        Path file = directory.resolve(name + ".json");
        String text = Files.readString(file);
        assertTrue(text.contains(from), text);
        Files.writeString(file, text.replace(from, to));
    }

    @Test
    void damagedAndMismatchedFilesAreRefused() throws IOException {
        try (Engine engine = Engine.cpu(1)) {
            for (String name : List.of("a", "b", "c", "d", "e", "f")) {
                ModelFiles.save(net(engine, name.charAt(0)), directory.resolve(name));
            }
        }
        refuses("missing", "requires a file that can be read");
        edit("a", "\"hidden\":[", "\"hidden\":[7, ");
        refuses("a", "layers.2.bias");
        Files.copy(
                directory.resolve("c.safetensors"),
                directory.resolve("b.safetensors"),
                StandardCopyOption.REPLACE_EXISTING);
        refuses("b", "do not belong together");
        byte[] bytes = Files.readAllBytes(directory.resolve("c.safetensors"));
        bytes[bytes.length - 2] ^= 1;
        Files.write(directory.resolve("c.safetensors"), bytes);
        refuses("c", "its values are damaged");
        Files.write(directory.resolve("c.safetensors"), Arrays.copyOf(bytes, bytes.length - 3));
        refuses("c", "truncated");
        edit("d", "\"version\":1", "\"version\":2");
        refuses("d", "version 2");
        edit("e", "\"mlp\"", "\"perceptron\"");
        refuses("e", "got 'perceptron'");
        edit("f", "{", "{{");
        refuses("f", "line");
    }

    @Test
    void parametersOfAnotherShapeAreRefused() throws IOException {
        try (Engine engine = Engine.cpu(1)) {
            ModelFiles.save(net(engine, 1), directory.resolve("a"));
            edit("a", "\"inputs\":1", "\"inputs\":4");
            refuses("a", "requires float32[2, 4], got float32[2, 1]");
        }
    }

    @Test
    void aValueThatJsonDoesNotKnowLeavesTheOldFiles() throws IOException {
        try (Engine engine = Engine.cpu(1)) {
            Path base = directory.resolve("a");
            ModelFiles.save(net(engine, 1), base);
            byte[] before = Files.readAllBytes(ModelFiles.config(base));
            String message = assertThrows(
                            IllegalArgumentException.class,
                            () -> ModelFiles.save(net(engine, 2), base, Map.of("loss", List.of(1, Double.NaN))))
                    .getMessage();
            assertTrue(message.contains("NaN at about.loss[1]"), message);
            assertArrayEquals(before, Files.readAllBytes(ModelFiles.config(base)));
            ModelFiles.load(engine, base);
        }
    }

    @Test
    void jsonNumbersAndTextComeBackExactly() {
        Map<String, Object> values = new java.util.LinkedHashMap<>();
        values.put("double", 0.1 + 0.2);
        values.put("tiny", Double.MIN_VALUE);
        values.put("whole", 1e22);
        values.put("negative", -0.75);
        values.put("long", Long.MAX_VALUE);
        values.put("int", Integer.MIN_VALUE);
        values.put("text", "\"\\\n\u0001 ünï €");
        values.put("none", null);
        values.put("flags", List.of(true, false));
        values.put("inner", Map.of("a", List.of(List.of(1, 2), List.of())));
        Map<String, Object> read = Json.parse(Json.write(values));
        values.forEach((k, v) -> {
            if (v instanceof Double d) {
                assertEquals(d, ((Number) read.get(k)).doubleValue(), 0.0, k);
            } else {
                assertEquals(v, read.get(k), k);
            }
        });
    }

    @Test
    void jsonFaultsAreLocated() {
        for (String text : List.of("", "[]", "{\"a\":}", "{\"a\":1", "{\"a\":" + "[".repeat(1_000_000))) {
            String message = assertThrows(IllegalArgumentException.class, () -> Json.parse(text))
                    .getMessage();
            assertTrue(message.startsWith("json: requires"), message);
        }
        String bytes = new String(new byte[] {'{', 0, '}'}, StandardCharsets.UTF_8);
        assertThrows(IllegalArgumentException.class, () -> Json.parse(bytes));
    }
}
