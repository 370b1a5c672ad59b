package org.auriflow.bench.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.auriflow.bench.density.DensityExperiment;
import org.auriflow.bench.density.DensityFamily;
import org.auriflow.bench.density.DensityReport;
import org.auriflow.bench.density.DensityResult;
import org.auriflow.bench.density.DensitySettings;
import org.auriflow.bench.report.Machine;
import org.auriflow.bench.report.OutputDirectory;
import org.auriflow.bench.report.Provenance;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Version;
import org.auriflow.inference.data.Table;
import org.auriflow.inference.data.TableFile;
import org.auriflow.nn.io.ModelFiles;
import org.auriflow.nn.train.Cancellation;
import org.auriflow.nn.train.EpochMetrics;
import org.auriflow.nn.train.TrainingListener;
import org.auriflow.nn.train.TrainingResult;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code auriflow density TABLE}: learns the density of a table's columns. */
@Command(
        name = "density",
        description = {
            "Learn the density of the columns of a table, and measure it on rows that are held out.",
            "",
            "TABLE is CSV with a header (separated by commas or semicolons, plain or gzip-compressed), or an array of NumPy "
                    + "(.npy, .npz), whose columns are called x_1, x_2, ...",
            "",
            "Models: nsf (neural spline flow), maf (masked autoregressive flow), realnvp, glow, mdn (mixture of normals), fm "
                    + "(flow matching). One column alone, without context, takes mdn or fm; glow always needs two.",
            "",
            "Sizes follow the number of rows to train on: below 1,000, below 20,000, more:",
            "  nsf      3 autoregressive layers with 2 hidden layers of 64, with dropout (0.2 below 250 rows, 0.1); in large tables "
                    + "8 couplings, 2 of 128, without; splines of 8 bins on +-5 deviations",
            "  maf      3, 5, 8 layers with 2 hidden layers of 32, 64, 128",
            "  realnvp  4, 8, 10 couplings, residual networks as wide",
            "  glow     3, 5, 8 steps, residual networks as wide",
            "  mdn      3, 10, 20 normals of full covariance, networks of the context as maf",
            "  fm       3, 3, 4 hidden layers of 64, 128, 256",
            "  batch    32, 128, 512",
            "  epochs   about 1,000, 4,000, 20,000 steps (nsf 4,000 in the smallest tables; fm, and mdn without context, "
                    + "three times as many), but at least 10 epochs and at most 500 (250; 1,500); less if validation does not "
                    + "improve for a fifth of them",
            "",
            "Columns are standardised, and the model does that itself: densities are in the units of the table. AdamW, a cosine "
                    + "of learning rates, gradients clipped at 5; the best epoch on validation rows is kept. Writes report.html, "
                    + "figures, summary.json, rows.csv (what every row was used for, and ln p of those held out), model.json and "
                    + "model.safetensors to the output directory."
        },
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  ${COMMAND-FULL-NAME} iris.csv --columns sepal_length,sepal_width",
            "  ${COMMAND-FULL-NAME} jets.csv.gz --model maf --context theta_0,theta_1",
            "  ${COMMAND-FULL-NAME} samples.npz --model fm --epochs 200 --out out/samples"
        })
final class DensityCommand implements Callable<Integer> {
    private static final String KEPT = "interrupted";

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "TABLE", description = "a file of numbers in columns")
    private Path table;

    @Option(
            names = "--model",
            paramLabel = "NAME",
            defaultValue = "nsf",
            description = "nsf, maf, realnvp, glow, mdn or fm (default: ${DEFAULT-VALUE})")
    private DensityFamily family;

    @Option(
            names = "--context",
            paramLabel = "COL",
            split = ",",
            description = "columns that the density depends on (default: none)")
    private List<String> context = List.of();

    @Option(
            names = "--columns",
            paramLabel = "COL",
            split = ",",
            description = "columns whose density is learned (default: all that are not context)")
    private List<String> columns = List.of();

    @Option(names = "--epochs", paramLabel = "E", description = "at most this many (default: see above)")
    private Integer epochs;

    @Option(names = "--batch", paramLabel = "B", description = "rows in a step (default: see above)")
    private Integer batch;

    @Option(names = "--seed", paramLabel = "S", defaultValue = "1", description = "(default: ${DEFAULT-VALUE})")
    private long seed;

    @Option(
            names = "--validation",
            paramLabel = "SHARE",
            defaultValue = "0.1",
            description = "rows that choose the epoch, 0 for none (default: ${DEFAULT-VALUE})")
    private double validation;

    @Option(
            names = "--test",
            paramLabel = "SHARE",
            defaultValue = "0.1",
            description = "rows that measure the result (default: ${DEFAULT-VALUE})")
    private double test;

    @Mixin
    private ComputeOptions compute;

    @Option(names = "--out", paramLabel = "DIR", description = "where results go (default: out/TABLE-MODEL)")
    private Path out;

    @Override
    public Integer call() {
        DensitySettings settings = new DensitySettings(
                family, columns, context, chosen(epochs, "epochs"), chosen(batch, "batch"), validation, test, seed);
        int hostThreads = compute.threads();
        if (out != null && out.toString().isEmpty()) {
            throw new IllegalArgumentException("out: a directory is needed, got ''; name one with --out");
        }
        Table rows = TableFile.read("density", table, settings.named());
        Path to = out != null ? out : Path.of("out", stem() + "-" + Labels.of(family));
        Cancellation cancellation = new Cancellation();
        // Closed in reverse order: the virtual machine may go down once everything else has been put away.
        try (Interruption interruption = new Interruption(cancellation::cancel);
                Engine engine = compute.open()) {
            long begin = System.nanoTime();
            DensityExperiment experiment = new DensityExperiment(engine, rows, settings);
            try (OutputDirectory directory = OutputDirectory.open(to)) {
                interruption.setLastResort(directory::close);
                return run(experiment, engine, hostThreads, directory, cancellation, begin);
            }
        }
    }

    private static int chosen(Integer number, String name) {
        if (number != null && number < 1) {
            throw new IllegalArgumentException(
                    name + ": at least 1 is needed, got " + number + "; raise --" + name + " or leave it out");
        }
        return number == null ? 0 : number;
    }

    private String stem() {
        String name = String.valueOf(table.getFileName());
        return name.replaceFirst("(?i)(\\.csv)?(\\.gz)?(\\.npy|\\.npz)?$", "");
    }

    private int run(
            DensityExperiment experiment,
            Engine engine,
            int hostThreads,
            OutputDirectory directory,
            Cancellation cancellation,
            long begin) {
        PrintWriter err = spec.commandLine().getErr();
        List<String> notes = experiment.notes();
        notes.forEach(note -> err.println("auriflow: note: " + note));
        int[] rows = experiment.rows();
        err.printf(
                Locale.ROOT,
                "%s: %d rows to train on, %d to validate, %d to test; %d columns, batches of %d%n",
                Labels.of(family),
                rows[0],
                rows[1],
                rows[2],
                experiment.columns().size(),
                experiment.budget().batch());
        err.flush();
        TrainingResult training = experiment.train(progress(experiment.budget().epochs()), cancellation);
        if (training.cancelled()) {
            return interrupted(experiment, training, directory);
        }
        DensityExperiment.Outcome outcome = experiment.evaluate(training);
        save(experiment, directory.staging());
        DensityResult result = new DensityResult(
                String.valueOf(table.getFileName()),
                Labels.of(family),
                experiment.columns(),
                context,
                rows[0],
                rows[1],
                rows[2],
                outcome.logLikelihood(),
                outcome.logLikelihoodError(),
                experiment.budget(),
                outcome.training(),
                experiment.test(),
                outcome.rows(),
                outcome.samples(),
                notes,
                new Provenance(
                        CommandText.of(spec.commandLine()),
                        List.of(seed),
                        engine.device(),
                        hostThreads,
                        Version.current(),
                        Machine.java(),
                        Machine.system(),
                        (System.nanoTime() - begin) * 1e-9));
        DensityReport.write(result, directory.staging()).forEach(remark -> err.println("auriflow: " + remark));
        directory.commit();
        err.flush();
        print(result, directory.directory().resolve("report.html"));
        return 0;
    }

    private TrainingListener progress(int epochs) {
        ProgressLines lines = new ProgressLines(spec.commandLine().getErr());
        return new TrainingListener() {
            @Override
            public void epoch(EpochMetrics m) {
                lines.epoch(m.epoch(), epochs, m.trainingLoss(), m.validationLoss());
            }
        };
    }

    private int interrupted(DensityExperiment experiment, TrainingResult training, OutputDirectory directory) {
        PrintWriter err = spec.commandLine().getErr();
        boolean kept = training.bestEpoch() > 0;
        if (kept) {
            save(experiment, directory.staging());
            directory.commitTo(KEPT);
        }
        err.println("auriflow: interrupted; "
                + (kept
                        ? "the best model so far is in " + directory.directory().resolve(KEPT)
                                + " (model.safetensors, model.json)"
                        : "there was no model yet, and nothing was written"));
        err.flush();
        return Interruption.EXIT_CODE;
    }

    private void save(DensityExperiment experiment, Path directory) {
        Map<String, Object> about = new LinkedHashMap<>();
        about.put("columns", new ArrayList<>(experiment.columns()));
        about.put("context", new ArrayList<>(context));
        about.put("made_by", CommandText.of(spec.commandLine()));
        try {
            ModelFiles.save(experiment.trained(), directory.resolve("model"), about);
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    private void print(DensityResult result, Path report) {
        PrintWriter o = spec.commandLine().getOut();
        o.printf(
                Locale.ROOT,
                "%s of %s: ln p = %.4f +- %.4f nats per row, mean of %d test rows%n",
                result.model(),
                result.table(),
                result.logLikelihood(),
                result.logLikelihoodError(),
                result.testRows());
        o.printf(
                Locale.ROOT,
                "epoch %d of %d kept, %.1f s%n",
                result.training().keptEpoch(),
                result.training().epochs(),
                result.provenance().seconds());
        o.println("report: " + report);
        o.flush();
    }
}
