package org.auriflow.engine.cpu;

/** A pointwise operation along one run of elements. */
@FunctionalInterface
interface Loop {
    /**
     * Computes out[outOffset + i] from in[k][offset[k] + i·stride[k]] for i in [0, n).
     *
     * @param in one array per operand, of the type of its dtype
     * @param offset first element per operand
     * @param stride 1, or 0 to repeat one element
     * @param out array of the result; may be an operand's array at the same offset
     */
    void run(Object[] in, int[] offset, int[] stride, Object out, int outOffset, int n);
}
