package org.auriflow.engine.cpu;

import java.util.HashMap;
import java.util.Map;

/**
 * Working arrays of one thread in one run, so that repeated runs allocate nothing. Arrays of different slots are different;
 * they keep nothing from one kernel to the next.
 */
final class Scratch {
    private static final int SLOTS = 8;

    /** The most operands that a loop has. */
    static final int OPERANDS = 8;

    /** Operands of a {@link Loop}. */
    final Object[] operands = new Object[OPERANDS];

    /** First elements of the operands of a {@link Loop}. */
    final int[] offsets = new int[OPERANDS];

    /** Steps of the operands of a {@link Loop}. */
    final int[] steps = new int[OPERANDS];

    private final Map<RowwiseProgram, RowwiseProgram.Block> blocks = new HashMap<>();
    private final float[][] floats = new float[SLOTS][];
    private final double[][] doubles = new double[SLOTS][];
    private final int[][] ints = new int[SLOTS][];

    /** An array of at least n elements of any content. */
    float[] floats(int slot, int n) {
        float[] a = floats[slot];
        if (a == null || a.length < n) {
            a = new float[n];
            floats[slot] = a;
        }
        return a;
    }

    /** An array of at least n elements of any content. */
    double[] doubles(int slot, int n) {
        double[] a = doubles[slot];
        if (a == null || a.length < n) {
            a = new double[n];
            doubles[slot] = a;
        }
        return a;
    }

    /** An array of at least n elements of any content. */
    int[] ints(int slot, int n) {
        int[] a = ints[slot];
        if (a == null || a.length < n) {
            a = new int[n];
            ints[slot] = a;
        }
        return a;
    }

    /** The values of a program that runs inside kernels. */
    RowwiseProgram.Block block(RowwiseProgram program) {
        RowwiseProgram.Block known = blocks.get(program);
        return known != null ? known : blocks.computeIfAbsent(program, RowwiseProgram::open);
    }
}
