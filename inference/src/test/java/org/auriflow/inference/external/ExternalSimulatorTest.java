package org.auriflow.inference.external;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.auriflow.inference.data.RunColumn;
import org.auriflow.inference.data.RunFiles;
import org.auriflow.inference.data.RunTable;
import org.auriflow.inference.simulator.PointProposal;
import org.auriflow.inference.simulator.Prior;
import org.auriflow.inference.simulator.UniformPrior;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Programs are shell scripts that answer x = run but for a few runs. */
class ExternalSimulatorTest {
    private static final Path EXAMPLES = Path.of("..", "docs", "examples").toAbsolutePath();
    private static final Prior PRIOR = UniformPrior.of("mu", -1, 1);

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void needsAShell() {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "needs a shell");
        file = folder.resolve("t.runs");
    }

    /** Whatever happened, nothing is left running; a thread whose work is done may take a moment to end. */
    @AfterEach
    void allProcessesAndThreadsAreStopped() throws InterruptedException {
        for (int i = 0; i < 100 && !running().isEmpty(); i++) {
            Thread.sleep(5);
        }
        assertEquals(List.of(), running());
    }

    private static List<String> running() {
        return Stream.concat(
                        ProcessHandle.current().children().map(ProcessHandle::toString),
                        Thread.getAllStackTraces().keySet().stream()
                                .map(Thread::getName)
                                .filter(name -> name.startsWith("auriflow-external")))
                .toList();
    }

    /** A worker that does something special for some runs, written as branches of a case. */
    private ExternalSimulator program(String branches) throws IOException {
        Path script = Files.writeString(folder.resolve("s.sh"), """
                while IFS= read -r line; do
                  run=${line#*'"run":'}; run=${run%%%%,*}
                  case $run in
                    %s
                    *) echo "{\\"run\\":$run,\\"x\\":[$run]}";;
                  esac
                done
                """.formatted(branches));
        return new ExternalSimulator(List.of("sh", script.toString())).withDirectory(folder);
    }

    private static SimulationJob job(ExternalSimulator simulator, int count) {
        return SimulationJob.score(simulator, count, 1, PRIOR).withBatch(4);
    }

    private double[] x() {
        return RunFiles.read(file).column(RunColumn.X);
    }

    @Test
    void pythonExampleGivesGoldWhoseLawsHold() throws IOException {
        ExternalSimulator python = new ExternalSimulator(
                List.of("python3", EXAMPLES.resolve("latent_normal.py").toString()));
        assumeTrue(runs("python3", "-c", "import json"), "needs Python");
        int n = 2000;
        SimulationJob.score(python.withWorkers(2), n, 3, PointProposal.at(0.5)).run(file);
        RunTable score = RunFiles.read(file);
        double[] x = score.column(RunColumn.X);
        double[] t = score.column(RunColumn.T_XZ);
        double[] xt = new double[n];
        Arrays.setAll(xt, i -> x[i] * t[i]);
        assertMean(0.5, x);
        assertMean(0, t);
        // E[x t] is the derivative of E[x] = theta
        assertMean(1, xt);

        Path other = folder.resolve("r.runs");
        SimulationJob.ratio(python, 200, 3, PRIOR, PointProposal.at(-0.5)).run(other);
        RunTable ratio = RunFiles.read(other);
        double[] theta0 = ratio.column(RunColumn.THETA0);
        double[] logR = ratio.column(RunColumn.LOG_R_XZ);
        double[] t0 = ratio.column(RunColumn.T_XZ0);
        double[] t1 = ratio.column(RunColumn.T_XZ1);
        for (int i = 0; i < 200; i++) {
            // the log density is quadratic in theta, so the trapezoidal rule is exact
            assertEquals((theta0[i] + 0.5) * (t0[i] + t1[i]) / 2, logR[i], 1e-12);
        }
        assertEquals(200, ratio.ratioRuns().size());
    }

    @Test
    void shellExampleGivesObservables() {
        ExternalSimulator shell = new ExternalSimulator(
                        List.of("sh", EXAMPLES.resolve("latent_normal.sh").toString()))
                .withWorkers(2);
        SimulationJob.score(shell, 300, 3, PointProposal.at(0.5)).run(file);
        double[] squares = Arrays.stream(x()).map(v -> (v - 0.5) * (v - 0.5)).toArray();
        assertMean(0.5, x());
        assertMean(5, squares);
        assertFalse(RunFiles.read(file).layout().has(RunColumn.T_XZ));
    }

    /** Impossible at the point that a run was not sampled at. */
    @Test
    void ratioRunsAreSampledWhereTheirLabelSays() throws IOException {
        ExternalSimulator echo = program("""
                *) t=${line#*'"theta":['}; t=${t%%]*}
                      case $run in *[02468]) p=0,null s=[1],null;; *) p=null,0 s=null,[2];; esac
                      echo "{\\"run\\":$run,\\"x\\":[$t,$run],\\"log_p\\":[$p],\\"score\\":[$s]}";;""").withObservables(List.of("t", "n"));
        SimulationJob.ratio(echo, 4, 1, PRIOR, PointProposal.at(5)).run(file);
        RunTable table = RunFiles.read(file);
        double[] zero = table.column(RunColumn.THETA0);
        assertEquals(List.of("t", "n"), table.layout().observables());
        assertEquals(4, Arrays.stream(zero).distinct().count());
        assertArrayEquals(new double[] {zero[0], 0, 5, 1, zero[2], 2, 5, 3}, table.column(RunColumn.X));
        assertArrayEquals(new double[] {0, 1, 0, 1}, table.column(RunColumn.Y));
        double infinite = Double.POSITIVE_INFINITY;
        assertArrayEquals(new double[] {infinite, -infinite, infinite, -infinite}, table.column(RunColumn.LOG_R_XZ));
        assertArrayEquals(new double[] {1, Double.NaN, 1, Double.NaN}, table.column(RunColumn.T_XZ0));
        assertArrayEquals(new double[] {Double.NaN, 2, Double.NaN, 2}, table.column(RunColumn.T_XZ1));
    }

    private static boolean runs(String... command) {
        try {
            return new ProcessBuilder(command).start().waitFor() == 0;
        } catch (IOException | InterruptedException e) {
            return false;
        }
    }

    /** Within four standard errors. */
    private static void assertMean(double expected, double[] values) {
        double mean = Arrays.stream(values).average().orElseThrow();
        double variance = Arrays.stream(values)
                .map(v -> (v - mean) * (v - mean))
                .average()
                .orElseThrow();
        assertEquals(expected, mean, 4 * Math.sqrt(variance / values.length));
    }

    @Test
    void filesDoNotDependOnWorkersOrOnWhenTheJobWasStopped() throws IOException {
        // the time that an answer takes depends on the process
        ExternalSimulator slow =
                program("*[05]) [ $(($$ % 2)) = 0 ] || sleep 0.02; echo \"{\\\"run\\\":$run,\\\"x\\\":[0]}\";;");
        job(slow, 42).run(file);
        byte[] expected = Files.readAllBytes(file);
        Path resumed = folder.resolve("resumed.runs");
        for (int stop : new int[] {0, 8, 20, 42}) {
            AtomicBoolean cancelled = new AtomicBoolean(stop == 0);
            SimulationJob part = job(slow.withWorkers(3), 42)
                    .withCancellation(cancelled::get)
                    .withProgress((done, count, failed) -> cancelled.set(done >= stop));
            if (stop < 42) {
                assertThrows(CancellationException.class, () -> part.resume(resumed));
                assertEquals(stop, stop == 0 ? 0 : RunFiles.read(resumed).rows());
            } else {
                assertEquals(new SimulationReport(20, 42, List.of()), part.resume(resumed));
            }
        }
        assertArrayEquals(expected, Files.readAllBytes(resumed));
        Files.write(resumed, Arrays.copyOf(expected, expected.length - 9));
        assertEquals(40, job(slow, 42).resume(resumed).firstRun());
        assertArrayEquals(expected, Files.readAllBytes(resumed));
    }

    @Test
    void crashedAndHungWorkersAreReplacedAndTheRunRetried() throws IOException {
        String once = "[ -e m$run ] || { : > m$run; ";
        ExternalSimulator flaky = program("3) " + once + "exit 7; }; echo '{\"run\":3,\"x\":[3]}';;\n"
                + "5) " + once + "sleep 60; }; echo '{\"run\":5,\"x\":[5]}';;\n"
                + "6) " + once + "echo garbage; }; echo '{\"run\":6,\"x\":[6]}';;\n"
                // the second answer is taken for one to the next run, which is tried again
                + "8) echo '{\"run\":8,\"x\":[8]}'; echo '{\"run\":8,\"x\":[8]}';;");
        SimulationReport report = job(
                        flaky.withTimeLimit(Duration.ofMillis(500)).withWorkers(2), 12)
                .withMostFailed(0)
                .run(file);
        assertEquals(new SimulationReport(0, 12, List.of()), report);
        assertArrayEquals(new double[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}, x());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "echo oops >&2; exit 7 | it ended with exit code 7 at attempt 2 of 2; last lines of its standard error: oops",
                "kill -9 $$ | it ended with exit code 137",
                "exec >&-; sleep 60 | it closed its output",
                "sleep 60 | no answer within 0.3 s",
                "echo '{\"run\":2,\"x\":[NaN]}' | must be a line of JSON, got {\"run\":2,\"x\":[NaN]}",
                "echo '{\"run\":3,\"x\":[1]}' | must repeat run 2, got {\"run\":3",
                "echo '{\"run\":2,\"x\":[1,2]}' | x must have 1 numbers as [x] or the first run, got [1.0, 2.0]",
                "echo '{\"run\":2,\"x\":[null]}' | x must be finite, got null",
                "echo '{\"run\":2,\"x\":[1e999]}' | x must hold finite numbers, got Infinity",
                "echo '{\"run\":2,\"x\":[]}' | x must be a list of numbers, got []",
                "echo '{\"run\":2}' | x must be a list of numbers, got null",
                "echo '{\"run\":2,\"x\":[1],\"score\":[[1]]}' | log_p and score must be there as in the first run",
                "echo '{\"run\":2,\"x\":[1],\"score\":[1]}' | score must be a list of 1 numbers, got 1",
                "echo '{\"run\":2,\"x\":[1],\"score\":[null]}' | score at theta must be finite",
                "echo '{\"run\":2,\"x\":[1],\"log_p\":[1,2]}' | log_p must be a list of 1 numbers, got [1, 2]",
                "echo '{\"run\":2,\"x\":[1],\"log_p\":[null]}' | log_p at theta must be finite",
                "echo '{\"run\":2,\"error\":\"no luck\"}' | the simulator says: no luck"
            })
    void aRunThatFailsIsNamedAndTheRestKept(String branch, String message) throws IOException {
        ExternalSimulator bad = program("2) " + branch + ";;")
                .withTimeLimit(Duration.ofMillis(branch.contains("sleep") ? 300 : 20_000))
                .withRetries(1);
        SimulationReport report = job(bad, 5).withMostFailed(1).run(file);
        assertArrayEquals(new double[] {0, 1, 3, 4}, x());
        assertEquals(1, report.failed().size());
        String got = report.failed().get(0).message();
        assertTrue(
                got.matches("(?s)run 2 \\(seed \\d+, theta \\[.*]\\): .*")
                        && got.replace('\n', ' ').contains(message),
                got);
    }

    @Test
    void tooManyFailuresEndTheJobAndItCanGoOn() throws IOException {
        ExternalSimulator bad = program(
                        "7|9|11) [ -e mended ] && echo \"{\\\"run\\\":$run,\\\"x\\\":[$run]}\" || exit 1;;")
                .withRetries(0)
                .withWorkers(2);
        SimulationJob job = job(bad, 16).withMostFailed(2);
        FailedRunsException e = assertThrows(FailedRunsException.class, () -> job.run(file));
        assertTrue(e.getMessage()
                .startsWith("simulate: at most 2 failed runs are allowed, got 3, the last of them run 11"));
        assertTrue(e.getMessage().contains("; the 9 runs in " + file + " are kept"), e.getMessage());
        assertEquals(
                List.of(7L, 9L, 11L), e.failed().stream().map(MissingRun::run).toList());
        Files.createFile(folder.resolve("mended"));
        List<Long> progress = new ArrayList<>();
        job.withProgress((done, count, failed) -> progress.addAll(List.of(done, count, failed)))
                .resume(file);
        assertEquals(List.of(12L, 16L, 2L, 16L, 16L, 2L), progress);
        assertArrayEquals(new double[] {0, 1, 2, 3, 4, 5, 6, 8, 10, 11, 12, 13, 14, 15}, x());
    }

    @Test
    void noMoreRequestsAreInFlightThanBounded() throws IOException {
        ExternalSimulator counting = program(
                        "*) echo $run >> requests; [ $run != 0 ] || sleep 0.4; echo \"{\\\"run\\\":$run,\\\"x\\\":[$run]}\";;")
                .withWorkers(2);
        List<Integer> requests = new ArrayList<>();
        job(counting, 400)
                .withProgress((done, count, failed) -> {
                    if (done == 4) {
                        requests.add(lines(folder.resolve("requests")));
                    }
                })
                .run(file);
        assertTrue(requests.get(0) <= 100, requests::toString);
        assertEquals(400, x().length);
    }

    private static int lines(Path path) {
        try {
            return Files.readAllLines(path).size();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aCancelledOrInterruptedJobStopsAtOnce() throws IOException {
        ExternalSimulator hung = program("2) sleep 60;;").withWorkers(2);
        long begin = System.nanoTime();
        SimulationJob job = job(hung, 8);
        assertThrows(
                CancellationException.class, () -> job.withCancellation(() -> System.nanoTime() - begin > 200_000_000)
                        .run(file));
        Thread.currentThread().interrupt();
        assertThrows(CancellationException.class, () -> job.run(file));
        assertTrue(Thread.interrupted());
        assertFalse(Files.exists(file));
    }

    @Test
    void jobsThatCannotStartAreRefused() throws IOException {
        ExternalSimulator none = new ExternalSimulator(List.of("/no/such/program"));
        assertMessage(
                "external: a program that can be started", () -> job(none, 3).run(file));
        assertMessage("external: requires a command", () -> new ExternalSimulator(List.of()));
        assertMessage("simulate: 1 to 2^40 runs", () -> job(none, 0));
        ExternalSimulator good = program("");
        job(good, 3).run(file);
        assertMessage("which exists; resume", () -> job(good, 3).run(file));
        assertMessage("must be resumed with", () -> SimulationJob.score(good, 3, 2, PRIOR)
                .resume(file));
        assertMessage(
                "must have the same parameters", () -> SimulationJob.ratio(good, 3, 2, PRIOR, PointProposal.at(1, 2)));
    }

    private static void assertMessage(String part, Runnable action) {
        String message =
                assertThrows(IllegalArgumentException.class, action::run).getMessage();
        assertTrue(message.contains(part), message);
    }
}
