package org.auriflow.engine.cpu;

import java.util.List;
import org.auriflow.engine.DType;
import org.auriflow.engine.Shape;
import org.auriflow.engine.op.Reduction;
import org.auriflow.engine.spi.Plan;

/**
 * Sums over neighbouring axes: the input is [outer, reduced, inner], rows are those of outer. Partial sums are double, so
 * that the error does not grow with the length.
 */
final class SumKernel implements Kernel {
    /** Elements that are worth handing to another thread. */
    private static final int GRAIN = 1 << 14;

    private final int input;
    private final int output;
    private final int outer;
    private final int reduced;
    private final int inner;
    private final DType dtype;

    private SumKernel(Plan.Step step, int outer, int reduced, int inner) {
        this.input = step.inputs().get(0).memory();
        this.output = step.output();
        this.outer = outer;
        this.reduced = reduced;
        this.inner = inner;
        this.dtype = step.type().dtype();
    }

    /** The kernel, or null if the axes are not neighbours or the dtype has no fast sum. */
    static SumKernel of(Plan.Step step, Reduction.Sum op) {
        List<Integer> axes = op.axes();
        boolean neighbours = axes.get(axes.size() - 1) - axes.get(0) == axes.size() - 1;
        if (!neighbours || !step.type().dtype().isFloating()) {
            return null;
        }
        Shape s = step.inputs().get(0).type().shape();
        int first = axes.get(0);
        int after = first + axes.size();
        return new SumKernel(
                step,
                s.range(0, first).size(),
                s.range(first, after).size(),
                s.range(after, s.rank()).size());
    }

    @Override
    public String name() {
        return "sum";
    }

    @Override
    public int rows() {
        return outer;
    }

    @Override
    public int grain() {
        return Math.max(1, GRAIN / Math.max(1, reduced * inner));
    }

    @Override
    public void run(Object[] buffers, int begin, int end) {
        double[] sums = new double[inner];
        for (int o = begin; o < end; o++) {
            int from = o * reduced * inner;
            if (dtype == DType.FLOAT32) {
                float[] x = (float[]) buffers[input];
                float[] y = (float[]) buffers[output];
                if (inner == 1) {
                    y[o] = (float) sum(x, from, reduced);
                    continue;
                }
                java.util.Arrays.fill(sums, 0);
                for (int r = 0; r < reduced; r++) {
                    for (int i = 0; i < inner; i++) {
                        sums[i] += x[from + r * inner + i];
                    }
                }
                for (int i = 0; i < inner; i++) {
                    y[o * inner + i] = (float) sums[i];
                }
            } else {
                double[] x = (double[]) buffers[input];
                double[] y = (double[]) buffers[output];
                java.util.Arrays.fill(sums, 0);
                for (int r = 0; r < reduced; r++) {
                    for (int i = 0; i < inner; i++) {
                        sums[i] += x[from + r * inner + i];
                    }
                }
                System.arraycopy(sums, 0, y, o * inner, inner);
            }
        }
    }

    /** Four running sums, so that additions do not wait for each other. */
    private static double sum(float[] x, int from, int n) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int i = from;
        for (; i + 3 < from + n; i += 4) {
            s0 += x[i];
            s1 += x[i + 1];
            s2 += x[i + 2];
            s3 += x[i + 3];
        }
        for (; i < from + n; i++) {
            s0 += x[i];
        }
        return (s0 + s1) + (s2 + s3);
    }
}
