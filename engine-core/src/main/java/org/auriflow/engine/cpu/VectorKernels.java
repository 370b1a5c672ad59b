package org.auriflow.engine.cpu;

import org.auriflow.engine.DType;

/** What the SIMD package offers; {@link Vectorization} finds the one implementation. */
public interface VectorKernels {
    /** The pointwise loop of an operation with the bits of the plain one, or null if there is none. */
    Loop loop(String op, DType in, DType out);

    /** Bits in a vector register. */
    int bits();

    /** Elements of scratch that a product needs. */
    int scratch(boolean transposeA, int k);

    /** float32 C[rowBegin…rowEnd) = op(A) op(B), as {@link FloatGemm}. */
    void gemm(
            boolean transposeA,
            boolean transposeB,
            int n,
            int k,
            float[] a,
            int a0,
            int lda,
            float[] b,
            int b0,
            int ldb,
            float[] c,
            int c0,
            int ldc,
            int rowBegin,
            int rowEnd,
            float[] scratch);

    /** float64 C[rowBegin…rowEnd) = op(A) op(B), as {@link FloatGemm}. */
    void gemm(
            boolean transposeA,
            boolean transposeB,
            int n,
            int k,
            double[] a,
            int a0,
            int lda,
            double[] b,
            int b0,
            int ldb,
            double[] c,
            int c0,
            int ldc,
            int rowBegin,
            int rowEnd,
            double[] scratch);
}
