package org.auriflow.bench.compare;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where and how a comparison was made.
 *
 * @param date of the day, ISO 8601
 * @param command what was typed
 * @param processor its name and the number of cores
 * @param system operating system
 * @param java virtual machine
 * @param auriflow version
 * @param device what computed
 * @param threads host threads
 * @param rounds how often each side was asked; medians count
 * @param peakGflops measured peak in float32, NaN where unknown
 * @param gigabytesPerSecond measured bandwidth of memory, NaN where unknown
 * @param handOffNanos measured time of a value from one processor to another, NaN where unknown
 * @param peers versions by name; empty if there were no peers
 */
public record Setting(
        String date,
        String command,
        String processor,
        String system,
        String java,
        String auriflow,
        String device,
        int threads,
        int rounds,
        double peakGflops,
        double gigabytesPerSecond,
        double handOffNanos,
        Map<String, String> peers) {
    /** Copies the versions. */
    public Setting {
        peers = Collections.unmodifiableMap(new LinkedHashMap<>(peers));
    }
}
