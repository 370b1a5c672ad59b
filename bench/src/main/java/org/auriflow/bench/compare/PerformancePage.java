package org.auriflow.bench.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.auriflow.bench.measure.Numbers;
import org.auriflow.bench.measure.StartUp;

/** A comparison as a page of Markdown. */
public final class PerformancePage {
    private PerformancePage() {}

    /**
     * The whole text of {@code docs/performance.md}.
     *
     * @param startUp what a program costs whoever embeds it, if that was measured
     */
    public static String of(Comparison comparison, Optional<StartUp> startUp) {
        Setting s = comparison.setting();
        List<String> lines = new ArrayList<>();
        lines.add("# Performance");
        lines.add("");
        lines.add("Median times of one step in milliseconds, float32, " + counted(s.threads(), "thread") + ", "
                + s.date()
                + ". \"best peer / ours\" is how many times faster than the fastest peer the compiled program"
                + " is; the target is what it is meant to be.");
        lines.add("");
        lines.addAll(ComparisonTable.of(comparison.rows()).toMarkdown());
        lines.add("");
        lines.add(
                s.peers().isEmpty()
                        ? "There were no peers to compare with."
                        : comparison.reached() + " of "
                                + counted(comparison.rows().size(), "target")
                                + (comparison.reached() == 1 ? " is" : " are") + " reached.");
        lines.add("");
        lines.addAll(setting(s));
        lines.add("");
        lines.add(
                "What the workloads are is in [bench/peers/peers.py](../bench/peers/peers.py): a training step is forward"
                        + " pass, backward pass and Adam's update. Both sides are asked in turns, each in a process of its own; "
                        + counted(s.rounds(), "round")
                        + ". FLOPs are counted on the graph, a function such as tanh as one. The peak"
                        + " is that of fused multiply-adds in compiled Java on data in the first-level cache. The numbers are also in"
                        + " [performance.json](performance.json), which `./auriflow bench compare --baseline docs/performance.json`"
                        + " compares with.");
        startUp.ifPresent(u -> startUp(lines, u));
        return String.join("\n", lines) + "\n";
    }

    private static void startUp(List<String> lines, StartUp u) {
        lines.add("");
        lines.add("## Start-up and memory");
        lines.add("");
        lines.add("`./auriflow bench startup --steps " + u.steps() + "`: " + u.workload()
                + " in a new virtual machine, " + counted(u.threads(), "thread") + ".");
        lines.add("");
        lines.add("| | |");
        lines.add("|---|---:|");
        row(lines, "virtual machine and command line", Numbers.of(u.jvm()) + " ms");
        row(lines, "graph, compilation, variables", Numbers.of(u.compile()) + " ms");
        row(lines, "first step", Numbers.of(u.first()) + " ms");
        row(lines, "second hundred steps, each", Numbers.of(u.warm()) + " ms");
        row(lines, "live heap after " + u.steps() / 10 + " steps", Numbers.of(u.heapEarly()) + " MiB");
        row(lines, "live heap after " + u.steps() + " steps", Numbers.of(u.heapLate()) + " MiB");
        row(lines, "process at the end", Numbers.of(u.resident()) + " MiB");
    }

    private static List<String> setting(Setting s) {
        List<String> lines = new ArrayList<>();
        lines.add("| | |");
        lines.add("|---|---|");
        row(lines, "command", "`" + s.command() + "`");
        row(lines, "machine", s.processor() + ", " + s.system());
        row(lines, "Java", s.java());
        row(lines, "Auriflow", s.auriflow() + " on " + s.device());
        row(lines, "peers", versions(s.peers()));
        row(
                lines,
                "measured peak",
                String.format(
                        Locale.ROOT,
                        "%s GFLOP/s in float32, %s GB/s from memory, %s; %s ns from one processor to another",
                        Numbers.of(s.peakGflops()),
                        Numbers.of(s.gigabytesPerSecond()),
                        counted(s.threads(), "thread"),
                        Numbers.of(s.handOffNanos())));
        return lines;
    }

    private static void row(List<String> lines, String name, String value) {
        lines.add("| " + name + " | " + value + " |");
    }

    private static String versions(Map<String, String> peers) {
        return peers.isEmpty()
                ? "none"
                : peers.entrySet().stream()
                        .map(e -> e.getKey() + " " + e.getValue())
                        .collect(Collectors.joining(", "));
    }

    private static String counted(long n, String what) {
        return n + " " + what + (n == 1 ? "" : "s");
    }
}
