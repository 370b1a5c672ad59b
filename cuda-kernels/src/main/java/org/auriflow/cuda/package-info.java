/**
 * The CUDA backend: kernels, their launchers, device memory and streams. It is found through {@link
 * java.util.ServiceLoader}, so nothing here is called by name.
 *
 * <p>JCuda is used in this package and nowhere else. Operations, shapes and derivatives belong in the engine.
 */
package org.auriflow.cuda;
