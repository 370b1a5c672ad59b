package org.auriflow.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Requires;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class ModuleTest {
    @Test
    void requiresOnlyWhatTheDesignAllows() throws IOException {
        ModuleDescriptor module;
        try (InputStream in = Files.newInputStream(Path.of("target/classes/module-info.class"))) {
            module = ModuleDescriptor.read(in);
        }
        assertEquals("org.auriflow.flows", module.name());
        assertEquals(
                Set.of("java.base", "org.auriflow.nn", "commons.math3"),
                module.requires().stream().map(Requires::name).collect(Collectors.toSet()));
    }
}
