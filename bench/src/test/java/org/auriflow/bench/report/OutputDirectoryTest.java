package org.auriflow.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OutputDirectoryTest {
    @TempDir
    private Path root;

    @Test
    void nothingIsLeftWithoutACommit() throws IOException {
        try (OutputDirectory out = OutputDirectory.open(root.resolve("a/b/c"))) {
            Files.writeString(out.staging().resolve("report.html"), "half");
            assertFalse(Files.exists(out.directory().resolve("report.html")));
        }
        assertEquals(List.of(), entries(root));
    }

    @Test
    void commitMovesFilesAndNothingElse() throws IOException {
        Path target = root.resolve("out");
        Files.createDirectory(target);
        Files.writeString(target.resolve("notes.txt"), "mine");
        Files.writeString(target.resolve("summary.json"), "old");
        try (OutputDirectory out = OutputDirectory.open(target)) {
            Files.writeString(out.staging().resolve("summary.json"), "new");
            Files.writeString(out.staging().resolve("report.html"), "page");
            out.commit();
        }
        assertEquals(List.of("notes.txt", "report.html", "summary.json"), entries(target));
        assertEquals("new", Files.readString(target.resolve("summary.json")));
        assertEquals("mine", Files.readString(target.resolve("notes.txt")));
    }

    @Test
    void whatOthersPutThereStays() throws IOException {
        try (OutputDirectory out = OutputDirectory.open(root.resolve("out"))) {
            Files.writeString(out.directory().resolve("theirs.txt"), "theirs");
        }
        assertEquals(List.of("theirs.txt"), entries(root.resolve("out")));
    }

    @Test
    void olderResultsSurviveAFailure() throws IOException {
        Path target = Files.createDirectory(root.resolve("out"));
        Files.writeString(target.resolve("report.html"), "old");
        Files.createDirectory(target.resolve("summary.json"));
        try (OutputDirectory out = OutputDirectory.open(target)) {
            Files.writeString(out.staging().resolve("report.html"), "new");
            Files.writeString(out.staging().resolve("summary.json"), "new");
            String message =
                    assertThrows(UncheckedIOException.class, out::commit).getMessage();
            assertTrue(message.contains("summary.json is a directory"), message);
        }
        assertEquals("old", Files.readString(target.resolve("report.html")));
        assertEquals(List.of("report.html", "summary.json"), entries(target));
    }

    @Test
    void aFileIsNoDirectory() throws IOException {
        Path file = Files.writeString(root.resolve("file"), "");
        for (Path path : List.of(file, file.resolve("below"), file.resolve("far/below"))) {
            String message = assertThrows(IllegalArgumentException.class, () -> OutputDirectory.open(path))
                    .getMessage();
            assertTrue(message.startsWith("out: ") && message.contains(path.toString()), message);
            assertEquals(1, message.lines().count());
        }
        assertEquals(List.of("file"), entries(root));
    }

    private static List<String> entries(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.map(p -> p.getFileName().toString()).sorted().toList();
        }
    }
}
