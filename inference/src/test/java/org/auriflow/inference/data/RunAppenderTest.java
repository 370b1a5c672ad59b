package org.auriflow.inference.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunAppenderTest {
    private static final RunLayout LAYOUT = RunFilesTest.RATIO;
    private static final Map<String, String> ABOUT = Map.of("seed", "7");

    @TempDir
    Path folder;

    private Path path;

    @BeforeEach
    void name() {
        path = folder.resolve("t.runs");
    }

    private static RunTable block(int rows) {
        return RunFilesTest.awkward(LAYOUT, rows);
    }

    /** Blocks of 3, 2 and 1 runs; returns where each ends, after the header. */
    private long[] threeBlocks() throws IOException {
        long[] ends = new long[4];
        try (RunAppender appender = RunAppender.create(path, LAYOUT, ABOUT)) {
            ends[0] = Files.size(path);
            for (int i = 1; i <= 3; i++) {
                appender.append(block(4 - i));
                ends[i] = Files.size(path);
            }
            assertEquals(6, appender.rows());
        }
        return ends;
    }

    @Test
    void aFileCutAnywhereIsReadAndResumedFromItsWholeBlocks() throws IOException {
        long[] ends = threeBlocks();
        byte[] whole = Files.readAllBytes(path);
        int[] rows = {0, 3, 5, 6};
        for (int length = (int) ends[0]; length <= whole.length; length += length < ends[0] + 20 ? 1 : 11) {
            Files.write(path, Arrays.copyOf(whole, length));
            int blocks = 0;
            while (blocks < 3 && ends[blocks + 1] <= length) {
                blocks++;
            }
            assertEquals(rows[blocks], RunFiles.read(path).rows());
            try (RunAppender appender = RunAppender.resume(path, ABOUT)) {
                assertEquals(rows[blocks], appender.rows());
                assertEquals(blocks == 0 ? OptionalLong.empty() : OptionalLong.of(3 - blocks), appender.lastRun());
                for (int i = blocks + 1; i <= 3; i++) {
                    appender.append(block(4 - i));
                }
            }
            assertArrayEquals(whole, Files.readAllBytes(path));
        }
    }

    @Test
    void aTornBlockOfFullLengthIsDroppedToo() throws IOException {
        long[] ends = threeBlocks();
        byte[] bytes = Files.readAllBytes(path);
        bytes[bytes.length - 1] ^= 1;
        Files.write(path, bytes);
        assertEquals(5, RunFiles.read(path).rows());
        RunAppender.resume(path, ABOUT).close();
        assertEquals(ends[2], Files.size(path));
    }

    @Test
    void damageIsRefusedAndNotCutAway() throws IOException {
        long[] ends = threeBlocks();
        byte[] whole = Files.readAllBytes(path);
        for (int at :
                new int[] {0, 9, 12, 20, (int) ends[0] - 1, (int) ends[0], (int) ends[0] + 5, (int) ends[1] - 1}) {
            byte[] bytes = whole.clone();
            bytes[at] ^= 4;
            Files.write(path, bytes);
            String message = assertThrows(IllegalArgumentException.class, () -> RunFiles.read(path))
                    .getMessage();
            assertTrue(message.startsWith("runs: " + path), message);
            assertThrows(IllegalArgumentException.class, () -> RunAppender.resume(path, ABOUT));
            assertArrayEquals(bytes, Files.readAllBytes(path));
        }
    }

    @Test
    void readersSeeWholeBlocksWhileRunsAreAppended() throws Exception {
        try (RunAppender appender = RunAppender.create(path, LAYOUT, ABOUT)) {
            Thread writer = new Thread(() -> {
                for (int i = 0; i < 300; i++) {
                    appender.append(block(50));
                }
            });
            writer.start();
            int before = 0;
            while (before < 15_000 || writer.isAlive()) {
                RunTable table = RunFiles.read(path);
                assertEquals(0, table.rows() % 50);
                assertTrue(table.rows() >= before);
                before = table.rows();
            }
            writer.join();
        }
    }

    @Test
    void onlyOneMayWriteAndOnlyTheSame() throws IOException {
        try (RunAppender appender = RunAppender.create(path, LAYOUT, ABOUT)) {
            assertMessage("that nothing else writes", () -> RunAppender.resume(path, ABOUT));
            assertMessage("requires the layout", () -> appender.append(RunFilesTest.awkward(RunFilesTest.SCORE, 1)));
        }
        assertMessage("{seed=7}, got {seed=8}", () -> RunAppender.resume(path, Map.of("seed", "8")));
        assertMessage("which exists", () -> RunAppender.create(path, LAYOUT, ABOUT));
        assertMessage("does not exist", () -> RunAppender.resume(folder.resolve("none.runs"), ABOUT));
        assertThrows(
                UncheckedIOException.class,
                () -> RunAppender.create(folder.resolve("none").resolve("t.runs"), LAYOUT, ABOUT));
    }

    private static void assertMessage(String part, Runnable action) {
        String message =
                assertThrows(IllegalArgumentException.class, action::run).getMessage();
        assertTrue(message.startsWith("runs: ") && message.contains(part), message);
    }

    /** Appends tables until it cannot, in a process of its own. */
    public static final class Endless {
        private Endless() {}

        /** Prints what went wrong. */
        public static void main(String[] args) {
            try (RunAppender appender = RunAppender.create(Path.of(args[0]), LAYOUT, ABOUT)) {
                while (true) {
                    appender.append(block(Integer.parseInt(args[1])));
                }
            } catch (UncheckedIOException e) {
                System.out.println(e.getMessage());
            }
        }
    }

    private ProcessBuilder endless(String limit, int rows) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new ProcessBuilder(
                        "sh",
                        "-c",
                        limit + "exec \"$0\" \"$@\"",
                        java,
                        "-XX:-UsePerfData",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Endless.class.getName(),
                        path.toString(),
                        Integer.toString(rows))
                .redirectErrorStream(true);
    }

    /** A limit on the size of files, which fails as a full disk does, in the second of two blocks of the second table. */
    @Test
    void aFullDiskIsOneErrorAndKeepsWhatIsWritten() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "needs a shell");
        Process process = endless("ulimit -f 5700; ", 20_000).start();
        List<String> output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        int rows = RunFiles.read(path).rows();
        assertEquals(20_000, rows);
        assertEquals(1, output.size(), output::toString);
        assertTrue(output.get(0).startsWith("runs: cannot write " + path), output.get(0));
        assertTrue(output.get(0).contains("; the " + rows + " runs in it are kept"), output.get(0));
        RunAppender.resume(path, ABOUT).close();
    }

    @Test
    void aKilledProcessLosesAtMostABlock() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "needs a shell");
        Process process = endless("", 100).start();
        while (!Files.exists(path) || Files.size(path) < 100_000) {
            assertTrue(process.isAlive());
            Thread.sleep(5);
        }
        process.destroyForcibly().waitFor();
        try (RunAppender appender = RunAppender.resume(path, ABOUT)) {
            assertTrue(appender.rows() > 0 && appender.rows() % 100 == 0);
        }
    }
}
