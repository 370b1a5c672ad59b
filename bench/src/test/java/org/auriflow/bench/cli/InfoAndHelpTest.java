package org.auriflow.bench.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.auriflow.engine.Version;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class InfoAndHelpTest {
    @Test
    void infoNamesWhatWasFound() {
        CommandLineRun run = CommandLineRun.of(null, "info");
        assertEquals(0, run.code());
        assertEquals("", run.err());
        for (String part : List.of(
                Version.current(),
                System.getProperty("os.name"),
                System.getProperty("java.vm.version"),
                "cpu ",
                "simd ",
                "products ",
                "cuda ")) {
            assertTrue(run.out().contains(part), run.out());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--help",
                "infer --help",
                "infer galton --help",
                "mine galton -h",
                "compare --help",
                "simulate --help",
                "train --help",
                "evaluate --help",
                "results galton --help",
                "results coverage --help",
                "results information --help",
                "bench --help",
                "bench steps --help",
                "bench compare --help",
                "gpu-check --help",
                "gpu-bench --help",
                "gpu-bundle --help",
                "info --help"
            })
    void helpGoesToStandardOutput(String command) {
        CommandLineRun run = CommandLineRun.of(null, command.split(" "));
        assertEquals(0, run.code());
        assertEquals("", run.err());
        assertTrue(run.out().startsWith("Usage: auriflow"), run.out());
        assertTrue(run.out().lines().allMatch(line -> line.length() <= 80), run.out());
    }

    @Test
    void helpHasEveryOptionAndExamples() {
        String help = CommandLineRun.of(null, "infer", "galton", "--help").out();
        for (String part : List.of(
                "--method",
                "carl, rolr, alice, cascal, rascal, alices, sally",
                "--runs",
                "--seed",
                "--epochs",
                "--threads",
                "--device",
                "--events",
                "--event-count",
                "--theta-true",
                "--out",
                "out/galton",
                "Examples:",
                "  auriflow infer galton --")) {
            assertTrue(help.contains(part), part + " in " + help);
        }
    }

    @Test
    void theCommandIsRecordedFitToBeTypedAgain() {
        String[] typed = {null};
        CommandLineRun.of(
                (engine, settings, events, task) -> {
                    typed[0] = task.command();
                    throw new IllegalArgumentException("enough");
                },
                "infer",
                "galton",
                "--out",
                System.getProperty("java.io.tmpdir") + "/auriflow it's");
        assertEquals(
                "auriflow infer galton --out '" + System.getProperty("java.io.tmpdir") + "/auriflow it'\\''s'",
                typed[0]);
    }
}
