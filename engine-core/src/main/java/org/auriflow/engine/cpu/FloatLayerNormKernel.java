package org.auriflow.engine.cpu;

import org.auriflow.engine.spi.Plan;

/**
 * float32 layer normalisation over the last axis, mean and variance in double; GenerateTwins.java makes the float64 twin of
 * this file.
 */
final class FloatLayerNormKernel implements Kernel {
    private final int input;
    private final int output;
    private final int rows;
    private final int n;
    private final double epsilon;

    FloatLayerNormKernel(Plan.Step step, double epsilon) {
        this.input = step.inputs().get(0).memory();
        this.output = step.output();
        this.n = step.type().shape().extent(-1);
        this.rows = step.type().size() / Math.max(n, 1);
        this.epsilon = epsilon;
    }

    @Override
    public String name() {
        return "layernorm";
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
        for (int row = begin; row < end; row++) {
            int from = row * n;
            double mean = FloatReductionKernel.sum(x, from, n) / n;
            double factor = 1 / Math.sqrt(squares(x, from, n, mean) / n + epsilon);
            for (int i = from; i < from + n; i++) {
                y[i] = (float) ((x[i] - mean) * factor);
            }
        }
    }

    /** Σ (x − mean)², in four running sums so that additions do not wait for each other. */
    private static double squares(float[] x, int from, int n, double mean) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int i = from;
        for (; i + 3 < from + n; i += 4) {
            double a = x[i] - mean;
            double b = x[i + 1] - mean;
            double c = x[i + 2] - mean;
            double d = x[i + 3] - mean;
            s0 += a * a;
            s1 += b * b;
            s2 += c * c;
            s3 += d * d;
        }
        for (; i < from + n; i++) {
            double a = x[i] - mean;
            s0 += a * a;
        }
        return (s0 + s1) + (s2 + s3);
    }
}
