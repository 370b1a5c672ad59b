package org.auriflow.bench.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.auriflow.inference.data.RunFiles;
import org.auriflow.inference.external.ExternalSimulator;
import org.auriflow.inference.external.MissingRun;
import org.auriflow.inference.external.RunSource;
import org.auriflow.inference.external.SimulationJob;
import org.auriflow.inference.external.SimulationProgress;
import org.auriflow.inference.external.SimulationReport;
import org.auriflow.inference.simulator.PointProposal;
import org.auriflow.inference.simulator.Prior;
import org.auriflow.inference.simulator.Simulator;
import org.auriflow.inference.simulator.UniformPrior;
import org.auriflow.nn.train.Cancellation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code auriflow simulate}: runs of a shipped simulator or of any program, with their gold, in a file. */
@Command(
        name = "simulate",
        description = {
            "Make runs of a simulator, or of any program that answers lines of JSON (docs/external-simulators.md), and write them "
                    + "with their gold to a file: Auriflow's own format (.runs), NPZ or CSV, by its ending.",
            "",
            "Runs have one theta each, or with --theta1 a pair and a label, for ratio methods. A killed simulation loses at most "
                    + "the batch in flight and goes on with --resume, also with more runs. NPZ and CSV are copied "
                    + "from FILE.runs, which is what --resume goes on with."
        },
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  ${COMMAND-FULL-NAME} galton --runs 10000 --theta1=-0.6 --out train.runs",
            "  ${COMMAND-FULL-NAME} lotka-volterra --runs 1000 --out runs.npz --resume",
            "  ${COMMAND-FULL-NAME} --command 'python3 docs/examples/latent_normal.py' \\",
            "      --prior theta=-1:1 --runs 1000 --out runs.csv"
        })
final class SimulateCommand implements Callable<Integer> {
    private static final String OWN = ".runs";
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|'([^']*)'|\\S+");

    @Spec
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("unused")
    private ConfigOption config;

    @Parameters(
            paramLabel = "SIMULATOR",
            arity = "0..1",
            converter = SimulatorName.class,
            completionCandidates = SimulatorName.class,
            description = "${COMPLETION-CANDIDATES}")
    private Simulator simulator;

    @Option(names = "--command", paramLabel = "TEXT", description = "a program and its arguments, instead of SIMULATOR")
    private String command;

    @Option(names = "--runs", paramLabel = "N", required = true, description = "in all, those before --resume included")
    private long runs;

    @Option(names = "--out", paramLabel = "FILE", required = true, description = "ends in .runs, .npz or .csv")
    private Path out;

    @Option(names = "--resume", fallbackValue = "true", description = "go on with FILE behind its last run")
    private boolean resume;

    @Option(
            names = "--prior",
            paramLabel = "NAME=LOW:HIGH",
            split = ",",
            description = "range of a parameter, once for each (default: the simulator's own)")
    private Map<String, String> ranges = new LinkedHashMap<>();

    @Option(
            names = "--theta",
            paramLabel = "V",
            split = ",",
            description = "the one point that all runs are sampled at, as for SALLY, instead of the prior")
    private List<Double> theta;

    @Option(
            names = "--theta1",
            paramLabel = "V",
            split = ",",
            description = "the reference of ratio methods: half of the runs are sampled there")
    private List<Double> theta1;

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "1",
            description = "of all random numbers (default: ${DEFAULT-VALUE})")
    private long seed;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "runs at a time; processes of --command (default: all processors)")
    private Integer threads;

    @Option(
            names = "--time-limit",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "for a run of --command (default: ${DEFAULT-VALUE})")
    private double timeLimit;

    @Option(
            names = "--most-failed",
            paramLabel = "N",
            defaultValue = "10",
            description = "runs that may fail; they are left out and reported (default: ${DEFAULT-VALUE})")
    private long mostFailed;

    @Override
    public Integer call() {
        if ((simulator == null) == (command == null)) {
            throw new IllegalArgumentException("simulate: requires a SIMULATOR or --command, got "
                    + (simulator == null ? "none" : "both") + "; give one of them");
        }
        String name = String.valueOf(out.getFileName()).toLowerCase(Locale.ROOT);
        if (!name.endsWith(OWN) && !name.endsWith(".npz") && !name.endsWith(".csv")) {
            throw new IllegalArgumentException(
                    "out: requires a file that ends in .runs, .npz or .csv, got " + out + "; rename it");
        }
        boolean own = name.endsWith(OWN);
        if (!own && !resume && Files.exists(out)) {
            throw new IllegalArgumentException(
                    "simulate: a new file is needed, got " + out + " which exists; choose another name");
        }
        Path collected = own ? out : out.resolveSibling(out.getFileName() + OWN);
        PrintWriter err = spec.commandLine().getErr();
        Cancellation cancellation = new Cancellation();
        try (Interruption interruption = new Interruption(cancellation::cancel)) {
            SimulationJob job = job().withCancellation(cancellation::requested);
            SimulationReport report = resume ? job.resume(collected) : job.run(collected);
            for (MissingRun failed : report.failed()) {
                err.println("auriflow: run " + failed.run() + " is left out: " + failed.message());
            }
            if (!own) {
                RunFiles.convert(collected, out);
            }
            spec.commandLine().getOut().println(report.rows() + " runs: " + out);
            spec.commandLine().getOut().flush();
            return 0;
        } catch (CancellationException e) {
            err.println("auriflow: interrupted; "
                    + (Files.exists(collected)
                            ? "the same command with --resume goes on with " + collected
                            : "there was no run yet, and nothing was written"));
            return Interruption.EXIT_CODE;
        } finally {
            err.flush();
        }
    }

    private SimulationJob job() {
        int hostThreads = HostThreads.orAll(threads);
        RunSource source = simulator != null
                ? RunSource.of(simulator, hostThreads)
                : new ExternalSimulator(words(command))
                        .withWorkers(hostThreads)
                        .withTimeLimit(Duration.ofMillis(Math.round(1000 * timeLimit)));
        Prior proposal = proposal();
        SimulationJob job = theta1 == null
                ? SimulationJob.score(source, runs, seed, proposal)
                : SimulationJob.ratio(source, runs, seed, proposal, PointProposal.at(numbers(theta1)));
        return job.withMostFailed(mostFailed).withProgress(new Tenths());
    }

    private Prior proposal() {
        if (theta != null) {
            return PointProposal.at(numbers(theta));
        }
        if (!ranges.isEmpty()) {
            return box();
        }
        if (simulator == null) {
            throw new IllegalArgumentException(
                    "simulate: requires the range of every parameter of --command, got none; give --prior NAME=LOW:HIGH");
        }
        return simulator.prior();
    }

    private Prior box() {
        double[] lower = new double[ranges.size()];
        double[] upper = new double[ranges.size()];
        int k = 0;
        for (Map.Entry<String, String> range : ranges.entrySet()) {
            String[] ends = range.getValue().split(":", -1);
            try {
                lower[k] = Double.parseDouble(ends[0]);
                upper[k++] = Double.parseDouble(ends.length == 2 ? ends[1] : "");
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(
                        "prior: requires NAME=LOW:HIGH, got " + range + "; write two numbers");
            }
        }
        return new UniformPrior(List.copyOf(ranges.keySet()), lower, upper);
    }

    private static double[] numbers(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** Words of a command, in quotes where they have spaces. */
    static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        Matcher m = WORD.matcher(text);
        while (m.find()) {
            words.add(m.group(1) != null ? m.group(1) : m.group(2) != null ? m.group(2) : m.group());
        }
        return words;
    }

    /** Tells of every tenth that is done. */
    private final class Tenths implements SimulationProgress {
        private long told;

        @Override
        public void report(long done, long count, long failed) {
            long tenth = 10 * done / count;
            if (tenth > told) {
                told = tenth;
                PrintWriter err = spec.commandLine().getErr();
                err.printf(
                        Locale.ROOT, "%,d of %,d runs%s%n", done, count, failed == 0 ? "" : ", " + failed + " failed");
                err.flush();
            }
        }
    }
}
