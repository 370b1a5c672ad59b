/**
 * From a graph to a {@link org.auriflow.engine.spi.Plan}: passes that rewrite the graph, then the memory plan.
 *
 * <p>{@link org.auriflow.engine.compile.Pipeline} names the passes; each is one class with its own test. Kernels do not
 * belong here.
 */
package org.auriflow.engine.compile;
