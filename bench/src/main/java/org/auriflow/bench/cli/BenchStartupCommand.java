package org.auriflow.bench.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import org.auriflow.bench.measure.Numbers;
import org.auriflow.bench.measure.StartUp;
import org.auriflow.bench.workload.Workloads;
import org.auriflow.engine.Engine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code auriflow bench startup}: what the first program and a long training run cost. */
@Command(
        name = "startup",
        description =
                "Time the first program of a cold virtual machine, and look whether memory grows over many steps.",
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {"  ${COMMAND-FULL-NAME}", "  ${COMMAND-FULL-NAME} --steps 1000000 --json"})
final class BenchStartupCommand implements Runnable {
    private static final long FEWEST = 10_000;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--workload",
            paramLabel = "NAME",
            defaultValue = "carl-step/b128h100",
            description = "one of \"bench steps\" (default: ${DEFAULT-VALUE})")
    private String workload;

    @Option(names = "--threads", paramLabel = "N", description = "at most this many (default: all processors)")
    private Integer threads;

    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "10000",
            description = "executions, at least 10000 (default: ${DEFAULT-VALUE})")
    private long steps;

    @Option(names = "--json", description = "print one JSON object")
    private boolean json;

    @Override
    public void run() {
        if (steps < FEWEST) {
            throw new IllegalArgumentException(
                    "steps: at least " + FEWEST + " are needed, got " + steps + "; raise --steps");
        }
        int hostThreads = HostThreads.orAll(threads);
        StartUp measured;
        try (Engine engine = Engine.cpu(hostThreads)) {
            measured = StartUp.measure(
                    workload,
                    hostThreads,
                    () -> Workloads.named(workload).prepare(engine).run()::execute,
                    steps);
        }
        PrintWriter out = spec.commandLine().getOut();
        (json ? List.of(measured.toJson()) : lines(measured)).forEach(out::println);
        out.flush();
    }

    private static List<String> lines(StartUp s) {
        return List.of(
                s.workload() + ", cpu, " + HostThreads.words(s.threads()),
                "",
                "virtual machine and command line  " + Numbers.of(s.jvm()) + " ms",
                "graph, compilation, variables     " + Numbers.of(s.compile()) + " ms",
                "first step                        " + Numbers.of(s.first()) + " ms",
                "second hundred steps, each        " + Numbers.of(s.warm()) + " ms",
                String.format(
                        Locale.ROOT,
                        "live heap after %,d steps  %s MiB, after %,d  %s MiB",
                        s.steps() / 10,
                        Numbers.of(s.heapEarly()),
                        s.steps(),
                        Numbers.of(s.heapLate())),
                "process                           " + Numbers.of(s.resident()) + " MiB");
    }
}
