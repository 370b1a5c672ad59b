package org.auriflow.inference.external;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.auriflow.inference.data.RunColumn;
import org.auriflow.inference.data.RunFiles;
import org.auriflow.inference.data.RunTable;
import org.auriflow.inference.simulator.GaltonBoard;
import org.auriflow.inference.simulator.GoldMine;
import org.auriflow.inference.simulator.PointProposal;
import org.auriflow.inference.simulator.Prior;
import org.auriflow.inference.simulator.RatioRuns;
import org.auriflow.inference.simulator.Simulator;
import org.auriflow.inference.simulator.UniformPrior;
import org.auriflow.inference.simulator.UnitSimulator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MinedJobTest {
    private static final Prior THETA0 = UniformPrior.of("theta", -1, -0.4);
    private static final Prior THETA1 = PointProposal.at(-0.6);

    @TempDir
    Path folder;

    private static SimulationJob job(int threads) {
        return SimulationJob.ratio(RunSource.of(new GaltonBoard(), threads), 101, 5, THETA0, THETA1)
                .withBatch(20);
    }

    @Test
    void theFileHoldsWhatAMineMakes() {
        Path file = folder.resolve("t.runs");
        assertEquals(new SimulationReport(0, 101, List.of()), job(1).run(file));
        RatioRuns expected = new GoldMine(new GaltonBoard(), 5).ratio(101, THETA0, THETA1);
        RunTable table = RunFiles.read(file);
        assertArrayEquals(expected.logRXz(), table.ratioRuns().logRXz());
        assertArrayEquals(expected.x(), table.ratioRuns().x());
        assertEquals(100, table.column(RunColumn.RUN)[100]);
        assertEquals("galton", RunFiles.about(file).get("simulator").substring(0, 6));
    }

    @Test
    void stoppedAndResumedJobsMakeTheSameBytes() throws IOException {
        Path whole = folder.resolve("whole.runs");
        job(1).run(whole);
        byte[] expected = Files.readAllBytes(whole);
        Path file = folder.resolve("t.runs");
        AtomicBoolean cancelled = new AtomicBoolean();
        SimulationJob stopped = job(2).withCancellation(cancelled::get)
                .withProgress((done, count, failed) -> cancelled.set(done == 40));
        assertThrows(CancellationException.class, () -> stopped.run(file));
        assertEquals(40, job(2).resume(file).firstRun());
        assertArrayEquals(expected, Files.readAllBytes(file));
        for (int length = expected.length - 1; length > 2000; length -= 997) {
            Files.write(file, Arrays.copyOf(expected, length));
            job(2).resume(file);
            assertArrayEquals(expected, Files.readAllBytes(file));
        }
        assertEquals(101, job(2).resume(file).firstRun());
        assertArrayEquals(expected, Files.readAllBytes(file));
    }

    /** Fails above a limit. */
    private static Simulator fragile(double limit) {
        return new UnitSimulator("fragile", (theta, trace) -> {
            if (theta[0].value(0) > limit) {
                throw new IllegalStateException("too far");
            }
            return new double[] {trace.normal(theta[0], 1)};
        });
    }

    @Test
    void runsThatFailAreLeftOutAndNamed() {
        Simulator fragile = fragile(0.9);
        Path file = folder.resolve("t.runs");
        SimulationJob job = SimulationJob.score(RunSource.of(fragile, 2), 60, 5, fragile.prior())
                .withBatch(20);
        SimulationReport report = job.withMostFailed(60).run(file);
        assertEquals(60, report.rows() + report.failed().size());
        assertTrue(report.failed().size() > 1);
        assertTrue(report.failed()
                .get(0)
                .message()
                .matches("mine: fragile: run \\d+ with seed 5 at theta = \\[0\\.9.*] failed: .*too far"));
        // the others are as if nothing had happened
        double[] x = new GoldMine(fragile(2), 5).score(60, fragile.prior()).x();
        RunTable table = RunFiles.read(file);
        double[] runs = table.column(RunColumn.RUN);
        double[] kept = table.column(RunColumn.X);
        for (int i = 0; i < kept.length; i++) {
            assertEquals(x[(int) runs[i]], kept[i]);
        }
        Path other = folder.resolve("u.runs");
        assertEquals(
                2,
                assertThrows(FailedRunsException.class, () -> job.withMostFailed(1)
                                .run(other))
                        .failed()
                        .size());
    }
}
