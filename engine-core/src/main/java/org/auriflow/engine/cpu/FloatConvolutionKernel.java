package org.auriflow.engine.cpu;

import org.auriflow.engine.DType;
import org.auriflow.engine.spi.Plan;

/**
 * float32 convolutions as products of the weights with patches of the input, a block of places at a time;
 * GenerateTwins.java makes the float64 twin of this file. Rows are channels of the result.
 *
 * <p>Blocks go on from one image to the next, so that small images fill them too.
 */
final class FloatConvolutionKernel implements Kernel {
    private static final int FRAMES = 5;
    private static final int PATCHES = 6;
    private static final int SUMS = 7;

    private final int x;
    private final int w;
    private final int y;
    private final ConvolutionLayout layout;
    private final KernelFamily family;
    private final FloatPatches patches;
    private final int block;

    /** Products of n places, whose result is written where it belongs, or side by side. */
    private final Product[] direct;

    private final Product[] aside;

    FloatConvolutionKernel(Plan.Step step, ConvolutionLayout layout, KernelFamily family) {
        this.x = step.inputs().get(0).memory();
        this.w = step.inputs().get(1).memory();
        this.y = step.output();
        this.layout = layout;
        this.family = family;
        this.patches = new FloatPatches(layout, family);
        int most = layout.block(family, DType.FLOAT32);
        this.block = (int) Math.min(most, (long) layout.batch * layout.places);
        this.direct = new Product[block + 1];
        this.aside = new Product[block + 1];
        for (int n = 1; n <= block; n++) {
            int pitch = ConvolutionLayout.pitch(n, family, DType.FLOAT32);
            direct[n] = product(n, pitch, layout.places);
            aside[n] = product(n, pitch, pitch);
        }
    }

    private Product product(int n, int pitch, int ldc) {
        return new Product(false, false, false, false, n, layout.patch, layout.patch, pitch, ldc);
    }

    @Override
    public String name() {
        return "convolution by patches";
    }

    @Override
    public int rows() {
        return layout.batch * layout.groups * layout.out;
    }

    @Override
    public boolean aligned(int operand, int units) {
        return operand == 0 && layout.batch % units == 0;
    }

    @Override
    public void run(Object[] buffers, int begin, int end, Scratch scratch) {
        int channels = layout.groups * layout.out;
        if (layout.framed) {
            patches.clear(frames(scratch), layout.in);
        }
        int row = begin;
        while (row < end) {
            int image = row / channels;
            int first = row - image * channels;
            // Whole images together, or channels of one.
            int images = first == 0 ? Math.max(1, (end - row) / channels) : 1;
            int next = Math.min(end, (image + images) * channels);
            int last = images > 1 ? channels : next - image * channels;
            for (int g = first / layout.out; g * layout.out < last; g++) {
                int from = Math.max(first - g * layout.out, 0);
                int to = Math.min(last - g * layout.out, layout.out);
                run(buffers, image, images, g, from, to, scratch);
            }
            row = next;
        }
    }

    /** Channels [from, to) of a group of some images. */
    private void run(Object[] buffers, int first, int images, int group, int from, int to, Scratch scratch) {
        float[] weights = (float[]) buffers[w];
        float[] result = (float[]) buffers[y];
        int w0 = group * layout.out * layout.patch;
        float[] columns = scratch.floats(PATCHES, layout.patch * direct[block].ldb());
        int places = layout.places;
        int all = images * places;
        int framed = -1;
        for (int at = 0; at < all; at += block) {
            int n = Math.min(block, all - at);
            Product p = direct[n];
            for (int done = 0, run; done < n; done += run) {
                int image = (at + done) / places;
                int place = at + done - image * places;
                run = Math.min(n - done, places - place);
                int of = (first + image) * layout.groups + group;
                patches(buffers, of, image != framed, place, run, columns, done, p.ldb(), scratch);
                framed = image;
            }
            int image = at / places;
            int place = at - image * places;
            int y0 = result(first + image, group, from) + place;
            if (place + n <= places) {
                int c0 = y0 - from * places;
                FloatGemm.run(family, p, weights, w0, columns, 0, result, c0, from, to, scratch);
                continue;
            }
            p = aside[n];
            float[] sums = scratch.floats(SUMS, layout.out * p.ldc());
            FloatGemm.run(family, p, weights, w0, columns, 0, sums, 0, from, to, scratch);
            for (int done = 0, run; done < n; done += run) {
                image = (at + done) / places;
                place = at + done - image * places;
                run = Math.min(n - done, places - place);
                y0 = result(first + image, group, 0) + place;
                for (int c = from; c < to; c++) {
                    System.arraycopy(sums, c * p.ldc() + done, result, y0 + c * places, run);
                }
            }
        }
    }

    private float[] frames(Scratch scratch) {
        return scratch.floats(FRAMES, layout.in * layout.frameSize);
    }

    private int result(int image, int group, int channel) {
        return ((image * layout.groups + group) * layout.out + channel) * layout.places;
    }

    /** Columns of a group of an image, whose frames are there already or not. */
    private void patches(
            Object[] buffers,
            int group,
            boolean other,
            int place,
            int n,
            float[] columns,
            int at,
            int pitch,
            Scratch scratch) {
        float[] image = (float[]) buffers[x];
        int x0 = group * layout.in * layout.inputSize;
        if (layout.framed) {
            float[] frames = frames(scratch);
            if (other) {
                patches.frame(image, x0, layout.in, frames);
            }
            image = frames;
            x0 = 0;
        }
        patches.columns(image, x0, layout.in, place, n, columns, at, pitch);
    }
}
