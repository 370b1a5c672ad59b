package org.auriflow.engine.cpu;

import java.util.List;
import org.auriflow.engine.spi.Plan;

/**
 * Into how many chunks a group of kernel calls is divided. No bit depends on it.
 *
 * @param threads that compute at once
 * @param grain nanoseconds of work that are worth handing to another thread
 */
record Division(int threads, long grain) {
    /** System property for the grain in nanoseconds; 0 divides whatever can be divided. */
    static final String PROPERTY = "auriflow.cpu.grain";

    private static final long GRAIN = 6_000;

    /** Nanoseconds of a chunk that may be divided for the sake of balance. */
    private static final long LONG = 1_000_000;

    /** Bytes of results that a chunk leaves in the second-level cache for the calls that read them. */
    private static final long CACHE = 1 << 19;

    /** Units for which a product's right factor is worth copying. */
    private static final int LEAST = 128;

    /** Units that are kept together where there are many, so that register tiles and cache lines stay whole. */
    private static final int TILE = 8;

    /** The grain that the system property names. */
    static Division of(int threads) {
        return new Division(threads, Long.getLong(PROPERTY, GRAIN));
    }

    /** Nanoseconds of a group on one thread, within a factor of a few. */
    static long nanos(Plan.Group group) {
        return group.steps().stream().mapToLong(s -> nanos(s)).sum();
    }

    /** Nanoseconds of a call on one thread, within a factor of a few. */
    static long nanos(Plan.Step step) {
        return step.flops() / 80 + step.bytes() / 30;
    }

    private static int tile(int units) {
        return units >= 4 * TILE ? TILE : 1;
    }

    private static int tiles(int units) {
        return (units + tile(units) - 1) / tile(units);
    }

    /**
     * Chunks of every group of a phase: one per thread, or two where they are long, which evens out differences; more only serve
     * to stay in the cache.
     */
    int[] chunks(List<Plan.Group> phase) {
        long all = phase.stream().mapToLong(g -> nanos(g)).sum();
        long part = all / threads;
        long share = Math.max(Math.max(1, grain), part < LONG ? part : part / 2);
        return phase.stream().mapToInt(g -> chunks(g, share)).toArray();
    }

    private int chunks(Plan.Group group, long share) {
        long shares = threads == 1 ? 1 : (nanos(group) + share / 2) / share;
        long results = 0;
        for (Plan.Step s : group.steps()) {
            results += s.type().bytes();
        }
        long parts = Math.min(results / CACHE, group.units() < LEAST ? group.units() : group.units() / LEAST);
        return (int) Math.max(1, Math.min(tiles(group.units()), Math.max(shares, parts)));
    }

    /** First unit of a chunk. */
    static int boundary(int units, int chunk, int chunks) {
        return Math.min(units, (int) ((long) tiles(units) * chunk / chunks) * tile(units));
    }
}
