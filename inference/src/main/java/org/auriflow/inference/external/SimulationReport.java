package org.auriflow.inference.external;

import java.util.List;

/**
 * What a finished job did.
 *
 * @param firstRun the run it began with: 0, or the first that was missing in a file that was resumed
 * @param rows runs in the file
 * @param failed runs that it left out, in order; not those that were left out before the file was resumed
 */
public record SimulationReport(long firstRun, long rows, List<MissingRun> failed) {
    /** Keeps a copy. */
    public SimulationReport {
        failed = List.copyOf(failed);
    }
}
