package org.auriflow.bench.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import org.auriflow.bench.galton.LearnedGaltonInference;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.TensorType;
import org.auriflow.flows.Distribution;
import org.auriflow.flows.Flows;
import org.auriflow.nn.io.ModelFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Densities of a small table that is known: b given a is normal, in units far from 1. */
final class DensityCommandTest {
    private static final double DEVIATION_A = 40;

    private static final double DEVIATION_B = 1e-3;

    /** Mean −ln p of the density that rows are drawn from. */
    private static final double ENTROPY = 1 + Math.log(2 * Math.PI) + Math.log(DEVIATION_A) + Math.log(DEVIATION_B);

    @TempDir
    private Path directory;

    /** a ~ N(500, 40), b ~ N(0.01 + 2e-5 (a − 500), 1e-3), and a text. */
    private Path table(int rows) throws IOException {
        Random random = new Random(1);
        StringBuilder text = new StringBuilder("a;b;name\n");
        for (int i = 0; i < rows; i++) {
            double a = 500 + DEVIATION_A * random.nextGaussian();
            double b = 0.01 + 2e-5 * (a - 500) + DEVIATION_B * random.nextGaussian();
            text.append(String.format(Locale.ROOT, "%.7g;%.7g;row%d%n", a, b, i));
        }
        return Files.writeString(directory.resolve("table.csv"), text);
    }

    private CommandLineRun run(int rows, String... more) throws IOException {
        Stream<String> first = Stream.of(
                "density",
                table(rows).toString(),
                "--out",
                directory.resolve("out").toString(),
                "--threads",
                "1");
        return CommandLineRun.of(
                new LearnedGaltonInference(),
                Stream.concat(first, Stream.of(more)).toArray(String[]::new));
    }

    private JsonObject summary() throws Exception {
        return JsonParser.object().from(Files.readString(directory.resolve("out/summary.json")));
    }

    @ParameterizedTest
    @CsvSource({"nsf, 40", "mdn, 60", "maf, 40", "realnvp, 30", "glow, 30"})
    void comesCloseToTheTruth(String model, String epochs) throws Exception {
        CommandLineRun run = run(400, "--columns", "a,b", "--model", model, "--epochs", epochs, "--test", "0.3");
        assertEquals(0, run.code(), run.err());
        JsonObject summary = summary();
        assertEquals(120, summary.getInt("test_rows"));
        assertEquals(40, summary.getInt("validation_rows"));
        assertEquals(240, summary.getInt("training_rows"));
        assertEquals(List.of("a", "b"), summary.getArray("columns"));
        // The error of a mean over the test rows is 0.1, and a model of 240 rows is a little worse than the truth.
        assertEquals(-ENTROPY, summary.getDouble("log_likelihood"), 0.45);
        double error = summary.getDouble("log_likelihood_error");
        assertTrue(error > 0.04 && error < 0.4, "" + error);
        assertTrue(run.out().contains("nats per row, mean of 120 test rows"), run.out());
        assertTrue(run.out().chars().allMatch(c -> c < 128), "results are ASCII");
    }

    @Test
    void writesAReportAndAModelInTheUnitsOfTheTable() throws Exception {
        CommandLineRun run = run(300, "--columns", "b", "--context", "a", "--model", "mdn", "--epochs", "40");
        assertEquals(0, run.code(), run.err());
        try (Stream<Path> files = Files.list(directory.resolve("out"))) {
            assertEquals(
                    List.of(
                            "model.json",
                            "model.safetensors",
                            "pairs.png",
                            "report.html",
                            "rows.csv",
                            "summary.json",
                            "training.png"),
                    files.map(f -> f.getFileName().toString()).sorted().toList());
        }
        try (Engine engine = Engine.cpu(1)) {
            ModelFiles.Loaded loaded = ModelFiles.load(engine, directory.resolve("out/model"), Flows.models());
            assertEquals(List.of("a"), loaded.about().get("context"));
            Distribution density = (Distribution) loaded.model();
            double centre = logProb(density, 0.0108, 540);
            assertEquals(-0.5 * Math.log(2 * Math.PI) - Math.log(DEVIATION_B), centre, 0.5);
            assertTrue(centre > logProb(density, 0.0108 - 4 * DEVIATION_B, 540) + 3);
        }
    }

    private static double logProb(Distribution density, double b, double a) {
        return density.logProb(row(b), row(a)).toFloatArray()[0];
    }

    private static Tensor row(double value) {
        return Tensor.full(new TensorType(DType.FLOAT32, Shape.of(1, 1)), value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nsf", "maf", "realnvp", "mdn", "fm"})
    void oneColumnWithContext(String model) throws Exception {
        CommandLineRun run =
                run(60, "--columns", "b", "--context", "a", "--model", model, "--epochs", "2", "--validation", "0");
        assertEquals(0, run.code(), run.err());
        assertEquals(List.of("a"), summary().getArray("context"));
        assertEquals(2, summary().getInt("kept_epoch"));
        assertTrue(Double.isFinite(summary().getDouble("log_likelihood")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"mdn", "fm"})
    void oneColumnAlone(String model) throws Exception {
        CommandLineRun run = run(60, "--columns", "a", "--model", model, "--epochs", "2");
        assertEquals(0, run.code(), run.err());
    }

    @Test
    void theSameSeedGivesTheSameModel() throws Exception {
        run(100, "--columns", "a,b", "--epochs", "3", "--seed", "7");
        byte[] first = Files.readAllBytes(directory.resolve("out/model.safetensors"));
        run(100, "--columns", "a,b", "--epochs", "3", "--seed", "7");
        assertArrayEquals(first, Files.readAllBytes(directory.resolve("out/model.safetensors")));
    }

    @Test
    void whatIsRemarkableIsSaid() throws Exception {
        Path heavy = directory.resolve("heavy.csv");
        Random random = new Random(2);
        StringBuilder text = new StringBuilder("tail,label,year\n");
        for (int i = 0; i < 200; i++) {
            text.append(Math.exp(3 * random.nextGaussian()))
                    .append(',')
                    .append(random.nextInt(3))
                    .append(',')
                    .append(1e7 + random.nextInt(100))
                    .append('\n');
        }
        Files.writeString(heavy, text);
        CommandLineRun run = CommandLineRun.of(
                new LearnedGaltonInference(),
                "density",
                heavy.toString(),
                "--epochs",
                "1",
                "--out",
                directory.resolve("out").toString());
        assertEquals(0, run.code(), run.err());
        assertTrue(run.err().contains("% of training rows"), run.err());
        assertTrue(run.err().contains("outside of the range of the splines"), run.err());
        assertTrue(run.err().contains("column label is"), run.err());
        assertTrue(run.err().contains("float32 resolves column year badly"), run.err());
        assertFalse(run.err().contains("column tail is"), run.err());
        assertEquals(3, summary().getArray("notes").size());
    }
}
