package org.auriflow.engine.cpu;

import java.util.List;
import org.auriflow.engine.DType;
import org.auriflow.engine.TensorType;
import org.auriflow.engine.op.Convolution;
import org.auriflow.engine.op.Window;

/**
 * Sizes of a convolution along three axes, of which the first ones have one element where there are fewer.
 *
 * <p>Windows walk over frames: channels of the input as they lie, or copies with their padding, so arranged that what
 * neighbouring windows read lies side by side. A copy has parts, each a volume of its own whose rows hold every element
 * that a stride leaves, from some element on: one part for each such beginning, or, where rows are short, one for each
 * element of the kernel along the last axis, with no elements in it that the windows of a row do not read, so that rows
 * join. Rows of a plane are in such an order, too: those that a stride leaves come one after the other.
 */
final class ConvolutionLayout {
    /** Elements of scratch that stay in the second-level cache beside what is multiplied with them. */
    private static final int CACHED = 1 << 17;

    /** Places at a time of plain loops, which run along them. */
    private static final int LONG = 1024;

    /** Places at a time where products of patches are sums over them, or are added up. */
    static final int SEVERAL = 512;

    /** Output channels of a group of one input channel up to which its patches would cost more than they save. */
    private static final int FEW = 4;

    /** Places of a row below which copies of rows are worth it that join. */
    private static final int SHORT = 32;

    /** Beginning of a part that is not there. */
    static final int NOT_READ = -1;

    final int batch;
    final int groups;

    /** Input channels of a group. */
    final int in;

    /** Output channels of a group. */
    final int out;

    final int[] input;
    final int[] low;

    /** Elements of a channel of the input. */
    final int inputSize;

    /** Elements of a channel of the result. */
    final int places;

    /** Elements of a channel of the kernel. */
    final int taps;

    /** Elements that a window reads of all channels of a group. */
    final int patch;

    /** Whether frames are copies. */
    final boolean framed;

    /** Where each tap is in a frame, from the first element of a window on. */
    final int[] tap;

    /** Elements of a frame. */
    final int frameSize;

    /** Which element of a padded row each part begins with. */
    final int[] begin;

    /** Planes of a part. */
    final int planes;

    /** Rows of a plane that a stride leaves, and which of those there are. */
    final int rows;

    final boolean[] rowsRead;

    /** Elements of a row. */
    final int row;

    private final int[] output;
    private final int[] stride;

    private ConvolutionLayout(Window w, Convolution.Sizes z, int shortest, boolean flipped) {
        this.batch = z.batch();
        this.groups = z.groups();
        this.in = z.in();
        this.out = z.out();
        this.input = Convolution.three(z.input().toArray(), 1);
        this.output = Convolution.three(z.output().toArray(), 1);
        this.stride = Convolution.three(array(w.strides()), 1);
        this.low = Convolution.three(array(w.low()), 0);
        this.inputSize = z.input().size();
        this.places = z.output().size();
        this.taps = z.kernel().size();
        this.patch = in * taps;
        int[] kernel = Convolution.three(z.kernel().toArray(), 1);
        int[] dilation = Convolution.three(array(w.dilations()), 1);
        boolean joined = taps > kernel[2] && kernel[2] > 1 && output[2] < shortest;
        boolean other = joined;
        for (int i = 0; i < 3; i++) {
            int reached = (output[i] - 1) * stride[i] + (kernel[i] - 1) * dilation[i] + 1;
            other |= low[i] > 0 || reached > input[i] || (i > 0 && stride[i] > 1);
        }
        this.framed = other;
        int parts = joined ? kernel[2] : stride[2];
        boolean[] partsRead = new boolean[parts];
        this.rowsRead = new boolean[stride[1]];
        this.planes = framed ? (output[0] - 1) * stride[0] + (kernel[0] - 1) * dilation[0] + 1 : input[0];
        this.rows = framed ? output[1] + (kernel[1] - 1) * dilation[1] / stride[1] : input[1];
        this.row = !framed ? input[2] : joined ? output[2] : output[2] + (kernel[2] - 1) * dilation[2] / stride[2];
        int partSize = planes * rows * stride[1] * row;
        this.frameSize = partSize * parts;
        this.tap = new int[taps];
        for (int t = 0; t < taps; t++) {
            int k = t % kernel[2];
            int c = k * dilation[2];
            int b = t / kernel[2] % kernel[1] * dilation[1];
            int a = t / kernel[2] / kernel[1] * dilation[0];
            int part = joined ? k : c % stride[2];
            int line = (a * stride[1] + b % stride[1]) * rows + b / stride[1];
            tap[flipped ? taps - 1 - t : t] = part * partSize + line * row + (joined ? 0 : c / stride[2]);
            partsRead[part] = true;
            rowsRead[b % stride[1]] = true;
        }
        this.begin = new int[parts];
        for (int r = 0; r < parts; r++) {
            begin[r] = !partsRead[r] ? NOT_READ : joined ? r * dilation[2] : r;
        }
    }

    /**
     * The sizes for patches.
     *
     * @param flipped whether the last element of a kernel comes first
     */
    static ConvolutionLayout of(Convolution op, List<TensorType> inputs, boolean flipped) {
        return new ConvolutionLayout(op.window(), op.sizes(inputs), SHORT, flipped);
    }

    /** The sizes for runs as long as can be. */
    static ConvolutionLayout ofLongRuns(Convolution op, List<TensorType> inputs, boolean flipped) {
        return new ConvolutionLayout(op.window(), op.sizes(inputs), Integer.MAX_VALUE, flipped);
    }

    private static int[] array(List<Integer> all) {
        return all.stream().mapToInt(i -> i).toArray();
    }

    /** Where the window of a place of the result begins in a frame. */
    int start(int place) {
        int line = place / output[2];
        int a = line / output[1];
        int b = line - a * output[1];
        return (a * stride[0] * stride[1] * rows + b) * row + place - line * output[2];
    }

    /** How many of n places, from the given one on, have windows side by side. */
    int run(int place, int n) {
        int length = row == output[2] ? output[1] * output[2] : output[2];
        return Math.min(n, length - place % length);
    }

    /** Rows of the input from one row of a plane to the next. */
    int rowStep() {
        return stride[1];
    }

    /** Elements of the input from one element of a row to the next. */
    int step() {
        return stride[2];
    }

    /** The first image of a part of the batch. */
    int image(int part, int parts) {
        return (int) ((long) batch * part / parts);
    }

    /** Whether groups have one input channel and few of the output. */
    boolean isDepthwise() {
        return in == 1 && out <= FEW;
    }

    /** Whether a window is one element of each channel, and places of the result are those of the input. */
    boolean isPointwise() {
        return taps == 1 && !framed && places == inputSize;
    }

    /** Places whose patches are multiplied together: a panel that register tiles read where it lies, or long rows. */
    int block(KernelFamily family, DType dtype) {
        return family == KernelFamily.SIMD
                ? Vectorization.kernels().panel(dtype)
                : Math.max(64, Math.min(LONG, CACHED / patch));
    }

    /** Places whose patches are summed or spread together. */
    int longBlock() {
        return Math.min(places, SEVERAL);
    }

    /** Input channels whose patches for so many places stay in the cache. */
    int channels(int block) {
        return Math.max(1, Math.min(in, CACHED / block / taps));
    }

    /** Step between rows of so many elements that whole vectors take. */
    static int pitch(int n, KernelFamily family, DType dtype) {
        int lanes = family == KernelFamily.SIMD ? Vectorization.kernels().bits() / (8 * dtype.bytes()) : 1;
        return (n + lanes - 1) / lanes * lanes;
    }
}
