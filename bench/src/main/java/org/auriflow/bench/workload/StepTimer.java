package org.auriflow.bench.workload;

import org.auriflow.bench.measure.Timing;
import org.auriflow.engine.Engine;

/**
 * Times workloads on a device.
 *
 * @param device name for {@link Engine#open}
 * @param threads host threads
 * @param seconds how long a workload is repeated, or NaN for as long as it asks for
 * @param peakGflops what the device can do, NaN where unknown
 */
public record StepTimer(String device, int threads, double seconds, double peakGflops) {
    /** The time of one workload, on an engine of its own. */
    public StepTime time(Workload workload) {
        try (Engine engine = Engine.open(device, threads)) {
            Step step = workload.prepare(engine);
            double ms = Timing.medianMillis(
                    step.run()::execute, step.run()::await, Double.isNaN(seconds) ? workload.seconds() : seconds);
            double gflops = step.flops() / (ms * 1e6);
            return new StepTime(workload.name(), StepTime.AURIFLOW, threads, device, ms, gflops, gflops / peakGflops);
        }
    }
}
