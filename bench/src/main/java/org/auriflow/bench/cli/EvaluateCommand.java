package org.auriflow.bench.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.auriflow.bench.runs.EventsFile;
import org.auriflow.bench.runs.RunsEvaluation;
import org.auriflow.bench.runs.TrainedEstimator;
import org.auriflow.engine.Engine;
import org.auriflow.inference.data.TableFile;
import org.auriflow.nn.io.AtomicFile;
import org.auriflow.nn.io.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code auriflow evaluate}: log r̂ and t̂ of each event, and diagnostics where there are labels. */
@Command(
        name = "evaluate",
        description = {
            "Evaluate an estimator that train has written: log r (log p of density methods) and the score of every event, at one "
                    + "theta or at that of each run.",
            "",
            "Of runs with theta0, theta1 and y it also prints what a right estimate must fulfil: mean of r, mean score, "
                    + "calibration, effective number of runs. Take runs that were not trained on."
        },
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  ${COMMAND-FULL-NAME} out/alices test.runs",
            "  ${COMMAND-FULL-NAME} out/alices events.csv --theta=-0.8 --out ratios.npz",
            "  ${COMMAND-FULL-NAME} out/alices test.runs --critic"
        })
final class EvaluateCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("unused")
    private ConfigOption config;

    @Parameters(index = "0", paramLabel = "DIR", description = "written by train")
    private Path directory;

    @Parameters(index = "1", paramLabel = "EVENTS", description = "runs, or a table with a column for each observable")
    private Path events;

    @Option(names = "--theta", paramLabel = "V", split = ",", description = "of all events (default: of each run)")
    private List<Double> theta;

    @Option(
            names = "--theta1",
            paramLabel = "V",
            split = ",",
            description = "denominator of all events (default: of each run, or of the training)")
    private List<Double> theta1;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "ends in .csv or .npz; diagnostics beside it in .json (default: DIR/evaluation.csv)")
    private Path out;

    @Option(
            names = "--critic",
            fallbackValue = "true",
            description = "train a network to tell reweighted runs from real ones")
    private boolean critic;

    @Mixin
    private ComputeOptions compute;

    @Override
    public Integer call() {
        Path to = out != null ? out : directory.resolve("evaluation.csv");
        String name = String.valueOf(to.getFileName());
        if (!name.endsWith(".csv") && !name.endsWith(".npz")) {
            throw new IllegalArgumentException(
                    "out: requires a file that ends in .csv or .npz, got '" + to + "'; rename it");
        }
        // Nothing is written before the end, so that Ctrl-C needs no care.
        try (Engine engine = compute.open();
                TrainedEstimator estimator = TrainedEstimator.open(engine, directory)) {
            EventsFile file = EventsFile.read(events, estimator.observables());
            RunsEvaluation evaluation = new RunsEvaluation(estimator, file, numbers(theta), numbers(theta1));
            RunsEvaluation.Diagnostics diagnostics = evaluation.diagnostics(critic ? engine : null);
            TableFile.write("evaluate", evaluation.table(), to);
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("method", estimator.method());
            json.put("estimator", directory.toString());
            json.put("events", events.toString());
            json.put("rows", file.x().length);
            json.putAll(diagnostics.json());
            json.put("command", CommandText.of(spec.commandLine()));
            write(to.resolveSibling(name.substring(0, name.length() - 4) + ".json"), Json.write(json));
            PrintWriter answer = spec.commandLine().getOut();
            answer.println(estimator.method() + " of " + file.x().length + " events: " + to);
            diagnostics.lines().forEach(answer::println);
            answer.flush();
            return 0;
        }
    }

    static double[] numbers(List<Double> values) {
        return values == null
                ? null
                : values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static void write(Path file, String text) {
        try {
            AtomicFile.write(file, stream -> stream.write(text.getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException("evaluate: cannot write " + file + " (" + e.getMessage() + ")", e);
        }
    }
}
