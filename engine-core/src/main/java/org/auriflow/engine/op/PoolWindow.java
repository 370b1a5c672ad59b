package org.auriflow.engine.op;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.auriflow.engine.Shape;
import org.auriflow.engine.TensorType;

/**
 * The windows of a pooling over the spatial axes of x [batch, channels, S…], one entry per axis in each list. No window is
 * outside of x altogether, because the padding is narrower than a window.
 *
 * @param kernel extents of a window, at least 1
 * @param strides steps between neighbouring windows, at least 1
 * @param low how far the first window may begin before x, below the kernel's extent
 * @param high how far the last window may end after x, below the kernel's extent
 */
public record PoolWindow(List<Integer> kernel, List<Integer> strides, List<Integer> low, List<Integer> high) {
    /** A window with entries of its own for every axis. */
    public static PoolWindow of(int[] kernel, int[] strides, int[] low, int[] high) {
        return new PoolWindow(list(kernel), list(strides), list(low), list(high));
    }

    /** A window that is the same along all axes, with as much padding before as after. */
    public static PoolWindow uniform(int axes, int kernel, int stride, int padding) {
        List<Integer> pad = Collections.nCopies(axes, padding);
        return new PoolWindow(Collections.nCopies(axes, kernel), Collections.nCopies(axes, stride), pad, pad);
    }

    private static List<Integer> list(int[] values) {
        return Arrays.stream(values).boxed().toList();
    }

    /** The same window for a convolution of single channels. */
    public Window convolution() {
        return new Window(strides, low, high, Collections.nCopies(kernel.size(), 1), 1);
    }

    /** Elements of a window. */
    public int size() {
        return kernel.stream().reduce(1, Math::multiplyExact);
    }

    /**
     * Shape of the results [batch, channels, S′…], S′ = ⌊(S + low + high − kernel)/stride⌋ + 1.
     *
     * @param name of the operation, for errors
     * @throws IllegalArgumentException if the window does not fit
     */
    public Shape results(String name, TensorType x) {
        int axes = x.shape().rank() - 2;
        if (axes < 1 || axes > Convolution.MOST_AXES || !x.dtype().isFloating()) {
            throw Op.error(
                    name,
                    "requires float32 or float64 with two axes before 1 to " + Convolution.MOST_AXES + " spatial ones",
                    x,
                    "reshape, expand or cast");
        }
        if (kernel.size() != axes
                || !convolution().isValid(axes)
                || kernel.stream().anyMatch(k -> k < 1)) {
            throw Op.error(
                    name,
                    "requires positive kernels and strides and no negative padding for " + axes + " axes",
                    this,
                    "check the numbers");
        }
        Shape y = x.shape();
        for (int i = 0; i < axes; i++) {
            int k = kernel.get(i);
            if (low.get(i) >= k || high.get(i) >= k) {
                throw Op.error(name, "padding must be below the kernel's extent", this, "pad less, or pad x itself");
            }
            long results = y.extent(i + 2) < 1 ? 0 : convolution().results(i, y.extent(i + 2), k);
            if (results < 1) {
                throw Op.error(
                        name, "a window must fit into the padded input", x.shape() + " with " + this, "pad more");
            }
            y = y.with(i + 2, (int) Math.min(results, Integer.MAX_VALUE));
        }
        return y;
    }

    @Override
    public String toString() {
        return "kernel " + kernel + ", strides " + strides + ", padding " + low + " and " + high;
    }
}
