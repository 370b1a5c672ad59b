package org.auriflow.nn.train;

import org.auriflow.nn.Streams;

/**
 * Divides epochs into batches: every row exactly once an epoch, in an order that depends on (seed, epoch) alone; the last
 * batch holds the rest.
 */
public final class BatchLoader {
    private final int rows;
    private final int batchSize;
    private final long seed;

    /**
     * A loader.
     *
     * @throws IllegalArgumentException if there is no row or the batch size is not positive
     */
    public BatchLoader(int rows, int batchSize, long seed) {
        if (rows < 1 || batchSize < 1) {
            throw new IllegalArgumentException("loader: requires at least one row and a positive batch size, got "
                    + rows + " rows and batches of " + batchSize + "; provide more data");
        }
        this.rows = rows;
        this.batchSize = batchSize;
        this.seed = seed;
    }

    /** Batches in an epoch, a small last one included. */
    public int batches() {
        return (int) (((long) rows + batchSize - 1) / batchSize);
    }

    /** Where a batch (from 0) begins in the order of its epoch. */
    public int begin(int batch) {
        return batch * batchSize;
    }

    /** Where a batch ends, exclusive. */
    public int end(int batch) {
        return (int) Math.min(rows, (batch + 1L) * batchSize);
    }

    /** The order of all rows in an epoch (from 0). */
    public int[] order(int epoch) {
        return Streams.SHUFFLE.of(seed, epoch).permutation(rows);
    }
}
