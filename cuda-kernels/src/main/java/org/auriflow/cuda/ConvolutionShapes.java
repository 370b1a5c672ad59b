package org.auriflow.cuda;

import java.util.ArrayList;
import java.util.List;
import org.auriflow.engine.TensorType;
import org.auriflow.engine.op.Convolution;

/**
 * Convolutions and their gradients as products C = A B for every group, as convolution.cu computes them: how rows and
 * walks lie in memory. Along fewer than three axes the first ones have one element.
 *
 * <p>A transposed convolution with strides is one product for each class of elements that a stride leaves together:
 * only these meet the same elements of the kernel.
 */
final class ConvolutionShapes {
    private final Convolution.Sizes sizes;
    private final int[] s;
    private final int[] k;
    private final int[] o;
    private final int[] stride;
    private final int[] low;
    private final int[] dilation;
    private final int input;
    private final int taps;
    private final int places;

    /**
     * One product.
     *
     * @param m rows
     * @param channels length of the first axis of sums, whose other axes are those of depth
     * @param n columns
     * @param depth walks over the terms of a sum: through the array B and along a row of A
     * @param columns walks over columns: through B and along a row of C
     * @param extents axes of B
     * @param rowA step from row to row of A
     * @param rowC step from row to row of C
     * @param groups steps from group to group of A, B and C
     * @param size elements of the result with all groups
     */
    record Product(
            int m,
            int channels,
            int n,
            GatherWalk depth,
            GatherWalk columns,
            int[] extents,
            int rowA,
            int rowC,
            int[] groups,
            int size) {
        /** Length of sums. */
        int k() {
            return channels * depth.inner();
        }

        /** The struct {@code Gather}. */
        int[] struct() {
            int[] rows = {rowA, rowC};
            return GatherWalk.concat(depth.struct(), columns.struct(), extents, rows, groups, new int[] {size});
        }
    }

    private ConvolutionShapes(Convolution op, List<TensorType> inputs) {
        this.sizes = op.sizes(inputs);
        this.s = Convolution.three(sizes.input().toArray(), 1);
        this.k = Convolution.three(sizes.kernel().toArray(), 1);
        this.o = Convolution.three(sizes.output().toArray(), 1);
        this.stride = Convolution.three(array(op.window().strides()), 1);
        this.low = Convolution.three(array(op.window().low()), 0);
        this.dilation = Convolution.three(array(op.window().dilations()), 1);
        this.input = sizes.input().size();
        this.taps = sizes.kernel().size();
        this.places = sizes.output().size();
    }

    /** The products that an operation consists of, for operands with elements. */
    static List<Product> of(Convolution op, List<TensorType> inputs) {
        ConvolutionShapes c = new ConvolutionShapes(op, inputs);
        return switch (op.result()) {
            case OUTPUT -> List.of(c.convolution());
            case WEIGHTS -> List.of(c.weights());
            case INPUT -> c.transposed();
        };
    }

    private static int[] array(List<Integer> all) {
        return all.stream().mapToInt(i -> i).toArray();
    }

    /** Strides of three axes, and of one before them. */
    private static int[] strides(int outer, int[] extents, int... steps) {
        return new int[] {outer, steps[0] * extents[1] * extents[2], steps[1] * extents[2], steps[2]};
    }

    /** Where in three axes a place is. */
    private static int at(int[] place, int[] extents) {
        return (place[0] * extents[1] + place[1]) * extents[2] + place[2];
    }

    private static int[] negative(int[] v) {
        return new int[] {-v[0], -v[1], -v[2]};
    }

    /** Input channels of a group and elements of the kernel: through x and w. */
    private GatherWalk taps() {
        return new GatherWalk(k, strides(input, s, dilation), 0, dilation, new int[3], strides(taps, k, 1, 1, 1), 0);
    }

    /** Samples and places of the result: through x, from the first element of a window on, and y. */
    private GatherWalk places() {
        int samples = sizes.groups() * sizes.in() * input;
        int results = sizes.groups() * sizes.out() * places;
        int[] first = negative(low);
        return new GatherWalk(
                o, strides(samples, s, stride), at(first, s), stride, first, strides(results, o, 1, 1, 1), 0);
    }

    private Product convolution() {
        int patch = sizes.in() * taps;
        int n = sizes.batch() * places;
        int[] groups = {sizes.out() * patch, sizes.in() * input, sizes.out() * places};
        return new Product(
                sizes.out(),
                sizes.in(),
                n,
                taps(),
                places(),
                s,
                patch,
                places,
                groups,
                sizes.groups() * sizes.out() * n);
    }

    private Product weights() {
        int patch = sizes.in() * taps;
        int[] groups = {sizes.out() * places, sizes.in() * input, sizes.out() * patch};
        return new Product(
                sizes.out(),
                sizes.batch(),
                patch,
                places(),
                taps(),
                s,
                places,
                patch,
                groups,
                sizes.groups() * sizes.out() * patch);
    }

    private List<Product> transposed() {
        List<Product> all = new ArrayList<>();
        for (int a = 0; a < Math.min(stride[0], s[0]); a++) {
            for (int b = 0; b < Math.min(stride[1], s[1]); b++) {
                for (int c = 0; c < Math.min(stride[2], s[2]); c++) {
                    all.add(transposed(new int[] {a, b, c}));
                }
            }
        }
        return all;
    }

    /** The elements of x at a place, and at those that are whole strides further. */
    private Product transposed(int[] place) {
        int[] count = new int[3];
        int[] met = new int[3];
        int[] tap = new int[3];
        int[] step = new int[3];
        int[] back = new int[3];
        int[] first = new int[3];
        for (int i = 0; i < 3; i++) {
            count[i] = (s[i] - place[i] + stride[i] - 1) / stride[i];
            step[i] = stride[i] / gcd(stride[i], dilation[i]);
            back[i] = -step[i] * dilation[i] / stride[i];
            while (tap[i] < step[i] && Math.floorMod(place[i] + low[i] - tap[i] * dilation[i], stride[i]) != 0) {
                tap[i]++;
            }
            boolean none = tap[i] >= Math.min(step[i], k[i]);
            met[i] = none ? 0 : (k[i] - tap[i] + step[i] - 1) / step[i];
            first[i] = none ? 0 : Math.floorDiv(place[i] + low[i] - tap[i] * dilation[i], stride[i]);
        }
        int samples = sizes.groups() * sizes.in() * input;
        int results = sizes.groups() * sizes.out() * places;
        GatherWalk depth = new GatherWalk(
                met,
                strides(places, o, back),
                at(first, o),
                back,
                first,
                strides(sizes.in() * taps, k, step),
                at(tap, k));
        GatherWalk columns = new GatherWalk(
                count,
                strides(results, o, 1, 1, 1),
                0,
                new int[] {1, 1, 1},
                new int[3],
                strides(samples, s, stride),
                at(place, s));
        int[] groups = {sizes.out() * sizes.in() * taps, sizes.out() * places, sizes.in() * input};
        int n = sizes.batch() * columns.inner();
        return new Product(sizes.in(), sizes.out(), n, depth, columns, o, taps, input, groups, sizes.batch() * samples);
    }

    private static int gcd(int a, int b) {
        return b == 0 ? a : gcd(b, a % b);
    }
}
