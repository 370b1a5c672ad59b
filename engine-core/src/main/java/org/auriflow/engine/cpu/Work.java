package org.auriflow.engine.cpu;

import org.auriflow.engine.spi.Plan;

/** Rough time and memory of a group of kernel calls, by which its units are divided into chunks. No bit depends on it. */
final class Work {
    /** Nanoseconds that are worth handing to another thread. */
    private static final long WORTH = 6_000;

    /** Bytes of results that a chunk leaves in the second-level cache for the calls that read them. */
    private static final long CACHE = 1 << 19;

    /** Units that are kept together where there are many, so that register tiles and cache lines stay whole. */
    private static final int TILE = 8;

    /** Units for which a product's right factor is worth copying. */
    private static final int LEAST = 128;

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

    /** Units that are not divided further. */
    static int tile(int units) {
        return units >= 4 * TILE ? TILE : 1;
    }

    /** Into how many chunks a group is divided: two per thread even out differences, more only to stay in the cache. */
    static int chunks(Plan.Group group, int threads) {
        int tiles = (group.units() + tile(group.units()) - 1) / tile(group.units());
        long shares = threads == 1 ? 1 : Math.min(2L * threads, of(group) / WORTH);
        long results = 0;
        for (Plan.Step s : group.steps()) {
            results += s.type().bytes();
        }
        long parts = Math.min(results / CACHE, group.units() / LEAST);
        return (int) Math.max(1, Math.min(tiles, Math.max(shares, parts)));
    }
}
