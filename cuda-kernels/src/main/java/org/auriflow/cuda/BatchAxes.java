package org.auriflow.cuda;

import org.auriflow.engine.Shape;

/**
 * The leading axes of two operands that broadcast, as kernels read them: struct Batch of gemm.cuh. Axes along which both
 * operands go on as if they were one are merged, and axes of extent 1 left out.
 *
 * @param axes how many there are
 * @param count products of their extents
 * @param struct the fields of struct Batch
 */
record BatchAxes(int axes, int count, int[] struct) {
    private static final int MAXIMUM = 6;

    /**
     * The axes of a result.
     *
     * @param batch leading axes of the result
     * @param a leading axes of the first operand
     * @param sizeA elements of one of its matrices
     * @param b leading axes of the second operand
     * @param sizeB elements of one of its matrices
     */
    static BatchAxes of(Shape batch, Shape a, int sizeA, Shape b, int sizeB) {
        int[] extents = new int[MAXIMUM];
        int[] stepsA = new int[MAXIMUM];
        int[] stepsB = new int[MAXIMUM];
        int axes = 0;
        for (int i = 0; i < batch.rank(); i++) {
            int n = batch.extent(i);
            if (n == 1) {
                continue;
            }
            int stepA = step(a, i - batch.rank(), sizeA);
            int stepB = step(b, i - batch.rank(), sizeB);
            boolean merged = axes > 0 && stepsA[axes - 1] == n * stepA && stepsB[axes - 1] == n * stepB;
            axes += merged ? 0 : 1;
            extents[axes - 1] = merged ? extents[axes - 1] * n : n;
            stepsA[axes - 1] = stepA;
            stepsB[axes - 1] = stepB;
        }
        int[] struct = new int[1 + 3 * MAXIMUM];
        struct[0] = axes;
        System.arraycopy(extents, 0, struct, 1, MAXIMUM);
        System.arraycopy(stepsA, 0, struct, 1 + MAXIMUM, MAXIMUM);
        System.arraycopy(stepsB, 0, struct, 1 + 2 * MAXIMUM, MAXIMUM);
        return new BatchAxes(axes, batch.size(), struct);
    }

    /** Elements from one place on an axis of the result, counted from its end, to the next; 0 where the operand is repeated. */
    private static int step(Shape own, int axis, int size) {
        if (-axis > own.rank() || own.extent(axis) == 1) {
            return 0;
        }
        int elements = size;
        for (int i = axis + 1; i < 0; i++) {
            elements *= own.extent(i);
        }
        return elements;
    }

    /** The same with the operands exchanged. */
    BatchAxes swapped() {
        int[] other = struct.clone();
        System.arraycopy(struct, 1 + MAXIMUM, other, 1 + 2 * MAXIMUM, MAXIMUM);
        System.arraycopy(struct, 1 + 2 * MAXIMUM, other, 1 + MAXIMUM, MAXIMUM);
        return new BatchAxes(axes, count, other);
    }
}
