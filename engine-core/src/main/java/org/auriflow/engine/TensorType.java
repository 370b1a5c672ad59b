package org.auriflow.engine;

/**
 * What is known of a tensor before it has a value.
 *
 * @param dtype element type
 * @param shape extents
 */
public record TensorType(DType dtype, Shape shape) {
    /** Number of elements. */
    public int size() {
        return shape.size();
    }

    /** Bytes of the dense value. */
    public long bytes() {
        return (long) shape.size() * dtype.bytes();
    }

    /** The same dtype in another shape. */
    public TensorType withShape(Shape other) {
        return new TensorType(dtype, other);
    }

    /** For example {@code float32[128, 10]}. */
    @Override
    public String toString() {
        return dtype.toString() + shape;
    }
}
