/**
 * Neural networks: models with named parameters, layers and initialisers.
 *
 * <p>Begin with {@link org.auriflow.nn.Model} and {@link org.auriflow.nn.Mlp}. Training belongs in {@code
 * org.auriflow.nn.train}, files in {@code org.auriflow.nn.io}, derivatives and kernels in {@code org.auriflow.engine},
 * losses of simulation-based inference in {@code org.auriflow.inference}.
 */
package org.auriflow.nn;
