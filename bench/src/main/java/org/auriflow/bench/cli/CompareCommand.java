package org.auriflow.bench.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.stream.LongStream;
import org.auriflow.bench.efficiency.BestHistogram;
import org.auriflow.bench.efficiency.EfficiencyFile;
import org.auriflow.bench.efficiency.EfficiencyReport;
import org.auriflow.bench.efficiency.EfficiencyResult;
import org.auriflow.bench.efficiency.EfficiencyTable;
import org.auriflow.bench.report.Machine;
import org.auriflow.bench.report.OutputDirectory;
import org.auriflow.bench.report.Provenance;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Version;
import org.auriflow.inference.comparison.ComparisonProblem;
import org.auriflow.inference.comparison.EfficiencyRow;
import org.auriflow.inference.comparison.SampleEfficiency;
import org.auriflow.inference.estimator.Monitor;
import org.auriflow.inference.simulator.Simulator;
import org.auriflow.nn.io.AtomicFile;
import org.auriflow.nn.train.Cancellation;
import org.auriflow.nn.train.TrainingListener;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code auriflow compare SIMULATOR}: errors of methods against the number of training runs. */
@Command(
        name = "compare",
        description = {
            "Train methods with growing numbers of runs and several seeds, and measure their errors against the exact "
                    + "likelihood, and how much data they are worth beside the best histogram of one observable.",
            "",
            "Prints a table and writes report.html, figures and compare.json to the output directory. Rows that are in "
                    + "compare.json already are not computed again, so that the same command goes on where it was "
                    + "interrupted, and more methods, runs or seeds add to it."
        },
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  ${COMMAND-FULL-NAME} galton",
            "  ${COMMAND-FULL-NAME} gaussian-mixture --methods carl,alices --runs 1000,100000",
            "  ${COMMAND-FULL-NAME} galton --methods all --seeds 5 --out out/galton-all"
        })
final class CompareCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("unused")
    private ConfigOption config;

    @Parameters(
            paramLabel = "SIMULATOR",
            converter = SimulatorName.class,
            completionCandidates = SimulatorName.class,
            description = "${COMPLETION-CANDIDATES}")
    private Simulator simulator;

    @Option(
            names = "--methods",
            paramLabel = "LIST",
            defaultValue = "all",
            converter = ComparedMethods.Converter.class,
            description =
                    "carl, rolr, alice, cascal, rascal, alices, sally, nde, scandal, rascandal, cvscandal, separated by "
                            + "commas, or all (default: ${DEFAULT-VALUE})")
    private ComparedMethods methods;

    @Option(
            names = "--runs",
            paramLabel = "N",
            split = ",",
            defaultValue = "1000,10000",
            description = "simulated runs to learn from, separated by commas (default: ${DEFAULT-VALUE})")
    private List<Integer> runs;

    @Option(
            names = "--seeds",
            paramLabel = "N",
            defaultValue = "3",
            description = "trainings with seeds S, S+1, ... (default: ${DEFAULT-VALUE})")
    private int seeds;

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "1",
            description = "first seed (default: ${DEFAULT-VALUE})")
    private long seed;

    @Option(names = "--out", paramLabel = "DIR", description = "where results go (default: out/compare-SIMULATOR)")
    private Path out;

    @Mixin
    private ComputeOptions compute;

    @Override
    public Integer call() {
        if (seeds < 1) {
            throw new IllegalArgumentException("seeds: at least 1 is needed, got " + seeds + "; raise --seeds");
        }
        SampleEfficiency.require(methods.list(), runs);
        int hostThreads = compute.threads();
        Path to = out != null ? out : Path.of("out", "compare-" + simulator.name());
        ComparisonProblem problem = ComparisonProblem.of(simulator);
        List<EfficiencyRow> known = EfficiencyFile.read(to.resolve(EfficiencyFile.NAME), problem);
        Cancellation cancellation = new Cancellation();
        try (Interruption interruption = new Interruption(cancellation::cancel);
                Engine engine = compute.open();
                OutputDirectory directory = OutputDirectory.open(to)) {
            interruption.setLastResort(directory::close);
            try {
                return run(engine, problem, hostThreads, known, directory, cancellation);
            } catch (CancellationException e) {
                PrintWriter err = spec.commandLine().getErr();
                Path file = directory.directory().resolve(EfficiencyFile.NAME);
                err.println("auriflow: interrupted; "
                        + (Files.exists(file) ? "the same command goes on from " + file : "no training was finished"));
                err.flush();
                return Interruption.EXIT_CODE;
            }
        }
    }

    private int run(
            Engine engine,
            ComparisonProblem problem,
            int hostThreads,
            List<EfficiencyRow> known,
            OutputDirectory directory,
            Cancellation cancellation) {
        PrintWriter err = spec.commandLine().getErr();
        long begin = System.nanoTime();
        Monitor monitor = new Monitor(new TrainingListener() {}, cancellation);
        SampleEfficiency comparison = new SampleEfficiency(engine, problem, hostThreads, monitor);
        BestHistogram histogram = BestHistogram.of(comparison.information());
        List<Long> all = LongStream.range(seed, seed + seeds).boxed().toList();
        List<EfficiencyRow> soFar = new ArrayList<>(known);
        Path file = directory.directory().resolve(EfficiencyFile.NAME);
        List<EfficiencyRow> rows = comparison.run(methods.list(), runs, all, known, row -> {
            soFar.add(row);
            tell(row);
            save(file, result(problem, soFar, List.of(), histogram, engine, hostThreads, begin));
        });
        EfficiencyResult result = result(problem, rows, known, histogram, engine, hostThreads, begin);
        EfficiencyReport.write(result, directory.staging()).forEach(remark -> err.println("auriflow: " + remark));
        directory.commit();
        print(result, directory.directory().resolve("report.html"));
        return 0;
    }

    private EfficiencyResult result(
            ComparisonProblem problem,
            List<EfficiencyRow> rows,
            List<EfficiencyRow> known,
            BestHistogram histogram,
            Engine engine,
            int hostThreads,
            long begin) {
        return new EfficiencyResult(
                problem,
                methods.list(),
                rows,
                known,
                histogram,
                new Provenance(
                        CommandText.of(spec.commandLine()),
                        LongStream.range(seed, seed + seeds).boxed().toList(),
                        engine.device(),
                        hostThreads,
                        Version.current(),
                        Machine.java(),
                        Machine.system(),
                        (System.nanoTime() - begin) * 1e-9));
    }

    private void tell(EfficiencyRow row) {
        PrintWriter err = spec.commandLine().getErr();
        err.printf(
                Locale.ROOT,
                "%s, %,d runs, seed %d: mse_log_r %s, information %s, %.1f s%n",
                row.method(),
                row.runs(),
                row.seed(),
                EfficiencyTable.number(row.mseLogR()),
                EfficiencyTable.number(row.information()),
                row.seconds());
        err.flush();
    }

    /** So that a killed comparison loses no more than the training in flight. */
    private static void save(Path file, EfficiencyResult result) {
        try {
            byte[] text = EfficiencyFile.of(result).getBytes(StandardCharsets.UTF_8);
            AtomicFile.write(file, to -> to.write(text));
        } catch (IOException e) {
            throw new UncheckedIOException("out: cannot write " + file + " (" + e.getMessage() + ")", e);
        }
    }

    private void print(EfficiencyResult result, Path report) {
        PrintWriter answer = spec.commandLine().getOut();
        EfficiencyTable.of(result).forEach(answer::println);
        answer.println("report: " + report);
        answer.flush();
    }
}
