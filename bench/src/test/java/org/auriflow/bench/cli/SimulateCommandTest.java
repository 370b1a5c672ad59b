package org.auriflow.bench.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.auriflow.bench.galton.LearnedGaltonInference;
import org.auriflow.inference.data.RunFiles;
import org.auriflow.inference.simulator.GaltonBoard;
import org.auriflow.inference.simulator.GoldMine;
import org.auriflow.inference.simulator.PointProposal;
import org.auriflow.inference.simulator.RatioRuns;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files of runs from the command line. */
final class SimulateCommandTest {
    @TempDir
    private Path directory;

    private CommandLineRun simulate(String arguments) {
        return CommandLineRun.of(
                new LearnedGaltonInference(),
                Stream.concat(Stream.of("simulate"), Stream.of(arguments.split(" ")))
                        .toArray(String[]::new));
    }

    @ParameterizedTest
    @CsvSource({"runs", "csv"})
    void aFileThatWentOnIsThatOfOneGo(String ending) {
        Path file = directory.resolve("train." + ending);
        String rest = " --theta1 -0.6 --threads 1 --seed 3 --out " + file;
        assertEquals(0, simulate("galton --runs 30" + rest).code());
        CommandLineRun again = simulate("galton --runs 50" + rest);
        assertTrue(again.code() == 1 && again.err().contains("which exists"), again.err());
        CommandLineRun more = simulate("galton --runs 50 --resume" + rest);
        assertEquals(0, more.code(), more.err());
        assertTrue(more.out().startsWith("50 runs: "), more.out());
        GaltonBoard board = new GaltonBoard();
        RatioRuns all = new GoldMine(board, 3).ratio(50, board.prior(), PointProposal.at(-0.6));
        RatioRuns read = RunFiles.read(file).ratioRuns();
        assertArrayEquals(all.theta0(), read.theta0());
        assertArrayEquals(all.logRXz(), read.logRXz());
        assertArrayEquals(all.tXz0(), read.tXz0());
    }

    @Test
    void aRangeOrAPointTakesThePlaceOfThePrior() {
        Path file = directory.resolve("a.npz");
        assertEquals(
                0,
                simulate("galton --prior theta=-0.5:-0.4 --runs 20 --out " + file)
                        .code());
        for (double theta : RunFiles.read(file).scoreRuns().theta()) {
            assertTrue(theta >= -0.5 && theta <= -0.4, "theta " + theta);
        }
        Path point = directory.resolve("b.runs");
        assertEquals(0, simulate("galton --theta=-0.7 --runs 5 --out " + point).code());
        assertEquals(-0.7, RunFiles.read(point).scoreRuns().theta()[4]);
    }

    @Test
    void commandsHaveWordsInQuotes() {
        assertEquals(
                List.of("python3", "my program.py", "--a", "b c"),
                SimulateCommand.words("python3 'my program.py' --a \"b c\""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--runs 5 --out a.runs|requires a SIMULATOR or --command, got none",
                "galton --command cat --runs 5 --out a.runs|got both",
                "galton --runs 5 --out a.txt|ends in .runs, .npz or .csv, got a.txt",
                "galton --runs 0 --out a.runs|1 to 2^40 runs are needed, got 0",
                "galton --runs 5 --prior theta=1 --out a.runs|requires NAME=LOW:HIGH, got theta=1",
                "--command cat --runs 5 --out a.runs|requires the range of every parameter",
                "galto --runs 5 --out a.runs|did you mean galton?"
            })
    void mistakesAreExplained(String arguments, String part) {
        CommandLineRun run = simulate(arguments.replace("--out ", "--out " + directory + "/"));
        assertTrue(run.code() != 0);
        assertTrue(run.err().contains(part.replace("got a.txt", "got ")), run.err());
        assertEquals(0, directory.toFile().list().length, "nothing is left behind");
    }
}
