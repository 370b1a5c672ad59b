package org.auriflow.engine.cpu.simd;

import jdk.incubator.vector.FloatVector;
import org.auriflow.engine.DType;
import org.auriflow.engine.cpu.DoubleSplineCurve;
import org.auriflow.engine.cpu.DoubleSplineKnots;
import org.auriflow.engine.cpu.FloatSplineCurve;
import org.auriflow.engine.cpu.FloatSplineKnots;
import org.auriflow.engine.cpu.Loop;
import org.auriflow.engine.cpu.Product;
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
    public int panel(DType dtype) {
        return dtype == DType.FLOAT32 ? SimdFloatGemm.WIDTH : SimdDoubleGemm.WIDTH;
    }

    @Override
    public int packed(DType dtype, int n, int rows) {
        return dtype == DType.FLOAT32 ? SimdFloatGemm.packed(n, rows) : SimdDoubleGemm.packed(n, rows);
    }

    @Override
    public int scratch(Product p) {
        return Math.max(SimdFloatGemm.scratch(p), SimdDoubleGemm.scratch(p));
    }

    @Override
    public void gemm(
            Product p,
            float[] a,
            int a0,
            float[] b,
            int b0,
            float[] c,
            int c0,
            int rowBegin,
            int rowEnd,
            float[] scratch) {
        SimdFloatGemm.run(p, a, a0, b, b0, c, c0, rowBegin, rowEnd, scratch);
    }

    @Override
    public void gemm(
            Product p,
            double[] a,
            int a0,
            double[] b,
            int b0,
            double[] c,
            int c0,
            int rowBegin,
            int rowEnd,
            double[] scratch) {
        SimdDoubleGemm.run(p, a, a0, b, b0, c, c0, rowBegin, rowEnd, scratch);
    }

    @Override
    public void pack(Product p, float[] b, int b0, float[] bias, float[] to, int begin, int end) {
        SimdFloatGemm.pack(p, b, b0, bias, to, begin, end);
    }

    @Override
    public void pack(Product p, double[] b, int b0, double[] bias, double[] to, int begin, int end) {
        SimdDoubleGemm.pack(p, b, b0, bias, to, begin, end);
    }

    @Override
    public void addEight(float[] x, int from, int step, int n, float[] to) {
        SimdFloatSums.addEight(x, from, step, n, to);
    }

    @Override
    public void addEight(double[] x, int from, int step, int n, double[] to) {
        SimdDoubleSums.addEight(x, from, step, n, to);
    }

    @Override
    public FloatSplineKnots knotsOfFloat() {
        return new SimdFloatSplineKnots();
    }

    @Override
    public DoubleSplineKnots knotsOfDouble() {
        return new SimdDoubleSplineKnots();
    }

    @Override
    public FloatSplineCurve curveOfFloat() {
        return new SimdFloatSplineCurve();
    }

    @Override
    public DoubleSplineCurve curveOfDouble() {
        return new SimdDoubleSplineCurve();
    }
}
