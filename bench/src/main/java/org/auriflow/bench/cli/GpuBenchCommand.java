package org.auriflow.bench.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.auriflow.bench.compare.Contestant;
import org.auriflow.bench.compare.ContestantFailedException;
import org.auriflow.bench.compare.Peers;
import org.auriflow.bench.gpu.GpuBench;
import org.auriflow.bench.workload.Workload;
import org.auriflow.bench.workload.Workloads;
import org.auriflow.engine.Engine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code auriflow gpu-bench}: how fast a card computes. */
@Command(
        name = "gpu-bench",
        description = "Time kernels and steps on a graphics card, beside PyTorch and JAX. Prints tables in Markdown.",
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {"  ${COMMAND-FULL-NAME}", "  ${COMMAND-FULL-NAME} --only carl-step --python python3"})
final class GpuBenchCommand implements Runnable {
    private static final int LEAST_POWER = 12;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--device",
            paramLabel = "NAME",
            defaultValue = "cuda:0",
            description = "what is timed (default: ${DEFAULT-VALUE})")
    private String device;

    @Option(
            names = "--only",
            paramLabel = "PREFIX",
            defaultValue = "",
            description = "kernels and workloads whose names begin so (default: all)")
    private String only;

    @Option(
            names = "--power",
            paramLabel = "P",
            defaultValue = "26",
            description = "kernels work on 2^P elements, P even (default: ${DEFAULT-VALUE})")
    private int power;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            defaultValue = "1",
            description = "how long each step is repeated (default: ${DEFAULT-VALUE})")
    private double seconds;

    @Option(
            names = "--python",
            paramLabel = "PATH",
            description = "interpreter with PyTorch and JAX (default: no peers)")
    private String python;

    @Override
    public void run() {
        if (power < LEAST_POWER || power > 28 || power % 2 != 0) {
            throw new IllegalArgumentException(
                    "power: an even number from " + LEAST_POWER + " to 28 is needed, got " + power + "; try 26");
        }
        if (!(seconds > 0) || seconds == Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException("seconds: a positive number is needed, got " + seconds + "; try 1");
        }
        PrintWriter out = spec.commandLine().getOut();
        try (Engine engine = Engine.open(device, 1)) {
            engine.describe().lines().forEach(out::println);
        }
        GpuBench bench = new GpuBench(device);
        out.println();
        bench.kernels(1 << power, only).toMarkdown().forEach(out::println);
        out.flush();
        out.println();
        List<Workload> workloads = new ArrayList<>(Workloads.ALL);
        workloads.addAll(Workloads.LARGE);
        workloads.removeIf(w -> !w.name().startsWith(only));
        bench.steps(workloads, peers(out), seconds).toMarkdown().forEach(out::println);
        out.flush();
    }

    private List<Contestant> peers(PrintWriter out) {
        List<Contestant> peers = new ArrayList<>();
        if (python != null) {
            try {
                Peers found = Peers.find(python, device.replace(":0", ""), 1, OptionalDouble.of(seconds));
                out.println("peers: " + found.versions());
                peers.add(found);
            } catch (ContestantFailedException e) {
                out.println(e.getMessage());
            }
        }
        return peers;
    }
}
