package org.auriflow.bench.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.auriflow.bench.galton.LearnedGaltonInference;
import org.auriflow.engine.Engine;
import org.auriflow.flows.Flows;
import org.auriflow.flows.manifold.ManifoldFlow;
import org.auriflow.nn.io.ModelFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Manifold experiments with few runs, from the data to the files. */
final class MflowCommandTest {
    @TempDir
    private Path directory;

    private static CommandLineRun mflow(String... arguments) {
        return CommandLineRun.of(
                new LearnedGaltonInference(),
                Stream.concat(Stream.of("mflow"), Stream.of(arguments)).toArray(String[]::new));
    }

    @Test
    void learnsACircleAndWritesWhatItLearned() throws Exception {
        CommandLineRun run = mflow(
                "circle",
                "--runs",
                "2000",
                "--epochs",
                "6",
                "--seeds",
                "2",
                "--threads",
                "1",
                "--out",
                directory.toString());
        assertEquals(0, run.code(), run.err());
        try (Stream<Path> files = Files.list(directory)) {
            List<String> names =
                    files.map(f -> f.getFileName().toString()).sorted().toList();
            assertTrue(
                    names.containsAll(List.of(
                            "metrics.json",
                            "model-1.json",
                            "model-1.safetensors",
                            "model-2.json",
                            "model-2.safetensors",
                            "report.html",
                            "surface.png")),
                    names.toString());
            assertTrue(names.stream().noneMatch(n -> n.startsWith("unfinished")), "checkpoints are gone: " + names);
        }
        JsonObject metrics = JsonParser.object().from(Files.readString(directory.resolve("metrics.json")));
        assertEquals("circle", metrics.getString("dataset"));
        assertEquals("md-alternating", metrics.getString("training"));
        assertEquals(2, metrics.getArray("runs").size());
        // A line, which it begins as, is 0.24 away on average. The density on it would take longer.
        double error = metrics.getDouble("reconstruction");
        assertTrue(error < 0.15, "along the circle: " + error);
        assertTrue(metrics.getDouble("auc") > 0.5);
        try (Engine engine = Engine.cpu(1)) {
            assertTrue(
                    ModelFiles.load(engine, directory.resolve("model-1"), Flows.models())
                                    .model()
                            instanceof ManifoldFlow);
        }
    }

    @ParameterizedTest
    @CsvSource({"sphere,fom,", "power,mfe,--context"})
    void trainsOtherModels(String dataset, String algorithm, String context) throws Exception {
        Stream<String> fixed = Stream.of(
                dataset,
                "--algorithm",
                algorithm,
                "--runs",
                "400",
                "--epochs",
                "2",
                "--threads",
                "1",
                "--out",
                directory.toString());
        Stream<String> more = context == null ? Stream.empty() : Stream.of(context);
        CommandLineRun run = mflow(Stream.concat(fixed, more).toArray(String[]::new));
        assertEquals(0, run.code(), run.err());
        JsonObject metrics = JsonParser.object().from(Files.readString(directory.resolve("metrics.json")));
        assertEquals(algorithm, metrics.getString("algorithm"));
        assertTrue(Double.isFinite(metrics.getDouble("log_likelihood")));
        assertEquals(context != null, metrics.get("mmd") != null);
        boolean splinesOfPoints = !algorithm.equals("fom");
        assertEquals(splinesOfPoints, run.err().contains("% of the training points"), run.err());
        if (algorithm.equals("fom")) {
            assertTrue(metrics.getDouble("distance") < 1e-5, "on the manifold");
        }
    }

    /** Images of finite data, whose manifold is not known, and of a renderer. */
    @ParameterizedTest
    @ValueSource(strings = {"digits", "images"})
    void learnsImagesAndShowsThem(String dataset) throws Exception {
        CommandLineRun run =
                mflow(dataset, "--runs", "100", "--epochs", "2", "--threads", "1", "--out", directory.toString());
        assertEquals(0, run.code(), run.err());
        JsonObject metrics = JsonParser.object().from(Files.readString(directory.resolve("metrics.json")));
        assertEquals("md-sequential", metrics.getString("training"));
        assertTrue(Double.isFinite(metrics.getDouble("log_likelihood")));
        boolean known = dataset.equals("images");
        assertTrue(metrics.containsKey("distance"));
        assertEquals(known, metrics.get("distance") != null);
        assertTrue(run.out().contains("–"), "no posterior without context: " + run.out());
        assertTrue(metrics.getDouble("reconstruction") < 0.3, "in units of a pixel");
        for (String figure : List.of("data", "samples", "projections")) {
            assertTrue(Files.size(directory.resolve(figure + ".png")) > 1000, figure);
        }
        assertEquals(known, Files.exists(directory.resolve("surface.png")), "drawn for two latent variables");
        String page = Files.readString(directory.resolve("report.html"));
        assertTrue(page.contains("Held-out images, then outliers"), "points are shown as pictures");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "spere|expected one of circle, sphere",
                "circle --algorithm xx|expected one of af, fom",
                "circle --training md|expected one of likelihood, s, md-sequential",
                "circle --runs 10|at least 100 runs, got 0 and 10",
                "circle --seeds 0|at least 1 is needed, got 0",
                "power --algorithm fom|fom requires a data set with a chart, got power",
                "power --algorithm af --training s|af is trained by likelihood, got --training s",
                "digits --algorithm fom|fom requires a data set with a chart, got digits",
                "images --algorithm af --context|take no context here, got images",
                "power --training likelihood|mf needs a training of a manifold"
            })
    void mistakesAreExplained(String command, String part) {
        CommandLineRun run = mflow((command + " --out " + directory.resolve("none")).split(" "));
        assertTrue(run.code() != 0);
        assertTrue(run.err().contains(part), run.err());
        assertTrue(!Files.exists(directory.resolve("none")), "nothing is left behind");
    }
}
