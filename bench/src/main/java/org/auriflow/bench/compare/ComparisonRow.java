package org.auriflow.bench.compare;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.auriflow.bench.workload.StepTime;

/**
 * One workload, timed by us and by peers.
 *
 * @param workload its name
 * @param target how many times faster than the best peer it is meant to be
 * @param ours our time
 * @param peers milliseconds by name of the peer, in the order of the peers' script; empty if none was there
 */
public record ComparisonRow(String workload, double target, StepTime ours, Map<String, Double> peers) {
    /** Copies the peers. */
    public ComparisonRow {
        peers = Collections.unmodifiableMap(new LinkedHashMap<>(peers));
    }

    /** The fastest peer's milliseconds, NaN without peers. */
    public double best() {
        return peers.values().stream().mapToDouble(ms -> ms).min().orElse(Double.NaN);
    }

    /** How many times faster than the best peer we are, NaN without peers. */
    public double ratio() {
        return best() / ours.ms();
    }

    /** Whether the target is reached; false without peers. */
    public boolean reached() {
        return ratio() >= target;
    }
}
