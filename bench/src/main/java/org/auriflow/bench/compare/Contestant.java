package org.auriflow.bench.compare;

import java.util.List;
import org.auriflow.bench.workload.StepTime;
import org.auriflow.bench.workload.Workload;

/** One side of a comparison: times workloads, in a process of its own that starts cold. */
@FunctionalInterface
public interface Contestant {
    /**
     * The times of a workload by everyone this side stands for; maybe nobody.
     *
     * @throws ContestantFailedException if the process went wrong
     */
    List<StepTime> time(Workload workload);
}
