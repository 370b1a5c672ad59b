package org.auriflow.bench.gpu;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.auriflow.bench.compare.Contestant;
import org.auriflow.bench.compare.Table;
import org.auriflow.bench.measure.Numbers;
import org.auriflow.bench.measure.Timing;
import org.auriflow.bench.workload.Step;
import org.auriflow.bench.workload.StepTime;
import org.auriflow.bench.workload.StepTimer;
import org.auriflow.bench.workload.Workload;
import org.auriflow.engine.Engine;

/** Times kernels and steps on a card and writes them as tables. */
public final class GpuBench {
    private static final int HOST_REPEATS = 200;

    private final String device;

    /** A bench for a device such as {@code cuda:0}. */
    public GpuBench(String device) {
        this.device = device;
    }

    /**
     * Kernels, with what they reach of the bandwidth of a copy and of the fastest product in the same precision.
     *
     * @param elements of most operands
     * @param prefix with which names begin
     */
    public Table kernels(int elements, String prefix) {
        List<GpuKernelTime> times = new ArrayList<>();
        for (GpuCase c : GpuCases.all(elements)) {
            if (!c.name().equals(GpuCases.COPY) && !c.name().startsWith(prefix)) {
                continue;
            }
            // An engine each, so that what one holds is free for the next.
            try (Engine engine = Engine.open(device, 1)) {
                times.add(GpuKernelTime.of(engine, c));
            }
        }
        double copy = times.get(0).gigabytesPerSecond();
        Map<String, Double> peak = new HashMap<>();
        times.forEach(t -> peak.merge(t.precision(), t.gflops(), Math::max));
        List<List<String>> rows = new ArrayList<>();
        for (GpuKernelTime t : times) {
            rows.add(List.of(
                    t.name(),
                    Numbers.of(t.micros()),
                    Numbers.of(t.gigabytesPerSecond()),
                    Numbers.percent(t.gigabytesPerSecond() / copy),
                    Numbers.of(t.gflops()),
                    Numbers.percent(t.gflops() / peak.get(t.precision()))));
        }
        return new Table(
                List.of("kernel, float32", "us", "GB/s", "of a copy", "GFLOP/s", "of the fastest product"), rows);
    }

    /**
     * Steps, beside peers.
     *
     * @param seconds that each is repeated
     */
    public Table steps(List<Workload> workloads, List<Contestant> peers, double seconds) {
        StepTimer timer = new StepTimer(device, 1, seconds, Double.NaN);
        List<List<String>> rows = new ArrayList<>();
        for (Workload w : workloads) {
            double ready = ready(w);
            double ours = timer.time(w).ms();
            List<String> others = new ArrayList<>();
            double best = Double.NaN;
            for (Contestant peer : peers) {
                for (StepTime t : peer.time(w)) {
                    others.add(t.peer() + " " + Numbers.of(t.ms()));
                    best = Double.isNaN(best) ? t.ms() : Math.min(best, t.ms());
                }
            }
            rows.add(List.of(
                    w.name(),
                    String.format(Locale.ROOT, "%.4f", ours),
                    Numbers.of(host(w)),
                    Numbers.of(ready),
                    others.isEmpty() ? "-" : String.join(", ", others),
                    Double.isNaN(best) ? "-" : Numbers.of(best / ours)));
        }
        return new Table(
                List.of("workload", "auriflow ms", "host us", "ready after ms", "peers ms", "best peer / ours"), rows);
    }

    /** Milliseconds from an open engine to the first result: graph, program, kernels that the driver translates. */
    private double ready(Workload w) {
        try (Engine engine = Engine.open(device, 1)) {
            long start = System.nanoTime();
            Step step = w.prepare(engine);
            step.run().execute();
            step.run().await();
            return (System.nanoTime() - start) * 1e-6;
        }
    }

    /** Microseconds that the host spends on one execution, while the device is idle before each. */
    private double host(Workload w) {
        try (Engine engine = Engine.open(device, 1)) {
            Step step = w.prepare(engine);
            double[] micros = new double[HOST_REPEATS];
            for (int i = -HOST_REPEATS; i < HOST_REPEATS; i++) {
                long start = System.nanoTime();
                step.run().execute();
                long end = System.nanoTime();
                step.run().await();
                if (i >= 0) {
                    micros[i] = (end - start) * 1e-3;
                }
            }
            return Timing.median(micros);
        }
    }
}
