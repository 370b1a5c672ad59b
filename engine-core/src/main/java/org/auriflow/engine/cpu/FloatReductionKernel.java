package org.auriflow.engine.cpu;

import java.util.Arrays;
import java.util.List;
import org.auriflow.engine.op.Reduction;
import org.auriflow.engine.spi.Plan;

/**
 * float32 sums and extrema over any axes; GenerateTwins.java makes the float64 twin of this file. Rows are
 * elements of the result.
 *
 * <p>Sums add up in double, in an order fixed by the shape. An extremum is NaN if any element is.
 */
final class FloatReductionKernel implements Kernel {
    /** Columns that are reduced together. */
    private static final int WIDTH = 256;

    private final String name;
    private final int input;
    private final int output;
    private final ReductionLayout layout;
    /** 0 for sums, 1 for the maximum, −1 for the minimum, which is the negative of the maximum of negatives. */
    private final float sign;
    /** For rows that are equally far apart, or null. */
    private final VectorKernels vector;

    FloatReductionKernel(Plan.Step step, Reduction.Sum op, KernelFamily family) {
        this(step, op.axes(), 0, family);
    }

    FloatReductionKernel(Plan.Step step, Reduction.Extremum op, KernelFamily family) {
        this(step, op.axes(), op.largest() ? 1 : -1, family);
    }

    private FloatReductionKernel(Plan.Step step, List<Integer> axes, float sign, KernelFamily family) {
        this.name = step.op().name();
        this.input = step.inputs().get(0).memory();
        this.output = step.output();
        this.layout = ReductionLayout.of(step.inputs().get(0).type().shape(), axes);
        this.sign = sign;
        this.vector = family == KernelFamily.SIMD && layout.isEven() ? Vectorization.kernels() : null;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int rows() {
        return layout.rows * layout.inner;
    }

    @Override
    public boolean aligned(int operand, int units) {
        return layout.outer % units == 0;
    }

    @Override
    public void run(Object[] buffers, int begin, int end, Scratch scratch) {
        float[] x = (float[]) buffers[input];
        float[] y = (float[]) buffers[output];
        if (layout.inner > 1) {
            double[] sums = sign == 0 ? scratch.doubles(0, WIDTH) : null;
            float[] eight = sign == 0 ? scratch.floats(1, WIDTH) : null;
            for (int to = begin, n; to < end; to += n) {
                int row = to / layout.inner;
                int column = to - row * layout.inner;
                n = Math.min(Math.min(WIDTH, layout.inner - column), end - to);
                int from = layout.start(row) + column;
                if (sign == 0) {
                    sumColumns(x, from, n, y, to, sums, eight);
                } else {
                    largestOfColumns(x, from, n, y, to);
                }
            }
        } else if (sign == 0) {
            for (int row = begin; row < end; row++) {
                int from = layout.start(row);
                double sum = 0;
                for (int s = 0; s < layout.steps; s++) {
                    sum += sum(x, from + layout.distance(s), layout.run);
                }
                y[row] = (float) sum;
            }
        } else {
            for (int row = begin; row < end; row++) {
                int from = layout.start(row);
                float best = Float.NEGATIVE_INFINITY;
                for (int s = 0; s < layout.steps; s++) {
                    best = Math.max(best, largest(x, from + layout.distance(s), layout.run, sign));
                }
                y[row] = sign * best;
            }
        }
    }

    /** Σ x, in eight running sums so that additions do not wait for each other. */
    static double sum(float[] x, int from, int n) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        double s4 = 0;
        double s5 = 0;
        double s6 = 0;
        double s7 = 0;
        int i = from;
        for (; i + 7 < from + n; i += 8) {
            s0 += x[i];
            s1 += x[i + 1];
            s2 += x[i + 2];
            s3 += x[i + 3];
            s4 += x[i + 4];
            s5 += x[i + 5];
            s6 += x[i + 6];
            s7 += x[i + 7];
        }
        for (; i < from + n; i++) {
            s0 += x[i];
        }
        return ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7));
    }

    /** The largest of sign · x, in four running maxima. */
    static float largest(float[] x, int from, int n, float sign) {
        float m0 = Float.NEGATIVE_INFINITY;
        float m1 = m0;
        float m2 = m0;
        float m3 = m0;
        int i = from;
        for (; i + 3 < from + n; i += 4) {
            m0 = Math.max(m0, sign * x[i]);
            m1 = Math.max(m1, sign * x[i + 1]);
            m2 = Math.max(m2, sign * x[i + 2]);
            m3 = Math.max(m3, sign * x[i + 3]);
        }
        for (; i < from + n; i++) {
            m0 = Math.max(m0, sign * x[i]);
        }
        return Math.max(Math.max(m0, m1), Math.max(m2, m3));
    }

    /**
     * Eight runs at once, because sums are then converted, loaded and stored once instead of eight times. Eight elements are
     * added in their own precision, in pairs: the error stays that of three additions however many runs there are.
     */
    private void sumColumns(float[] x, int from, int n, float[] y, int to, double[] sums, float[] eight) {
        Arrays.fill(sums, 0, n, 0);
        int s = 0;
        for (; s + 8 <= layout.steps; s += 8) {
            int x0 = from + layout.distance(s);
            int x1 = from + layout.distance(s + 1);
            if (vector != null) {
                vector.addEight(x, x0, x1 - x0, n, eight);
            } else {
                int x2 = from + layout.distance(s + 2);
                int x3 = from + layout.distance(s + 3);
                int x4 = from + layout.distance(s + 4);
                int x5 = from + layout.distance(s + 5);
                int x6 = from + layout.distance(s + 6);
                int x7 = from + layout.distance(s + 7);
                for (int j = 0; j < n; j++) {
                    float a = (x[x0 + j] + x[x1 + j]) + (x[x2 + j] + x[x3 + j]);
                    float b = (x[x4 + j] + x[x5 + j]) + (x[x6 + j] + x[x7 + j]);
                    eight[j] = a + b;
                }
            }
            for (int j = 0; j < n; j++) {
                sums[j] += eight[j];
            }
        }
        for (; s < layout.steps; s++) {
            int at = from + layout.distance(s);
            for (int j = 0; j < n; j++) {
                sums[j] += x[at + j];
            }
        }
        for (int j = 0; j < n; j++) {
            y[to + j] = (float) sums[j];
        }
    }

    private void largestOfColumns(float[] x, int from, int n, float[] y, int to) {
        Arrays.fill(y, to, to + n, Float.NEGATIVE_INFINITY);
        int s = 0;
        for (; s + 4 <= layout.steps; s += 4) {
            int x0 = from + layout.distance(s);
            int x1 = from + layout.distance(s + 1);
            int x2 = from + layout.distance(s + 2);
            int x3 = from + layout.distance(s + 3);
            for (int j = 0; j < n; j++) {
                float a = Math.max(sign * x[x0 + j], sign * x[x1 + j]);
                float b = Math.max(sign * x[x2 + j], sign * x[x3 + j]);
                y[to + j] = Math.max(y[to + j], Math.max(a, b));
            }
        }
        for (; s < layout.steps; s++) {
            int at = from + layout.distance(s);
            for (int j = 0; j < n; j++) {
                y[to + j] = Math.max(y[to + j], sign * x[at + j]);
            }
        }
        for (int j = to; j < to + n; j++) {
            y[j] *= sign;
        }
    }
}
