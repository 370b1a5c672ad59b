package org.auriflow.bench.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.function.Consumer;
import org.auriflow.bench.galton.GaltonResults;
import org.auriflow.engine.Engine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code auriflow results galton}: the first table of {@code docs/results.md}. */
@Command(
        name = "galton",
        description = "Accuracy of ratio and score methods over seeds, as a Markdown table; takes minutes.",
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {"  ${COMMAND-FULL-NAME} > results.md", "  ${COMMAND-FULL-NAME} --seeds 1"})
final class ResultsGaltonCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--seeds",
            paramLabel = "N",
            defaultValue = "5",
            description = "trainings of each method (default: ${DEFAULT-VALUE})")
    private int seeds;

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "2",
            description = "at most this many (default: ${DEFAULT-VALUE})")
    private int threads;

    @Override
    public void run() {
        if (threads < 1) {
            throw new IllegalArgumentException("threads: at least 1 is needed, got " + threads + "; raise --threads");
        }
        if (seeds < 1) {
            throw new IllegalArgumentException("seeds: at least 1 is needed, got " + seeds + "; raise --seeds");
        }
        PrintWriter out = spec.commandLine().getOut();
        Consumer<String> line = text -> {
            out.println(text);
            out.flush();
        };
        try (Engine engine = Engine.cpu(threads)) {
            GaltonResults.accuracy(engine, List.of(1_000, 10_000), seeds, threads, line);
        }
    }
}
