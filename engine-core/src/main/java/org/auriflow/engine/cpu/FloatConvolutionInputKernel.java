package org.auriflow.engine.cpu;

import java.util.Arrays;
import org.auriflow.engine.spi.Plan;

/**
 * float32 transposed convolutions: products with the transposed weights are patches, which are added where they
 * overlap; GenerateTwins.java makes the float64 twin of this file. Rows are channels of the result.
 *
 * <p>{@link ConvolutionSteps} leaves those with strides to it.
 */
final class FloatConvolutionInputKernel implements Kernel {
    private static final int FRAMES = 5;
    private static final int PATCHES = 6;

    private final int w;
    private final int y;
    private final int x;
    private final ConvolutionLayout layout;
    private final KernelFamily family;
    private final FloatPatches patches;
    private final int block;

    /** Channels taken together. */
    private final int most;

    private final Product whole;
    private final Product last;

    FloatConvolutionInputKernel(Plan.Step step, ConvolutionLayout layout, KernelFamily family) {
        this.w = step.inputs().get(0).memory();
        this.y = step.inputs().get(1).memory();
        this.x = step.output();
        this.layout = layout;
        this.family = family;
        this.patches = new FloatPatches(layout, family);
        this.block = layout.longBlock();
        this.most = layout.channels(block);
        this.whole = product(block);
        this.last = product((layout.places - 1) % block + 1);
    }

    private Product product(int n) {
        return new Product(true, false, false, false, n, layout.out, layout.patch, layout.places, n);
    }

    @Override
    public String name() {
        return "transposed convolution by patches";
    }

    @Override
    public int rows() {
        return layout.batch * layout.groups * layout.in;
    }

    @Override
    public boolean aligned(int operand, int units) {
        return operand == 1 && layout.batch % units == 0;
    }

    @Override
    public void run(Object[] buffers, int begin, int end, Scratch scratch) {
        for (int row = begin, next; row < end; row = next) {
            int group = row / layout.in;
            next = Math.min(Math.min(end, row + most), (group + 1) * layout.in);
            run(buffers, group, row - group * layout.in, next - row, scratch);
        }
    }

    /** Some channels of a group of an image. */
    private void run(Object[] buffers, int group, int from, int channels, Scratch scratch) {
        float[] weights = (float[]) buffers[w];
        float[] given = (float[]) buffers[y];
        float[] image = (float[]) buffers[x];
        int w0 = group % layout.groups * layout.out * layout.patch + from * layout.taps;
        int y0 = group * layout.out * layout.places;
        int x0 = (group * layout.in + from) * layout.inputSize;
        Arrays.fill(image, x0, x0 + channels * layout.inputSize, 0);
        float[] frames = image;
        int f0 = x0;
        if (layout.framed) {
            frames = scratch.floats(FRAMES, most * layout.frameSize);
            patches.clear(frames, channels);
            f0 = 0;
        }
        int rows = channels * layout.taps;
        float[] columns = scratch.floats(PATCHES, rows * block);
        for (int place = 0; place < layout.places; place += block) {
            Product p = place + block <= layout.places ? whole : last;
            FloatGemm.run(family, p, weights, w0, given, y0 + place, columns, 0, 0, rows, scratch);
            patches.spread(columns, p.n(), channels, place, p.n(), frames, f0, scratch);
        }
        if (layout.framed) {
            patches.unframe(frames, channels, image, x0);
        }
    }
}
