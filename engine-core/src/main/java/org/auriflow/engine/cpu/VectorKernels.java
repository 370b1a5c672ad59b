package org.auriflow.engine.cpu;

import org.auriflow.engine.DType;

/** What the SIMD package offers; {@link Vectorization} finds the one implementation. */
public interface VectorKernels {
    /** The pointwise loop of an operation with the bits of the plain one, or null if there is none. */
    Loop loop(String op, DType in, DType out);

    /** Bits in a vector register. */
    int bits();

    /**
     * float32 C[rowBegin…rowEnd) = A B, with A of any row and column step and B row-major.
     *
     * @param row step in a from one row of A to the next
     * @param column step in a from one column of A to the next
     */
    void gemm(
            int n,
            int k,
            float[] a,
            int a0,
            int row,
            int column,
            float[] b,
            int b0,
            int ldb,
            float[] c,
            int c0,
            int ldc,
            int rowBegin,
            int rowEnd);
}
