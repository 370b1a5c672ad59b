package org.auriflow.bench.report;

import java.util.List;

/**
 * How a result was made.
 *
 * @param command what the user typed
 * @param seeds of all random numbers, one for each repetition
 * @param device that trained
 * @param threads host threads
 * @param auriflow version of Auriflow
 * @param java version of the virtual machine
 * @param system operating system and processor architecture
 * @param seconds from start to result
 */
public record Provenance(
        String command,
        List<Long> seeds,
        String device,
        int threads,
        String auriflow,
        String java,
        String system,
        double seconds) {
    /**
     * Copies the seeds.
     *
     * @throws IllegalArgumentException if there is none
     */
    public Provenance {
        seeds = List.copyOf(seeds);
        if (seeds.isEmpty()) {
            throw new IllegalArgumentException("provenance: at least one seed is needed, got none");
        }
    }

    /** The first seed. */
    public long seed() {
        return seeds.get(0);
    }
}
