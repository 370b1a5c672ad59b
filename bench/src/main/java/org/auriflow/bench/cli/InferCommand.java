package org.auriflow.bench.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import org.auriflow.bench.report.Machine;
import org.auriflow.bench.report.OutputDirectory;
import org.auriflow.bench.report.Provenance;
import org.auriflow.bench.runs.EventsFile;
import org.auriflow.bench.runs.EventsInference;
import org.auriflow.bench.runs.InferenceReport;
import org.auriflow.bench.runs.InferenceTask;
import org.auriflow.bench.runs.TrainedEstimator;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Version;
import org.auriflow.inference.data.RunFiles;
import org.auriflow.inference.simulator.Simulator;
import org.auriflow.nn.train.Cancellation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code auriflow infer DIR EVENTS}: statements about the parameters from events and an estimator of one's own. */
@Command(
        name = "infer",
        description = {
            "Infer the parameters from observed events with an estimator that train has written: best fit, confidence sets by "
                    + "Wilks' theorem, from toys, limits, posterior.",
            "",
            "infer galton is the whole way for the Galton board, simulation and training included; a directory of that name is "
                    + "./galton. Prints a table with warnings and writes report.html, figures and summary.json."
        },
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  ${COMMAND-FULL-NAME} out/alices events.csv",
            "  ${COMMAND-FULL-NAME} out/alices events.csv --calibrate points.csv --posterior nuts",
            "  ${COMMAND-FULL-NAME} out/alices events.csv --calibrate points.csv --null theta=0",
            "  ${COMMAND-FULL-NAME} out/alices events.npz --prior=-1:1,0:2 --grid 41 --level 68,90",
            "  ${COMMAND-FULL-NAME} galton --help"
        })
final class InferCommand implements Callable<Integer> {
    private static final List<String> SAMPLERS = List.of("none", "grid", "nuts", "slice", "stretch", "walk");

    @Spec
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("unused")
    private ConfigOption config;

    @Parameters(index = "0", arity = "0..1", paramLabel = "DIR", description = "written by train")
    private Path directory;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "EVENTS",
            description = "a table with a column for each observable, or runs")
    private Path events;

    @Option(
            names = "--prior",
            paramLabel = "LOW:HIGH",
            split = ",",
            description = "range of each parameter, flat for the posterior (default: that of the training)")
    private List<String> prior;

    @Option(names = "--grid", paramLabel = "N", description = "points for each parameter (default: 201; 61 for two)")
    private Integer grid;

    @Option(
            names = "--level",
            paramLabel = "P",
            split = ",",
            defaultValue = "68,95",
            description = "of confidence sets in percent (default: ${DEFAULT-VALUE})")
    private List<Double> levels;

    @Option(
            names = "--calibrate",
            paramLabel = "RUNS",
            description =
                    "runs at single values of theta, of two parameters on a grid: also sets by Neyman's construction with toys "
                            + "drawn from them; or pairs of theta0 and theta1: also sets of a calibrated likelihood")
    private Path calibrate;

    @Option(
            names = "--simulator",
            paramLabel = "NAME",
            converter = SimulatorName.class,
            description = "the shipped one of the training, to simulate such runs near the best fit")
    private Simulator simulator;

    @Option(
            names = "--toys",
            paramLabel = "N",
            defaultValue = "500",
            description = "pseudo-experiments at each value of theta (default: ${DEFAULT-VALUE})")
    private int toys;

    @Option(names = "--limits", fallbackValue = "true", description = "also one-sided limits by Wilks' theorem")
    private boolean limits;

    @Option(
            names = "--null",
            paramLabel = "NAME=X",
            split = ",",
            description =
                    "null hypothesis, as theta=0: its p-value, and limits beside it by CLs, observed and expected from "
                            + "Asimov data and toys of --calibrate or --simulator")
    private List<String> nullTheta;

    @Option(
            names = "--posterior",
            paramLabel = "NAME",
            defaultValue = "none",
            description = "none, grid, nuts, slice, stretch or walk (default: ${DEFAULT-VALUE})")
    private String posterior;

    @Option(names = "--chains", paramLabel = "N", defaultValue = "4", description = "(default: ${DEFAULT-VALUE})")
    private int chains;

    @Option(
            names = "--draws",
            paramLabel = "N",
            defaultValue = "1000",
            description = "of each chain, after half as many of warm-up (default: ${DEFAULT-VALUE})")
    private int draws;

    @Option(
            names = "--npz",
            fallbackValue = "true",
            description = "write draws to posterior.npz instead of posterior.csv")
    private boolean npz;

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "1",
            description = "of toys and chains (default: ${DEFAULT-VALUE})")
    private long seed;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "out/infer",
            description = "where results go (default: ${DEFAULT-VALUE})")
    private Path out;

    @Mixin
    private ComputeOptions compute;

    private final boolean interactive;

    /**
     * The command.
     *
     * @param interactive whether standard error is a terminal, where progress can be drawn
     */
    InferCommand(boolean interactive) {
        this.interactive = interactive;
    }

    @Override
    public Integer call() {
        if (directory == null || events == null) {
            String given = directory == null ? "" : directory.toString();
            List<String> meant = Spelling.nearest(given, spec.subcommands().keySet());
            throw new ParameterException(
                    spec.commandLine(),
                    "infer needs DIR and EVENTS, or galton" + (given.isEmpty() ? "" : ", got " + given + " alone")
                            + (meant.isEmpty() ? "" : "; did you mean " + String.join(" or ", meant) + "?"));
        }
        require(SAMPLERS.contains(posterior), "posterior", "one of " + String.join(", ", SAMPLERS), posterior);
        require(grid == null || grid >= 3, "grid", "at least 3 points", grid);
        require(levels.stream().allMatch(l -> l > 0 && l < 100), "level", "percents between 0 and 100", levels);
        require(toys >= 20, "toys", "at least 20", toys);
        require(chains >= 1, "chains", "at least 1", chains);
        require(draws >= 10, "draws", "at least 10", draws);
        int hostThreads = compute.threads();
        Path to = Outputs.require(out);
        long begin = System.nanoTime();
        Cancellation cancellation = new Cancellation();
        try (Interruption interruption = new Interruption(cancellation::cancel);
                Engine engine = compute.open();
                TrainedEstimator estimator = TrainedEstimator.open(engine, directory)) {
            InferenceTask task = task(estimator);
            try (OutputDirectory results = OutputDirectory.open(to)) {
                interruption.setLastResort(results::close);
                EventsInference.Result result = ProgressBars.watch(
                        interactive,
                        spec.commandLine().getErr(),
                        listener -> EventsInference.of(estimator, task, listener, cancellation));
                Provenance provenance = new Provenance(
                        CommandText.of(spec.commandLine()),
                        List.of(seed),
                        engine.device(),
                        hostThreads,
                        Version.current(),
                        Machine.java(),
                        Machine.system(),
                        (System.nanoTime() - begin) * 1e-9);
                InferenceReport report = new InferenceReport(estimator, task, result, provenance);
                PrintWriter err = spec.commandLine().getErr();
                report.write(results.staging(), npz).forEach(remark -> err.println("auriflow: " + remark));
                results.commit();
                PrintWriter answer = spec.commandLine().getOut();
                report.lines().forEach(answer::println);
                answer.println("report: " + to.resolve("report.html"));
                answer.flush();
                err.flush();
                return 0;
            }
        } catch (CancellationException e) {
            PrintWriter err = spec.commandLine().getErr();
            err.println("auriflow: interrupted; nothing was written");
            err.flush();
            return Interruption.EXIT_CODE;
        }
    }

    private InferenceTask task(TrainedEstimator estimator) {
        double[] lower = estimator.lower();
        double[] upper = estimator.upper();
        int k = lower.length;
        if (prior != null) {
            require(prior.size() == k, "prior", "LOW:HIGH for each of " + estimator.parameters(), prior);
            for (int p = 0; p < k; p++) {
                String[] ends = prior.get(p).split(":", -1);
                try {
                    lower[p] = Double.parseDouble(ends[0]);
                    upper[p] = Double.parseDouble(ends.length == 2 ? ends[1] : "");
                } catch (NumberFormatException e) {
                    throw new IllegalArgumentException(
                            "prior: requires LOW:HIGH, got " + prior.get(p) + "; write two numbers", e);
                }
            }
        }
        for (int p = 0; p < k; p++) {
            require(
                    lower[p] < upper[p],
                    "prior",
                    "a range of " + estimator.parameters().get(p),
                    "[" + lower[p] + ", " + upper[p] + "]");
        }
        require(
                nullTheta == null || calibrate != null || simulator != null,
                "null",
                "runs for what to expect, from --calibrate or --simulator",
                "neither");
        return new InferenceTask(
                EventsFile.read(events, estimator.observables()).x(),
                lower,
                upper,
                grid == null ? 0 : grid,
                levels.stream().map(l -> l / 100).toList(),
                Optional.ofNullable(calibrate).map(RunFiles::read),
                Optional.ofNullable(simulator),
                toys,
                limits,
                Optional.ofNullable(nullTheta).map(t -> nullTheta(t, estimator.parameters())),
                posterior,
                chains,
                draws,
                seed,
                compute.threads());
    }

    /** P components, NaN where nothing is given. */
    private static double[] nullTheta(List<String> given, List<String> parameters) {
        double[] theta = new double[parameters.size()];
        Arrays.fill(theta, Double.NaN);
        for (String one : given) {
            String[] sides = one.split("=", -1);
            int p = parameters.indexOf(sides[0].strip());
            try {
                require(p >= 0 && sides.length == 2, "null", "NAME=X with names of " + parameters, one);
                theta[p] = Double.parseDouble(sides[1]);
                require(Double.isFinite(theta[p]), "null", "a finite value", one);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("null: requires NAME=X, got " + one + "; write a number", e);
            }
        }
        return theta;
    }

    private static void require(boolean valid, String name, String requirement, Object got) {
        if (!valid) {
            throw new IllegalArgumentException(
                    name + ": requires " + requirement + ", got " + got + "; change --" + name);
        }
    }
}
