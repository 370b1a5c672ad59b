package org.auriflow.engine.cpu;

/**
 * One kernel call with its buffers chosen: computes output rows [begin, end).
 *
 * <p>What a row's values are does not depend on how rows are divided among calls.
 */
interface Kernel {
    /** Name for reports. */
    String name();

    /** How many rows there are to divide; 1 if the kernel cannot be divided. */
    int rows();

    /** Fewest rows worth handing to another thread, fixed by shapes. */
    int grain();

    /**
     * Computes rows of the output.
     *
     * @param buffers the arrays of all buffers of the plan
     */
    void run(Object[] buffers, int begin, int end);
}
