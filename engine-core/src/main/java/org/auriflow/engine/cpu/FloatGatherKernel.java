package org.auriflow.engine.cpu;

import org.auriflow.engine.op.Indexing;
import org.auriflow.engine.spi.Plan;

/**
 * float32 elements at given indices along an axis; GenerateTwins.java makes the float64 twin of this file. A kernel row is
 * one place along the axis in a row before it.
 */
final class FloatGatherKernel implements Kernel {
    private final int values;
    private final int indices;
    private final int output;
    private final AxisLayout axis;
    private final int extent;

    FloatGatherKernel(Plan.Step step, Indexing.Gather op) {
        this.values = step.inputs().get(0).memory();
        this.indices = step.inputs().get(1).memory();
        this.output = step.output();
        this.axis = AxisLayout.of(step.type().shape(), op.axis());
        this.extent = step.inputs().get(0).type().shape().extent(op.axis());
    }

    @Override
    public String name() {
        return "gather";
    }

    @Override
    public int rows() {
        return axis.outer() * axis.n();
    }

    @Override
    public boolean aligned(int operand, int units) {
        return operand == 1 || axis.outer() % units == 0;
    }

    @Override
    public void run(Object[] buffers, int begin, int end, Scratch scratch) {
        float[] x = (float[]) buffers[values];
        int[] index = (int[]) buffers[indices];
        float[] y = (float[]) buffers[output];
        int n = axis.n();
        int inner = axis.inner();
        for (int row = begin; row < end; ) {
            int outer = row / n;
            int last = Math.min(end, (outer + 1) * n);
            int from = outer * extent * inner;
            if (inner == 1) {
                for (; row < last; row++) {
                    int k = index[row];
                    if (k < 0 || k >= extent) {
                        throw Indexing.outside("gather", extent, k, row - outer * n);
                    }
                    y[row] = x[from + k];
                }
            }
            for (; row < last; row++) {
                int at = row * inner;
                for (int j = 0; j < inner; j++) {
                    int k = index[at + j];
                    if (k < 0 || k >= extent) {
                        throw Indexing.outside("gather", extent, k, row - outer * n);
                    }
                    y[at + j] = x[from + k * inner + j];
                }
            }
        }
    }
}
