/**
 * Neural networks: models with named parameters, layers, initialisers, optimisers, the training loop and checkpoints.
 *
 * <p>Derivatives and kernels belong in {@code org.auriflow.engine}; losses of simulation-based inference in {@code
 * org.auriflow.inference}.
 */
package org.auriflow.nn;
