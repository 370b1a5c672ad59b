package org.auriflow.bench.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.auriflow.bench.Main;
import org.auriflow.engine.Engine;
import org.auriflow.inference.estimator.RatioEstimator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A signal to a real process in the middle of its training. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
final class InterruptionTest {
    @TempDir
    private Path directory;

    @Test
    void aSignalDuringTrainingKeepsTheModel() throws Exception {
        Path out = directory.resolve("a/b");
        Process process = start(out, "--runs", "2000", "--epochs", "1000000");
        List<String> lines = readUntil(process, "  epoch ");
        process.toHandle().destroy();
        assertTrue(process.waitFor(1, TimeUnit.MINUTES));
        String rest = rest(process);
        assertNotEquals(0, process.exitValue());
        assertTrue(rest.contains("auriflow: interrupted; the best model so far is in " + out), lines + rest);
        Path kept = out.resolve("interrupted");
        assertEquals(List.of(kept), entries(out));
        assertEquals(List.of(kept.resolve("model.json"), kept.resolve("model.safetensors")), entries(kept));
        try (Engine engine = Engine.cpu(1);
                RatioEstimator model = RatioEstimator.load(engine, kept)) {
            double logR = model.logRatio(new double[][] {{12}}, new double[] {-0.8})[0];
            assertTrue(Double.isFinite(logR));
        }
    }

    @Test
    void aSignalDuringSimulationLeavesNothing() throws Exception {
        Process process = start(directory.resolve("a/b"), "--runs", "5000000");
        List<String> lines = readUntil(process, "simulating");
        process.toHandle().destroy();
        assertTrue(process.waitFor(1, TimeUnit.MINUTES));
        String rest = rest(process);
        assertNotEquals(0, process.exitValue());
        assertTrue(rest.contains("auriflow: interrupted; there was no model yet"), lines + rest);
        assertEquals(List.of(), entries(directory));
    }

    private static List<Path> entries(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.sorted().toList();
        }
    }

    private static Process start(Path out, String... more) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Main.class.getName(),
                "infer",
                "galton",
                "--out",
                out.toString()));
        command.addAll(List.of(more));
        return new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static List<String> readUntil(Process process, String beginning) throws IOException {
        BufferedReader reader = process.errorReader(StandardCharsets.UTF_8);
        List<String> lines = new ArrayList<>();
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            lines.add(line);
            if (line.startsWith(beginning)) {
                return lines;
            }
        }
        throw new AssertionError("the process ended early: " + lines);
    }

    private static String rest(Process process) throws IOException {
        StringBuilder text = new StringBuilder();
        BufferedReader reader = process.errorReader(StandardCharsets.UTF_8);
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            text.append(line).append('\n');
        }
        return text.toString();
    }
}
