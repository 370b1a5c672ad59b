package org.auriflow.bench.workload;

import com.grack.nanojson.JsonWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Timing;

/** Where the time of a step goes, by kernel; longest first. */
public final class StepProfile {
    private static final double SECONDS = 1;

    private final String workload;
    private final int threads;
    private final List<Share> shares;

    /**
     * All calls of one kernel in one execution.
     *
     * @param kernel name
     * @param calls how many
     * @param ms time of all threads together
     * @param flops floating-point operations
     * @param bytes read and written at least once
     */
    public record Share(String kernel, int calls, double ms, long flops, long bytes) {
        /** Floating-point operations per nanosecond of one thread. */
        public double gflops() {
            return flops / (ms * 1e6);
        }

        /** Bytes per nanosecond of one thread, from whichever memory. */
        public double gigabytesPerSecond() {
            return bytes / (ms * 1e6);
        }
    }

    private StepProfile(String workload, int threads, List<Share> shares) {
        this.workload = workload;
        this.threads = threads;
        this.shares = List.copyOf(shares);
    }

    /** Mean over a second of executions, after a warm-up. Measuring adds some 30 ns to each call. */
    public static StepProfile of(Workload workload, String device, int threads) {
        try (Engine engine = Engine.open(device, threads)) {
            Step step = workload.prepare(engine);
            org.auriflow.bench.measure.Timing.medianMillis(step.run()::execute, workload.seconds());
            int executions = 0;
            Map<String, Share> sums = new LinkedHashMap<>();
            for (long start = System.nanoTime(); System.nanoTime() - start < SECONDS * 1e9; executions++) {
                for (Timing t : step.run().profile()) {
                    Share call = new Share(t.kernel(), 1, t.nanos() * 1e-6, t.flops(), t.bytes());
                    sums.merge(t.kernel(), call, StepProfile::sum);
                }
            }
            List<Share> means = new ArrayList<>();
            for (Share s : sums.values()) {
                means.add(new Share(
                        s.kernel, s.calls / executions, s.ms / executions, s.flops / executions, s.bytes / executions));
            }
            means.sort(Comparator.comparingDouble(Share::ms).reversed());
            return new StepProfile(workload.name(), threads, means);
        }
    }

    private static Share sum(Share a, Share b) {
        return new Share(a.kernel, a.calls + b.calls, a.ms + b.ms, a.flops + b.flops, a.bytes + b.bytes);
    }

    /** Kernels, longest first. */
    public List<Share> shares() {
        return shares;
    }

    /** All kernels together. */
    public Share total() {
        return shares.stream()
                .reduce(
                        new Share("all", 0, 0, 0, 0),
                        (a, b) ->
                                new Share("all", a.calls + b.calls, a.ms + b.ms, a.flops + b.flops, a.bytes + b.bytes));
    }

    /** One JSON object per kernel. */
    public List<String> toJsonLines() {
        return shares.stream()
                .map(s -> JsonWriter.string()
                        .object()
                        .value("workload", workload)
                        .value("threads", threads)
                        .value("kernel", s.kernel)
                        .value("calls", s.calls)
                        .value("ms", s.ms)
                        .value("flops", s.flops)
                        .value("bytes", s.bytes)
                        .end()
                        .done())
                .toList();
    }
}
