package org.auriflow.engine;

/**
 * Element type of a {@link Tensor}. float32 computes, float64 checks, int32 counts and indexes, bool selects.
 *
 * <p>Types never mix silently: an operation on float32 and float64 operands is an error that asks for a {@link
 * Tensor#cast}. A Java scalar takes the type of the tensor it meets.
 */
public enum DType {
    /** IEEE 754 binary32, held in {@code float[]}. */
    FLOAT32("float32", 4),
    /** IEEE 754 binary64, held in {@code double[]}. */
    FLOAT64("float64", 8),
    /** 32-bit two's complement integer, held in {@code int[]}. */
    INT32("int32", 4),
    /** Truth value, held in {@code boolean[]}. */
    BOOL("bool", 1);

    private final String label;
    private final int bytes;

    DType(String label, int bytes) {
        this.label = label;
        this.bytes = bytes;
    }

    /** Bytes per element in host memory and in files. */
    public int bytes() {
        return bytes;
    }

    /** Whether this is float32 or float64, the types that derivatives exist for. */
    public boolean isFloating() {
        return this == FLOAT32 || this == FLOAT64;
    }

    /** The NumPy name, for example {@code float32}. */
    @Override
    public String toString() {
        return label;
    }
}
