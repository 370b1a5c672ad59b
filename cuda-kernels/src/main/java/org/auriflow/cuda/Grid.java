package org.auriflow.cuda;

/**
 * How many threads run a kernel.
 *
 * @param x blocks, fastest
 * @param y blocks
 * @param z blocks
 * @param threads of a block
 * @param shared bytes of dynamic shared memory of a block
 */
record Grid(int x, int y, int z, int threads, int shared) {
    /** Blocks in one dimension. */
    static Grid of(int blocks, int threads) {
        return new Grid(blocks, 1, 1, threads, 0);
    }

    /** Enough blocks for one thread per item, at least one. */
    static Grid covering(long items, int threads) {
        return of(Math.max(1, blocks(items, threads)), threads);
    }

    /** Blocks of {@code each} items that hold all of them. */
    static int blocks(long items, int each) {
        return (int) ((items + each - 1) / each);
    }
}
