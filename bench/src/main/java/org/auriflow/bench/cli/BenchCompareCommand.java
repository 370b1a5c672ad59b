package org.auriflow.bench.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.auriflow.bench.compare.Auriflow;
import org.auriflow.bench.compare.ChildJava;
import org.auriflow.bench.compare.ChildProcess;
import org.auriflow.bench.compare.Comparison;
import org.auriflow.bench.compare.ComparisonRow;
import org.auriflow.bench.compare.ComparisonTable;
import org.auriflow.bench.compare.Contestant;
import org.auriflow.bench.compare.ContestantFailedException;
import org.auriflow.bench.compare.Peers;
import org.auriflow.bench.compare.PerformanceFile;
import org.auriflow.bench.compare.PerformancePage;
import org.auriflow.bench.compare.Setting;
import org.auriflow.bench.compare.Slowdowns;
import org.auriflow.bench.measure.BandwidthProbe;
import org.auriflow.bench.measure.HandOffProbe;
import org.auriflow.bench.measure.Numbers;
import org.auriflow.bench.measure.PeakProbe;
import org.auriflow.bench.measure.StartUp;
import org.auriflow.bench.report.Machine;
import org.auriflow.bench.report.OutputDirectory;
import org.auriflow.bench.workload.Workload;
import org.auriflow.bench.workload.Workloads;
import org.auriflow.engine.Version;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code auriflow bench compare}: our steps and those of peers, in turns. */
@Command(
        name = "compare",
        description = {
            "Time the steps of \"bench steps\" and the same steps in PyTorch and JAX, in turns; takes minutes.",
            "",
            "Where there is no Python with PyTorch, only our steps are timed."
        },
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  ${COMMAND-FULL-NAME} --only carl-step",
            "  ${COMMAND-FULL-NAME} --python peers/bin/python --rounds 3 --write",
            "  ${COMMAND-FULL-NAME} --baseline docs/performance.json"
        })
final class BenchCompareCommand implements Runnable {
    private static final String DEVICE = "cpu";

    /** Processes that want to run besides this one, which has just started. */
    private static final double BUSY = 1;

    private static final String MANY = "1000000";

    private final String mainClass;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--python",
            paramLabel = "PATH",
            defaultValue = "python3",
            description = "a Python with bench/peers/requirements.txt (default: ${DEFAULT-VALUE})")
    private String python;

    @Option(
            names = "--only",
            paramLabel = "PREFIX",
            defaultValue = "",
            description = "workloads whose names begin so (default: all)")
    private String only;

    @Option(names = "--threads", paramLabel = "N", description = "at most this many (default: all processors)")
    private Integer threads;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            description = "how long each is repeated (default: 1.5, products 0.8)")
    private Double seconds;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "1",
            description = "turns of each side, whose medians count (default: ${DEFAULT-VALUE})")
    private int rounds;

    @Option(
            names = "--baseline",
            paramLabel = "FILE",
            description = "an earlier performance.json: tell what is more than 10 %% slower than there")
    private Path baseline;

    @Option(names = "--write", description = "write performance.md and performance.json")
    private boolean write;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "docs",
            description = "where --write puts them (default: ${DEFAULT-VALUE})")
    private Path out;

    BenchCompareCommand(String mainClass) {
        this.mainClass = mainClass;
    }

    @Override
    public void run() {
        List<Workload> workloads = Workloads.only(only);
        int hostThreads = HostThreads.orAll(threads);
        BenchStepsCommand.requirePositive("seconds", seconds);
        if (rounds < 1) {
            throw new IllegalArgumentException("rounds: at least 1 is needed, got " + rounds + "; raise --rounds");
        }
        // Before minutes are spent; what --write replaces may be the baseline.
        Comparison before = baseline == null ? null : PerformanceFile.read(baseline);
        if (!write) {
            compare(workloads, hostThreads, before);
            return;
        }
        try (OutputDirectory directory = OutputDirectory.open(out)) {
            Comparison comparison = compare(workloads, hostThreads, before);
            Files.writeString(
                    directory.staging().resolve("performance.md"),
                    PerformancePage.of(comparison, startUp(hostThreads)));
            Files.writeString(directory.staging().resolve("performance.json"), PerformanceFile.of(comparison));
            directory.commit();
        } catch (IOException e) {
            throw new UncheckedIOException("out: cannot write to " + out + " (" + e.getMessage() + ")", e);
        }
    }

    private Comparison compare(List<Workload> workloads, int hostThreads, Comparison before) {
        PrintWriter err = spec.commandLine().getErr();
        PrintWriter answer = spec.commandLine().getOut();
        Consumer<String> remarks = line -> {
            err.println("auriflow: " + line);
            err.flush();
        };
        Machine.load().ifPresent(load -> {
            if (load > BUSY) {
                remarks.accept("the machine is busy (load " + Numbers.of(load) + "); times will be too long");
            }
        });
        OptionalDouble each = seconds == null ? OptionalDouble.empty() : OptionalDouble.of(seconds);
        Contestant peers = workload -> List.of();
        Map<String, String> versions = Map.of();
        try {
            Peers found = Peers.find(python, hostThreads, each);
            peers = found;
            versions = found.versions();
        } catch (ContestantFailedException e) {
            remarks.accept(e.getMessage());
        }
        Setting setting = setting(hostThreads, versions);
        Contestant auriflow = new Auriflow(mainClass, hostThreads, DEVICE, each, setting.peakGflops());
        List<ComparisonRow> rows = new ArrayList<>();
        for (Workload workload : workloads) {
            ComparisonRow row = Comparison.row(workload, rounds, auriflow, peers, remarks);
            rows.add(row);
            err.println(progress(row));
            err.flush();
        }
        Comparison comparison = new Comparison(setting, rows);
        ComparisonTable.of(rows).toLines().forEach(answer::println);
        if (before != null) {
            answer.println();
            Slowdowns.lines(baseline.toString(), before, comparison).forEach(answer::println);
        }
        answer.flush();
        return comparison;
    }

    /** Of a virtual machine of its own, with steps enough to see memory grow. */
    private Optional<StartUp> startUp(int hostThreads) {
        ChildProcess child = ChildJava.run(
                mainClass, List.of("bench", "startup", "--json", "--threads", "" + hostThreads, "--steps", MANY));
        return child.out().stream()
                .flatMap(line -> StartUp.parse(line).stream())
                .findFirst();
    }

    private Setting setting(int hostThreads, Map<String, String> versions) {
        return new Setting(
                LocalDate.now(ZoneOffset.UTC).toString(),
                // Where Python lies on this machine says nothing about the result.
                CommandText.of(spec.commandLine()).replace(python, "python3"),
                Machine.processor(),
                Machine.system(),
                Machine.java(),
                Version.current(),
                DEVICE,
                hostThreads,
                rounds,
                PeakProbe.gflops(hostThreads),
                BandwidthProbe.gigabytesPerSecond(hostThreads, BandwidthProbe.MEMORY_BYTES),
                HandOffProbe.nanos(),
                versions);
    }

    private static String progress(ComparisonRow row) {
        String peers = row.peers().entrySet().stream()
                .map(e -> ", " + e.getKey() + " " + Numbers.of(e.getValue()))
                .collect(Collectors.joining());
        return row.workload() + ": auriflow " + Numbers.of(row.ours().ms()) + peers + " ms";
    }
}
