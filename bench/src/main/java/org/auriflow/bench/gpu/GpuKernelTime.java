package org.auriflow.bench.gpu;

import org.auriflow.bench.measure.Timing;
import org.auriflow.bench.workload.Step;
import org.auriflow.engine.Engine;

/**
 * The measured time of one case.
 *
 * @param name of the case
 * @param precision of its products
 * @param micros median time of its kernels on the device
 * @param bytes read and written at least once
 * @param flops floating-point operations
 */
record GpuKernelTime(String name, String precision, double micros, long bytes, long flops) {
    private static final int WARM_UP = 3;
    private static final int REPEATS = 15;

    /** Times a case with the device's own clock. */
    static GpuKernelTime of(Engine engine, GpuCase c) {
        Step step = c.prepare(engine);
        double[] micros = new double[REPEATS];
        long flops = 0;
        for (int i = -WARM_UP; i < REPEATS; i++) {
            long nanos = 0;
            flops = 0;
            for (org.auriflow.engine.Timing t : step.run().profile()) {
                nanos += t.nanos();
                flops += t.flops();
            }
            if (i >= 0) {
                micros[i] = nanos * 1e-3;
            }
        }
        step.run().close();
        return new GpuKernelTime(c.name(), c.choice().precision(), Timing.median(micros), c.bytes(), flops);
    }

    /** Bytes per nanosecond. */
    double gigabytesPerSecond() {
        return bytes / (micros * 1e3);
    }

    /** Floating-point operations per nanosecond. */
    double gflops() {
        return flops / (micros * 1e3);
    }
}
