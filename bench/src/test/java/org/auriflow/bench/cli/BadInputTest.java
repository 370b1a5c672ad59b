package org.auriflow.bench.cli;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.auriflow.bench.galton.GaltonInference;
import org.auriflow.bench.galton.InferenceCancelledException;
import org.auriflow.bench.galton.LearnedGaltonInference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every kind of bad input: one line that helps, the right exit code, nothing left behind. */
final class BadInputTest {
    private static final GaltonInference NEVER = (engine, settings, events, task) -> {
        throw new AssertionError("bad input reached the inference");
    };

    @TempDir
    private Path directory;

    /** A mistake: what is typed, with {@code DIR} for a directory of test files, the exit code, parts of the line. */
    record Mistake(String command, int code, List<String> parts) {
        @Override
        public String toString() {
            return command;
        }
    }

    private static Mistake usage(String command, String... parts) {
        return new Mistake(command, 2, List.of(parts));
    }

    private static Mistake error(String command, String... parts) {
        return new Mistake(command, 1, List.of(parts));
    }

    static Stream<Mistake> mistakes() {
        return Stream.of(
                usage(
                        "",
                        "a command is required",
                        "infer, mine, results, bench, compare, simulate, train, evaluate, density, mflow, gpu-check, gpu-bench, gpu-bundle, info"),
                usage("infr galton", "unknown command infr", "did you mean infer or info?"),
                usage("infer", "infer needs DIR and EVENTS, or galton"),
                usage("infer galtn", "got galtn alone", "did you mean galton?"),
                usage("mine", "mine needs one of galton"),
                usage("infer galton --rnus 5", "unknown option --rnus", "did you mean --runs?", "galton --help"),
                usage("infer galton --teta-true -0.8", "unknown option --teta-true", "did you mean --theta-true?"),
                usage("infer galton --quick", "unknown option --quick; see"),
                usage("infer galton 5", "unexpected argument 5"),
                usage("info --loud", "unknown option --loud"),
                usage("infer galton --method alise", "alise", "expected one of carl, rolr", "--method"),
                usage("infer galton --runs many", "--runs", "'many'"),
                usage("infer galton --runs 1e4", "--runs", "expected a whole number", "'1e4'"),
                usage("infer galton --runs 99999999999", "--runs", "up to 2147483647", "'99999999999'"),
                usage("infer galton --runs 10 --runs 20", "--runs", "once"),
                usage("infer galton --seed abc", "--seed", "whole number", "'abc'"),
                usage("infer galton --method=", "expected one of carl, rolr", "got ''"),
                usage("infer galton --runs", "--runs"),
                usage("infer galton --seed 0.5", "--seed", "'0.5'"),
                usage("infer galton --theta-true left", "--theta-true", "'left'"),
                usage("mine galton", "--replay"),
                usage("mine galton --replay DIR/paths.csv --theta0 NaN", "--theta0", "finite"),
                usage("mine galton --replay DIR/paths.csv --theta1 Infinity", "--theta1", "finite"),
                error("infer galton --runs 0", "runs: ", "got 0"),
                error("infer galton --runs 1", "runs: ", "at least 20", "got 1"),
                error("infer galton --runs 5", "runs: ", "training and validation", "got 5"),
                error("infer galton --runs -10000", "runs: ", "got -10000"),
                error("infer galton --epochs 0", "epochs: ", "got 0"),
                error("results galton --threads 0", "threads: ", "got 0"),
                error("results galton --seeds 0", "seed", "got 0"),
                usage("results", "results needs one of galton, coverage, information"),
                usage("results covrage", "did you mean coverage?"),
                usage("results coverage --events 100,many", "--events", "'many'"),
                error("results coverage --events 100,0", "events: ", "got 0", "--events"),
                error("results coverage --experiments 0", "experiments: ", "got 0", "--experiments"),
                error("results coverage --toys 18", "toys: ", "at least 19", "got 18", "--toys"),
                error("results coverage --runs 5", "runs: ", "got 5"),
                error("results coverage --threads 0", "threads: ", "got 0"),
                error("results coverage --out DIR/good.csv", "out: ", "it is a file"),
                error("results coverage --out=", "out: ", "got ''"),
                usage("results information --seed x", "--seed", "'x'"),
                error("results information --runs 5", "runs: ", "got 5", "--runs"),
                error("results information --events 1", "events: ", "got 1", "--events"),
                error("results information --epochs 0", "epochs: ", "got 0", "--epochs"),
                error("results information --threads 0", "threads: ", "got 0"),
                error("results information --out DIR/good.csv", "out: ", "it is a file"),
                error("infer galton --threads 0", "threads: ", "got 0"),
                error("infer galton --device cuda:0", "cuda:0", "available: cpu"),
                error("infer galton --device gpu", "gpu", "available: cpu"),
                error("infer galton --device cuda:first", "device", "cuda:first"),
                error("infer galton --theta-true -0.81", "theta-true: ", "-1, -0.95, -0.9,", "-0.4, got -0.81"),
                error("infer galton --theta-true -0.2", "theta-true: ", "from -1 to -0.4", "got -0.2"),
                error("infer galton --theta-true NaN", "theta-true: ", "got NaN"),
                error("infer galton --event-count 2001", "events: ", "from 1 to 2000", "got 2001"),
                error("infer galton --event-count 0", "events: ", "got 0"),
                error("infer galton --events DIR/nothing.csv", "nothing.csv", "does not exist"),
                error("infer galton --events DIR", "is a directory"),
                error("infer galton --events=", "events: ", "is a directory"),
                error("infer galton --events DIR/blank.csv", "blank.csv", "at least one event"),
                error("infer galton --events DIR/twice.csv", "twice.csv line 1", "column x once", "[x, x]"),
                error("infer galton --events DIR/wide.csv", "wide.csv line 2", "as many fields", "1, got 2"),
                error("infer galton --events DIR/huge.csv", "huge.csv line 2 column x", "finite", "1e400"),
                error("infer galton --events DIR/control.csv", "control.csv line 1", "?[31mred"),
                error("infer galton --events DIR/empty.csv", "empty.csv", "header"),
                error("infer galton --events DIR/header.csv", "header.csv", "at least one event"),
                error("infer galton --events DIR/nocolumn.csv", "nocolumn.csv line 1", "column x", "[y]"),
                error("infer galton --events DIR/nan.csv", "nan.csv line 3 column x", "finite", "nan"),
                error("infer galton --events DIR/infinite.csv", "infinite.csv line 2 column x", "finite"),
                error("infer galton --events DIR/text.csv", "text.csv line 3 column x", "number", "twelve"),
                error("infer galton --events DIR/short.csv", "short.csv line 3"),
                error("infer galton --events DIR/damaged.csv.gz", "damaged.csv.gz", "damaged or cut short"),
                error("infer galton --events DIR/outside.csv", "event 2 of", "outside.csv", "from 5 to 25", "got 26"),
                error("infer galton --events DIR/fraction.csv", "event 1 of", "whole number", "got 12.5"),
                error("infer galton --events DIR/thetas.csv", "thetas.csv", "several theta", "--theta-true"),
                error("infer galton --events DIR/thetas.csv --theta-true -0.7", "-0.8", "got [-0.7]"),
                error("infer galton --events DIR/far.csv", "from -1 to -0.4", "got -2"),
                error("infer galton --events DIR/good.csv --event-count 9", "from 1 to 3", "good.csv", "got 9"),
                error("infer galton --events DIR/good.csv --theta-true 3", "from -1 to -0.4", "got 3"),
                error("infer galton --out DIR/good.csv", "out: ", "good.csv", "it is a file"),
                error("infer galton --out DIR/good.csv/below", "out: ", "good.csv/below"),
                error("infer galton --out=", "out: ", "got ''"),
                usage("bench", "bench needs one of steps, kernels, startup, inference, compare"),
                usage("bench setps", "unknown command setps", "did you mean steps?"),
                usage("bench steps --treads 2", "did you mean --threads?"),
                error("bench steps --threads 0", "threads: ", "got 0"),
                error("bench steps --only carl/", "only: ", "got 'carl/'", "there are gemm/128, gemm/256"),
                error("bench steps --seconds 0", "seconds: ", "positive", "got 0"),
                error("bench steps --seconds NaN", "seconds: ", "positive", "got NaN"),
                error("bench steps --peak -1", "peak: ", "positive", "got -1"),
                error("bench steps --device cuda:0", "cuda:0", "available: cpu"),
                error("bench steps --explain carl-step", "workload: one name", "got 'carl-step'", "carl-step/b128h50"),
                error("gpu-check --lengths 13,0", "lengths: ", "positive", "got 0"),
                error("gpu-check --lengths 13", "cuda:0", "available: cpu"),
                error("gpu-bench --power 13", "power: ", "even", "got 13"),
                error("gpu-bench --seconds -1", "seconds: ", "positive", "got -1"),
                error("gpu-bundle --out src", "out: ", "empty or new", "got src"),
                error("bench kernels --only gem/", "only: ", "got 'gem/'", "there are gemm/128"),
                error("bench kernels --threads 0", "threads: ", "got 0"),
                error("bench startup --steps 10", "steps: ", "got 10", "--steps"),
                error("bench inference --seconds 0", "seconds: ", "positive", "got 0"),
                error("bench startup --workload none", "none", "there are gemm/128"),
                error("bench compare --rounds 0", "rounds: ", "got 0"),
                error("bench compare --only gem/", "only: ", "got 'gem/'"),
                error("bench compare --seconds -1", "seconds: ", "got -1"),
                error("bench compare --baseline DIR/none.json", "none.json", "does not exist", "--baseline"),
                error("bench compare --baseline DIR", "is a directory"),
                error("bench compare --baseline DIR/good.csv", "good.csv", "written by bench compare --write"),
                error("bench compare --baseline DIR/object.json", "object.json", "no workloads"),
                error("bench compare --write --out DIR/good.csv", "out: ", "it is a file"),
                usage("density", "TABLE"),
                usage("density DIR/pairs.csv --model nfs", "expected one of nsf, maf, realnvp, glow, mdn, fm", "'nfs'"),
                usage("density DIR/pairs.csv --test some", "--test", "'some'"),
                error("density DIR/nothing.csv", "density: ", "nothing.csv", "does not exist"),
                error("density DIR", "density: ", "is a directory"),
                error("density DIR/pairs.csv --epochs 0", "epochs: ", "got 0", "--epochs"),
                error("density DIR/pairs.csv --batch -1", "batch: ", "got -1"),
                error("density DIR/pairs.csv --threads 0", "threads: ", "got 0"),
                error("density DIR/pairs.csv --test 0", "--validation 0.1 and --test 0"),
                error("density DIR/pairs.csv --test 0.5 --validation 0.5", "must remain"),
                error("density DIR/pairs.csv --test NaN", "must remain", "NaN"),
                error(
                        "density DIR/pairs.csv --columns a,c",
                        "pairs.csv line 1",
                        "column c",
                        "[a, b, same]",
                        "spelling"),
                error("density DIR/pairs.csv --context c", "--context must name columns", "[a, b, same]", "got c"),
                error("density DIR/pairs.csv --columns a,b --context b", "named once", "take b out"),
                error("density DIR/pairs.csv --columns a,a", "named once"),
                error("density DIR/pairs.csv --columns a,,b", "named once", "take ''"),
                error("density DIR/pairs.csv", "column must vary", "got 1.0", "of same", "leave it out"),
                error("density DIR/pairs.csv --columns a --context same", "column must vary", "of same"),
                error("density DIR/pairs.csv --columns a", "nsf needs two columns or a context", "[a]", "--model mdn"),
                error("density DIR/pairs.csv --columns a --model glow --context b", "glow needs two columns, got [a]"),
                error("density DIR/pairs.csv --context a,b,same", "nsf needs a column"),
                error("density DIR/pairs.csv --columns a,b --out DIR/good.csv", "out: ", "it is a file"),
                error("density DIR/pairs.csv --columns a,b --out=", "out: ", "got ''"),
                error("density DIR/pairs.csv --columns a,b --device cuda:0", "cuda:0", "available: cpu"),
                error("density DIR/words.csv", "words.csv line 3 column b must be a number", "two", "choose columns"),
                error("density DIR/gap.csv", "gap.csv line 3 column b must be finite", "nan"),
                error("density DIR/good.csv --model mdn", "at least 20 rows", "got 3"),
                error(
                        "density DIR/huge2.csv --model mdn",
                        "within the range of float32",
                        "2.5E301",
                        "row 25",
                        "column x"),
                error("density DIR/damaged.csv.gz", "damaged.csv.gz", "damaged or cut short"),
                error("density DIR/broken.npy", "broken.npy", "cut short"),
                error("mine galton --replay DIR", "is a directory"),
                error("mine galton --replay DIR/damaged.csv.gz", "damaged.csv.gz", "damaged or cut short"),
                error("mine galton --replay DIR/nothing.csv", "nothing.csv", "does not exist"),
                error("mine galton --replay DIR/good.csv", "good.csv line 1", "z0"),
                error("mine galton --replay DIR/cutpath.csv", "cutpath.csv line 2"),
                error("mine galton --replay DIR/notheta.csv", "notheta.csv line 1", "theta"),
                error("mine galton --replay DIR/badpath.csv --theta0 -0.8", "badpath.csv line 3"));
    }

    @BeforeEach
    void writeFiles() throws IOException {
        write("good.csv", "x\n12\n13\n14\n");
        write("empty.csv", "");
        StringBuilder pairs = new StringBuilder("a,b,same\n");
        StringBuilder huge = new StringBuilder("x\n");
        for (int i = 1; i <= 30; i++) {
            pairs.append(i).append(',').append(i * i).append(",1\n");
            huge.append(i).append(i == 25 ? "e300\n" : "\n");
        }
        write("pairs.csv", pairs.toString());
        write("huge2.csv", huge.toString());
        write("words.csv", "a,b\n1,2\n2,two\n");
        write("gap.csv", "a,b\n1,2\n2,nan\n");
        Files.write(directory.resolve("broken.npy"), new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, 9});
        write("object.json", "{}");
        write("header.csv", "x\n");
        write("blank.csv", "x\n\n\n");
        write("twice.csv", "x,x\n12,13\n");
        write("wide.csv", "x\n12,5\n");
        write("huge.csv", "x\n1e400\n");
        write("control.csv", "\u001b[31mred\n12\n");
        write("nocolumn.csv", "y\n1\n");
        write("nan.csv", "x\n12\nnan\n");
        write("infinite.csv", "x\n-inf\n");
        write("text.csv", "x\n12\ntwelve\n");
        write("short.csv", "theta,x\n-0.8,12\n-0.8\n");
        write("outside.csv", "x\n12\n26\n");
        write("fraction.csv", "x\n12.5\n");
        write("thetas.csv", "theta,x\n-0.8,12\n-0.6,13\n");
        write("far.csv", "theta,x\n-2,12\n");
        String header = "theta,z0,z1,z2,z3,z4,z5,z6,z7,z8,z9,z10,z11,z12,z13,z14,z15,z16,z17,z18,z19\n";
        write("cutpath.csv", header + "-0.8,0,1,0\n");
        write("paths.csv", header + "-0.8" + ",1".repeat(20) + "\n");
        write("notheta.csv", header.substring("theta,".length()) + "0" + ",1".repeat(19) + "\n");
        write("badpath.csv", header + "-0.8" + ",1".repeat(20) + "\n-0.8,7" + ",1".repeat(19) + "\n");
        Files.write(directory.resolve("damaged.csv.gz"), new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 1});
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void isOneHelpfulLine(Mistake mistake) throws IOException {
        List<String> before = entries();
        String[] args = Arrays.stream(mistake.command().split(" "))
                .filter(arg -> !arg.isEmpty())
                .map(arg -> arg.startsWith("DIR") ? directory + arg.substring(3) : arg)
                .toArray(String[]::new);
        if (args.length > 1 && args[0].equals("infer") && !mistake.command().contains("--out")) {
            args = Stream.concat(
                            Arrays.stream(args),
                            Stream.of("--out", directory.resolve("result").toString()))
                    .toArray(String[]::new);
        }
        CommandLineRun run = CommandLineRun.of(NEVER, args);
        assertAll(
                () -> assertEquals(mistake.code(), run.code()),
                () -> assertEquals(1, run.err().lines().count(), run.err()),
                () -> assertTrue(run.err().startsWith("auriflow: "), run.err()),
                () -> mistake.parts().forEach(part -> assertTrue(run.err().contains(part), run.err())),
                () -> assertEquals("", run.out()),
                () -> assertEquals(before, entries()));
    }

    @Test
    void aFullDiskIsNotSuccess() {
        StandardOutput full = new StandardOutput(failing("No space left on device"));
        PrintStream text = full.text();
        text.print("a result");
        assertEquals(Optional.empty(), full.problem());
        text.flush();
        assertTrue(full.problem().orElseThrow().contains("No space left on device"));
    }

    @Test
    void aReaderThatHadEnoughIsNoProblem() {
        StandardOutput left = new StandardOutput(failing("Broken pipe"));
        PrintStream text = left.text();
        text.print("a result");
        text.flush();
        assertEquals(Optional.empty(), left.problem());
    }

    private static OutputStream failing(String reason) {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException(reason);
            }
        };
    }

    @Test
    void anExpectedErrorHasAStackTraceOnlyIfAskedFor() {
        CommandLineRun quiet = CommandLineRun.of(NEVER, "infer", "galton", "--runs", "5");
        CommandLineRun verbose = CommandLineRun.of(NEVER, "infer", "galton", "--runs", "5", "--verbose");
        assertEquals(1, quiet.err().lines().count(), quiet.err());
        assertTrue(verbose.err().contains("\tat org.auriflow.bench."), verbose.err());
    }

    @Test
    void anUnexpectedErrorIsNamedAndLeavesNothing() throws IOException {
        GaltonInference broken = (engine, settings, events, task) -> {
            write(task.directory().resolve("model.json"), "half");
            throw new IllegalStateException("two\nlines");
        };
        CommandLineRun run = CommandLineRun.of(
                broken, "infer", "galton", "--out", directory.resolve("a/b").toString());
        assertEquals(1, run.code());
        assertEquals(
                "auriflow: unexpected java.lang.IllegalStateException: two lines; --verbose shows where",
                run.err().strip());
        assertFalse(Files.exists(directory.resolve("a")));
    }

    @Test
    void aCancelledInferenceKeepsItsModelAlone() throws IOException {
        GaltonInference cancelled = (engine, settings, events, task) -> {
            write(task.directory().resolve("model.json"), "{}");
            throw new InferenceCancelledException(true);
        };
        Path out = Files.createDirectory(directory.resolve("out"));
        write(out.resolve("model.json"), "of a complete run");
        CommandLineRun run = CommandLineRun.of(cancelled, "infer", "galton", "--out", out.toString());
        assertEquals(130, run.code());
        assertTrue(run.err().contains("interrupted; the best model so far is in " + out), run.err());
        assertEquals("of a complete run", Files.readString(out.resolve("model.json")));
        assertEquals("{}", Files.readString(out.resolve("interrupted/model.json")));
        try (Stream<Path> files = Files.walk(out)) {
            assertEquals(4, files.count());
        }
    }

    @Test
    void aCancelledInferenceWithoutAModelLeavesNothing() {
        GaltonInference cancelled = (engine, settings, events, task) -> {
            task.cancellation().cancel();
            return new LearnedGaltonInference().run(engine, settings, events, task);
        };
        Path out = directory.resolve("nothing");
        CommandLineRun run = CommandLineRun.of(cancelled, "infer", "galton", "--runs", "100", "--out", out.toString());
        assertEquals(130, run.code());
        assertTrue(run.err().contains("nothing was written"), run.err());
        assertFalse(Files.exists(out));
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(String name, String text) {
        write(directory.resolve(name), text);
    }

    private List<String> entries() throws IOException {
        try (Stream<Path> entries = Files.walk(directory)) {
            return entries.map(Path::toString).sorted().toList();
        }
    }
}
