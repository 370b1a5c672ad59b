package org.auriflow.engine.cpu;

import java.util.Arrays;
import org.auriflow.engine.op.Reduction;
import org.auriflow.engine.spi.Plan;

/**
 * float32 running sums along an axis, added up in double; GenerateTwins.java makes the float64 twin of this file. A kernel
 * row is a block of columns of a row before the axis.
 */
final class FloatCumulativeSumKernel implements Kernel {
    /** Elements that are worth handing to another thread. */
    private static final int GRAIN = 1 << 14;

    /** Columns that are summed together. */
    private static final int WIDTH = 256;

    private final int input;
    private final int output;
    private final AxisLayout axis;
    private final boolean reverse;
    private final int blocks;
    private final Scratch scratch = new Scratch();

    FloatCumulativeSumKernel(Plan.Step step, Reduction.CumulativeSum op) {
        this.input = step.inputs().get(0).memory();
        this.output = step.output();
        this.axis = AxisLayout.of(step.type().shape(), op.axis());
        this.reverse = op.reverse();
        this.blocks = (axis.inner() + WIDTH - 1) / WIDTH;
    }

    @Override
    public String name() {
        return "cumsum";
    }

    @Override
    public int rows() {
        return axis.outer() * blocks;
    }

    @Override
    public int grain() {
        return Math.max(1, GRAIN / Math.max(1, axis.n() * Math.min(axis.inner(), WIDTH)));
    }

    @Override
    public void run(Object[] buffers, int begin, int end) {
        float[] x = (float[]) buffers[input];
        float[] y = (float[]) buffers[output];
        int n = axis.n();
        int step = reverse ? -axis.inner() : axis.inner();
        double[] sums = scratch.doubles(WIDTH);
        for (int b = begin; b < end; b++) {
            int row = b / blocks;
            int column = (b - row * blocks) * WIDTH;
            int width = Math.min(WIDTH, axis.inner() - column);
            int at = row * n * axis.inner() + column + (reverse ? (n - 1) * axis.inner() : 0);
            if (axis.inner() == 1) {
                alone(x, y, at, n, step);
                continue;
            }
            Arrays.fill(sums, 0, width, 0);
            for (int i = 0; i < n; i++, at += step) {
                for (int j = 0; j < width; j++) {
                    double sum = sums[j] + x[at + j];
                    sums[j] = sum;
                    y[at + j] = (float) sum;
                }
            }
        }
        scratch.release(sums);
    }

    private static void alone(float[] x, float[] y, int from, int n, int step) {
        double sum = 0;
        for (int i = 0, at = from; i < n; i++, at += step) {
            sum += x[at];
            y[at] = (float) sum;
        }
    }
}
