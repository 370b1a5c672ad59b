package org.auriflow.nn.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
    @TempDir
    Path directory;

    private List<String> names() throws IOException {
        try (Stream<Path> list = Files.list(directory)) {
            return list.map(p -> p.getFileName().toString()).toList();
        }
    }

    private static AtomicFile.Content text(String s) {
        return out -> out.write(s.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void replacesWhatWasThere() throws IOException {
        Path file = directory.resolve("a.txt");
        AtomicFile.write(file, text("first"));
        AtomicFile.write(file, text("second"));
        assertEquals("second", Files.readString(file));
        assertEquals(List.of("a.txt"), names());
    }

    @Test
    void failureLeavesTheOldFileAndNothingElse() throws IOException {
        Path file = directory.resolve("a.txt");
        AtomicFile.write(file, text("first"));
        assertThrows(
                IOException.class,
                () -> AtomicFile.write(file, out -> {
                    out.write(new byte[1 << 20]);
                    throw new IOException("the disk is full");
                }));
        assertEquals("first", Files.readString(file));
        assertEquals(List.of("a.txt"), names());
    }

    @Test
    void worksInAnInterruptedThread() throws IOException {
        Path file = directory.resolve("a.txt");
        Thread.currentThread().interrupt();
        try {
            AtomicFile.write(file, text("last words"));
            assertTrue(Thread.currentThread().isInterrupted());
        } finally {
            Thread.interrupted();
        }
        assertEquals("last words", Files.readString(file));
    }

    @Test
    void placesThatCannotBeWrittenAreNamed() throws IOException {
        Path blocked = directory.resolve("file");
        Files.writeString(blocked, "in the way");
        for (Path place : List.of(blocked.resolve("a.txt"), directory)) {
            String message = assertThrows(IOException.class, () -> AtomicFile.begin(place))
                    .getMessage();
            assertTrue(message.startsWith("save: requires a place that can be written, got " + place), message);
        }
        assertEquals(List.of("file"), names());
    }
}
