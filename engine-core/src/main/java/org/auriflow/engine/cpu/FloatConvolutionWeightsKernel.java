package org.auriflow.engine.cpu;

import org.auriflow.engine.spi.Plan;

/**
 * Gradients of convolutions with respect to float32 weights, summed over the images of each part of a batch: products
 * of patches of the input with cotangents; GenerateTwins.java makes the float64 twin of this file. The result is [part,
 * group, in, taps, out], and rows are its input channels, so that no two threads copy the same patches.
 *
 * <p>Where images are small, several are multiplied together.
 */
final class FloatConvolutionWeightsKernel implements Kernel {
    private static final int FRAMES = 5;
    private static final int FACTORS = 6;
    private static final int SUMS = 7;

    private final int x;
    private final int y;
    private final int w;
    private final int parts;
    private final ConvolutionLayout layout;
    private final KernelFamily family;
    private final FloatPatches patches;
    private final int block;

    /** Images taken together; 1 if the places of one are enough. */
    private final int images;

    /** Channels taken together. */
    private final int most;

    /** Products of the last block of places and of the others, or of so many images. */
    private final Product[] products;

    FloatConvolutionWeightsKernel(Plan.Step step, int parts, ConvolutionLayout layout, KernelFamily family) {
        this.x = step.inputs().get(0).memory();
        this.y = step.inputs().get(1).memory();
        this.w = step.output();
        this.parts = parts;
        this.layout = layout;
        this.family = family;
        this.patches = new FloatPatches(layout, family);
        this.block = layout.longBlock();
        this.images = Math.min(layout.batch, Math.max(1, ConvolutionLayout.SEVERAL / layout.places));
        this.most = layout.channels(images > 1 ? images * layout.places : block);
        this.products = new Product[images + 1];
        for (int n = 0; n <= images; n++) {
            int k = images > 1 ? n * layout.places : n == 1 ? block : (layout.places - 1) % block + 1;
            int ldb = images > 1 ? k : layout.places;
            int lda = layout.isPointwise() && images == 1 ? layout.places : k;
            products[n] = new Product(false, true, false, false, layout.out, k, lda, ldb, layout.out);
        }
    }

    @Override
    public String name() {
        return "convolution weights by patches";
    }

    @Override
    public int rows() {
        return parts * layout.groups * layout.in;
    }

    @Override
    public boolean aligned(int operand, int units) {
        return parts % units == 0 && layout.batch % units == 0;
    }

    @Override
    public void run(Object[] buffers, int begin, int end, Scratch scratch) {
        if (layout.framed) {
            patches.clear(frames(scratch), most);
        }
        for (int row = begin, next; row < end; row = next) {
            int group = row / layout.in;
            next = Math.min(Math.min(end, row + most), (group + 1) * layout.in);
            int from = row - group * layout.in;
            int last = layout.image(group / layout.groups + 1, parts);
            boolean more = false;
            for (int n = layout.image(group / layout.groups, parts), count; n < last; n += count) {
                count = Math.min(images, last - n);
                int of = n * layout.groups + group % layout.groups;
                if (images > 1) {
                    together(buffers, of, count, from, next - row, row, more, scratch);
                } else {
                    single(buffers, of, from, next - row, row, more, scratch);
                }
                more = true;
            }
        }
    }

    /** Adds a group of one image, block by block. */
    private void single(Object[] buffers, int group, int from, int channels, int row, boolean more, Scratch scratch) {
        float[] image = (float[]) buffers[x];
        float[] given = (float[]) buffers[y];
        int x0 = (group * layout.in + from) * layout.inputSize;
        int y0 = group * layout.out * layout.places;
        if (layout.isPointwise()) {
            for (int place = 0; place < layout.places; place += block) {
                Product p = products[place + block <= layout.places ? 1 : 0];
                boolean and = more || place > 0;
                add(buffers, p, image, x0 + place, given, y0 + place, channels, row, and, scratch);
            }
            return;
        }
        if (layout.framed) {
            image = frames(image, x0, channels, scratch);
            x0 = 0;
        }
        float[] factor = scratch.floats(FACTORS, most * layout.taps * block);
        for (int place = 0; place < layout.places; place += block) {
            Product p = products[place + block <= layout.places ? 1 : 0];
            patches.columns(image, x0, channels, place, p.k(), factor, 0, p.lda());
            add(buffers, p, factor, 0, given, y0 + place, channels, row, more || place > 0, scratch);
        }
    }

    /** Adds a group of several images, whose places stand side by side in both factors. */
    private void together(
            Object[] buffers, int group, int count, int from, int channels, int row, boolean more, Scratch scratch) {
        float[] input = (float[]) buffers[x];
        float[] given = (float[]) buffers[y];
        Product p = products[count];
        int places = layout.places;
        int g0 = most * layout.taps * p.k();
        float[] factors = scratch.floats(FACTORS, (most * layout.taps + layout.out) * images * places);
        for (int i = 0; i < count; i++) {
            int of = group + i * layout.groups;
            float[] image = input;
            int x0 = (of * layout.in + from) * layout.inputSize;
            if (layout.framed) {
                image = frames(image, x0, channels, scratch);
                x0 = 0;
            }
            patches.columns(image, x0, channels, 0, places, factors, i * places, p.lda());
            for (int c = 0; c < layout.out; c++) {
                int y0 = (of * layout.out + c) * places;
                System.arraycopy(given, y0, factors, g0 + c * p.ldb() + i * places, places);
            }
        }
        add(buffers, p, factors, 0, factors, g0, channels, row, more, scratch);
    }

    private float[] frames(float[] image, int x0, int channels, Scratch scratch) {
        float[] frames = frames(scratch);
        patches.frame(image, x0, channels, frames);
        return frames;
    }

    private float[] frames(Scratch scratch) {
        return scratch.floats(FRAMES, most * layout.frameSize);
    }

    /** The product for some channels, or that added to what there is. */
    private void add(
            Object[] buffers,
            Product p,
            float[] a,
            int a0,
            float[] b,
            int b0,
            int channels,
            int row,
            boolean more,
            Scratch scratch) {
        float[] result = (float[]) buffers[w];
        int rows = channels * layout.taps;
        int to = row * layout.taps * layout.out;
        if (!more) {
            FloatGemm.run(family, p, a, a0, b, b0, result, to, 0, rows, scratch);
            return;
        }
        int size = rows * layout.out;
        float[] sums = scratch.floats(SUMS, size);
        FloatGemm.run(family, p, a, a0, b, b0, sums, 0, 0, rows, scratch);
        patches.add(sums, 0, result, to, size, scratch);
    }
}
