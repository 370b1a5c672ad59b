package org.auriflow.bench.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.auriflow.bench.galton.LearnedGaltonInference;
import org.auriflow.inference.data.RunFiles;
import org.auriflow.inference.data.Table;
import org.auriflow.inference.data.TableFile;
import org.auriflow.inference.simulator.RatioRuns;
import org.auriflow.inference.statistics.Check;
import org.auriflow.inference.statistics.Sample;
import org.auriflow.nn.io.Json;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Simulate, train, evaluate and infer on files, one after the other. */
final class OwnRunsTest {
    private static final String TRAIN = "train DIR/pairs.npz --method alices --epochs 4 --hidden 8 --threads 1";

    @TempDir
    private static Path directory;

    private static CommandLineRun run(String line) {
        return CommandLineRun.of(
                new LearnedGaltonInference(),
                Arrays.stream(line.split(" "))
                        .map(word -> word.replace("DIR", directory.toString()))
                        .toArray(String[]::new));
    }

    private static CommandLineRun succeed(String line) {
        CommandLineRun run = run(line);
        assertEquals(0, run.code(), run.err());
        return run;
    }

    @BeforeAll
    static void prepare() throws IOException {
        succeed("simulate galton --theta1=-0.6 --runs 200 --out DIR/pairs.npz --threads 1");
        succeed("simulate galton --runs 40 --out DIR/prior.csv --threads 1");
        succeed("simulate galton --theta=-0.8 --runs 50 --out DIR/events.csv --threads 1");
        succeed(TRAIN + " --members 2 --out DIR/two");
        succeed("train DIR/pairs.npz --method sally --epochs 2 --hidden 4 --threads 1 --out DIR/sally");
        Files.writeString(directory.resolve("table.csv"), "y\n1\n");
        Files.writeString(directory.resolve("bad.properties"), "epoch = 3\n");
        Files.writeString(directory.resolve("part.properties"), "members = 2\nout = " + directory + "/two\n");
    }

    @Test
    void finishedMembersAreNotTrainedAgainAndOptionsWinOverTheFile() {
        CommandLineRun again = succeed(TRAIN + " --config DIR/part.properties");
        assertTrue(again.err().contains("member 2 of 2 is finished already"), again.err());
        assertTrue(!again.err().contains("epoch"), again.err());
        CommandLineRun other = run(TRAIN + " --config DIR/part.properties --members 3");
        assertTrue(other.err().contains("members 2 there, 3 here"), other.err());
    }

    @Test
    void aFileOfOptionsHasPositionsFlagsAndLists() throws IOException {
        Files.writeString(
                directory.resolve("simulate.properties"),
                "simulator = galton\nruns = 30\nresume = true\nprior = theta=-0.9:-0.8\ntheta1 = -0.5\nthreads = 1\nout = "
                        + directory + "/configured.npz\n");
        succeed("simulate --config DIR/simulate.properties --resume --theta1=-0.6");
        RatioRuns runs = RunFiles.read(directory.resolve("configured.npz")).ratioRuns();
        assertEquals(30, runs.size());
        assertEquals(-0.6, runs.theta1()[0]);
        assertTrue(Arrays.stream(runs.theta0()).allMatch(t -> t <= -0.8));
    }

    @Test
    void evaluationHasARowForEachEventAndDiagnostics() throws IOException {
        CommandLineRun run = succeed("evaluate DIR/two DIR/pairs.npz --out DIR/e.npz --threads 1");
        for (String part : List.of("mean of r at theta1", "mean of t - t_xz", "effective runs", "spread")) {
            assertTrue(run.out().contains(part), run.out());
        }
        Table table = TableFile.read("test", directory.resolve("e.npz"), List.of());
        assertEquals(List.of("theta_theta", "theta1_theta", "log_r", "spread", "t_theta"), table.names());
        assertEquals(200, table.rows());
        assertTrue(Json.parse(Files.readString(directory.resolve("e.json"))).containsKey("calibration"));
    }

    /** Evaluated on the runs of the training, half of the variance is that of the training. */
    @Test
    void theErrorOfAScoreIncludesThatOfItsTraining() throws IOException {
        succeed("evaluate DIR/sally DIR/pairs.npz --out DIR/s.npz --threads 1");
        Table t = TableFile.read("test", directory.resolve("s.npz"), List.of());
        RatioRuns pairs = RunFiles.read(directory.resolve("pairs.npz")).ratioRuns();
        double[] y = pairs.y();
        double[] difference = IntStream.range(0, y.length)
                .filter(i -> y[i] == 1)
                .mapToDouble(i -> t.column("t_theta")[i] - pairs.tXz1()[i])
                .toArray();
        Map<String, Object> checks = object(Json.parse(Files.readString(directory.resolve("s.json"))), "checks");
        double error = ((Number) object(checks, "mean of t - t_xz, theta").get("standard_error")).doubleValue();
        assertEquals(Math.sqrt(2) * Check.mean(Sample.of(difference), 0).standardError(), error, 1e-4 * error);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> object(Map<String, Object> parent, String key) {
        return (Map<String, Object>) parent.get(key);
    }

    @Test
    void inferenceHasSetsAPosteriorAndAReport() throws IOException {
        CommandLineRun run = succeed(
                "infer DIR/two DIR/events.csv --simulator galton --null theta=-0.6 --toys 20 --limits --posterior slice"
                        + " --chains 2 --draws 20 --grid 31 --out DIR/inferred --threads 1");
        for (String part : List.of(
                "Wilks",
                "Neyman, toys",
                "one-sided",
                "beside theta = -0.6, by CLs",
                "Asimov",
                "95 %, toys",
                "p of theta = -0.6: ",
                "2 sigma band of limits by toys",
                "R-hat",
                "report: ")) {
            assertTrue(run.out().contains(part), run.out());
        }
        assertEquals(
                40,
                TableFile.read("test", directory.resolve("inferred/posterior.csv"), List.of())
                        .rows());
        for (String file : List.of("report.html", "likelihood.png", "cls-1.png", "posterior-1.png", "summary.json")) {
            assertTrue(Files.size(directory.resolve("inferred/" + file)) > 0, file);
        }
        String summary = Files.readString(directory.resolve("inferred/summary.json"));
        assertTrue(summary.contains("\"expected_-1\"") && summary.contains("\"p_values\""), summary);
    }

    @Test
    void anEndOfTheRangeIsNotABestFit() {
        CommandLineRun run = succeed("infer DIR/two DIR/events.csv --prior=-0.3:0.5 --out DIR/end --threads 1");
        assertTrue(run.out().contains("largest at the end of the range"), run.out());
        assertTrue(!run.out().contains("curvature"), run.out());
        assertTrue(run.out().contains("outside the training range"), run.out());
    }

    @Test
    void pairsCalibrateTheLikelihood() {
        CommandLineRun run = succeed(
                "infer DIR/two DIR/events.csv --calibrate DIR/pairs.npz --grid 31 --out DIR/calibrated --threads 1");
        assertTrue(run.out().contains("Wilks, calibrated"), run.out());
        String all = run.out() + run.err();
        assertTrue(all.contains("200 runs for 50 events"), all);
    }

    @Test
    void aScoreIsALocalLikelihood() {
        CommandLineRun run = succeed("infer DIR/sally DIR/events.csv --prior=-1:-0.2 --out DIR/local --threads 1");
        assertTrue(run.out().contains("Wilks"), run.out());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "train DIR/pairs.npz --method alise|did you mean alice?",
                "train DIR/prior.csv --method carl|requires the columns theta0, theta1 and y",
                "train DIR/prior.csv --method rascandal|train with one of nde, scandal",
                "train DIR/nothing.npz --method carl|does not exist",
                "train DIR/pairs.npz --method carl --members 0|members: requires at least 1, got 0",
                "train DIR/pairs.npz --method carl --hidden 0|hidden: requires positive widths",
                "train DIR/pairs.npz --method carl --validation 1|validation: requires a share",
                "train DIR/pairs.npz --method carl --out DIR/table.csv|it is a file",
                "train --config DIR/bad.properties|got 'epoch'; did you mean epochs?",
                "train --config DIR/none.properties|does not exist",
                "evaluate DIR DIR/pairs.npz|without a training.json",
                "evaluate DIR/two DIR/table.csv|requires the columns [x]",
                "evaluate DIR/two DIR/pairs.npz --theta 1,2|requires a value for each of [theta]",
                "evaluate DIR/two DIR/pairs.npz --out DIR/e.txt|ends in .csv or .npz",
                "infer DIR/two|infer needs DIR and EVENTS",
                "infer DIR/two DIR/events.csv --prior=1|requires LOW:HIGH, got 1",
                "infer DIR/two DIR/events.csv --prior=0:1,0:1|for each of [theta]",
                "infer DIR/two DIR/events.csv --posterior nutz|one of none, grid, nuts",
                "infer DIR/two DIR/events.csv --calibrate DIR/prior.csv|at least 3 values of theta",
                "infer DIR/two DIR/events.csv --calibrate DIR/pairs.npz --null theta=-0.6|got pairs; give a --simulator",
                "infer DIR/two DIR/events.csv --null theta=-0.6|requires runs for what to expect",
                "infer DIR/two DIR/events.csv --simulator galton --null mu=0|NAME=X with names of [theta], got mu=0",
                "infer DIR/two DIR/events.csv --simulator galton --null theta=x|null: requires NAME=X, got theta=x",
                "infer DIR/two DIR/events.csv --simulator galton --null theta=5|null: requires a value in the range",
                "infer DIR/sally DIR/events.csv --prior=-1:-0.2 --calibrate DIR/pairs.npz|pairs require an estimator of the ratio",
                "infer DIR/two DIR/events.csv --simulator random-walk|requires the observables [x]",
                "infer DIR/sally DIR/events.csv|requires a range of theta"
            })
    void mistakesAreExplained(String line, String part) {
        CommandLineRun run = run(line.startsWith("infer") ? line + " --out DIR/never" : line);
        assertTrue(run.code() != 0);
        assertTrue(run.err().contains(part), run.err());
        assertEquals(1, run.err().lines().count(), run.err());
        assertTrue(Files.notExists(directory.resolve("never")));
    }
}
