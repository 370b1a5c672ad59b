/**
 * Kernels that run on the host: pointwise loops, matrix products, reductions and the functions they call.
 *
 * <p>Begin with {@link org.auriflow.engine.cpu.Loops} for pointwise work; {@link
 * org.auriflow.engine.cpu.Vectorization} decides once whether SIMD twins are used. Every kernel gives the same bits for
 * any split of its rows, cold or warm; pointwise loops also scalar or vector.
 *
 * <p>Graphs, shapes beyond plain extents, and anything that imports {@code jdk.incubator.vector} do not belong here:
 * the latter has a package of its own.
 */
package org.auriflow.engine.cpu;
