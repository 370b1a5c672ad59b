package org.auriflow.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The committed device functions are what the engine's functions of today translate to. */
final class FunctionsSourceTest {
    private static final String GENERATOR = "src/build/GenerateFunctions.java";
    private static final String ENGINE = "../engine-core/src/main/java";
    private static final String COMMITTED = "src/main/cuda/engine_math.cuh";

    @Test
    void committedTextIsTheTranslation(@TempDir Path directory) throws IOException, InterruptedException {
        Path text = directory.resolve("engine_math.cuh");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process generator = new ProcessBuilder(java, GENERATOR, ENGINE, text.toString())
                .redirectErrorStream(true)
                .start();
        String printed = new String(generator.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, generator.waitFor(), printed);
        assertEquals(
                Files.readString(text),
                Files.readString(Path.of(COMMITTED)),
                "run: java %s %s %s, then src/build/ptx.sh".formatted(GENERATOR, ENGINE, COMMITTED));
    }
}
