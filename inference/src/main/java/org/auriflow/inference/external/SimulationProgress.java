package org.auriflow.inference.external;

/** Sees how a job goes. */
@FunctionalInterface
public interface SimulationProgress {
    /**
     * Called on the caller's thread after every batch that is in the file.
     *
     * @param done runs that were made, failed ones included, also before the job was resumed
     * @param count runs in all
     * @param failed how many of those that were made failed
     */
    void report(long done, long count, long failed);
}
