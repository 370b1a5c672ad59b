package org.auriflow.inference.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.auriflow.inference.simulator.GaltonBoard;
import org.auriflow.inference.simulator.GoldMine;
import org.auriflow.inference.simulator.PointProposal;
import org.auriflow.inference.simulator.RatioRuns;
import org.auriflow.inference.simulator.ScoreRuns;
import org.auriflow.inference.simulator.UniformPrior;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The array was written by NumPy 2.4 with savez. */
class RunFilesTest {
    static final RunLayout SCORE =
            new RunLayout(List.of("a", "b"), List.of("u"), List.of(RunColumn.T_XZ, RunColumn.X, RunColumn.THETA));
    static final RunLayout RATIO = new RunLayout(
            List.of("größe,\"µ\""),
            List.of("x", "x_2"),
            List.of(RunColumn.values()).stream()
                    .filter(c -> c != RunColumn.THETA && c != RunColumn.T_XZ)
                    .toList());

    @TempDir
    Path folder;

    /** Numbers that are hard to write, and gold that is not finite. */
    static RunTable awkward(RunLayout layout, int rows) {
        double[] hard = {0.1, -0.0, Double.MIN_VALUE, -Double.MAX_VALUE, 1e15, 1 / 3.0, 123456789, 1e-5};
        double[] infinite = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -2.5};
        double[] records = new double[rows * layout.width()];
        int at = 0;
        for (int i = 0; i < rows; i++) {
            for (RunColumn c : layout.columns()) {
                for (int k = 0; k < layout.width(c); k++) {
                    records[at] = c == RunColumn.Y || c == RunColumn.RUN
                            ? (c == RunColumn.Y ? i % 2 : i)
                            : c.isGold() ? infinite[(i + k) % 4] : hard[(at + i) % 8];
                    at++;
                }
            }
        }
        return RunTable.ofRecords(layout, records);
    }

    static void assertSame(RunTable expected, RunTable actual) {
        assertEquals(expected.layout(), actual.layout());
        assertArrayEquals(expected.records(), actual.records());
    }

    @ParameterizedTest
    @ValueSource(strings = {"t.runs", "t.npz", "t.csv", "t.csv.gz"})
    void whatIsWrittenIsRead(String name) throws IOException {
        Path path = folder.resolve(name);
        for (RunLayout layout : List.of(SCORE, RATIO)) {
            for (int rows : new int[] {1, 13, 0}) {
                RunFiles.write(awkward(layout, rows), path);
                assertSame(awkward(layout, rows), RunFiles.read(path));
            }
        }
        assertArrayEquals(new String[] {name}, folder.toFile().list());
    }

    @Test
    void filesOfSeveralBlocksPassThroughAllFormats() throws IOException {
        int block = RunFiles.blockRows(RATIO);
        RunTable table = awkward(RATIO, 2 * block + 1);
        Path first = folder.resolve("a.runs");
        try (RunAppender appender = RunAppender.create(first, RATIO, Map.of("seed", "1"))) {
            appender.append(table);
        }
        Path before = first;
        for (String name : List.of("b.npz", "c.csv.gz", "d.npz", "e.runs", "f.csv", "g.runs")) {
            RunFiles.convert(before, folder.resolve(name));
            before = folder.resolve(name);
        }
        assertArrayEquals(Files.readAllBytes(folder.resolve("e.runs")), Files.readAllBytes(before));
        List<Integer> rows = new ArrayList<>();
        RunFiles.forEachBlock(before, b -> rows.add(b.rows()));
        assertEquals(List.of(block, block, 1), rows);
        assertSame(table, RunFiles.read(before));
        RunFiles.convert(first, folder.resolve("h.runs"));
        assertEquals(Map.of("seed", "1"), RunFiles.about(folder.resolve("h.runs")));
    }

    @Test
    void arraysOfNumpyAreRead() throws IOException {
        Path path = folder.resolve("runs.npz");
        try (InputStream stream = RunFilesTest.class.getResourceAsStream("runs.npz")) {
            Files.write(path, stream.readAllBytes());
        }
        RunTable table = RunFiles.read(path);
        assertEquals(List.of("mass", "größe"), table.layout().parameters());
        assertEquals(List.of("pt", "eta", "φ"), table.layout().observables());
        assertArrayEquals(new double[] {0.5, 1, 2, -3, 0.125, 7}, table.column(RunColumn.THETA));
        assertArrayEquals(new double[] {1, 2, 3, 4, 5, 6, 7, 8, 9}, table.column(RunColumn.X));
        assertArrayEquals(new double[] {0.1, -0.2, Double.NaN, Double.NaN, 3, 1e-300}, table.column(RunColumn.T_XZ));
        assertArrayEquals(new double[] {0, 1, 2}, table.column(RunColumn.RUN));
        assertEquals(0.5, table.scoreRuns().weights()[1]);
    }

    /** Python reads what we write, and what it writes again is the same to us. */
    @Test
    void numpyReadsArraysAndText() throws Exception {
        Path npz = folder.resolve("t.npz");
        RunTable table = awkward(RATIO, 5);
        RunFiles.write(table, npz);
        RunFiles.write(table, folder.resolve("t.csv"));
        String script = """
                import numpy as np
                a = np.load('t.npz')
                c = np.genfromtxt('t.csv', delimiter=',', skip_header=1)
                rows = [a[k].reshape(5, -1) for k in a.files if k not in ('parameters', 'observables')]
                assert np.array_equal(np.hstack(rows), c, equal_nan=True)
                assert a['theta0'].shape == (5, 1) and a['y'].shape == (5,) and a['x'].shape == (5, 2)
                np.savez('back.npz', **{k: a[k] for k in reversed(a.files)})
                """;
        assumeTrue(python("import numpy", folder) == 0, "needs Python with NumPy");
        assertEquals(0, python(script, folder));
        assertSame(table, RunFiles.read(folder.resolve("back.npz")));
    }

    private static int python(String script, Path folder) throws IOException, InterruptedException {
        try {
            Process process = new ProcessBuilder("python3", "-c", script)
                    .directory(folder.toFile())
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            assertTrue(process.waitFor(60, TimeUnit.SECONDS));
            return process.exitValue();
        } catch (IOException e) {
            return -1;
        }
    }

    @Test
    void namesMayBeLeftOut() throws IOException {
        Path path = Files.writeString(folder.resolve("t.csv"), "x,theta,t_xz\n1,2,inf\n");
        RunTable table = RunFiles.read(path);
        assertEquals(List.of("theta"), table.layout().parameters());
        assertEquals(List.of("x"), table.layout().observables());
        assertArrayEquals(new double[] {Double.POSITIVE_INFINITY}, table.column(RunColumn.T_XZ));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "theta,x,speed;1,2,3 | got speed; rename",
                "theta,x;1,nan | line 2 column x must be finite, got nan",
                "theta,x;1 | line 2 column x must be there",
                "theta_a,t_xz_b,x;1,2,3 | column t_xz for each of [a], got [b]",
                "theta0,theta1,y,x;1,2,0,3;1,2,0.5,3 | row 2 column y must be 0 or 1, got 0.5",
                "theta,y,x;1,2,3 | requires columns x and either theta",
                "theta,theta,x;1,2,3 | must name the column theta once",
                "x;1 | a name of its own for each of the parameters"
            })
    void badTextIsRefused(String lines, String message) throws IOException {
        Path path = Files.writeString(folder.resolve("t.csv"), lines.replace(';', '\n') + "\n", StandardCharsets.UTF_8);
        String got = assertThrows(IllegalArgumentException.class, () -> RunFiles.read(path))
                .getMessage();
        assertTrue(got.startsWith("runs: ") && got.contains(message), got);
    }

    @ParameterizedTest
    @CsvSource({"columns.npz, must have arrays", "uneven.npz, must have arrays", "float64.npy, must be CSV"})
    void otherArchivesAreRefused(String name, String message) throws IOException {
        Path path = folder.resolve(name);
        try (InputStream stream = RunFilesTest.class.getResourceAsStream(name)) {
            Files.write(path, stream.readAllBytes());
        }
        String got = assertThrows(IllegalArgumentException.class, () -> RunFiles.read(path))
                .getMessage();
        assertTrue(got.startsWith("runs: "), got);
    }

    @Test
    void aFailedWriteChangesNothing() throws IOException {
        Path path = folder.resolve("t.csv");
        RunFiles.write(awkward(SCORE, 1), path);
        assertThrows(
                IllegalArgumentException.class, () -> RunFiles.write(awkward(SCORE, 2), folder.resolve("t.parquet")));
        Files.writeString(folder.resolve("bad.csv"), "theta,x\n1,2\n1,oops\n");
        assertThrows(IllegalArgumentException.class, () -> RunFiles.convert(folder.resolve("bad.csv"), path));
        for (String name : List.of("t.csv", "t.npz", "t.runs")) {
            Path nowhere = folder.resolve("none").resolve(name);
            String message = assertThrows(UncheckedIOException.class, () -> RunFiles.convert(path, nowhere))
                    .getMessage();
            assertTrue(message.startsWith("runs: cannot write " + nowhere + " ("), message);
            assertTrue(message.contains("nothing was changed"), message);
        }
        assertSame(awkward(SCORE, 1), RunFiles.read(path));
        assertFalse(Files.exists(folder.resolve("t.csv.part")));
    }

    @Test
    void minedRunsSurviveTheWayThroughATable() {
        UniformPrior prior = UniformPrior.of("theta", -1, -0.4);
        GoldMine mine = new GoldMine(new GaltonBoard(), 3);
        RatioRuns ratio = mine.ratio(7, prior, PointProposal.at(-0.6));
        RunTable table = RunTable.of(ratio, 5);
        assertArrayEquals(new double[] {5, 6, 7, 8, 9, 10, 11}, table.column(RunColumn.RUN));
        RatioRuns back = table.ratioRuns();
        assertSame(table, RunTable.of(back, 5));
        assertArrayEquals(ratio.tXz1(), back.tXz1());
        assertArrayEquals(ratio.logRXz(), back.logRXz());
        ScoreRuns score = mine.score(7, prior);
        assertArrayEquals(score.tXz(), RunTable.of(score, 0).scoreRuns().tXz());
        assertThrows(IllegalArgumentException.class, table::scoreRuns);
    }
}
