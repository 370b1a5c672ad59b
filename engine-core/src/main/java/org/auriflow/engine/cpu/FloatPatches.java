package org.auriflow.engine.cpu;

import java.util.Arrays;
import org.auriflow.engine.DType;

/**
 * Patches of float32 images as columns of matrices, and back; GenerateTwins.java makes the float64 twin of this file.
 * Row c · taps + t of such a matrix is element t of windows in channel c.
 */
final class FloatPatches {
    /** Elements from which on a call of a loop costs less than it saves. */
    private static final int LONG = 16;

    private final ConvolutionLayout layout;
    private final Loop add;

    FloatPatches(ConvolutionLayout layout, KernelFamily family) {
        this.layout = layout;
        this.add = family.loop("add", DType.FLOAT32, DType.FLOAT32);
    }

    /** Zeros for the padding of frames, which stay there from one image to the next. */
    void clear(float[] frames, int channels) {
        Arrays.fill(frames, 0, channels * layout.frameSize, 0);
    }

    /** Copies channels of the input into frames. */
    void frame(float[] x, int x0, int channels, float[] frames) {
        move(x, x0, channels, frames, true);
    }

    /** Adds what of frames is in the input to it. */
    void unframe(float[] frames, int channels, float[] x, int x0) {
        move(x, x0, channels, frames, false);
    }

    private void move(float[] x, int x0, int channels, float[] frames, boolean in) {
        int[] input = layout.input;
        int step = layout.step();
        int size = layout.rows * layout.row;
        int at = 0;
        for (int c = 0; c < channels; c++) {
            for (int begin : layout.begin) {
                int column = begin - layout.low[2];
                int left = first(column, step);
                int n = begin == ConvolutionLayout.NOT_READ ? 0 : last(column, step, input[2], layout.row) - left;
                for (int i = 0; i < layout.planes; i++) {
                    int a = i - layout.low[0];
                    int plane = x0 + ((c * input[0] + a) * input[1]) * input[2] + column + left * step;
                    for (int q = 0; q < layout.rowStep(); q++, at += size) {
                        if (a >= 0 && a < input[0] && n > 0 && layout.rowsRead[q]) {
                            rows(x, plane, q - layout.low[1], frames, at + left, n, in);
                        }
                    }
                }
            }
        }
    }

    /** The first of the elements begin, begin + step, … that is not negative. */
    private static int first(int begin, int step) {
        return begin >= 0 ? 0 : (step - 1 - begin) / step;
    }

    /** The first of them that is not below the end, at most n. */
    private static int last(int begin, int step, int end, int n) {
        return begin >= end ? 0 : Math.min(n, (end - 1 - begin) / step + 1);
    }

    /** n elements of each row that a stride leaves, from a given one on. */
    private void rows(float[] x, int plane, int line, float[] frames, int at, int n, boolean in) {
        int rowStep = layout.rowStep();
        int top = first(line, rowStep);
        int bottom = last(line, rowStep, layout.input[1], layout.rows);
        int step = layout.step();
        int pitch = rowStep * layout.input[2];
        int row = layout.row;
        int from = plane + (line + top * rowStep) * layout.input[2];
        int to = at + top * row;
        int end = at + bottom * row;
        if (!in) {
            for (; to < end; to += row, from += pitch) {
                addFew(frames, to, x, from, step, n);
            }
        } else if (step == 1 && n >= LONG) {
            for (; to < end; to += row, from += pitch) {
                System.arraycopy(x, from, frames, to, n);
            }
        } else {
            for (; to < end; to += row, from += pitch) {
                for (int i = 0; i < n; i++) {
                    frames[to + i] = x[from + i * step];
                }
            }
        }
    }

    /**
     * Copies the windows of n places, from the given one on, to columns.
     *
     * @param f0 where frames of the channels begin
     * @param t0 where the first column begins
     * @param pitch from one row of the matrix to the next
     */
    void columns(float[] frames, int f0, int channels, int place, int n, float[] to, int t0, int pitch) {
        int taps = layout.taps;
        for (int at = 0, run; at < n; at += run) {
            run = layout.run(place + at, n - at);
            int from = f0 + layout.start(place + at);
            int row = t0 + at;
            for (int c = 0; c < channels; c++, from += layout.frameSize) {
                for (int t = 0; t < taps; t++, row += pitch) {
                    System.arraycopy(frames, from + layout.tap[t], to, row, run);
                }
            }
        }
    }

    /** Adds n columns to the windows of places, from the given one on: the transpose of {@link #columns}. */
    void spread(float[] columns, int pitch, int channels, int place, int n, float[] frames, int f0, Scratch scratch) {
        int taps = layout.taps;
        for (int at = 0, run; at < n; at += run) {
            run = layout.run(place + at, n - at);
            int to = f0 + layout.start(place + at);
            int row = at;
            for (int c = 0; c < channels; c++, to += layout.frameSize) {
                for (int t = 0; t < taps; t++, row += pitch) {
                    if (run >= LONG) {
                        add(columns, row, frames, to + layout.tap[t], run, scratch);
                    } else {
                        addFew(columns, row, frames, to + layout.tap[t], 1, run);
                    }
                }
            }
        }
    }

    private static void addFew(float[] x, int from, float[] to, int at, int step, int n) {
        for (int i = 0; i < n; i++) {
            to[at + i * step] += x[from + i];
        }
    }

    /** to += x, n elements. */
    void add(float[] x, int from, float[] to, int at, int n, Scratch scratch) {
        Object[] in = scratch.operands;
        in[0] = to;
        in[1] = x;
        scratch.offsets[0] = at;
        scratch.offsets[1] = from;
        scratch.steps[0] = 1;
        scratch.steps[1] = 1;
        add.run(in, scratch.offsets, scratch.steps, to, at, n);
    }
}
