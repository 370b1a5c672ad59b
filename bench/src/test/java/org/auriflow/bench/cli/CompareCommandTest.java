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
import org.auriflow.inference.comparison.ComparedMethod;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Comparisons with few runs, from the simulator to the files. */
final class CompareCommandTest {
    @TempDir
    private Path directory;

    private CommandLineRun compare(String arguments) {
        return CommandLineRun.of(
                new LearnedGaltonInference(),
                Stream.concat(
                                Stream.of("compare"),
                                Stream.of((arguments + " --threads 1 --out " + directory.resolve("out")).split(" ")))
                        .toArray(String[]::new));
    }

    private JsonObject json() throws Exception {
        return JsonParser.object().from(Files.readString(directory.resolve("out/compare.json")));
    }

    @Test
    void comparesMethodsAndGoesOn() throws Exception {
        CommandLineRun run = compare("galton --methods nde --runs 20 --seeds 1");
        assertEquals(0, run.code(), run.err());
        assertTrue(run.out().contains("the histogram is complete"), run.out());
        JsonObject first = json().getArray("rows").getObject(0);
        assertEquals(List.of("nde", 20, 1), List.of(first.get("method"), first.get("runs"), first.get("seed")));
        assertTrue(first.getDouble("mse_log_r") > 0 && first.getDouble("mse_score") > 0, first.toString());
        CommandLineRun more = compare("galton --methods NDE --runs 20,25 --seeds 1");
        assertEquals(0, more.code(), more.err());
        assertEquals(1, more.err().lines().count(), "20 runs are known: " + more.err());
        assertEquals(2, json().getArray("rows").size());
        assertEquals(first, json().getArray("rows").getObject(0), "what was measured is as it was");
        try (Stream<Path> files = Files.list(directory.resolve("out"))) {
            assertEquals(
                    List.of("compare.json", "error-density.png", "report.html"),
                    files.map(f -> f.getFileName().toString()).sorted().toList());
        }
        CommandLineRun other = compare("gaussian-mixture --methods nde --runs 20");
        assertEquals(1, other.code());
        assertTrue(other.err().contains("must have rows of gaussian-mixture"), other.err());
    }

    @Test
    void methodsHaveTheNamesOfThePapersToo() {
        List<ComparedMethod> methods =
                new ComparedMethods.Converter().convert("LRT,cv-scandal, carl").list();
        assertEquals(
                List.of("carl", "cvscandal"),
                methods.stream().map(ComparedMethod::name).toList());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "galtom|did you mean galton?",
                "galton --methods alises|got 'alises'; did you mean alices?",
                "galton --methods carl,|got ''",
                "galton --runs 1000,ten|expected a whole number",
                "galton --runs 19|at least 20 runs are needed, got 19",
                "galton --seeds 0|at least 1 is needed, got 0"
            })
    void mistakesAreExplained(String arguments, String part) {
        CommandLineRun run = compare(arguments);
        assertTrue(run.code() != 0);
        assertTrue(run.err().contains(part), run.err());
        assertTrue(!Files.exists(directory.resolve("out")), "nothing is left behind");
    }
}
