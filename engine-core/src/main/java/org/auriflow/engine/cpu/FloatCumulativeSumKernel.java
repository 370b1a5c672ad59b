package org.auriflow.engine.cpu;

import java.util.Arrays;
import org.auriflow.engine.op.Reduction;
import org.auriflow.engine.spi.Plan;

/**
 * float32 running sums along an axis, added up in double; GenerateTwins.java makes the float64 twin of this file. Rows
 * are those before the axis.
 */
final class FloatCumulativeSumKernel implements Kernel {
    /** Columns that are summed together. */
    private static final int WIDTH = 256;

    private final int input;
    private final int output;
    private final AxisLayout axis;
    private final boolean reverse;

    FloatCumulativeSumKernel(Plan.Step step, Reduction.CumulativeSum op) {
        this.input = step.inputs().get(0).memory();
        this.output = step.output();
        this.axis = AxisLayout.of(step.type().shape(), op.axis());
        this.reverse = op.reverse();
    }

    @Override
    public String name() {
        return "cumsum";
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
        float[] x = (float[]) buffers[input];
        float[] y = (float[]) buffers[output];
        int n = axis.n();
        int step = reverse ? -axis.inner() : axis.inner();
        double[] sums = scratch.doubles(0, WIDTH);
        for (int row = begin; row < end; row++) {
            int first = row * n * axis.inner() + (reverse ? (n - 1) * axis.inner() : 0);
            if (axis.inner() == 1) {
                alone(x, y, first, n, step);
                continue;
            }
            for (int column = 0; column < axis.inner(); column += WIDTH) {
                columns(x, y, first + column, n, step, Math.min(WIDTH, axis.inner() - column), sums);
            }
        }
    }

    private static void columns(float[] x, float[] y, int from, int n, int step, int width, double[] sums) {
        Arrays.fill(sums, 0, width, 0);
        for (int i = 0, at = from; i < n; i++, at += step) {
            for (int j = 0; j < width; j++) {
                double sum = sums[j] + x[at + j];
                sums[j] = sum;
                y[at + j] = (float) sum;
            }
        }
    }

    private static void alone(float[] x, float[] y, int from, int n, int step) {
        double sum = 0;
        for (int i = 0, at = from; i < n; i++, at += step) {
            sum += x[at];
            y[at] = (float) sum;
        }
    }
}
