package org.auriflow.cuda;

/** Where a call puts its launches, and where its data are. */
interface Launches {
    /** Device address of a buffer of the plan. */
    long address(int memory);

    /** Device address of the scratch memory, a multiple of 256. */
    long scratch();

    /** Device address of the fault record: four ints, the first of which is 0 while nothing was wrong. */
    long fault();

    /**
     * Launches a kernel.
     *
     * @param arguments in the order of its parameters: Long for pointers and 64-bit integers, Integer, Float, Double, and
     *     int[] for a struct of ints that is passed by value
     */
    void kernel(Kernel kernel, Grid grid, Object... arguments);

    /** Sets bytes to 0. */
    void clear(long address, long bytes);

    /** Copies bytes within the device. */
    void copy(long to, long from, long bytes);

    /** A matrix product by cuBLAS. */
    void cublas(CublasCall.Problem problem, long a, long b, long c);
}
