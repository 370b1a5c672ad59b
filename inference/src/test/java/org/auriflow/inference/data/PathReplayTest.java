package org.auriflow.inference.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.auriflow.inference.simulator.GaltonBoard;
import org.auriflow.inference.simulator.Simulator;
import org.auriflow.inference.simulator.ThinnedCount;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathReplayTest {
    private static final String TRAJECTORIES = "/org/auriflow/inference/galton/trajectories.csv.gz";
    private static final Simulator BOARD = new GaltonBoard();
    private static final Simulator SMALL = new GaltonBoard(2, 2);

    @TempDir
    Path folder;

    private static ReplayedRuns replay(PathReplay replay, String content) {
        return replay.read(new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8)), "paths.csv");
    }

    @Test
    void thePublishedFileGivesThePublishedGold() throws IOException {
        ReplayedRuns runs;
        try (InputStream stream = PathReplayTest.class.getResourceAsStream(TRAJECTORIES)) {
            runs = new PathReplay(BOARD, -0.6).read(stream, TRAJECTORIES);
        }
        List<String> lines;
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(PathReplayTest.class.getResourceAsStream(TRAJECTORIES)), StandardCharsets.UTF_8))) {
            lines = reader.lines().skip(1).toList();
        }
        assertEquals(lines.size(), runs.size());
        for (int i = 0; i < runs.size(); i++) {
            String[] fields = lines.get(i).split(",", -1);
            assertEquals(Double.parseDouble(fields[22]), runs.x(i)[0]);
            assertEquals(Double.parseDouble(fields[23]), runs.tXz(i)[0], 1e-11);
            assertEquals(Double.parseDouble(fields[24]), runs.logRXz(i), 1e-11);
        }
    }

    @Test
    void writtenNumbersReadBackEqual() throws IOException {
        ReplayedRuns runs = replay(new PathReplay(SMALL, -0.6), "z1,theta,z0\n0,-0.8,1\n0,-1,0\n");
        StringBuilder out = new StringBuilder();
        runs.writeCsv(out);
        String[] lines = out.toString().split("\n", -1);
        assertEquals("x,t_xz,log_r_xz", lines[0]);
        assertEquals(4, lines.length);
        for (int i = 0; i < 2; i++) {
            String[] fields = lines[i + 1].split(",", -1);
            assertEquals(runs.x(i)[0], Double.parseDouble(fields[0]));
            assertEquals(runs.tXz(i)[0], Double.parseDouble(fields[1]));
            assertEquals(runs.logRXz(i), Double.parseDouble(fields[2]));
        }
    }

    @Test
    void oneNumeratorForAllReplacesTheColumn() throws IOException {
        PathReplay replay = new PathReplay(BOARD, -0.6);
        String path = "z0,z1,z2,z3,z4,z5,z6,z7,z8,z9,z10,z11,z12,z13,z14,z15,z16,z17,z18,z19\n"
                + "0,1,0,1,1,0,0,1,1,1,1,1,1,1,1,1,1,0,1,1\n";
        Path file = Files.writeString(folder.resolve("paths.csv"), path);
        ReplayedRuns runs = replay.withTheta0(-1).read(file);
        // the first published path
        assertEquals(20, runs.x(0)[0]);
        assertEquals(-1.29362889519, runs.tXz(0)[0], 1e-11);
        assertEquals(0.693078600237, runs.logRXz(0), 1e-11);
        assertEquals(0, replay.withTheta0(-0.6).read(file).logRXz(0));
        assertMessage("must name a column theta", () -> replay.read(file));
    }

    @Test
    void runsMayDifferInLengthAndParametersInNumber() throws IOException {
        PathReplay replay = new PathReplay(new ThinnedCount(), 13, 0.5);
        ReplayedRuns runs = replay(replay, "mean,share,z0,z1,z2\n12,0.4,2,1,1\n12,0.4,0,,\n12,0.4,1,0\n");
        assertEquals(2, runs.x(0)[0]);
        assertEquals(0, runs.x(1)[0]);
        assertEquals(-1, runs.tXz(1)[0]);
        assertEquals(1 / 12.0 - 1, runs.tXz(2)[0], 1e-15);
        assertEquals(-1 / 0.6, runs.tXz(2)[1], 1e-15);
        StringBuilder out = new StringBuilder();
        runs.writeCsv(out);
        assertTrue(out.toString().startsWith("kept,t_xz_mean,t_xz_share,log_r_xz\n2,"), out.toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    'theta,x;-0.8,1'               | line 1 must name a column z0, got [theta, x]
                    'theta,z0,z1'                  | must hold at least one run
                    'theta,z0,z1;-0.8,1,0;-0.8,1,' | line 3: the recording must hold every choice of the run, got 1
                    'theta,z0,z1,z2;-0.8,1,0,1'    | line 2: the recording must end with the run, got 3
                    'theta,z0,z1;-0.8,1,1'         | line 2: choice 1 (bernoulli) must be possible, got 1.0
                    'theta,z0,z1;-0.8,2,0'         | line 2: choice 0 (bernoulli) must be possible, got 2.0
                    'theta,z0,z1;-0.8,,0'          | line 2 column z0 must be a number, got ""
                    'theta,z0,z1;-0.8,inf,0'       | line 2 column z0 must be finite, got inf
                    'theta,z0,z1;x,1,0'            | line 2 column theta must be a number, got "x"
                    """)
    void whatIsWrongIsSaidWithFileLineAndColumn(String content, String part) {
        assertMessage("paths.csv " + part, () -> replay(new PathReplay(SMALL, -0.6), content.replace(';', '\n')));
    }

    @Test
    void parametersMustFitTheSimulator() {
        assertMessage("theta1 must have one component for each of [theta], got 2", () -> new PathReplay(BOARD, 1, 2));
        assertMessage("theta0 must have one", () -> new PathReplay(BOARD, 1).withTheta0());
    }

    private static void assertMessage(String part, Runnable action) {
        String message =
                assertThrows(IllegalArgumentException.class, action::run).getMessage();
        assertTrue(message.startsWith("replay: ") && message.contains(part), message);
    }
}
