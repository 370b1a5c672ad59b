package org.auriflow.engine.cpu;

import org.auriflow.engine.spi.Plan;

/** Rough time of kernel calls, by which work is divided; it depends on operations and shapes only. */
final class Work {
    /** Nanoseconds that are worth handing to another thread. */
    private static final long CHUNK = 8_000;

    /** More chunks than threads even out their differences; too many make the chunks too small for the cache lines. */
    private static final int MOST_CHUNKS = 32;

    private Work() {}

    /** Nanoseconds of a group on one thread, within a factor of a few. */
    static long of(Plan.Group group) {
        long flops = 0;
        long bytes = 0;
        for (Plan.Step s : group.steps()) {
            flops += s.flops();
            bytes += s.bytes();
        }
        return flops / 80 + bytes / 30;
    }

    /** Into how many chunks a group is divided. */
    static int chunks(Plan.Group group) {
        return (int) Math.max(1, Math.min(Math.min(group.units(), MOST_CHUNKS), of(group) / CHUNK));
    }
}
