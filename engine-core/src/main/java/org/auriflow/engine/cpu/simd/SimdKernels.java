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
    public void gemm(
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
            int rowEnd) {
        SimdGemm.run(n, k, a, a0, row, column, b, b0, ldb, c, c0, ldc, rowBegin, rowEnd);
    }
}
