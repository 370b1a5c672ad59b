package org.auriflow.bench.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.auriflow.bench.workload.StepTime;
import org.junit.jupiter.api.Test;

final class BenchStepsCommandTest {
    @Test
    void printsALineOfJsonForEachWorkload() {
        CommandLineRun run = CommandLineRun.of(
                null, "bench", "steps", "--only", "gemm/128", "--seconds", "0.01", "--peak", "100", "--json");
        assertEquals(0, run.code(), run.err());
        List<StepTime> times = run.out()
                .lines()
                .map(line -> StepTime.parse(line).orElseThrow())
                .toList();
        assertEquals(1, times.size());
        StepTime time = times.get(0);
        assertEquals("gemm/128", time.workload());
        assertEquals("auriflow", time.peer());
        assertEquals("cpu", time.device());
        assertEquals(Runtime.getRuntime().availableProcessors(), time.threads());
        assertEquals(2 * Math.pow(128, 3) / (time.ms() * 1e6), time.gflops(), 0.01 * time.gflops());
        assertEquals(time.gflops() / 100, time.fractionOfPeak(), 0.01 * time.fractionOfPeak());
    }

    @Test
    void printsATable() {
        CommandLineRun run = CommandLineRun.of(
                null,
                "bench",
                "steps",
                "--only",
                "carl-step/b128h50",
                "--seconds",
                "0.01",
                "--threads",
                "1",
                "--peak",
                "100");
        assertEquals(0, run.code(), run.err());
        List<String> lines = run.out().lines().toList();
        assertEquals("cpu, 1 thread, peak 100 GFLOP/s in float32", lines.get(0));
        assertTrue(lines.get(2).matches("workload +ms +GFLOP/s +of peak"), run.out());
        assertTrue(lines.get(3).matches("carl-step/b128h50 +[0-9.]+ +[0-9.]+ +[0-9.]+ %"), run.out());
    }

    @Test
    void explainsWhereAStepSpendsItsTime() {
        CommandLineRun run = CommandLineRun.of(
                null, "bench", "steps", "--explain", "carl-step/b128h50", "--threads", "1", "--peak", "100");
        assertEquals(0, run.code(), run.err());
        List<String> lines = run.out().lines().toList();
        assertTrue(lines.get(2).matches("kernel +calls +us +share +MFLOP +MB +GFLOP/s +GB/s"), run.out());
        // Three layers of 50 tanh units on a batch of 128, eight parameters.
        String number = " +[0-9.]+";
        assertTrue(lines.stream().anyMatch(l -> l.matches("tanh +3" + number + number + " % +0.0192 .*")), run.out());
        assertTrue(lines.stream().anyMatch(l -> l.matches("adam +8 .*")), run.out());
        assertTrue(lines.get(lines.size() - 1).matches("all +\\d+" + number + " +100 % .*"), run.out());
    }
}
