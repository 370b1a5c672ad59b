package org.auriflow.bench.kernel;

import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.auriflow.bench.jmh.KernelBenchmark;
import org.auriflow.bench.measure.BandwidthProbe;
import org.auriflow.bench.measure.PeakProbe;
import org.auriflow.bench.workload.Step;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Timing;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Times kernels with JMH, each in a Java of its own, and probes the machine for their roof. */
public final class KernelTimer {
    /** The triad needs some elements to be a loop. */
    private static final long LEAST_BYTES = 8 << 10;

    private final int threads;
    private final double peak;
    private final Map<Integer, Double> bandwidths = new HashMap<>();

    /** A timer for a number of host threads; probes the peak for a second. */
    public KernelTimer(int threads) {
        this.threads = threads;
        this.peak = PeakProbe.gflops(threads);
    }

    /** Floating-point operations per nanosecond of the machine. */
    public double peak() {
        return peak;
    }

    /**
     * The time of one kernel, some four seconds.
     *
     * @throws IllegalStateException if JMH cannot run it
     */
    public KernelTime time(KernelCase kernel) {
        long flops = 0;
        long bytes = 0;
        try (Engine engine = Engine.cpu(threads)) {
            Step step = kernel.step().apply(engine);
            for (Timing t : step.run().profile()) {
                flops += t.flops();
                bytes += t.bytes();
            }
        }
        double us = microseconds(kernel.name());
        double least = Math.max(flops / peak, bytes / bandwidth(bytes)) * 1e-3;
        return new KernelTime(kernel.name(), threads, us, flops, bytes, least / us);
    }

    private double microseconds(String kernel) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        // JMH passes on what its Java says about incubator modules.
        System.setOut(new PrintStream(OutputStream.nullOutputStream()));
        System.setErr(System.out);
        try {
            Collection<RunResult> results = new Runner(new OptionsBuilder()
                            .include("\\b" + KernelBenchmark.class.getSimpleName() + "\\b")
                            .param("kernel", kernel)
                            .param("threads", Integer.toString(threads))
                            .shouldFailOnError(true)
                            .verbosity(VerboseMode.SILENT)
                            .build())
                    .run();
            return results.iterator().next().getPrimaryResult().getScore();
        } catch (RunnerException e) {
            throw new IllegalStateException("bench kernels: JMH must be able to run " + kernel + ", got "
                    + e.getMessage() + "; run org.openjdk.jmh.Main to see why");
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }

    /** Of the smallest memory that holds so many bytes, to the next power of two. */
    private double bandwidth(long bytes) {
        int power = 64 - Long.numberOfLeadingZeros(Math.max(bytes, LEAST_BYTES) - 1);
        return bandwidths.computeIfAbsent(power, p -> BandwidthProbe.gigabytesPerSecond(threads, 1L << p));
    }
}
