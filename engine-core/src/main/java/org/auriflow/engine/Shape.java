package org.auriflow.engine;

import java.util.Arrays;
import java.util.List;

/**
 * Immutable extents of a tensor, row-major, rank 0 (a scalar) to {@value #MAX_RANK}.
 *
 * <p>Extents may be 0. The element count must fit an {@code int}, because host values live in Java arrays.
 */
public final class Shape {
    /** Highest rank. */
    public static final int MAX_RANK = 8;

    /** The shape of a scalar: rank 0, one element. */
    public static final Shape SCALAR = new Shape(new int[0]);

    private final int[] extents;
    private final int size;

    private Shape(int[] extents) {
        this.extents = extents;
        long n = 1;
        for (int e : extents) {
            n = Math.multiplyExact(n, (long) e);
            if (n > Integer.MAX_VALUE) {
                throw new IllegalArgumentException("shape: at most 2^31-1 elements, got " + Arrays.toString(extents)
                        + "; split the tensor into parts");
            }
        }
        this.size = (int) n;
    }

    /**
     * A shape of the given extents.
     *
     * @throws IllegalArgumentException if an extent is negative, the rank exceeds {@value #MAX_RANK} or the element
     *     count exceeds 2³¹−1
     */
    public static Shape of(int... extents) {
        if (extents.length > MAX_RANK) {
            throw new IllegalArgumentException("shape: rank at most " + MAX_RANK + ", got " + Arrays.toString(extents)
                    + "; merge axes with reshape");
        }
        for (int e : extents) {
            if (e < 0) {
                throw new IllegalArgumentException(
                        "shape: extents must not be negative, got " + Arrays.toString(extents) + "; check the sizes");
            }
        }
        return new Shape(extents.clone());
    }

    /** Number of axes. */
    public int rank() {
        return extents.length;
    }

    /** Number of elements; 1 for a scalar. */
    public int size() {
        return size;
    }

    /** Extent of an axis; negative axes count from the end. */
    public int extent(int axis) {
        return extents[axis("shape", axis)];
    }

    /** A copy of the extents. */
    public int[] toArray() {
        return extents.clone();
    }

    /** Row-major strides in elements. */
    public int[] strides() {
        int[] s = new int[extents.length];
        int n = 1;
        for (int i = extents.length - 1; i >= 0; i--) {
            s[i] = n;
            n *= Math.max(extents[i], 1);
        }
        return s;
    }

    /**
     * Normalises an axis: −1 is the last one.
     *
     * @param op who asks, for the error text
     * @throws IllegalArgumentException if the axis is not in [−rank, rank)
     */
    public int axis(String op, int axis) {
        int a = axis < 0 ? axis + extents.length : axis;
        if (a < 0 || a >= extents.length) {
            throw new IllegalArgumentException(op + ": axis must be in [" + -extents.length + ", " + extents.length
                    + "), got " + axis + " for shape " + this + "; check the rank");
        }
        return a;
    }

    /** This shape with one more axis of extent {@code n} inserted before {@code position} (0 to rank). */
    public Shape insert(int position, int n) {
        int[] e = new int[extents.length + 1];
        System.arraycopy(extents, 0, e, 0, position);
        e[position] = n;
        System.arraycopy(extents, position, e, position + 1, extents.length - position);
        return of(e);
    }

    /** This shape without the given (normalised) axes. */
    public Shape remove(List<Integer> axes) {
        int[] e = new int[extents.length - axes.size()];
        int k = 0;
        for (int i = 0; i < extents.length; i++) {
            if (!axes.contains(i)) {
                e[k++] = extents[i];
            }
        }
        return of(e);
    }

    /** This shape with the extent of one (normalised) axis replaced. */
    public Shape with(int axis, int extent) {
        int[] e = extents.clone();
        e[axis] = extent;
        return of(e);
    }

    /** The axes from {@code begin} to {@code end} as a shape of their own. */
    public Shape range(int begin, int end) {
        return of(Arrays.copyOfRange(extents, begin, end));
    }

    /** The extents of this shape followed by those of another. */
    public Shape concat(Shape other) {
        int[] e = Arrays.copyOf(extents, extents.length + other.extents.length);
        System.arraycopy(other.extents, 0, e, extents.length, other.extents.length);
        return of(e);
    }

    /**
     * NumPy broadcasting: aligned at the right, extents must be equal or one of them 1.
     *
     * @param op who asks, for the error text
     * @throws IllegalArgumentException if the shapes do not broadcast
     */
    public static Shape broadcast(String op, Shape a, Shape b) {
        if (a.equals(b)) {
            return a;
        }
        int rank = Math.max(a.rank(), b.rank());
        int[] e = new int[rank];
        for (int i = 1; i <= rank; i++) {
            int x = i <= a.rank() ? a.extents[a.rank() - i] : 1;
            int y = i <= b.rank() ? b.extents[b.rank() - i] : 1;
            if (x != y && x != 1 && y != 1) {
                throw new IllegalArgumentException(op + ": shapes must broadcast, got " + a + " and " + b + "; axis -"
                        + i + " has " + x + " against " + y);
            }
            e[rank - i] = x == 1 ? y : x;
        }
        return of(e);
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Shape other && Arrays.equals(extents, other.extents);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(extents);
    }

    /** For example {@code [128, 10]}; {@code []} is a scalar. */
    @Override
    public String toString() {
        return Arrays.toString(extents);
    }
}
