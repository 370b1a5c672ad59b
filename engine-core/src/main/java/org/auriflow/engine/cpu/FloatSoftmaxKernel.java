package org.auriflow.engine.cpu;

import org.auriflow.engine.DType;
import org.auriflow.engine.spi.Plan;

/**
 * float32 softmax or its logarithm over the last axis; GenerateTwins.java makes the float64 twin of this file. Rows are
 * taken in blocks that stay in the cache, whose exponentials are one loop.
 *
 * <p>The steps are those of the decomposition, so infinities and NaN come out alike: the largest element of a row is
 * subtracted if it is finite.
 */
final class FloatSoftmaxKernel implements Kernel {
    /** Elements of a block. */
    private static final int BLOCK = 1 << 11;

    private final int input;
    private final int output;
    private final int rows;
    private final int n;
    private final boolean logarithm;
    private final Loop exp;
    private final Loop log;

    FloatSoftmaxKernel(Plan.Step step, boolean logarithm, KernelFamily family) {
        this.input = step.inputs().get(0).memory();
        this.output = step.output();
        this.n = step.type().shape().extent(-1);
        this.rows = step.type().size() / Math.max(n, 1);
        this.logarithm = logarithm;
        this.exp = family.loop("exp", DType.FLOAT32, DType.FLOAT32);
        this.log = family.loop("log", DType.FLOAT32, DType.FLOAT32);
    }

    @Override
    public String name() {
        return logarithm ? "logsoftmax" : "softmax";
    }

    @Override
    public int rows() {
        return rows;
    }

    @Override
    public boolean aligned(int operand, int units) {
        return true;
    }

    @Override
    public void run(Object[] buffers, int begin, int end, Scratch scratch) {
        float[] x = (float[]) buffers[input];
        float[] y = (float[]) buffers[output];
        int block = Math.max(1, BLOCK / n);
        float[] exps = logarithm ? scratch.floats(0, block * n) : y;
        float[] sums = scratch.floats(1, block * n);
        Object[] shifted = {y};
        Object[] sum = {sums};
        int[] offset = {0};
        int[] zero = {0};
        int[] one = {1};
        for (int row = begin; row < end; row += block) {
            int count = Math.min(block, end - row);
            int from = row * n;
            for (int r = 0; r < count; r++) {
                shift(x, y, from + r * n, n);
            }
            offset[0] = from;
            int at = logarithm ? 0 : from;
            exp.run(shifted, offset, one, exps, at, count * n);
            for (int r = 0; r < count; r++) {
                sums[r] = (float) FloatReductionKernel.sum(exps, at + r * n, n);
            }
            if (logarithm) {
                log.run(sum, zero, one, sums, 0, count);
            }
            for (int r = 0; r < count; r++) {
                finish(y, from + r * n, n, sums[r]);
            }
        }
    }

    private static void shift(float[] x, float[] y, int from, int n) {
        float peak = FloatReductionKernel.largest(x, from, n, 1);
        float by = Math.abs(peak) <= Float.MAX_VALUE ? peak : 0;
        for (int i = from; i < from + n; i++) {
            y[i] = x[i] - by;
        }
    }

    private void finish(float[] y, int from, int n, float sum) {
        if (logarithm) {
            for (int i = from; i < from + n; i++) {
                y[i] -= sum;
            }
        } else {
            for (int i = from; i < from + n; i++) {
                y[i] /= sum;
            }
        }
    }
}
