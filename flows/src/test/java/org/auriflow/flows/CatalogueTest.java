package org.auriflow.flows;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Variable;
import org.auriflow.flows.distribution.StandardNormal;
import org.auriflow.flows.elementwise.RationalQuadraticSpline;
import org.auriflow.nn.Model;
import org.auriflow.nn.io.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every model is in the catalogue, and what is there can be rebuilt from its configuration. */
class CatalogueTest {
    static Stream<Flows.Entry> all() {
        return Flows.ALL.stream();
    }

    @Test
    void everyModelIsListed() throws IOException, URISyntaxException, ClassNotFoundException {
        Set<Class<?>> listed = new HashSet<>();
        try (Engine engine = Engine.cpu(1)) {
            Flows.ALL.forEach(e -> listed.add(e.example(engine, DType.FLOAT32).getClass()));
        }
        Flows.ELEMENTWISE.forEach(e -> listed.add(e.example().getClass()));
        Path root = Path.of(Flows.class.getResource("Flows.class").toURI()).getParent();
        List<String> missing = new ArrayList<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path p :
                    files.filter(p -> p.toString().endsWith(".class")).sorted().toList()) {
                String name =
                        root.relativize(p).toString().replace(".class", "").replace(File.separatorChar, '.');
                if (name.contains("Test")) {
                    continue;
                }
                Class<?> c = Class.forName(Flows.class.getPackageName() + "." + name);
                boolean layer = Model.class.isAssignableFrom(c) || Elementwise.class.isAssignableFrom(c);
                if (layer && !c.isInterface() && !listed.contains(c)) {
                    missing.add(name);
                }
            }
        }
        assertEquals(List.of(), missing);
        assertEquals(
                Flows.ALL.size(),
                Flows.ALL.stream().map(Flows.Entry::toString).distinct().count());
    }

    @ParameterizedTest
    @MethodSource("all")
    void configurationSurvivesJsonAndRebuildsTheSameModel(Flows.Entry e) {
        try (Engine engine = Engine.cpu(1)) {
            for (DType d : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
                Model model = e.example(engine, d);
                Map<String, Object> config = Json.parse(Json.write(model.config()));
                assertEquals(e.type(), config.get("type"));
                Model again = Flows.models().build(engine, config);
                assertEquals(model.getClass(), again.getClass());
                assertEquals(Json.write(model.config()), Json.write(again.config()));
                assertEquals(
                        List.copyOf(model.variables().keySet()),
                        List.copyOf(again.variables().keySet()));
                model.variables().forEach((name, v) -> {
                    Variable rebuilt = again.variables().get(name);
                    assertEquals(v.type(), rebuilt.type(), name);
                    // An example that was moved from its initial values says nothing about them.
                    if (v.version() == 0) {
                        assertArrayEquals(
                                v.snapshot().toDoubleArray(), rebuilt.snapshot().toDoubleArray(), name);
                    }
                });
            }
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void configurationsWithoutAnEntryAreRefusedByName(Flows.Entry e) {
        try (Engine engine = Engine.cpu(1)) {
            Map<String, Object> config = e.example(engine, DType.FLOAT32).config();
            for (String key : config.keySet()) {
                Map<String, Object> less = new LinkedHashMap<>(config);
                less.remove(key);
                String message = assertThrows(IllegalArgumentException.class, () -> Flows.models()
                                .build(engine, less))
                        .getMessage();
                assertTrue(message.contains("'" + key + "'"), message);
            }
        }
    }

    @Test
    void partsOfTheWrongKindAreNamed() {
        try (Engine engine = Engine.cpu(1)) {
            Map<String, Object> normal = new StandardNormal(2).config();
            Map<String, Object> config = Map.of("type", "composite", "parts", List.of(normal));
            String message = assertThrows(
                            IllegalArgumentException.class, () -> Flows.models().build(engine, config))
                    .getMessage();
            assertTrue(message.contains("requires a Transform inside, got 'standard_normal'"), message);
            Map<String, Object> unknown = Map.of("type", "no_spline");
            assertTrue(assertThrows(IllegalArgumentException.class, () -> Flows.elementwise(unknown))
                    .getMessage()
                    .contains("got 'no_spline'"));
            assertInstanceOf(RationalQuadraticSpline.class, Flows.elementwise(new RationalQuadraticSpline().config()));
        }
    }
}
