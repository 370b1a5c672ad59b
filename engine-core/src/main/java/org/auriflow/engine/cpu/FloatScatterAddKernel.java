package org.auriflow.engine.cpu;

import java.util.Arrays;
import org.auriflow.engine.op.Indexing;
import org.auriflow.engine.spi.Plan;

/**
 * Sums of float32 elements that share an index, in double and in order along the axis; GenerateTwins.java makes the float64
 * twin of this file. A kernel row is a block of columns of a row before the axis, so that no two threads add to one sum.
 */
final class FloatScatterAddKernel implements Kernel {
    /** Columns that are summed together. */
    private static final int WIDTH = 64;

    private final int values;
    private final int indices;
    private final int output;
    private final AxisLayout axis;
    private final int extent;

    FloatScatterAddKernel(Plan.Step step, Indexing.ScatterAdd op) {
        this.values = step.inputs().get(0).memory();
        this.indices = step.inputs().get(1).memory();
        this.output = step.output();
        this.axis = AxisLayout.of(step.inputs().get(0).type().shape(), op.axis());
        this.extent = op.extent();
    }

    @Override
    public String name() {
        return "scatteradd";
    }

    @Override
    public int rows() {
        return axis.outer();
    }

    @Override
    public boolean aligned(int operand, int units) {
        return true;
    }

    @Override
    public void run(Object[] buffers, int begin, int end, Scratch scratch) {
        float[] x = (float[]) buffers[values];
        int[] index = (int[]) buffers[indices];
        float[] y = (float[]) buffers[output];
        int inner = axis.inner();
        double[] sums = scratch.doubles(0, extent * Math.min(inner, WIDTH));
        for (int row = begin; row < end; row++) {
            for (int column = 0; column < inner; column += WIDTH) {
                columns(x, index, y, row, column, Math.min(WIDTH, inner - column), sums);
            }
        }
    }

    private void columns(float[] x, int[] index, float[] y, int row, int column, int width, double[] sums) {
        int inner = axis.inner();
        Arrays.fill(sums, 0, extent * width, 0);
        int at = row * axis.n() * inner + column;
        for (int i = 0; i < axis.n(); i++, at += inner) {
            for (int j = 0; j < width; j++) {
                int k = index[at + j];
                if (k < 0 || k >= extent) {
                    throw Indexing.outside("scatteradd", extent, k, i);
                }
                sums[k * width + j] += x[at + j];
            }
        }
        int to = row * extent * inner + column;
        for (int k = 0; k < extent; k++, to += inner) {
            for (int j = 0; j < width; j++) {
                y[to + j] = (float) sums[k * width + j];
            }
        }
    }
}
