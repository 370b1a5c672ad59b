/**
 * Simulators that are gold mines: plain Java programs that draw their random choices through a {@link
 * org.auriflow.inference.simulator.Trace}, so that the joint likelihood ratio and the joint score of every run come out
 * without the author deriving anything.
 *
 * <p>Start at {@link org.auriflow.inference.simulator.Simulator} to write or run a simulator, at {@link
 * org.auriflow.inference.simulator.GoldMine} to make training data, and at {@link
 * org.auriflow.inference.simulator.Simulators} for those that ship with the library. {@link
 * org.auriflow.inference.simulator.Prior} and its implementations say where parameters come from.
 *
 * <p>Does not belong here: losses and networks, the reading of files, and statements about parameters.
 */
package org.auriflow.inference.simulator;
