package org.auriflow.bench.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.auriflow.bench.galton.LearnedGaltonInference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The main job with few runs, from simulation to the files. */
final class InferGaltonCommandTest {
    @TempDir
    private Path directory;

    private CommandLineRun infer(Path out, String... more) {
        Stream<String> fixed = Stream.of("infer", "galton", "--runs", "400", "--epochs", "6");
        return CommandLineRun.of(
                new LearnedGaltonInference(),
                Stream.of(fixed, Stream.of("--out", out.toString()), Stream.of(more))
                        .flatMap(s -> s)
                        .toArray(String[]::new));
    }

    @ParameterizedTest
    @ValueSource(strings = {"alices", "sally"})
    void infersFromThePublishedEvents(String method) throws Exception {
        CommandLineRun run = infer(directory, "--method", method);
        assertEquals(0, run.code(), run.err());
        try (Stream<Path> files = Files.list(directory)) {
            assertEquals(
                    List.of(
                            "calibration.png",
                            "error.png",
                            "events.png",
                            "likelihood.png",
                            "loss.png",
                            "model.json",
                            "model.safetensors",
                            "ratio.png",
                            "report.html",
                            "summary.json"),
                    files.map(f -> f.getFileName().toString()).sorted().toList());
        }
        JsonObject summary = JsonParser.object().from(Files.readString(directory.resolve("summary.json")));
        assertEquals(method, summary.getString("method"));
        assertEquals(400, summary.getInt("runs"));
        assertEquals(6, summary.getInt("epochs"));
        assertEquals(200, summary.getInt("events"));
        assertEquals(-0.8, summary.getDouble("theta_true"));
        // What calibration leaves after 50,000 further runs hardly depends on the network.
        assertEquals(summary.getDouble("exact_theta_hat"), summary.getDouble("theta_hat"), 0.02);
        assertTrue(summary.getArray("interval_68").getDouble(0) < summary.getDouble("theta_hat"));
        assertTrue(summary.getArray("interval_95").getDouble(1)
                > summary.getArray("interval_68").getDouble(1));
        assertTrue(summary.getDouble("mse_log_r") > summary.getDouble("mse_log_r_calibrated"));
        assertTrue(run.out().contains("exact likelihood"), run.out());
        assertTrue(run.err().contains("epoch 6 of 6, loss "), run.err());
        assertFalse(run.err().contains("NaN"), run.err());
        assertTrue(run.out().chars().allMatch(c -> c < 128), "results are ASCII");
    }

    @Test
    void theNumberOfThreadsChangesNothing() throws Exception {
        infer(directory.resolve("one"), "--seed", "3", "--threads", "1");
        infer(directory.resolve("two"), "--seed", "3", "--threads", "2");
        assertEquals(
                -1,
                Files.mismatch(directory.resolve("one/model.safetensors"), directory.resolve("two/model.safetensors")));
    }

    @Test
    void infersFromAFile() throws Exception {
        Path events = directory.resolve("events.csv");
        Files.writeString(events, "x\n" + "10\n12\n17\n19\n20\n".repeat(20));
        CommandLineRun run = infer(
                directory.resolve("out"), "--events", events.toString(), "--event-count", "50", "--method", "CARL");
        assertEquals(0, run.code(), run.err());
        JsonObject summary = JsonParser.object().from(Files.readString(directory.resolve("out/summary.json")));
        assertEquals("carl", summary.getString("method"));
        assertEquals(50, summary.getInt("events"));
        assertTrue(summary.isNull("theta_true"));
        assertTrue(summary.getString("events_source").contains("the first 50 events of " + events));
        assertFalse(run.out().contains("true theta"), run.out());
    }
}
