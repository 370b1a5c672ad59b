/**
 * Kernels that run on the host: pointwise loops, matrix products, reductions and the functions they call.
 *
 * <p>Every kernel gives the same bits scalar or vector, cold or warm, and for any split of its rows.
 *
 * <p>Graphs, shapes beyond plain extents, and anything that imports {@code jdk.incubator.vector} do not belong here:
 * the latter has a package of its own.
 */
package org.auriflow.engine.cpu;
