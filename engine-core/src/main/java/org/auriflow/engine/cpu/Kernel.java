package org.auriflow.engine.cpu;

/**
 * One kernel call with its buffers chosen: computes output rows [begin, end).
 *
 * <p>What a row's values are does not depend on how rows are divided among calls.
 */
interface Kernel {
    /** Name for reports. */
    String name();

    /** How many rows, equal contiguous parts of the result, there are to divide; 1 if the kernel cannot be divided. */
    int rows();

    /**
     * Whether every unit of the result needs only the same unit of an operand, both divided into equal contiguous parts.
     *
     * @param operand which operand
     * @param units more than 1; divides {@link #rows()} and the size of the operand
     */
    default boolean aligned(int operand, int units) {
        return false;
    }

    /** Allocates what calls of a thread need, beyond what grows in its scratch, before the first execution. */
    default void prepare(Scratch scratch) {}

    /**
     * Computes rows of the output.
     *
     * @param buffers the arrays of all buffers of the plan
     * @param scratch of the calling thread
     */
    void run(Object[] buffers, int begin, int end, Scratch scratch);
}
