package org.auriflow.bench.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.auriflow.bench.Main;
import org.auriflow.bench.galton.GaltonCoverage;
import org.auriflow.bench.galton.GaltonSettings;
import org.auriflow.bench.galton.Method;
import org.auriflow.bench.information.GaussianInformation;
import org.auriflow.engine.Engine;
import org.auriflow.nn.train.Cancellation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The commands behind {@code docs/results.md}, made small. */
final class ResultsCommandsTest {
    @TempDir
    private Path directory;

    private JsonObject coverage(String... args) throws Exception {
        CommandLineRun run = CommandLineRun.of(null, args);
        assertEquals("", run.err());
        assertEquals(0, run.code());
        assertTrue(run.out().contains("numbers: " + directory.resolve("coverage.json")), run.out());
        JsonObject json = JsonParser.object().from(Files.readString(directory.resolve("coverage.json")));
        assertEquals("auriflow " + String.join(" ", args), json.getString("command"));
        long rows = run.out().lines().filter(line -> line.startsWith("| ")).count();
        assertEquals(1 + 10, rows, run.out());
        return json;
    }

    @Test
    void toysCoverWhateverTheNetwork() throws Exception {
        JsonObject json = coverage(
                "results",
                "coverage",
                "--experiments=50",
                "--toys=199",
                "--runs=20",
                "--events=30",
                "--threads=1",
                "--out=" + directory);
        double worst = 0;
        for (Object each : json.getArray("rows")) {
            JsonObject row = (JsonObject) each;
            JsonObject neyman = row.getObject("neyman");
            // 10 rows, so that 2 standard errors would be passed by chance
            assertTrue(neyman.getDouble("pull") > -3.5, row.toString());
            assertEquals(neyman.getInt("covered") / 50.0, neyman.getDouble("coverage"));
            assertTrue(row.getDouble("toys_inside") >= row.getDouble("level") - 6e-3, row.toString());
            worst = Math.min(worst, row.getObject("wilks").getDouble("pull"));
        }
        assertTrue(worst < -10, "chi-square does not fit a bad network: " + worst);
    }

    /** Learned distances are a test of the library. */
    @Test
    void informationIsNearTheExactOne() {
        GaussianInformation.Settings settings = new GaussianInformation.Settings(2000, 200, 15, 1, 1);
        List<GaussianInformation.Entry> entries = new ArrayList<>();
        try (Engine engine = Engine.cpu(1)) {
            GaussianInformation.normal(engine, settings, new Cancellation(), entries::add);
        }
        assertEquals(3, entries.size());
        for (int i = 0; i < 3; i++) {
            assertEquals(List.of(1.0, 0.0, 2.0).get(i), entries.get(i).exact(), 1e-6);
        }
        for (GaussianInformation.Entry entry : entries) {
            assertEquals(0, entry.deviation(), 0.4, entry.toString());
            assertEquals(entry.network(), entry.estimate(), 5 * entry.error(), entry.toString());
        }
    }

    @Test
    void bothStopWhenAsked() {
        Cancellation cancellation = new Cancellation();
        cancellation.cancel();
        GaltonCoverage.Settings coverage =
                new GaltonCoverage.Settings(new GaltonSettings(Method.of("alices"), 100, 1, 0, 1), List.of(3), 5, 19);
        GaussianInformation.Settings information = new GaussianInformation.Settings(100, 100, 1, 1, 1);
        try (Engine engine = Engine.cpu(1)) {
            assertThrows(
                    CancellationException.class,
                    () -> GaltonCoverage.measure(engine, coverage, cancellation, row -> {}));
            assertThrows(
                    CancellationException.class,
                    () -> GaussianInformation.mixture(engine, information, cancellation, entry -> {}));
            assertThrows(
                    CancellationException.class,
                    () -> GaussianInformation.distances(engine, information, cancellation, distance -> {}));
        }
    }

    @Test
    void nothingIsLeftOfWhatWasStopped() {
        StringWriter err = new StringWriter();
        CommandLine command = new CommandLine(new Main())
                .setOut(new PrintWriter(new StringWriter()))
                .setErr(new PrintWriter(err));
        Path out = directory.resolve("a/b");
        int code = NumbersRun.of(command.getCommandSpec(), out, "some.json", 1, 1, (engine, line, json, asked) -> {
            assertTrue(Files.isDirectory(out));
            throw new CancellationException("stopped");
        });
        assertEquals(130, code);
        assertTrue(err.toString().contains("interrupted; nothing was written"), err.toString());
        assertFalse(Files.exists(directory.resolve("a")));
    }
}
