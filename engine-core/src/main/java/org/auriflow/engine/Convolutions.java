package org.auriflow.engine;

import java.util.Arrays;
import java.util.List;
import org.auriflow.engine.op.Convolution;
import org.auriflow.engine.op.Window;

/**
 * Convolutions along one to three spatial axes, in the sense of deep learning: cross-correlations, the kernel is not
 * flipped.
 *
 * <p>Samples come first, then channels, then space: x [batch, in, S…]. Operands are float32 or float64, a bias is added
 * like any tensor of shape [out, 1, …]. All are linear in each operand and have derivatives of any order in both modes;
 * the gradients of a convolution are a transposed convolution and a sum over the batch, and those of these convolutions
 * again.
 *
 * <p>Zeros of the padding are multiplied like other elements, and so may be the gaps that strides leave in a transposed
 * convolution: a weight that is infinite or NaN gives NaN there too. Float32 sums may be taken in float32, in an order
 * that depends on shapes only. Empty batches are allowed.
 *
 * <pre>{@code
 * Tensor h = Convolutions.convolve(image, w, 1, 1, 1, 1).add(b).relu();  // [n, 1, 28, 28], [16, 1, 3, 3], [16, 1, 1]
 * }</pre>
 */
public final class Convolutions {
    private Convolutions() {}

    /**
     * The convolution with stride 1 and without padding: y[b, c, o] = Σ x[b, i, o + k] w[c, i, k] over i and k.
     *
     * @param x [batch, in, S…]
     * @param w [out, in, K…]
     * @return [batch, out, S − K + 1…]
     * @throws IllegalArgumentException if ranks, dtypes or channels do not fit, or the kernel is larger than the input
     */
    public static Tensor convolve(Tensor x, Tensor w) {
        return convolve(x, w, 1, 0, 1, 1);
    }

    /**
     * A convolution that is the same along all axes; see the other one for the formula.
     *
     * @param x [batch, in, S…]
     * @param w [out, in / groups, K…]
     * @param stride from one result to the next
     * @param padding zeros before and after each axis; dilation·(K − 1)/2 keeps the extents where K is odd and the
     *     stride 1
     * @param dilation from one element of the kernel to the next
     * @param groups groups of channels that are convolved by themselves; as many as channels for a depthwise
     *     convolution
     * @return [batch, out, S′…], S′ = ⌊(S + 2·padding − dilation·(K − 1) − 1)/stride⌋ + 1
     * @throws IllegalArgumentException if ranks, dtypes or channels do not fit, a number is out of its range, or the
     *     kernel is larger than the padded input
     */
    public static Tensor convolve(Tensor x, Tensor w, int stride, int padding, int dilation, int groups) {
        return convolve(x, w, Window.uniform(axes(x), stride, padding, dilation, groups));
    }

    /**
     * A convolution: y[b, c, o] = Σ x[b, i, o·stride + k·dilation − low] w[c, i, k], over the channels i of the group
     * of c and the places k of the kernel. What would be read outside of x is 0.
     *
     * @param x [batch, in, S…]
     * @param w [out, in / groups, K…]
     * @param strides from one result to the next, per spatial axis
     * @param low zeros before each spatial axis
     * @param high zeros after each spatial axis
     * @param dilations from one element of the kernel to the next, per spatial axis
     * @param groups groups of channels that are convolved by themselves; divides in and out
     * @return [batch, out, S′…], S′ = ⌊(S + low + high − dilation·(K − 1) − 1)/stride⌋ + 1
     * @throws IllegalArgumentException if ranks, dtypes or channels do not fit, a number is out of its range, or the
     *     kernel is larger than the padded input
     */
    public static Tensor convolve(
            Tensor x, Tensor w, int[] strides, int[] low, int[] high, int[] dilations, int groups) {
        return convolve(x, w, Window.of(strides, low, high, dilations, groups));
    }

    private static Tensor convolve(Tensor x, Tensor w, Window window) {
        return Tensor.apply(Convolution.of(window), x, w);
    }

    /**
     * The transposed convolution with stride 1 and without padding: y[b, i, s] = Σ x[b, c, s − k] w[c, i, k] over c and
     * k.
     *
     * @param x [batch, in, S…]
     * @param w [in, out, K…]
     * @return [batch, out, S + K − 1…]
     * @throws IllegalArgumentException if ranks, dtypes or channels do not fit
     */
    public static Tensor transposed(Tensor x, Tensor w) {
        return transposed(x, w, 1, 0, 0, 1, 1);
    }

    /**
     * A transposed convolution that is the same along all axes; see the other one for the formula.
     *
     * @param x [batch, in, S…]
     * @param w [in, out / groups, K…]
     * @param stride from where one element of x goes to where the next one goes
     * @param padding elements that are cut off at both ends
     * @param extra elements more at the end, below stride
     * @param dilation from one element of the kernel to the next
     * @param groups groups of channels that are convolved by themselves
     * @return [batch, out, S′…], S′ = (S − 1)·stride + dilation·(K − 1) + 1 − 2·padding + extra
     * @throws IllegalArgumentException if ranks, dtypes or channels do not fit, or a number is out of its range
     */
    public static Tensor transposed(Tensor x, Tensor w, int stride, int padding, int extra, int dilation, int groups) {
        int axes = axes(x);
        int[] more = new int[axes];
        Arrays.fill(more, extra);
        return transposed(x, w, Window.uniform(axes, stride, padding, dilation, groups), more);
    }

    /**
     * A transposed convolution, which is what takes cotangents of a convolution back to its input: y[b, i, s] = Σ x[b,
     * c, o] w[c, i, k] over the channels c of the group of i and all o and k with o·stride + k·dilation − low = s.
     *
     * @param x [batch, in, S…]
     * @param w [in, out / groups, K…]; what is the first axis for a convolution is so here, and takes in what that
     *     gives out
     * @param strides from where one element of x goes to where the next one goes, per spatial axis
     * @param low elements that are cut off before each spatial axis
     * @param high elements that are cut off after each spatial axis
     * @param extra elements more after each spatial axis, below its stride: a convolution does not tell such extents
     *     apart
     * @param dilations from one element of the kernel to the next, per spatial axis
     * @param groups groups of channels that are convolved by themselves; divides in and out
     * @return [batch, out, S′…], S′ = (S − 1)·stride + dilation·(K − 1) + 1 − low − high + extra
     * @throws IllegalArgumentException if ranks, dtypes or channels do not fit, or a number is out of its range
     */
    public static Tensor transposed(
            Tensor x, Tensor w, int[] strides, int[] low, int[] high, int[] extra, int[] dilations, int groups) {
        return transposed(x, w, Window.of(strides, low, high, dilations, groups), extra);
    }

    private static Tensor transposed(Tensor x, Tensor w, Window window, int[] extra) {
        // What does not fit gives extents that the operation refuses.
        List<Integer> extents = window.inputs(x.shape(), w.shape(), extra);
        return Tensor.apply(new Convolution(window, Convolution.Factor.INPUT, extents), w, x);
    }

    private static int axes(Tensor x) {
        return Math.max(0, x.shape().rank() - 2);
    }
}
