package org.auriflow.inference.external;

import java.util.List;
import java.util.function.BooleanSupplier;
import org.auriflow.inference.data.RunLayout;
import org.auriflow.inference.data.RunTable;
import org.auriflow.inference.simulator.Simulator;

/** What makes runs for a {@link SimulationJob}: a simulator in Java, or an {@link ExternalSimulator}. */
public abstract sealed class RunSource permits MinedRuns, ExternalSimulator {
    /**
     * A simulator in Java.
     *
     * @param threads how many runs go on at the same time, at least 1
     */
    public static RunSource of(Simulator simulator, int threads) {
        return new MinedRuns(simulator, threads);
    }

    /** As files remember it. */
    abstract String name();

    /** Runs that are written at once if nothing else is asked for. */
    abstract int batch();

    /**
     * Begins.
     *
     * @param first number of the first run
     * @param end after the last run
     * @param layout of the runs before, or null if there are none
     */
    abstract Stream open(SimulationPlan plan, long first, long end, RunLayout layout, BooleanSupplier cancelled);

    /** Runs in order. Closing stops all processes and threads. */
    interface Stream extends AutoCloseable {
        /**
         * The next runs.
         *
         * @param mostFailed gives up early when more than these have failed
         * @throws java.util.concurrent.CancellationException if cancelled or interrupted
         */
        Batch next(int count, long mostFailed);

        @Override
        void close();
    }

    /**
     * Some runs.
     *
     * @param runs or null if all failed
     */
    record Batch(RunTable runs, List<MissingRun> failed) {}
}
