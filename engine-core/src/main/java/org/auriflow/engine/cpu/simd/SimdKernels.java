package org.auriflow.engine.cpu.simd;

import jdk.incubator.vector.FloatVector;
import org.auriflow.engine.DType;
import org.auriflow.engine.cpu.Loop;
import org.auriflow.engine.cpu.VectorKernels;

/** All SIMD kernels of the processor. */
public final class SimdKernels implements VectorKernels {
    /** Found by reflection; use {@link org.auriflow.engine.cpu.Vectorization}. */
    public SimdKernels() {}

    @Override
    public Loop loop(String op, DType in, DType out) {
        return SimdLoops.find(op, in, out);
    }

    @Override
    public int bits() {
        return FloatVector.SPECIES_PREFERRED.vectorBitSize();
    }

    @Override
    public int scratch(boolean transposeA, int k) {
        return Math.max(SimdFloatGemm.scratch(transposeA, k), SimdDoubleGemm.scratch(transposeA, k));
    }

    @Override
    public void gemm(
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
            float[] scratch) {
        SimdFloatGemm.run(transposeA, transposeB, n, k, a, a0, lda, b, b0, ldb, c, c0, ldc, rowBegin, rowEnd, scratch);
    }

    @Override
    public void gemm(
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
            double[] scratch) {
        SimdDoubleGemm.run(transposeA, transposeB, n, k, a, a0, lda, b, b0, ldb, c, c0, ldc, rowBegin, rowEnd, scratch);
    }
}
