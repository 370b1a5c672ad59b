package org.auriflow.bench.cli;

import com.grack.nanojson.JsonStringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.auriflow.bench.information.GaussianInformation;
import org.auriflow.engine.Engine;
import org.auriflow.nn.train.Cancellation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code auriflow results information}: learned Fisher information and distances against exact ones. */
@Command(
        name = "information",
        description = {
            "Fisher information and geodesic distances, learned and exact.",
            "",
            "Information of an event: learned with SALLY on the Gaussian mixture at three theta and on N(mu, sigma). Distances "
                    + "of normal distributions: closed form of Fisher and Rao, geodesics on the exact metric, and on the metric "
                    + "that ALICES learns. Prints two Markdown tables and writes information.json."
        },
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {"  ${COMMAND-FULL-NAME}", "  ${COMMAND-FULL-NAME} --runs 10000 --seed 2"})
final class ResultsInformationCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--runs",
            paramLabel = "N",
            defaultValue = "400000",
            description = "simulated runs that each network learns from (default: ${DEFAULT-VALUE})")
    private int runs;

    @Option(
            names = "--events",
            paramLabel = "N",
            defaultValue = "100000",
            description = "further runs that estimates come from (default: ${DEFAULT-VALUE})")
    private int events;

    @Option(
            names = "--epochs",
            paramLabel = "E",
            defaultValue = "8",
            description = "passes over the runs (default: ${DEFAULT-VALUE})")
    private int epochs;

    @Option(names = "--seed", paramLabel = "S", defaultValue = "1", description = "(default: ${DEFAULT-VALUE})")
    private long seed;

    @Option(names = "--threads", paramLabel = "N", description = "at most this many (default: all processors)")
    private Integer threads;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "out/information",
            description = "where information.json goes (default: ${DEFAULT-VALUE})")
    private Path out;

    @Override
    public Integer call() {
        int hostThreads = HostThreads.orAll(threads);
        GaussianInformation.Settings settings =
                new GaussianInformation.Settings(runs, events, epochs, seed, hostThreads);
        return NumbersRun.of(spec, out, "information.json", hostThreads, seed, (engine, line, json, cancellation) -> {
            json.value("runs", runs).value("events", events).value("epochs", epochs);
            scores(settings, engine, line, json, cancellation);
            line.accept("");
            distances(settings, engine, line, json, cancellation);
        });
    }

    private static void scores(
            GaussianInformation.Settings settings,
            Engine engine,
            Consumer<String> line,
            JsonStringWriter json,
            Cancellation cancellation) {
        line.accept("| problem | entry | exact | SALLY | deviation | SALLY, fresh events |");
        line.accept("|---|---|---|---|---|---|");
        json.array("information");
        Consumer<GaussianInformation.Entry> row = e -> {
            line.accept(String.format(
                    Locale.ROOT,
                    "| %s | %s | %.4f | %.4f | %+.2f %% | %.4f ± %.4f |",
                    e.problem(),
                    e.entry(),
                    rounded(e.exact()),
                    rounded(e.network()),
                    100 * e.deviation(),
                    rounded(e.estimate()),
                    e.error()));
            json.object()
                    .value("problem", e.problem())
                    .value("entry", e.entry())
                    .value("exact", e.exact())
                    .value("sally", e.network())
                    .value("deviation", e.deviation())
                    .value("sally_events", e.estimate())
                    .value("sally_events_error", e.error())
                    .end();
        };
        GaussianInformation.mixture(engine, settings, cancellation, row);
        GaussianInformation.normal(engine, settings, cancellation, row);
        json.end();
    }

    private static void distances(
            GaussianInformation.Settings settings,
            Engine engine,
            Consumer<String> line,
            JsonStringWriter json,
            Cancellation cancellation) {
        line.accept("| from (μ, σ) | to | Fisher–Rao | exact metric | deviation | learned metric | deviation |");
        line.accept("|---|---|---|---|---|---|---|");
        json.array("distances");
        GaussianInformation.distances(engine, settings, cancellation, d -> {
            double analytic = d.analytic() / d.exact() - 1;
            double learned = d.learned() / d.exact() - 1;
            line.accept(String.format(
                    Locale.ROOT,
                    "| %s | %s | %.4f | %.4f | %+.1e | %.4f | %+.2f %% |",
                    point(d.from()),
                    point(d.to()),
                    d.exact(),
                    d.analytic(),
                    analytic,
                    d.learned(),
                    100 * learned));
            json.object();
            json.array("from", d.from()).array("to", d.to());
            json.value("exact", d.exact())
                    .value("analytic", d.analytic())
                    .value("analytic_deviation", analytic)
                    .value("learned", d.learned())
                    .value("learned_deviation", learned)
                    .end();
        });
        json.end();
    }

    /** To what is printed, so that a zero has no sign. */
    private static double rounded(double value) {
        return Math.round(value * 1e4) / 1e4;
    }

    private static String point(List<Double> theta) {
        return "(" + theta.get(0) + ", " + theta.get(1) + ")";
    }
}
