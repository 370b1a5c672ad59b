package org.auriflow.engine;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.auriflow.engine.spi.Plan;

/** A plan as a table for people. */
final class Explanation {
    private Explanation() {}

    static String of(Plan plan, List<String> kernels) {
        StringBuilder out = new StringBuilder();
        out.append(String.format(
                Locale.ROOT,
                "%4s  %-28s %-24s %-30s %12s %12s%n",
                "step",
                "kernel",
                "result",
                "buffers",
                "bytes",
                "flops"));
        long bytes = 0;
        long flops = 0;
        int i = 0;
        for (int p = 0; p < plan.phases().size(); p++) {
            for (Plan.Group g : plan.phases().get(p)) {
                out.append(String.format(Locale.ROOT, "phase %d, in %d parts:%n", p, g.units()));
                for (Plan.Step s : g.steps()) {
                    String buffers =
                            s.inputs().stream().map(o -> "b" + o.memory()).collect(Collectors.joining(" ")) + " -> b"
                                    + s.output();
                    out.append(String.format(
                            Locale.ROOT,
                            "%4d  %-28s %-24s %-30s %12d %12d%n",
                            i,
                            kernels.get(i),
                            s.type(),
                            buffers,
                            s.bytes(),
                            s.flops()));
                    bytes += s.bytes();
                    flops += s.flops();
                    i++;
                }
            }
        }
        for (Plan.Update u : plan.updates()) {
            out.append(String.format(
                    Locale.ROOT, "      update b%d -> b%d (%d elements)%n", u.source(), u.variable(), u.size()));
        }
        long constants = plan.memory().stream()
                .filter(m -> m.role() == Plan.Role.CONSTANT)
                .mapToLong(Plan.Memory::bytes)
                .sum();
        out.append(String.format(
                Locale.ROOT,
                "%d steps, %d FLOPs, %d bytes moved; %d buffers, %d bytes of work and inputs, %d of constants%n",
                plan.steps().size(),
                flops,
                bytes,
                plan.memory().size(),
                plan.workBytes(),
                constants));
        return out.toString();
    }
}
