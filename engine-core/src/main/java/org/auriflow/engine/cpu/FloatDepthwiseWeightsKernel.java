package org.auriflow.engine.cpu;

import java.util.Arrays;
import org.auriflow.engine.spi.Plan;

/**
 * Gradients of convolutions of one channel at a time with respect to float32 weights, summed in double over the images
 * of each part of a batch; GenerateTwins.java makes the float64 twin of this file. The result is [part, group, taps,
 * out], rows are groups.
 */
final class FloatDepthwiseWeightsKernel implements Kernel {
    private static final int FRAMES = 5;
    private static final int SUMS = 6;

    /** Places that stay in the first-level cache. */
    private static final int BLOCK = 2048;

    private final int x;
    private final int y;
    private final int w;
    private final int parts;
    private final ConvolutionLayout layout;
    private final FloatPatches patches;

    FloatDepthwiseWeightsKernel(Plan.Step step, int parts, ConvolutionLayout layout, KernelFamily family) {
        this.x = step.inputs().get(0).memory();
        this.y = step.inputs().get(1).memory();
        this.w = step.output();
        this.parts = parts;
        this.layout = layout;
        this.patches = new FloatPatches(layout, family);
    }

    @Override
    public String name() {
        return "convolution weights by channels";
    }

    @Override
    public int rows() {
        return parts * layout.groups;
    }

    @Override
    public boolean aligned(int operand, int units) {
        return parts % units == 0 && layout.batch % units == 0;
    }

    @Override
    public void run(Object[] buffers, int begin, int end, Scratch scratch) {
        float[] input = (float[]) buffers[x];
        float[] given = (float[]) buffers[y];
        float[] result = (float[]) buffers[w];
        float[] frames = layout.framed ? scratch.floats(FRAMES, layout.frameSize) : input;
        if (layout.framed) {
            patches.clear(frames, 1);
        }
        int size = layout.taps * layout.out;
        double[] sums = scratch.doubles(SUMS, size);
        for (int row = begin; row < end; row++) {
            int part = row / layout.groups;
            int group = row - part * layout.groups;
            int last = layout.image(part + 1, parts);
            Arrays.fill(sums, 0, size, 0);
            for (int image = layout.image(part, parts); image < last; image++) {
                int of = image * layout.groups + group;
                int x0 = of * layout.inputSize;
                if (layout.framed) {
                    patches.frame(input, x0, 1, frames);
                    x0 = 0;
                }
                for (int c = 0; c < layout.out; c++) {
                    channel(frames, x0, given, (of * layout.out + c) * layout.places, sums, c);
                }
            }
            for (int k = 0; k < size; k++) {
                result[row * size + k] = (float) sums[k];
            }
        }
    }

    /** Adds an output channel of an image. */
    private void channel(float[] frames, int x0, float[] given, int y0, double[] sums, int c) {
        for (int place = 0, n; place < layout.places; place += n) {
            n = layout.run(place, Math.min(BLOCK, layout.places - place));
            int from = x0 + layout.start(place);
            int t = 0;
            for (; t + 4 <= layout.taps; t += 4) {
                addFour(frames, from, layout.tap, t, given, y0 + place, n, sums, t * layout.out + c, layout.out);
            }
            for (; t < layout.taps; t++) {
                sums[t * layout.out + c] += dot(frames, from + layout.tap[t], given, y0 + place, n);
            }
        }
    }

    /** Four taps together, since additions of one wait for each other. */
    private static void addFour(
            float[] x, int from, int[] tap, int t, float[] y, int y0, int n, double[] sums, int at, int step) {
        int x0 = from + tap[t];
        int x1 = from + tap[t + 1];
        int x2 = from + tap[t + 2];
        int x3 = from + tap[t + 3];
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        for (int i = 0; i < n; i++) {
            double v = y[y0 + i];
            s0 += v * x[x0 + i];
            s1 += v * x[x1 + i];
            s2 += v * x[x2 + i];
            s3 += v * x[x3 + i];
        }
        sums[at] += s0;
        sums[at + step] += s1;
        sums[at + 2 * step] += s2;
        sums[at + 3 * step] += s3;
    }

    private static double dot(float[] x, int x0, float[] y, int y0, int n) {
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += (double) x[x0 + i] * y[y0 + i];
        }
        return sum;
    }
}
