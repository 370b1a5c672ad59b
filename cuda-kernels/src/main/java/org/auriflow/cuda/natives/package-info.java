/**
 * Loading the native libraries of JCuda with whatever CUDA there is. {@link org.auriflow.cuda.natives.JCudaNatives}
 * says what was found or what is missing, and throws nothing.
 *
 * <p>Devices, contexts and memory do not belong here.
 */
package org.auriflow.cuda.natives;
