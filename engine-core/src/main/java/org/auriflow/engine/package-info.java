/**
 * Tensors, derivatives, compiled programs and random numbers.
 *
 * <p>Begin with {@link org.auriflow.engine.Tensor}: an immutable value in a lazily built graph. {@link
 * org.auriflow.engine.Grad} makes derivatives, graph to graph; {@link org.auriflow.engine.Program} compiles a graph
 * into a step that runs many times on the backend of an {@link org.auriflow.engine.Engine}.
 *
 * <p>Neural-network layers, losses and anything that knows what a number means do not belong here.
 */
package org.auriflow.engine;
