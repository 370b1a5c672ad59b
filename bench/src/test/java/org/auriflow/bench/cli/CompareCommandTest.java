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
        CommandLineRun run = compare("galton --methods LRT,nde --runs 20 --seeds 2");
        assertEquals(0, run.code(), run.err());
        JsonObject first = json();
        assertEquals(4, first.getArray("rows").size());
        JsonObject row = first.getArray("rows").getObject(0);
        assertEquals(List.of("carl", 20, 1), List.of(row.get("method"), row.get("runs"), row.get("seed")));
        assertTrue(row.getDouble("mse_log_r") > 0 && row.getDouble("mse_score") > 0, row.toString());
        assertTrue(run.out().contains("the histogram is complete"), run.out());
        try (Stream<Path> files = Files.list(directory.resolve("out"))) {
            assertEquals(
                    List.of("compare.json", "error-density.png", "error-ratio.png", "report.html"),
                    files.map(f -> f.getFileName().toString()).sorted().toList());
        }
        CommandLineRun more = compare("galton --methods nde,sally --runs 20");
        assertEquals(0, more.code(), more.err());
        assertEquals(4, more.err().lines().count(), "nde with seed 3, sally with 1 to 3: " + more.err());
        assertEquals(8, json().getArray("rows").size());
        List<JsonObject> kept = json().getArray("rows").stream()
                .map(r -> (JsonObject) r)
                .filter(r -> first.getArray("rows").contains(r))
                .toList();
        assertEquals(4, kept.size(), "rows of before are as they were");
        assertTrue(compare("gaussian-mixture --methods nde --runs 20").err().contains("must have rows of"));
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
