package org.auriflow.engine.cpu;

import java.util.Arrays;
import org.auriflow.engine.DType;
import org.auriflow.engine.spi.Plan;

/** Adds slices along the first axis in their order. Rows are elements of the result. */
final class TotalKernel implements Kernel {
    private final int input;
    private final int output;
    private final int size;
    private final int slices;
    private final Loop add;

    TotalKernel(Plan.Step step, KernelFamily family) {
        DType dtype = step.type().dtype();
        this.input = step.inputs().get(0).memory();
        this.output = step.output();
        this.size = step.type().size();
        this.slices = step.inputs().get(0).type().shape().extent(0);
        this.add = family.loop("add", dtype, dtype);
    }

    @Override
    public String name() {
        return "total";
    }

    @Override
    public int rows() {
        return size;
    }

    @Override
    public void run(Object[] buffers, int begin, int end, Scratch scratch) {
        Object x = buffers[input];
        Object y = buffers[output];
        int n = end - begin;
        Object[] in = scratch.operands;
        int[] at = scratch.offsets;
        Arrays.fill(scratch.steps, 0, 2, 1);
        for (int k = 1; k < slices; k++) {
            in[0] = k == 1 ? x : y;
            at[0] = begin;
            in[1] = x;
            at[1] = k * size + begin;
            add.run(in, at, scratch.steps, y, begin, n);
        }
    }
}
