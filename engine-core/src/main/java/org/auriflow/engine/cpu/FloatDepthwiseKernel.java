package org.auriflow.engine.cpu;

import java.util.Arrays;
import org.auriflow.engine.DType;
import org.auriflow.engine.op.Convolution;
import org.auriflow.engine.spi.Plan;

/**
 * float32 convolutions of one channel at a time and their transposes, element of the kernel by element;
 * GenerateTwins.java makes the float64 twin of this file. Rows are channels of the result.
 */
final class FloatDepthwiseKernel implements Kernel {
    private static final int FRAMES = 5;

    /** Places that stay in the first-level cache. */
    private static final int BLOCK = 2048;

    private final int a;
    private final int b;
    private final int result;
    private final boolean transposed;
    private final ConvolutionLayout layout;
    private final FloatPatches patches;
    private final Loop first;
    private final Loop next;

    FloatDepthwiseKernel(Plan.Step step, Convolution op, ConvolutionLayout layout, KernelFamily family) {
        this.a = step.inputs().get(0).memory();
        this.b = step.inputs().get(1).memory();
        this.result = step.output();
        this.transposed = op.result() == Convolution.Factor.INPUT;
        this.layout = layout;
        this.patches = new FloatPatches(layout, family);
        this.first = family.loop("mul", DType.FLOAT32, DType.FLOAT32);
        this.next = family.loop("addmul", DType.FLOAT32, DType.FLOAT32);
    }

    @Override
    public String name() {
        return (transposed ? "transposed convolution" : "convolution") + " by channels";
    }

    @Override
    public int rows() {
        return layout.batch * layout.groups * (transposed ? 1 : layout.out);
    }

    @Override
    public boolean aligned(int operand, int units) {
        return operand == (transposed ? 1 : 0) && layout.batch % units == 0;
    }

    @Override
    public void run(Object[] buffers, int begin, int end, Scratch scratch) {
        float[] frames = layout.framed ? scratch.floats(FRAMES, layout.frameSize) : null;
        if (transposed) {
            for (int row = begin; row < end; row++) {
                transposed(buffers, row, frames, scratch);
            }
            return;
        }
        if (layout.framed) {
            patches.clear(frames, 1);
        }
        for (int row = begin, last = -1; row < end; row++) {
            int group = row / layout.out;
            if (layout.framed && group != last) {
                patches.frame((float[]) buffers[a], group * layout.inputSize, 1, frames);
                last = group;
            }
            convolution(buffers, row, group, frames, scratch);
        }
    }

    private void convolution(Object[] buffers, int row, int group, float[] frames, Scratch scratch) {
        float[] x = frames == null ? (float[]) buffers[a] : frames;
        float[] y = (float[]) buffers[result];
        int x0 = frames == null ? group * layout.inputSize : 0;
        int w0 = row % (layout.groups * layout.out) * layout.taps;
        for (int place = 0, n; place < layout.places; place += n) {
            n = layout.run(place, Math.min(BLOCK, layout.places - place));
            int from = x0 + layout.start(place);
            int to = row * layout.places + place;
            for (int t = 0; t < layout.taps; t++) {
                add(t == 0 ? first : next, x, from + layout.tap[t], buffers[b], w0 + t, y, to, n, scratch);
            }
        }
    }

    private void transposed(Object[] buffers, int group, float[] frames, Scratch scratch) {
        float[] x = (float[]) buffers[result];
        int x0 = group * layout.inputSize;
        Arrays.fill(x, x0, x0 + layout.inputSize, 0);
        float[] sums = frames == null ? x : frames;
        int s0 = frames == null ? x0 : 0;
        if (layout.framed) {
            patches.clear(frames, 1);
        }
        for (int c = 0; c < layout.out; c++) {
            int y0 = (group * layout.out + c) * layout.places;
            int w0 = (group % layout.groups * layout.out + c) * layout.taps;
            for (int place = 0, n; place < layout.places; place += n) {
                n = layout.run(place, Math.min(BLOCK, layout.places - place));
                int to = s0 + layout.start(place);
                for (int t = 0; t < layout.taps; t++) {
                    add(next, buffers[b], y0 + place, buffers[a], w0 + t, sums, to + layout.tap[t], n, scratch);
                }
            }
        }
        if (layout.framed) {
            patches.unframe(frames, 1, x, x0);
        }
    }

    /** to = x w, or to += x w, for n elements and one of the kernel. */
    private static void add(
            Loop loop, Object x, int from, Object w, int tap, float[] to, int at, int n, Scratch scratch) {
        Object[] in = scratch.operands;
        int[] offsets = scratch.offsets;
        int[] steps = scratch.steps;
        in[0] = x;
        in[1] = w;
        in[2] = to;
        offsets[0] = from;
        offsets[1] = tap;
        offsets[2] = at;
        steps[0] = 1;
        steps[1] = 0;
        steps[2] = 1;
        loop.run(in, offsets, steps, to, at, n);
    }
}
