package org.auriflow.bench.cli;

import java.io.PrintWriter;
import java.util.Locale;
import org.auriflow.bench.measure.InferenceRate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code auriflow bench inference}: what surrounds training. */
@Command(
        name = "inference",
        description =
                "Time simulation with gold, evaluation of learned ratios and gradients of a posterior. Prints medians.",
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {"  ${COMMAND-FULL-NAME}", "  ${COMMAND-FULL-NAME} --threads 1 --json"})
final class BenchInferenceCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Option(names = "--threads", paramLabel = "N", description = "at most this many (default: all processors)")
    private Integer threads;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            defaultValue = "3",
            description = "how long each is repeated (default: ${DEFAULT-VALUE})")
    private double seconds;

    @Option(names = "--json", description = "print one JSON object a line")
    private boolean json;

    @Override
    public void run() {
        if (!(seconds > 0) || seconds == Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException("seconds: a positive number is needed, got " + seconds + "; try 3");
        }
        PrintWriter out = spec.commandLine().getOut();
        for (InferenceRate r : InferenceRate.all(HostThreads.orAll(threads), seconds)) {
            out.println(
                    json
                            ? r.toJson()
                            : String.format(
                                    Locale.ROOT,
                                    "%-42s %,12.0f a second, %s",
                                    r.what(),
                                    r.perSecond(),
                                    HostThreads.words(r.threads())));
            out.flush();
        }
    }
}
