package org.auriflow.bench.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PerformanceFileTest {
    @TempDir
    private Path directory;

    @Test
    void whatIsWrittenIsReadAgain() throws IOException {
        Comparison comparison = MadeUpComparison.of(
                MadeUpComparison.row("gemm/512", 0.95, 1.234, 1.4, Double.NaN),
                MadeUpComparison.row("carl-step/b128h50", 2.3, 0.08, 0.79, 0.168));
        Path file = Files.writeString(directory.resolve("performance.json"), PerformanceFile.of(comparison));
        assertEquals(comparison, PerformanceFile.read(file));
    }

    @Test
    void whatIsNotKnownIsNull() throws IOException {
        Comparison comparison =
                MadeUpComparison.of(MadeUpComparison.row("gemm/512", 0.95, 1.25, Double.NaN, Double.NaN));
        String text = PerformanceFile.of(comparison);
        assertTrue(text.contains("\"ratio\":null"), text);
        assertEquals(comparison, PerformanceFile.read(Files.writeString(directory.resolve("p.json"), text)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "{\"workloads\":[{}]}",
                "{\"workloads\":[{\"workload\":\"a\"}]}",
                "{\"workloads\":[7]}"
            })
    void anythingElseIsRefused(String text) throws IOException {
        Path file = Files.writeString(directory.resolve("other.json"), text);
        String message = assertThrows(IllegalArgumentException.class, () -> PerformanceFile.read(file))
                .getMessage();
        assertTrue(message.contains("written by bench compare --write is needed, got " + file), message);
    }
}
