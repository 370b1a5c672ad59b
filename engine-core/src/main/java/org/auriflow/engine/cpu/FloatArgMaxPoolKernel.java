package org.auriflow.engine.cpu;

import org.auriflow.engine.op.ArgMaxPool;
import org.auriflow.engine.spi.Plan;

/**
 * Where the largest float32 element of every window is, or the first NaN; GenerateTwins.java makes the float64 twin of this
 * file. Rows are channels of samples.
 */
final class FloatArgMaxPoolKernel implements Kernel {
    private final int input;
    private final int output;
    private final int channels;
    private final int size;
    private final int results;
    private final ArgMaxPool.Layout layout;

    FloatArgMaxPoolKernel(Plan.Step step, ArgMaxPool op) {
        this.input = step.inputs().get(0).memory();
        this.output = step.output();
        this.channels = step.type().shape().range(0, 2).size();
        this.layout = op.layout(step.inputs().get(0).type(), step.type());
        this.size = layout.s()[0] * layout.s()[1] * layout.s()[2];
        this.results = layout.results()[0] * layout.results()[1] * layout.results()[2];
    }

    @Override
    public String name() {
        return "argmaxpool";
    }

    @Override
    public int rows() {
        return channels;
    }

    @Override
    public boolean aligned(int operand, int units) {
        return true;
    }

    @Override
    public void run(Object[] buffers, int begin, int end, Scratch scratch) {
        float[] x = (float[]) buffers[input];
        int[] y = (int[]) buffers[output];
        for (int channel = begin; channel < end; channel++) {
            int to = channel * results;
            for (int a = 0; a < layout.results()[0]; a++) {
                for (int b = 0; b < layout.results()[1]; b++) {
                    line(x, channel * size, a, b, y, to);
                    to += layout.results()[2];
                }
            }
        }
    }

    /** The results along the last axis at places a and b of those before it. */
    private void line(float[] x, int base, int a, int b, int[] y, int to) {
        int height = layout.s()[1];
        int width = layout.s()[2];
        int a0 = a * layout.strides()[0] - layout.low()[0];
        int b0 = b * layout.strides()[1] - layout.low()[1];
        int aEnd = Math.min(layout.s()[0], a0 + layout.kernel()[0]);
        int bEnd = Math.min(height, b0 + layout.kernel()[1]);
        int kernel = layout.kernel()[2];
        int stride = layout.strides()[2];
        int first = -layout.low()[2];
        for (int c = 0; c < layout.results()[2]; c++, first += stride) {
            int cBegin = Math.max(0, first);
            int cEnd = Math.min(width, first + kernel);
            int best = (Math.max(0, a0) * height + Math.max(0, b0)) * width + cBegin;
            float now = x[base + best];
            for (int i = Math.max(0, a0); i < aEnd; i++) {
                for (int j = Math.max(0, b0); j < bEnd; j++) {
                    int row = (i * height + j) * width;
                    for (int p = row + cBegin; p < row + cEnd; p++) {
                        float v = x[base + p];
                        if (v > now || (Float.isNaN(v) && !Float.isNaN(now))) {
                            best = p;
                            now = v;
                        }
                    }
                }
            }
            y[to + c] = best;
        }
    }
}
