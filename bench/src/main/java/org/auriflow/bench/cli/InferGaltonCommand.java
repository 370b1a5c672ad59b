package org.auriflow.bench.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.auriflow.bench.galton.GaltonEvents;
import org.auriflow.bench.galton.GaltonInference;
import org.auriflow.bench.galton.GaltonSettings;
import org.auriflow.bench.galton.InferenceCancelledException;
import org.auriflow.bench.galton.Method;
import org.auriflow.bench.report.GaltonReport;
import org.auriflow.bench.report.GaltonResult;
import org.auriflow.bench.report.OutputDirectory;
import org.auriflow.engine.Engine;
import org.auriflow.nn.train.Cancellation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code auriflow infer galton}: from simulation to a measured θ with a report. */
@Command(
        name = "galton",
        description = {
            "Learn the likelihood ratio of the generalized Galton board from simulated runs and infer theta from observed "
                    + "events, by default the first 200 that the paper's authors published for theta = -0.8.",
            "",
            "Prints the estimate next to the exact answer and writes report.html, figures, summary.json and the trained "
                    + "model to the output directory."
        },
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  ${COMMAND-FULL-NAME}",
            "  ${COMMAND-FULL-NAME} --theta-true -0.65 --event-count 1000",
            "  ${COMMAND-FULL-NAME} --method sally --runs 50000 --out out/sally",
            "  ${COMMAND-FULL-NAME} --events mine.csv --seed 7"
        })
final class InferGaltonCommand implements Callable<Integer> {
    /** Where the model of an interrupted training goes, away from the results of a complete one. */
    private static final String KEPT = "interrupted";

    private final GaltonInference inference;
    private final boolean interactive;

    @Spec
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("unused")
    private ConfigOption config;

    @Option(
            names = "--method",
            paramLabel = "NAME",
            defaultValue = "alices",
            converter = MethodName.class,
            completionCandidates = MethodName.class,
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
    private Method method;

    @Option(
            names = "--runs",
            paramLabel = "N",
            defaultValue = "10000",
            description = "simulated runs to learn from (default: ${DEFAULT-VALUE})")
    private int runs;

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "1",
            description = "of all random numbers (default: ${DEFAULT-VALUE})")
    private long seed;

    @Option(
            names = "--epochs",
            paramLabel = "E",
            description = "passes over the runs (default: as many as make some 4,700 steps)")
    private Integer epochs;

    @Option(
            names = "--events",
            paramLabel = "FILE",
            description = "observed events: CSV, plain or gzip, with a column x")
    private Path events;

    @Option(
            names = "--event-count",
            paramLabel = "N",
            description = "how many events to use (default: the first 200 published ones, or the whole file)")
    private Integer eventCount;

    @Option(
            names = "--theta-true",
            paramLabel = "THETA",
            description = "which published events to use, or which of the file (default: -0.8, or all of the file)")
    private Double thetaTrue;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "out/galton",
            description = "where results go (default: ${DEFAULT-VALUE})")
    private Path out;

    @Mixin
    private ComputeOptions compute;

    InferGaltonCommand(GaltonInference inference, boolean interactive) {
        this.inference = inference;
        this.interactive = interactive;
    }

    @Override
    public Integer call() {
        if (epochs != null && epochs < 1) {
            throw new IllegalArgumentException("epochs: at least 1 is needed, got " + epochs + "; raise --epochs");
        }
        int hostThreads = compute.threads();
        if (out.toString().isEmpty()) {
            throw new IllegalArgumentException("out: a directory is needed, got ''; name one with --out");
        }
        GaltonSettings settings = new GaltonSettings(method, runs, seed, epochs == null ? 0 : epochs, hostThreads);
        GaltonEvents observed = events();
        Cancellation cancellation = new Cancellation();
        // Closed in reverse order: the virtual machine may go down once everything else has been put away.
        try (Interruption interruption = new Interruption(cancellation::cancel);
                Engine engine = compute.open();
                OutputDirectory directory = OutputDirectory.open(out)) {
            interruption.setLastResort(directory::close);
            return infer(engine, settings, observed, directory, cancellation);
        }
    }

    private int infer(
            Engine engine,
            GaltonSettings settings,
            GaltonEvents observed,
            OutputDirectory directory,
            Cancellation cancellation) {
        PrintWriter err = spec.commandLine().getErr();
        PrintWriter answer = spec.commandLine().getOut();
        try {
            GaltonResult result = ProgressBars.watch(
                    interactive,
                    spec.commandLine().getErr(),
                    listener -> inference.run(
                            engine,
                            settings,
                            observed,
                            new GaltonInference.Task(
                                    CommandText.of(spec.commandLine()), directory.staging(), listener, cancellation)));
            GaltonReport.write(result, directory.staging()).forEach(remark -> err.println("auriflow: " + remark));
            directory.commit();
            answer.print(Answer.of(result, out));
            answer.flush();
            return 0;
        } catch (InferenceCancelledException e) {
            if (e.isModelKept()) {
                directory.commitTo(KEPT);
            }
            err.println("auriflow: interrupted; "
                    + (e.isModelKept()
                            ? "the best model so far is in " + out.resolve(KEPT) + " (model.safetensors, model.json)"
                            : "there was no model yet, and nothing was written"));
            return Interruption.EXIT_CODE;
        } finally {
            err.flush();
        }
    }

    private GaltonEvents events() {
        if (events != null) {
            return GaltonEvents.read(
                    events,
                    thetaTrue == null ? OptionalDouble.empty() : OptionalDouble.of(thetaTrue),
                    optional(eventCount));
        }
        return GaltonEvents.published(
                thetaTrue == null ? GaltonEvents.DEFAULT_THETA : thetaTrue,
                eventCount == null ? GaltonEvents.DEFAULT_COUNT : eventCount);
    }

    private static OptionalInt optional(Integer value) {
        return value == null ? OptionalInt.empty() : OptionalInt.of(value);
    }
}
