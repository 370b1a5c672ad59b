package org.auriflow.bench.cli;

/** The number of host threads that a user asks for. */
final class HostThreads {
    private HostThreads() {}

    /**
     * All processors where nothing was asked for.
     *
     * @throws IllegalArgumentException if the number is not positive
     */
    static int orAll(Integer threads) {
        if (threads != null && threads < 1) {
            throw new IllegalArgumentException("threads: at least 1 is needed, got " + threads + "; raise --threads");
        }
        return threads == null ? Runtime.getRuntime().availableProcessors() : threads;
    }

    /** For example "2 threads". */
    static String words(int n) {
        return n == 1 ? "1 thread" : n + " threads";
    }
}
