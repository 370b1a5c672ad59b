package org.auriflow.engine.cpu;

import java.util.Arrays;
import org.auriflow.engine.op.Reduction;
import org.auriflow.engine.spi.Plan;

/**
 * Index of the first largest float32 element along an axis, or of the first NaN; GenerateTwins.java makes the float64 twin
 * of this file. Rows are those before the axis.
 */
final class FloatArgMaxKernel implements Kernel {
    private final int input;
    private final int output;
    private final AxisLayout axis;

    FloatArgMaxKernel(Plan.Step step, Reduction.ArgMax op) {
        this.input = step.inputs().get(0).memory();
        this.output = step.output();
        this.axis = AxisLayout.of(step.inputs().get(0).type().shape(), op.axis());
    }

    @Override
    public String name() {
        return "argmax";
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
        int[] y = (int[]) buffers[output];
        int n = axis.n();
        int inner = axis.inner();
        for (int o = begin; o < end; o++) {
            int from = o * n * inner;
            int to = o * inner;
            if (inner == 1) {
                y[to] = first(x, from, n);
                continue;
            }
            Arrays.fill(y, to, to + inner, 0);
            for (int i = 1; i < n; i++) {
                for (int j = 0; j < inner; j++) {
                    if (beats(x[from + i * inner + j], x[from + y[to + j] * inner + j])) {
                        y[to + j] = i;
                    }
                }
            }
        }
    }

    private static int first(float[] x, int from, int n) {
        int best = 0;
        float now = x[from];
        for (int i = 1; i < n; i++) {
            float v = x[from + i];
            if (beats(v, now)) {
                best = i;
                now = v;
            }
        }
        return best;
    }

    private static boolean beats(float v, float now) {
        return v > now || (Float.isNaN(v) && !Float.isNaN(now));
    }
}
