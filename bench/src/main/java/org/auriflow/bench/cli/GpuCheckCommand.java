package org.auriflow.bench.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.auriflow.bench.gpu.Tf32Check;
import org.auriflow.engine.BackendParity;
import org.auriflow.engine.Engine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code auriflow gpu-check}: whether a card computes what the processor computes. */
@Command(
        name = "gpu-check",
        description = "Compare every operation and its derivatives on a graphics card with the processor, and products "
                + "on tensor cores.",
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {"  ${COMMAND-FULL-NAME}", "  ${COMMAND-FULL-NAME} --device cuda:1 --lengths 1,1000003"})
final class GpuCheckCommand implements Runnable {
    private static final int SHOWN = 20;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--device",
            paramLabel = "NAME",
            defaultValue = "cuda:0",
            description = "what is checked (default: ${DEFAULT-VALUE})")
    private String device;

    @Option(names = "--seed", paramLabel = "N", description = "of the operands (default: the time, which is printed)")
    private Long seed;

    @Option(
            names = "--lengths",
            paramLabel = "N",
            split = ",",
            defaultValue = "1,13,207,4098,70001",
            description = "of the axes that operations work along (default: ${DEFAULT-VALUE})")
    private int[] lengths;

    @Override
    public void run() {
        for (int n : lengths) {
            if (n < 1) {
                throw new IllegalArgumentException("lengths: positive numbers are needed, got " + n + "; try 1,13");
            }
        }
        long from = seed == null ? System.currentTimeMillis() : seed;
        PrintWriter out = spec.commandLine().getOut();
        List<String> differences = new ArrayList<>();
        int[] cases = new int[1];
        Tf32Check.Result tf32;
        try (Engine processor = Engine.cpu();
                Engine card = Engine.open(device, 1)) {
            out.println(card.describe());
            BackendParity.cases(from, lengths).forEach(c -> {
                cases[0]++;
                String difference = c.difference(processor, card);
                if (difference != null) {
                    report(difference, differences, out);
                }
            });
            tf32 = Tf32Check.of(processor, card, from);
            tf32.differences().forEach(d -> report(d, differences, out));
        }
        out.println(String.format(
                Locale.ROOT,
                "%d cases and %d products in TF32 (%d on tensor cores), %d differ, seed %d",
                cases[0],
                tf32.products(),
                tf32.onTensorCores(),
                differences.size(),
                from));
        out.flush();
        if (!differences.isEmpty()) {
            throw new IllegalStateException("gpu-check: all cases must agree, got " + differences.size()
                    + " that differ; report them with the seed");
        }
    }

    private static void report(String difference, List<String> differences, PrintWriter out) {
        differences.add(difference);
        if (differences.size() <= SHOWN) {
            out.println(difference);
            out.flush();
        }
    }
}
