package org.auriflow.engine.cpu;

import org.auriflow.engine.DType;

/** What the SIMD package offers; {@link Vectorization} finds the one implementation. */
public interface VectorKernels {
    /** The pointwise loop of an operation with the bits of the plain one, or null if there is none. */
    Loop loop(String op, DType in, DType out);

    /** Bits in a vector register. */
    int bits();
}
