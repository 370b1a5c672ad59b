package org.auriflow.bench.report;

/**
 * How a result was made.
 *
 * @param command what the user typed
 * @param runs simulated runs to learn from
 * @param calibrationRuns further simulated runs for the calibration
 * @param seed of all random numbers
 * @param device that trained
 * @param threads host threads
 * @param auriflow version of Auriflow
 * @param java version of the virtual machine
 * @param system operating system and processor architecture
 * @param seconds from start to result
 */
public record Provenance(
        String command,
        int runs,
        int calibrationRuns,
        long seed,
        String device,
        int threads,
        String auriflow,
        String java,
        String system,
        double seconds) {}
