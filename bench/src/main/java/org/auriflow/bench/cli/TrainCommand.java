package org.auriflow.bench.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import org.auriflow.bench.report.Machine;
import org.auriflow.bench.runs.RunsTraining;
import org.auriflow.bench.runs.TrainSettings;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Version;
import org.auriflow.inference.comparison.ComparedMethod;
import org.auriflow.inference.data.RunFiles;
import org.auriflow.inference.data.RunTable;
import org.auriflow.inference.estimator.Resampling;
import org.auriflow.nn.train.Cancellation;
import org.auriflow.nn.train.EpochMetrics;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code auriflow train}: an estimator from a file of runs. */
@Command(
        name = "train",
        description = {
            "Train an estimator of the likelihood ratio, the score or the density on a file of runs: Auriflow's own (.runs), NPZ "
                    + "or CSV, made by simulate or by any program (docs/own-runs.md).",
            "",
            "Writes the estimator and training.json with losses and the range of theta. A training that was stopped goes on "
                    + "with the first member that is not finished when the same command is given again."
        },
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  ${COMMAND-FULL-NAME} train.runs --method alices",
            "  ${COMMAND-FULL-NAME} train.npz --method carl --members 5 --out out/carl",
            "  ${COMMAND-FULL-NAME} train.csv --method scandal --hidden 100,100,100 --epochs 50",
            "  ${COMMAND-FULL-NAME} --config docs/examples/train.properties --seed 7"
        })
final class TrainCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("unused")
    private ConfigOption config;

    @Parameters(paramLabel = "RUNS", description = "file of runs")
    private Path runs;

    @Option(
            names = "--method",
            paramLabel = "NAME",
            required = true,
            converter = TrainedMethodName.class,
            completionCandidates = TrainedMethodName.class,
            description = "${COMPLETION-CANDIDATES}")
    private ComparedMethod method;

    @Option(names = "--out", paramLabel = "DIR", description = "where the estimator goes (default: out/METHOD)")
    private Path out;

    @Option(names = "--epochs", paramLabel = "E", description = "passes over the runs (default: by their number)")
    private Integer epochs;

    @Option(
            names = "--hidden",
            paramLabel = "N",
            split = ",",
            description = "widths of hidden layers (default: 40,40; densities 20)")
    private List<Integer> hidden = List.of();

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "1",
            description = "of all random numbers; members have S, S+1, ... (default: ${DEFAULT-VALUE})")
    private long seed;

    @Option(
            names = "--members",
            paramLabel = "K",
            defaultValue = "1",
            description = "of an ensemble, whose spread tells how sure the training is (default: ${DEFAULT-VALUE})")
    private int members;

    @Option(
            names = "--resampling",
            paramLabel = "NAME",
            defaultValue = "none",
            description = "what members learn from: none (all runs), bootstrap, disjoint (default: ${DEFAULT-VALUE})")
    private Resampling resampling;

    @Option(
            names = "--validation",
            paramLabel = "F",
            defaultValue = "0",
            description =
                    "share of the runs that decides which epoch is kept; 0 trains on all (default: ${DEFAULT-VALUE})")
    private double validation;

    @Mixin
    private ComputeOptions compute;

    @Override
    public Integer call() {
        if (epochs != null && epochs < 1) {
            throw new IllegalArgumentException("epochs: at least 1 is needed, got " + epochs + "; raise --epochs");
        }
        TrainSettings settings =
                new TrainSettings(method, epochs == null ? 0 : epochs, hidden, seed, members, resampling, validation);
        int hostThreads = compute.threads();
        RunTable table = RunFiles.read(runs);
        Path to = Outputs.require(out != null ? out : Path.of("out", method.name()));
        Cancellation cancellation = new Cancellation();
        try (Interruption interruption = new Interruption(cancellation::cancel);
                Engine engine = compute.open()) {
            RunsTraining training = new RunsTraining(table, settings, to, provenance(engine, hostThreads));
            Outputs.make(to);
            try {
                training.run(engine, new Lines(), cancellation);
            } catch (CancellationException e) {
                return interrupted(to);
            }
            PrintWriter answer = spec.commandLine().getOut();
            answer.println(method.name() + " from " + table.rows() + " runs: " + to);
            answer.flush();
            return 0;
        }
    }

    private Map<String, Object> provenance(Engine engine, int hostThreads) {
        Map<String, Object> m = new LinkedHashMap<>();
        m.put("command", CommandText.of(spec.commandLine()));
        m.put("runs", runs.toString());
        m.put("device", engine.device());
        m.put("threads", hostThreads);
        m.put("auriflow", Version.current());
        m.put("java", Machine.java());
        m.put("system", Machine.system());
        return m;
    }

    private int interrupted(Path to) {
        boolean some = Files.exists(to.resolve("training.json"));
        if (!some) {
            to.toFile().delete(); // fails if something is in it, and then it stays
        }
        PrintWriter err = spec.commandLine().getErr();
        err.println("auriflow: interrupted; "
                + (some
                        ? "the same command goes on behind the finished members in " + to
                        : "nothing was finished, and nothing was written"));
        err.flush();
        return Interruption.EXIT_CODE;
    }

    /** Labels, and an epoch now and then. */
    private final class Lines implements RunsTraining.Listener {
        private final PrintWriter err = spec.commandLine().getErr();

        @Override
        public void labels(String report) {
            say(report);
        }

        @Override
        public void kept(int member) {
            say((members == 1 ? "the estimator" : "member " + (member + 1) + " of " + members)
                    + " is finished already");
        }

        @Override
        public void epoch(int member, int all, EpochMetrics metrics) {
            int every = Math.max(1, all / 10);
            if (metrics.epoch() % every == 0 || metrics.epoch() == all) {
                say((members == 1 ? "" : "member " + (member + 1) + " of " + members + ", ") + "epoch "
                        + metrics.epoch() + " of " + all + ", "
                        + Losses.text(metrics.trainingLoss(), metrics.validationLoss()));
            }
        }

        private void say(String line) {
            err.println(line);
            err.flush();
        }
    }
}
