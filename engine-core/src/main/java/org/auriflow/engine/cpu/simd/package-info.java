/**
 * SIMD kernels; the only package that touches {@code jdk.incubator.vector}.
 *
 * <p>Begin with {@link org.auriflow.engine.cpu.simd.SimdKernels}, which {@link org.auriflow.engine.cpu.Vectorization}
 * finds by reflection. No vector type appears in a signature that another package sees. {@code lanewise} exponentials
 * and their kin and {@code reduceLanes(ADD)} are not used: their results change when the JIT compiles the loop.
 * Accumulators are local variables, since an array of vectors is not kept in registers.
 */
package org.auriflow.engine.cpu.simd;
