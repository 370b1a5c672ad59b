package org.auriflow.engine.cpu;

import org.auriflow.engine.DType;

/**
 * The pointwise loops, by operation and dtype: SIMD for float32 where there is one, plain loops elsewhere.
 *
 * <p>Both give the same bits. They are generated from {@code src/build/pointwise.txt}, which lists the operations.
 */
public final class Loops {
    private Loops() {}

    /**
     * The fastest loop of an operation, or null if there is none.
     *
     * @param op name of the operation, for example {@code tanh}
     * @param in dtype of the last operand
     * @param out dtype of the result
     */
    public static Loop find(String op, DType in, DType out) {
        VectorKernels vector = Vectorization.kernels();
        Loop loop = vector == null ? null : vector.loop(op, in, out);
        return loop == null ? scalar(op, in, out) : loop;
    }

    /** The plain loop of an operation, or null if there is none. */
    public static Loop scalar(String op, DType in, DType out) {
        return ScalarLoops.find(op, in, out);
    }
}
