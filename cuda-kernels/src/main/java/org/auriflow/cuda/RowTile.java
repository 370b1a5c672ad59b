package org.auriflow.cuda;

import org.auriflow.engine.DType;

/**
 * Rows of one operand of a block in shared memory, each at an odd number of elements from the next: threads that hold a row
 * each then meet in different banks, and global memory is read and written in whole lines.
 *
 * <p>Without it a warp would touch as many lines with each of its loads as it has threads.
 */
final class RowTile {
    /** Components from which on the way through shared memory pays. */
    private static final int LEAST = 3;

    private final PtxText text;
    private final DType dtype;
    private final int threads;
    private final int width;
    private final int offset;

    /**
     * A tile.
     *
     * @param width components of a row
     * @param offset of its first byte in shared memory
     */
    RowTile(PtxText text, DType dtype, int threads, int width, int offset) {
        this.text = text;
        this.dtype = dtype;
        this.threads = threads;
        this.width = width;
        this.offset = offset;
    }

    /** Whether rows of a width take a tile. */
    static boolean pays(int width) {
        return width >= LEAST;
    }

    /** Elements from a row to the next. */
    private static int pitch(int width) {
        return width | 1;
    }

    /** Bytes of a tile. */
    static int bytes(int threads, int width, DType dtype) {
        return threads * pitch(width) * dtype.bytes();
    }

    /** Fills the tile from the rows of the block; a barrier must follow. */
    void load(String block, String thread, String limit) {
        copy(block, thread, limit, true);
    }

    /** Writes the tile to the rows of the block; a barrier must come before. */
    void store(String block, String thread, String limit) {
        copy(block, thread, limit, false);
    }

    /**
     * Copies.
     *
     * @param block address of the block's first row in global memory
     * @param limit elements that the block's rows have
     */
    private void copy(String block, String thread, String limit, boolean load) {
        String base = text.address();
        text.add("mov.u64", base, PtxText.SHARED);
        String move = PtxText.move(dtype);
        for (int k = 0; k < width; k++) {
            String e = text.compute(DType.INT32, "add.s32", thread, k * threads);
            String inside = text.compute(DType.BOOL, "setp.lt.u32", e, limit);
            String place = e;
            if (pitch(width) != width) {
                String row = text.compute(DType.INT32, "div.u32", e, width);
                place = text.compute(DType.INT32, "add.s32", e, row);
            }
            String global = text.element(block, e, dtype.bytes());
            String shared = text.element(base, place, dtype.bytes());
            String value = text.register(dtype);
            if (load) {
                text.add("@" + inside + " ld.global." + move, value, "[" + global + "]");
                text.add("@" + inside + " st.shared." + move, "[" + shared + "+" + offset + "]", value);
            } else {
                text.add("@" + inside + " ld.shared." + move, value, "[" + shared + "+" + offset + "]");
                text.add("@" + inside + " st.global." + move, "[" + global + "]", value);
            }
        }
    }

    /** The address of the thread's own row, to which {@link #component} is added. */
    String row(String thread) {
        String base = text.address();
        text.add("mov.u64", base, PtxText.SHARED);
        return text.element(base, thread, pitch(width) * dtype.bytes());
    }

    /** The operand of a load or store for one component of a row. */
    String component(String row, int j) {
        return "[" + row + "+" + (offset + j * dtype.bytes()) + "]";
    }
}
