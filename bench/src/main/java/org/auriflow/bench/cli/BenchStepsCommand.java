package org.auriflow.bench.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.auriflow.bench.compare.Table;
import org.auriflow.bench.measure.Numbers;
import org.auriflow.bench.measure.PeakProbe;
import org.auriflow.bench.workload.StepProfile;
import org.auriflow.bench.workload.StepTime;
import org.auriflow.bench.workload.StepTimer;
import org.auriflow.bench.workload.Workload;
import org.auriflow.bench.workload.Workloads;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code auriflow bench steps}: how long the steps take. */
@Command(
        name = "steps",
        description = "Time compiled steps: products of matrices, training steps. Prints medians.",
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  ${COMMAND-FULL-NAME} --only carl-step",
            "  ${COMMAND-FULL-NAME} --only gemm/512 --threads 1 --json",
            "  ${COMMAND-FULL-NAME} --explain carl-step/b128h100"
        })
final class BenchStepsCommand implements Runnable {
    private static final String ROW = "%-22s %10s %9s %8s";

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--only",
            paramLabel = "PREFIX",
            defaultValue = "",
            description = "workloads whose names begin so (default: all)")
    private String only;

    @Option(
            names = "--explain",
            paramLabel = "NAME",
            description = "show which kernels one workload spends its time in")
    private String explain;

    @Mixin
    private ComputeOptions compute;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            description = "how long each is repeated (default: 1.5, products 0.8)")
    private Double seconds;

    @Option(names = "--peak", paramLabel = "GFLOPS", description = "what 100 %% are (default: measured)")
    private Double peak;

    @Option(names = "--json", description = "print one JSON object a line")
    private boolean json;

    @Override
    public void run() {
        List<Workload> workloads = explain == null ? Workloads.only(only) : List.of(Workloads.named(explain));
        int hostThreads = compute.threads();
        requirePositive("seconds", seconds);
        requirePositive("peak", peak);
        // A device that is not there is told before anything is measured.
        compute.open().close();
        if (explain != null) {
            explain(StepProfile.of(workloads.get(0), compute.device(), hostThreads), hostThreads);
            return;
        }
        double gflops =
                peak != null ? peak : compute.device().equals("cpu") ? PeakProbe.gflops(hostThreads) : Double.NaN;
        StepTimer timer = new StepTimer(compute.device(), hostThreads, seconds == null ? Double.NaN : seconds, gflops);
        if (!json) {
            line(
                    "%s, %s, peak %s GFLOP/s in float32",
                    compute.device(), HostThreads.words(hostThreads), Numbers.of(gflops));
            line("");
            line(ROW, "workload", "ms", "GFLOP/s", "of peak");
        }
        for (Workload workload : workloads) {
            StepTime time = timer.time(workload);
            if (json) {
                line("%s", time.toJson());
            } else {
                line(
                        ROW,
                        time.workload(),
                        Numbers.of(time.ms()),
                        Numbers.of(time.gflops()),
                        Numbers.percent(time.fractionOfPeak()));
            }
        }
    }

    private void explain(StepProfile profile, int hostThreads) {
        if (json) {
            profile.toJsonLines().forEach(l -> line("%s", l));
            return;
        }
        line("%s, %s, %s; times of all threads together", explain, compute.device(), HostThreads.words(hostThreads));
        line("");
        List<StepProfile.Share> all = new ArrayList<>(profile.shares());
        all.add(profile.total());
        List<List<String>> rows = new ArrayList<>();
        for (StepProfile.Share s : all) {
            rows.add(List.of(
                    s.kernel(),
                    Integer.toString(s.calls()),
                    Numbers.of(s.ms() * 1e3),
                    Numbers.percent(s.ms() / profile.total().ms()),
                    Numbers.of(s.flops() * 1e-6),
                    Numbers.of(s.bytes() * 1e-6),
                    Numbers.of(s.gflops()),
                    Numbers.of(s.gigabytesPerSecond())));
        }
        new Table(List.of("kernel", "calls", "us", "share", "MFLOP", "MB", "GFLOP/s", "GB/s"), rows)
                .toLines()
                .forEach(l -> line("%s", l));
    }

    static void requirePositive(String name, Double value) {
        if (value != null && !(value > 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    name + ": a positive number is needed, got " + value + "; change --" + name);
        }
    }

    private void line(String format, Object... values) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(String.format(Locale.ROOT, format, values).stripTrailing());
        out.flush();
    }
}
