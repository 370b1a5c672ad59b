package org.auriflow.engine.op;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.auriflow.engine.Shape;

/**
 * How the kernel of a {@link Convolution} moves over the spatial axes; one entry per axis in each list.
 *
 * @param strides steps between neighbouring results, at least 1
 * @param low zeros before the first element
 * @param high zeros after the last element
 * @param dilations steps between neighbouring elements of the kernel, at least 1
 * @param groups into how many groups channels are divided, each convolved by itself
 */
public record Window(
        List<Integer> strides, List<Integer> low, List<Integer> high, List<Integer> dilations, int groups) {

    /** A window with entries of its own for every axis. */
    public static Window of(int[] strides, int[] low, int[] high, int[] dilations, int groups) {
        return new Window(list(strides), list(low), list(high), list(dilations), groups);
    }

    /** A window that is the same along all axes, with as many zeros before as after. */
    public static Window uniform(int axes, int stride, int padding, int dilation, int groups) {
        List<Integer> zeros = Collections.nCopies(axes, padding);
        return new Window(Collections.nCopies(axes, stride), zeros, zeros, Collections.nCopies(axes, dilation), groups);
    }

    private static List<Integer> list(int[] values) {
        return Arrays.stream(values).boxed().toList();
    }

    /** The same window over other groups. */
    Window withGroups(int n) {
        return new Window(strides, low, high, dilations, n);
    }

    /** Elements from the first to the last that a kernel of so many elements reaches, both included. */
    private long reach(int axis, int kernel) {
        return (long) dilations.get(axis) * (kernel - 1) + 1;
    }

    /**
     * ⌊(S + low + high − dilation (K − 1) − 1) / stride⌋ + 1 results along an axis; below 1 if the kernel does not fit.
     */
    long results(int axis, int input, int kernel) {
        long room = (long) input + low.get(axis) + high.get(axis) - reach(axis, kernel);
        return Math.floorDiv(room, strides.get(axis)) + 1;
    }

    /**
     * The fewest elements along each spatial axis that give such results, and some more; empty if the ranks do not fit.
     *
     * @param results y [batch, out, S′…]
     * @param kernel w [out, in / groups, K…]
     * @param extra elements that no result needs, per axis
     */
    public List<Integer> inputs(Shape results, Shape kernel, int[] extra) {
        List<Integer> all = new ArrayList<>();
        int axes = results.rank() - 2;
        if (kernel.rank() != results.rank() || extra.length != axes || !isValid(axes)) {
            return all;
        }
        for (int i = 0; i < axes; i++) {
            long steps = (results.extent(i + 2) - 1L) * strides.get(i);
            long fewest = steps + reach(i, kernel.extent(i + 2)) - low.get(i) - high.get(i);
            all.add((int) Math.max(-1, Math.min(fewest + extra[i], Integer.MAX_VALUE)));
        }
        return List.copyOf(all);
    }

    /** Whether there is one entry for each axis, and all are in their ranges. */
    boolean isValid(int axes) {
        return strides.size() == axes
                && low.size() == axes
                && high.size() == axes
                && dilations.size() == axes
                && strides.stream().allMatch(s -> s > 0)
                && low.stream().allMatch(p -> p >= 0)
                && high.stream().allMatch(p -> p >= 0)
                && dilations.stream().allMatch(d -> d > 0)
                && groups > 0;
    }

    @Override
    public String toString() {
        return "strides " + strides + ", padding " + low + " and " + high + ", dilations " + dilations + ", " + groups
                + (groups == 1 ? " group" : " groups");
    }
}
