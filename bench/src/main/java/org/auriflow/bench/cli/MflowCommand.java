package org.auriflow.bench.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import org.auriflow.bench.mflow.Algorithm;
import org.auriflow.bench.mflow.Clouds;
import org.auriflow.bench.mflow.Dataset;
import org.auriflow.bench.mflow.Metrics;
import org.auriflow.bench.mflow.MflowExperiment;
import org.auriflow.bench.mflow.MflowReport;
import org.auriflow.bench.mflow.MflowResult;
import org.auriflow.bench.mflow.MflowSettings;
import org.auriflow.bench.mflow.Training;
import org.auriflow.bench.report.Machine;
import org.auriflow.bench.report.OutputDirectory;
import org.auriflow.bench.report.Provenance;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Version;
import org.auriflow.flows.manifold.ManifoldTrainer;
import org.auriflow.nn.io.ModelFiles;
import org.auriflow.nn.train.Cancellation;
import org.auriflow.nn.train.EpochMetrics;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code auriflow mflow DATASET}: learns a manifold and the density on it, and measures both against the truth. */
@Command(
        name = "mflow",
        description = {
            "Learn a manifold and the density on it from points, and measure both against the truth (arXiv:2003.13913).",
            "",
            "Writes report.html, figures, metrics.json and the trained models to the output directory. A training that was "
                    + "interrupted goes on when the same command is given again."
        },
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  ${COMMAND-FULL-NAME} circle",
            "  ${COMMAND-FULL-NAME} power --algorithm mfe --training md-sequential --context --seeds 5",
            "  ${COMMAND-FULL-NAME} sphere --algorithm fom --epochs 10",
            "  ${COMMAND-FULL-NAME} images --context"
        })
final class MflowCommand implements Callable<Integer> {
    private static final String UNFINISHED = "unfinished";

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DATASET", description = "circle, sphere, torus, power, lorenz, digits or images")
    private Dataset dataset;

    @Option(
            names = "--algorithm",
            paramLabel = "NAME",
            defaultValue = "mf",
            description = "af, fom, pie, mf, mfe or pae (default: ${DEFAULT-VALUE})")
    private Algorithm algorithm;

    @Option(
            names = "--training",
            paramLabel = "NAME",
            description = "s, md-sequential, md-alternating, ot or ot-alternating (default: md-alternating, for images "
                    + "md-sequential; models that are trained by likelihood have no choice)")
    private Training training;

    @Option(names = "--context", description = "make the density conditional on the parameters of the data")
    private boolean context;

    @Option(names = "--epochs", paramLabel = "E", description = "of all phases (default: the data set's own)")
    private int epochs;

    @Option(names = "--runs", paramLabel = "N", description = "points to learn from (default: the data set's own)")
    private int runs;

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "1",
            description = "first seed (default: ${DEFAULT-VALUE})")
    private long seed;

    @Option(
            names = "--seeds",
            paramLabel = "N",
            defaultValue = "1",
            description = "trainings with seeds S, S+1, ... (default: ${DEFAULT-VALUE})")
    private int seeds;

    @Option(names = "--out", paramLabel = "DIR", description = "where results go (default: out/DATASET-ALGORITHM)")
    private Path out;

    @Mixin
    private ComputeOptions compute;

    @Override
    public Integer call() {
        if (seeds < 1) {
            throw new IllegalArgumentException("seeds: at least 1 is needed, got " + seeds + "; raise --seeds");
        }
        boolean likelihood = algorithm == Algorithm.AF || algorithm == Algorithm.PIE || algorithm == Algorithm.FOM;
        Training scheme = training != null ? training : likelihood ? Training.LIKELIHOOD : dataset.training();
        MflowSettings first = new MflowSettings(dataset, algorithm, scheme, context, epochs, runs, seed);
        int hostThreads = compute.threads();
        Path to = out != null ? out : Path.of("out", Labels.of(dataset) + "-" + Labels.of(algorithm));
        Cancellation cancellation = new Cancellation();
        try (Interruption interruption = new Interruption(cancellation::cancel);
                Engine engine = compute.open();
                OutputDirectory directory = OutputDirectory.open(to)) {
            interruption.setLastResort(directory::close);
            return run(engine, first, hostThreads, directory, cancellation);
        }
    }

    private int run(
            Engine engine, MflowSettings first, int hostThreads, OutputDirectory directory, Cancellation cancellation) {
        PrintWriter err = spec.commandLine().getErr();
        long begin = System.nanoTime();
        List<Metrics> rows = new ArrayList<>();
        MflowExperiment.Outcome shown = null;
        for (int k = 0; k < seeds; k++) {
            MflowSettings s = first.withSeed(seed + k);
            Path checkpoints = directory.directory().resolve(UNFINISHED).resolve(key(s));
            err.println("seed " + s.seed());
            MflowExperiment experiment = new MflowExperiment(engine, s);
            MflowExperiment.Outcome o = experiment.run(made(checkpoints), this::tell, cancellation);
            if (o == null) {
                err.println("auriflow: interrupted; the same command goes on from " + checkpoints);
                err.flush();
                return Interruption.EXIT_CODE;
            }
            o.notes().forEach(note -> err.println("auriflow: " + note));
            rows.add(o.metrics());
            shown = shown == null ? o : shown;
            save(o, directory.staging().resolve(seeds == 1 ? "model" : "model-" + s.seed()));
        }
        MflowResult result = result(first, shown, rows, engine, hostThreads, (System.nanoTime() - begin) * 1e-9);
        MflowReport.write(result, directory.staging()).forEach(remark -> err.println("auriflow: " + remark));
        directory.commit();
        for (int k = 0; k < seeds; k++) {
            remove(directory.directory().resolve(UNFINISHED).resolve(key(first.withSeed(seed + k))));
        }
        print(rows, directory.directory().resolve("report.html"));
        return 0;
    }

    private void tell(String phase, EpochMetrics m) {
        PrintWriter err = spec.commandLine().getErr();
        if (m.epoch() % 5 == 0 || m.epoch() == 1) {
            err.printf(Locale.ROOT, "  %s, epoch %d: loss %.4g%n", phase, m.epoch(), m.trainingLoss());
            err.flush();
        }
    }

    private static void save(MflowExperiment.Outcome o, Path base) {
        try {
            ModelFiles.save(o.model(), base);
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    private static Path made(Path directory) {
        try {
            return Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException("out: cannot make " + directory + " (" + e.getMessage() + ")", e);
        }
    }

    /** Everything that decides a training, so that checkpoints of other settings are left alone. */
    private static String key(MflowSettings s) {
        return String.join(
                "-",
                Labels.of(s.dataset()),
                Labels.of(s.algorithm()),
                Labels.of(s.training()),
                s.context() ? "context" : "plain",
                s.epochs() + "x" + s.runs(),
                Long.toString(s.seed()));
    }

    private static void remove(Path directory) {
        try (var files = Files.walk(directory)) {
            for (Path p : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(p);
            }
            Files.deleteIfExists(directory.getParent());
        } catch (java.nio.file.DirectoryNotEmptyException othersAreUnfinished) {
            return;
        } catch (IOException e) {
            throw new UncheckedIOException("out: cannot remove " + directory + " (" + e.getMessage() + ")", e);
        }
    }

    private MflowResult result(
            MflowSettings s,
            MflowExperiment.Outcome o,
            List<Metrics> rows,
            Engine engine,
            int threads,
            double seconds) {
        Map<String, List<Double>> histories = new LinkedHashMap<>();
        for (ManifoldTrainer.Phase p : o.phases()) {
            histories.put(
                    p.name(),
                    p.result().history().stream()
                            .map(EpochMetrics::trainingLoss)
                            .toList());
        }
        Clouds c = o.clouds();
        return new MflowResult(
                Labels.of(s.dataset()),
                Labels.of(s.algorithm()),
                Labels.of(s.training()),
                o.latentWidth(),
                o.model().width(),
                rows,
                c.data(),
                c.samples(),
                c.surface(),
                c.projections(),
                histories,
                c.inside(),
                c.outside(),
                c.scoreName(),
                c.imageShape(),
                o.notes(),
                new Provenance(
                        CommandText.of(spec.commandLine()),
                        LongStream.range(seed, seed + seeds).boxed().toList(),
                        engine.device(),
                        threads,
                        Version.current(),
                        Machine.java(),
                        Machine.system(),
                        seconds));
    }

    private static String number(double value, int digits) {
        return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, "%." + digits + "f", value);
    }

    private void print(List<Metrics> rows, Path report) {
        PrintWriter o = spec.commandLine().getOut();
        o.printf(
                Locale.ROOT,
                "%-6s %10s %14s %8s %8s %16s %14s %9s%n",
                "seed",
                "distance",
                "reconstruction",
                "mmd",
                "auc",
                "log_likelihood",
                "density_error",
                "seconds");
        for (int k = 0; k < rows.size(); k++) {
            Metrics m = rows.get(k);
            o.printf(
                    Locale.ROOT,
                    "%-6d %10s %14s %8s %8s %16s %14s %9.1f%n",
                    seed + k,
                    number(m.distance(), 5),
                    number(m.reconstruction(), 5),
                    number(m.mmd(), 4),
                    number(m.auc(), 4),
                    number(m.logLikelihood(), 4),
                    number(m.densityError(), 4),
                    m.seconds());
        }
        o.println("report: " + report);
        o.flush();
    }
}
