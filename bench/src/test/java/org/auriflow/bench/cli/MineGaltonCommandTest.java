package org.auriflow.bench.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Replay of trajectories that the authors of arXiv:1805.12244 published, with their gold in 12 digits. */
final class MineGaltonCommandTest {
    @TempDir
    private Path directory;

    private Path file;
    private List<String[]> published;

    @BeforeEach
    void copyTrajectories() throws IOException {
        try (InputStream in = getClass().getResourceAsStream("trajectories.csv")) {
            file = directory.resolve("trajectories.csv");
            Files.write(file, in.readAllBytes());
        }
        published = Files.readAllLines(file).stream()
                .skip(1)
                .map(line -> line.split(","))
                .collect(Collectors.toList());
    }

    @Test
    void agreesWithThePublishedGold() {
        CommandLineRun run = CommandLineRun.of(null, "mine", "galton", "--replay", file.toString());
        List<String> lines = run.out().lines().toList();
        assertEquals("", run.err());
        assertEquals(0, run.code());
        assertEquals("x,t_xz,log_r_xz", lines.get(0));
        assertEquals(published.size() + 1, lines.size());
        assertTrue(published.size() >= 200);
        for (int i = 0; i < published.size(); i++) {
            String[] row = published.get(i);
            String[] mined = lines.get(i + 1).split(",");
            for (int column = 0; column < 3; column++) {
                double expected = Double.parseDouble(row[22 + column]);
                assertEquals(expected, Double.parseDouble(mined[column]), 1e-11, "line " + (i + 2));
            }
        }
    }

    @Test
    void takesTheSameThetaForAll() {
        CommandLineRun same =
                CommandLineRun.of(null, "mine", "galton", "--replay", file.toString(), "--theta0", "-0.6");
        CommandLineRun own = CommandLineRun.of(
                null, "mine", "galton", "--replay", file.toString(), "--theta0", "-0.8", "--theta1", "-0.55");
        assertTrue(same.out().lines().skip(1).allMatch(line -> Double.parseDouble(line.split(",")[2]) == 0));
        assertTrue(own.out().lines().skip(1).noneMatch(line -> Double.parseDouble(line.split(",")[2]) == 0));
    }

    @Test
    void readsCompressedFilesAndPrintsEveryDigit() throws IOException {
        Path compressed = directory.resolve("paths.csv.gz");
        try (java.util.zip.GZIPOutputStream out =
                new java.util.zip.GZIPOutputStream(Files.newOutputStream(compressed))) {
            out.write(Files.readString(file).getBytes(StandardCharsets.UTF_8));
        }
        CommandLineRun plain = CommandLineRun.of(null, "mine", "galton", "--replay", file.toString());
        CommandLineRun unpacked = CommandLineRun.of(null, "mine", "galton", "--replay", compressed.toString());
        assertEquals(plain.out(), unpacked.out());
        long long17 = plain.out()
                .lines()
                .skip(1)
                .map(line -> line.split(",")[1].replaceAll("^-?0*\\.?0*", "").replaceAll("[.]|E.*", ""))
                .filter(digits -> digits.length() == 17)
                .count();
        assertTrue(long17 > 0.8 * published.size(), long17 + " of " + published.size());
    }
}
