package org.auriflow.bench.cli;

import com.grack.nanojson.JsonStringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.auriflow.bench.galton.GaltonCoverage;
import org.auriflow.bench.galton.GaltonSettings;
import org.auriflow.bench.galton.Method;
import org.auriflow.engine.Engine;
import org.auriflow.inference.statistics.Coverage;
import org.auriflow.nn.train.Cancellation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code auriflow results coverage}: how often confidence sets contain the truth, with good networks and bad ones. */
@Command(
        name = "coverage",
        description = {
            "Coverage of 68 % and 95 % sets on the Galton board, by Wilks and by Neyman's construction.",
            "",
            "Likelihoods: the exact one; a network trained with ALICES, as trained and calibrated; the same one with log r "
                    + "times 1.7 and tilted by 0.5 per event and unit of theta; a network trained on 50 runs for one epoch. Events "
                    + "come from the exact distribution at theta = -0.8. Prints a Markdown table, whose last column is the share of "
                    + "toys that the construction accepts, and writes coverage.json."
        },
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  ${COMMAND-FULL-NAME}",
            "  ${COMMAND-FULL-NAME} --events 1,3,10",
            "  ${COMMAND-FULL-NAME} --experiments 50 --toys 1000 --runs 1000"
        })
final class ResultsCoverageCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--experiments",
            paramLabel = "N",
            defaultValue = "500",
            description = "pseudo-experiments for each number of events (default: ${DEFAULT-VALUE})")
    private int experiments;

    @Option(
            names = "--events",
            paramLabel = "N",
            split = ",",
            defaultValue = "100,500,2000",
            description = "events of a pseudo-experiment (default: ${DEFAULT-VALUE})")
    private List<Integer> events;

    @Option(
            names = "--toys",
            paramLabel = "N",
            defaultValue = "10000",
            description = "toys of each construction, many more than experiments (default: ${DEFAULT-VALUE})")
    private int toys;

    @Option(
            names = "--runs",
            paramLabel = "N",
            defaultValue = "10000",
            description = "simulated runs that the good network learns from (default: ${DEFAULT-VALUE})")
    private int runs;

    @Option(names = "--seed", paramLabel = "S", defaultValue = "1", description = "(default: ${DEFAULT-VALUE})")
    private long seed;

    @Option(names = "--threads", paramLabel = "N", description = "at most this many (default: all processors)")
    private Integer threads;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "out/coverage",
            description = "where coverage.json goes (default: ${DEFAULT-VALUE})")
    private Path out;

    @Override
    public Integer call() {
        int hostThreads = HostThreads.orAll(threads);
        GaltonCoverage.Settings settings = new GaltonCoverage.Settings(
                new GaltonSettings(Method.of("alices"), runs, seed, 0, hostThreads), events, experiments, toys);
        return NumbersRun.of(
                spec,
                out,
                "coverage.json",
                hostThreads,
                seed,
                (engine, line, json, cancellation) -> measure(settings, engine, line, json, cancellation));
    }

    private static void measure(
            GaltonCoverage.Settings settings,
            Engine engine,
            Consumer<String> line,
            JsonStringWriter json,
            Cancellation cancellation) {
        json.value("experiments", settings.experiments()).value("toys", settings.toys());
        json.value("runs", settings.model().runs());
        json.array("rows");
        line.accept("| likelihood | events | level | Wilks | pull | Neyman | pull | toys inside |");
        line.accept("|---|---|---|---|---|---|---|---|");
        GaltonCoverage.measure(engine, settings, cancellation, row -> {
            line.accept(String.format(
                    Locale.ROOT,
                    "| %s | %d | %.0f %% | %s | %s | %.4f |",
                    row.likelihood(),
                    row.events(),
                    100 * row.level(),
                    cells(row.wilks(), row.level()),
                    cells(row.neyman(), row.level()),
                    row.attained()));
            json.object()
                    .value("likelihood", row.likelihood())
                    .value("events", row.events())
                    .value("level", row.level());
            coverage(json, "wilks", row.wilks(), row.level());
            coverage(json, "neyman", row.neyman(), row.level());
            json.value("toys_inside", row.attained()).end();
        });
        json.end();
    }

    private static String cells(Coverage c, double level) {
        return String.format(Locale.ROOT, "%.3f ± %.3f | %+.1f", c.fraction(), c.standardError(), c.pull(level));
    }

    private static void coverage(JsonStringWriter json, String key, Coverage c, double level) {
        json.object(key)
                .value("covered", c.covered())
                .value("coverage", c.fraction())
                .value("standard_error", c.standardError())
                .value("pull", c.pull(level))
                .end();
    }
}
