package org.auriflow.engine.cpu;

/**
 * A pointwise loop over contiguous elements: out[outOffset + i] = f(in₀[…], in₁[…], …) for 0 ≤ i &lt; n.
 *
 * <p>Arrays are {@code float[]}, {@code double[]}, {@code int[]} or {@code boolean[]} by dtype. The result may take the
 * place of an operand: the same array from the same offset is fine, a shifted overlap is not.
 */
@FunctionalInterface
public interface Loop {
    /**
     * Computes n elements.
     *
     * @param in one array per operand
     * @param offset first element of each operand
     * @param stride of each operand: 1 for an array, 0 for a single value that all elements share; any other is slow
     * @param out receives the result
     * @param outOffset first element of the result
     */
    void run(Object[] in, int[] offset, int[] stride, Object out, int outOffset, int n);
}
