package org.auriflow.bench.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.auriflow.bench.workload.StepTime;
import org.auriflow.bench.workload.Workload;

/**
 * Ourselves: {@code auriflow bench steps} in a new virtual machine.
 *
 * @param mainClass the command line
 * @param threads host threads
 * @param device what computes
 * @param seconds how long a workload is repeated, if not as long as it asks for
 * @param peakGflops what the device can do, NaN where unknown
 */
public record Auriflow(String mainClass, int threads, String device, OptionalDouble seconds, double peakGflops)
        implements Contestant {
    @Override
    public List<StepTime> time(Workload workload) {
        List<String> arguments = new ArrayList<>(List.of(
                "bench", "steps", "--json", "--only", workload.name(), "--threads", "" + threads, "--device", device));
        seconds.ifPresent(s -> arguments.addAll(List.of("--seconds", "" + s)));
        if (Double.isFinite(peakGflops)) {
            arguments.addAll(List.of("--peak", "" + peakGflops));
        }
        ChildProcess child = ChildJava.run(mainClass, arguments);
        if (child.code() != 0) {
            throw new ContestantFailedException("auriflow: " + workload.name() + " failed: " + child.complaint());
        }
        return child.out().stream()
                .flatMap(line -> StepTime.parse(line).stream())
                .toList();
    }
}
