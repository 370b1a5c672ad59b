package org.auriflow.engine;

import java.util.Arrays;

/**
 * Dense row-major host values of one dtype in one Java array.
 *
 * <p>{@link #get} and {@link #set} see every dtype as double, which holds all float32, int32 and truth values exactly:
 * reference kernels are written once against them. Fast kernels use {@link #array()} with its real type.
 */
public final class Storage {
    private final DType dtype;
    private final Object array;
    private final int size;

    private Storage(DType dtype, Object array, int size) {
        this.dtype = dtype;
        this.array = array;
        this.size = size;
    }

    /** Zero-filled values. */
    public static Storage allocate(DType dtype, int size) {
        Object array =
                switch (dtype) {
                    case FLOAT32 -> new float[size];
                    case FLOAT64 -> new double[size];
                    case INT32 -> new int[size];
                    case BOOL -> new boolean[size];
                };
        return new Storage(dtype, array, size);
    }

    /** Wraps an array of float, double, int or boolean without copying; the caller gives it away. */
    public static Storage wrap(Object array) {
        if (array instanceof float[] a) {
            return new Storage(DType.FLOAT32, a, a.length);
        }
        if (array instanceof double[] a) {
            return new Storage(DType.FLOAT64, a, a.length);
        }
        if (array instanceof int[] a) {
            return new Storage(DType.INT32, a, a.length);
        }
        if (array instanceof boolean[] a) {
            return new Storage(DType.BOOL, a, a.length);
        }
        throw new IllegalArgumentException("storage: requires float[], double[], int[] or boolean[], got "
                + (array == null ? "null" : array.getClass().getSimpleName()) + "; convert the values first");
    }

    /** The first {@code size} elements of an array, which may be longer. */
    public static Storage view(Object array, int size) {
        Storage all = wrap(array);
        if (size < 0 || size > all.size) {
            throw new IllegalArgumentException(
                    "storage: requires a size in [0, " + all.size + "], got " + size + "; check the array");
        }
        return new Storage(all.dtype, array, size);
    }

    /** Sets every element to 0 or false. */
    public void clear() {
        switch (dtype) {
            case FLOAT32 -> Arrays.fill((float[]) array, 0, size, 0);
            case FLOAT64 -> Arrays.fill((double[]) array, 0, size, 0);
            case INT32 -> Arrays.fill((int[]) array, 0, size, 0);
            case BOOL -> Arrays.fill((boolean[]) array, 0, size, false);
        }
    }

    /** Element type. */
    public DType dtype() {
        return dtype;
    }

    /** Number of elements. */
    public int size() {
        return size;
    }

    /** The live array: {@code float[]}, {@code double[]}, {@code int[]} or {@code boolean[]}. */
    public Object array() {
        return array;
    }

    /** Element {@code i} as a double; true is 1. */
    public double get(int i) {
        return switch (dtype) {
            case FLOAT32 -> ((float[]) array)[i];
            case FLOAT64 -> ((double[]) array)[i];
            case INT32 -> ((int[]) array)[i];
            case BOOL -> ((boolean[]) array)[i] ? 1 : 0;
        };
    }

    /** Stores a double rounded to the dtype; an int32 takes the low 32 bits, anything but 0 is true. */
    public void set(int i, double v) {
        switch (dtype) {
            case FLOAT32 -> ((float[]) array)[i] = (float) v;
            case FLOAT64 -> ((double[]) array)[i] = v;
            case INT32 -> ((int[]) array)[i] = (int) (long) v;
            case BOOL -> ((boolean[]) array)[i] = v != 0;
        }
    }

    /** Copies {@code n} elements from {@code source}, which has the same dtype. */
    public void copyFrom(Storage source, int from, int to, int n) {
        System.arraycopy(source.array, from, array, to, n);
    }

    /** An independent copy. */
    public Storage copy() {
        Storage s = allocate(dtype, size);
        s.copyFrom(this, 0, 0, size);
        return s;
    }

    /** Bitwise equality of dtype and all values, so that NaN equals NaN and 0 differs from −0. */
    public boolean contentEquals(Storage other) {
        if (dtype != other.dtype || size != other.size) {
            return false;
        }
        return switch (dtype) {
            case FLOAT32 -> Arrays.equals((float[]) array, (float[]) other.array);
            case FLOAT64 -> Arrays.equals((double[]) array, (double[]) other.array);
            case INT32 -> Arrays.equals((int[]) array, (int[]) other.array);
            case BOOL -> Arrays.equals((boolean[]) array, (boolean[]) other.array);
        };
    }

    /** Hash of all values, consistent with {@link #contentEquals}. */
    public int contentHash() {
        return switch (dtype) {
            case FLOAT32 -> Arrays.hashCode((float[]) array);
            case FLOAT64 -> Arrays.hashCode((double[]) array);
            case INT32 -> Arrays.hashCode((int[]) array);
            case BOOL -> Arrays.hashCode((boolean[]) array);
        };
    }
}
