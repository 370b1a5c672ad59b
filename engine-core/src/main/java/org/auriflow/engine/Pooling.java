package org.auriflow.engine;

import org.auriflow.engine.op.ArgMaxPool;
import org.auriflow.engine.op.Convolution;
import org.auriflow.engine.op.Indexing;
import org.auriflow.engine.op.PoolWindow;

/**
 * Pooling along one to three spatial axes: a number for every window of x [batch, channels, S…], float32 or float64.
 *
 * <p>Windows stand S′ = ⌊(S + 2·padding − kernel)/stride⌋ + 1 times along an axis. Padding is below the kernel's extent, so
 * that every window has an element of x. Derivatives are of any order in both modes. Empty batches are allowed.
 *
 * <pre>{@code
 * Tensor h = Pooling.maxPool(Convolutions.convolve(image, w, 1, 1, 1, 1).relu(), 2, 2, 0);  // halves both extents
 * }</pre>
 */
public final class Pooling {
    private Pooling() {}

    /**
     * Largest elements of windows that are the same along all axes; see the other one.
     *
     * @param x [batch, channels, S…]
     * @param kernel extent of a window
     * @param stride from one window to the next
     * @param padding how far windows may reach over both ends of x
     * @return [batch, channels, S′…]
     * @throws IllegalArgumentException if rank or dtype do not fit, or a number is out of its range
     */
    public static Tensor maxPool(Tensor x, int kernel, int stride, int padding) {
        return maxPool(x, PoolWindow.uniform(axes(x), kernel, stride, padding));
    }

    /**
     * Largest elements of windows: y[b, c, o] = max x[b, c, o·stride + k − low] over the places k of the window that are
     * within x. NaN where a window has one. The derivative goes to the first of several largest elements.
     *
     * @param x [batch, channels, S…]
     * @param kernel extents of a window, per spatial axis
     * @param strides from one window to the next, per spatial axis
     * @param low how far the first window reaches before x, per spatial axis
     * @param high how far the last window may reach after x, per spatial axis
     * @return [batch, channels, S′…], S′ = ⌊(S + low + high − kernel)/stride⌋ + 1
     * @throws IllegalArgumentException if rank or dtype do not fit, or a number is out of its range
     */
    public static Tensor maxPool(Tensor x, int[] kernel, int[] strides, int[] low, int[] high) {
        return maxPool(x, PoolWindow.of(kernel, strides, low, high));
    }

    private static Tensor maxPool(Tensor x, PoolWindow window) {
        Shape y = window.results("maxpool", x.type());
        Tensor at = Tensor.apply(new ArgMaxPool(window), x);
        Indexing.Gather largest = new Indexing.Gather(2, false);
        return Tensor.apply(largest, x.reshape(flat(x.shape())), at.reshape(flat(y)))
                .reshape(y);
    }

    /**
     * Means of windows that are the same along all axes; see the other one.
     *
     * @param x [batch, channels, S…]
     * @param kernel extent of a window
     * @param stride from one window to the next
     * @param padding zeros before and after each axis
     * @return [batch, channels, S′…]
     * @throws IllegalArgumentException if rank or dtype do not fit, or a number is out of its range
     */
    public static Tensor averagePool(Tensor x, int kernel, int stride, int padding) {
        return averagePool(x, PoolWindow.uniform(axes(x), kernel, stride, padding));
    }

    /**
     * Means of windows: y[b, c, o] = Σ x[b, c, o·stride + k − low]/K over the places k of the window. What is outside of x
     * counts as 0, and K is the number of all places, those outside included, as by default elsewhere.
     *
     * @param x [batch, channels, S…]
     * @param kernel extents of a window, per spatial axis
     * @param strides from one window to the next, per spatial axis
     * @param low zeros before each spatial axis
     * @param high zeros after each spatial axis
     * @return [batch, channels, S′…], S′ = ⌊(S + low + high − kernel)/stride⌋ + 1
     * @throws IllegalArgumentException if rank or dtype do not fit, or a number is out of its range
     */
    public static Tensor averagePool(Tensor x, int[] kernel, int[] strides, int[] low, int[] high) {
        return averagePool(x, PoolWindow.of(kernel, strides, low, high));
    }

    private static Tensor averagePool(Tensor x, PoolWindow window) {
        Shape y = window.results("averagepool", x.type());
        Shape s = x.shape();
        // Channels pass for samples of one channel, so that one small kernel of ones serves all.
        Shape single = s.range(2, s.rank()).insert(0, 1).insert(0, s.range(0, 2).size());
        int[] k = window.kernel().stream().mapToInt(i -> i).toArray();
        Tensor ones = Tensor.full(x.type().withShape(Shape.of(1, 1).concat(Shape.of(k))), 1);
        Tensor sums = Tensor.apply(Convolution.of(window.convolution()), x.reshape(single), ones);
        return sums.reshape(y).div(window.size());
    }

    /** [batch, channels, all places]. */
    private static Shape flat(Shape s) {
        return s.range(0, 2).insert(2, s.range(2, s.rank()).size());
    }

    private static int axes(Tensor x) {
        return Math.max(0, x.shape().rank() - 2);
    }
}
