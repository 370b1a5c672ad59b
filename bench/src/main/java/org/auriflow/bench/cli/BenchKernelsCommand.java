package org.auriflow.bench.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import org.auriflow.bench.kernel.KernelCase;
import org.auriflow.bench.kernel.KernelCases;
import org.auriflow.bench.kernel.KernelTime;
import org.auriflow.bench.kernel.KernelTimer;
import org.auriflow.bench.measure.Numbers;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code auriflow bench kernels}: how close single kernels come to what the machine can do. */
@Command(
        name = "kernels",
        description = "Time single kernels with JMH, against the roofline of the machine.",
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {"  ${COMMAND-FULL-NAME} --only gemm", "  ${COMMAND-FULL-NAME} --threads 1 --json"})
final class BenchKernelsCommand implements Runnable {
    private static final String ROW = "%-24s %10s %9s %8s %8s";

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--only",
            paramLabel = "PREFIX",
            defaultValue = "",
            description = "kernels whose names begin so (default: all, two minutes)")
    private String only;

    @Option(names = "--threads", paramLabel = "N", description = "at most this many (default: all processors)")
    private Integer threads;

    @Option(names = "--json", description = "print one JSON object a line")
    private boolean json;

    @Override
    public void run() {
        List<KernelCase> kernels = KernelCases.only(only);
        int hostThreads = HostThreads.orAll(threads);
        KernelTimer timer = new KernelTimer(hostThreads);
        if (!json) {
            line("cpu, %s, peak %s GFLOP/s in float32", HostThreads.words(hostThreads), Numbers.of(timer.peak()));
            line("");
            line(ROW, "kernel", "us", "GFLOP/s", "GB/s", "of roof");
        }
        for (KernelCase kernel : kernels) {
            KernelTime t = timer.time(kernel);
            if (json) {
                line("%s", t.toJson());
            } else {
                line(
                        ROW,
                        t.kernel(),
                        Numbers.of(t.us()),
                        Numbers.of(t.gflops()),
                        Numbers.of(t.gigabytesPerSecond()),
                        Numbers.percent(t.roof()));
            }
        }
    }

    private void line(String format, Object... values) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(String.format(Locale.ROOT, format, values).stripTrailing());
        out.flush();
    }
}
