package org.auriflow.engine.cpu;

import org.auriflow.engine.DType;

/**
 * What the SIMD package offers; {@link Vectorization} finds the one implementation.
 *
 * <p>Panels are groups of neighbouring columns of op(B), side by side and padded, so that a register tile reads them in
 * order: panel j holds k rows of {@link #panel} elements.
 */
public interface VectorKernels {
    /** The pointwise loop of an operation with the bits of the plain one, or null if there is none. */
    Loop loop(String op, DType in, DType out);

    /** Bits in a vector register. */
    int bits();

    /** Columns of a panel. */
    int panel(DType dtype);

    /** Elements of a packed right factor of n columns, for a number of rows that counts the one of a bias. */
    int packed(DType dtype, int n, int rows);

    /** Elements of scratch that a product needs. */
    int scratch(Product p);

    /** float32 C[rowBegin…rowEnd) = op(A) op(B), as {@link FloatGemm}. */
    void gemm(
            Product p,
            float[] a,
            int a0,
            float[] b,
            int b0,
            float[] c,
            int c0,
            int rowBegin,
            int rowEnd,
            float[] scratch);

    /** float64 C[rowBegin…rowEnd) = op(A) op(B), as {@link FloatGemm}. */
    void gemm(
            Product p,
            double[] a,
            int a0,
            double[] b,
            int b0,
            double[] c,
            int c0,
            int rowBegin,
            int rowEnd,
            double[] scratch);

    /** Copies float32 op(B) to panels [begin, end), and below each its part of the bias, if that is not null. */
    void pack(Product p, float[] b, int b0, float[] bias, float[] to, int begin, int end);

    /** Copies float64 op(B) to panels [begin, end), and below each its part of the bias, if that is not null. */
    void pack(Product p, double[] b, int b0, double[] bias, double[] to, int begin, int end);

    /**
     * Adds rows of n elements in fours of pairs: to[j] = ((x₀ + x₁) + (x₂ + x₃)) + ((x₄ + x₅) + (x₆ + x₇)) at column j, with row r
     * of eight from {@code from + r * step}.
     */
    void addEight(float[] x, int from, int step, int n, float[] to);

    /** The same in float64. */
    void addEight(double[] x, int from, int step, int n, double[] to);

    /** Bins of float32 splines. */
    FloatSplineKnots knotsOfFloat();

    /** Bins of float64 splines. */
    DoubleSplineKnots knotsOfDouble();

    /** Values of float32 splines. */
    FloatSplineCurve curveOfFloat();

    /** Values of float64 splines. */
    DoubleSplineCurve curveOfDouble();
}
