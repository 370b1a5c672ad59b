package org.auriflow.engine.op;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.auriflow.engine.Convolutions;
import org.auriflow.engine.Pooling;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.Transport;

/** The operations that work along axes, at lengths of one's choice: what kernels that block and divide are tested on. */
public final class Lengths {
    private Lengths() {}

    private static Ops.Entry entry(String label, Fused.Body body, Operand... operands) {
        return new Ops.Entry(label, body, List.of(operands), false, true);
    }

    private static Ops.Entry entry(String label, UnaryOperator<Tensor> f, Operand operand) {
        return entry(label + " " + operand.shape(), x -> f.apply(x.get(0)), new Operand[] {operand});
    }

    /** Entries whose operands have n elements along one axis; most labels are those of the catalogue with the shape. */
    public static List<Ops.Entry> of(int n) {
        List<Ops.Entry> all = new ArrayList<>();
        Operand last = Operand.real(-2, 2, 9, n);
        Operand first = Operand.real(-2, 2, n, 9);
        Operand middle = Operand.real(-2, 2, 2, n, 5);
        Operand outside = Operand.real(-2, 2, 3, 2, n, 2);
        for (boolean largest : new boolean[] {true, false}) {
            String label = largest ? "max" : "min";
            all.add(entry(label, x -> largest ? x.max(1) : x.min(1), last));
            all.add(entry(label, x -> largest ? x.max(0) : x.min(0), last));
            all.add(entry(label, x -> largest ? x.max(0) : x.min(0), first));
            all.add(entry(label, x -> largest ? x.max(1) : x.min(1), middle));
            all.add(entry(label + " around", x -> largest ? x.max(0, 2) : x.min(0, 2), outside));
            all.add(entry(label + " between", x -> largest ? x.max(1, 3) : x.min(1, 3), outside));
            all.add(entry(label + " of all", x -> largest ? x.max() : x.min(), middle));
        }
        all.add(entry("sum", x -> x.sum(1), last));
        all.add(entry("sum", x -> x.sum(0), last));
        all.add(entry("sum", x -> x.sum(0), first));
        all.add(entry("sum", x -> x.sum(1), middle));
        all.add(entry("sum around", x -> x.sum(0, 2), outside));
        all.add(entry("sum between", x -> x.sum(1, 3), outside));
        all.add(entry("sum of all", x -> x.sum(), middle));
        for (int axis = 0; axis < 2; axis++) {
            int a = axis;
            Operand x0 = axis == 0 ? first : last;
            int[] extents = x0.shape().toArray();
            all.add(entry("argMax " + a, x -> x.argMax(a), x0));
            all.add(entry("cumSum " + a, x -> x.cumSum(a), x0));
            all.add(entry("cumSum reverse " + a, x -> Tensor.apply(new Reduction.CumulativeSum(a, true), x), x0));
            all.add(entry("prod " + a, x -> x.prod(a), x0));
            all.add(entry("logSumExp " + a, x -> x.logSumExp(a), x0));
            all.add(entry("sort " + a, x -> x.sort(a), x0));
            all.add(entry("argSort with ties " + a, x -> x.mul(8).floor().argSort(a), x0));
            String at = " " + a + " of " + n;
            Operand some = Operand.integers(0, 7, extents);
            all.add(entry("scatterAdd" + at, x -> x.get(0).scatterAdd(a, x.get(1), 7), x0, some));
            all.add(entry("gather" + at, x -> x.get(0).gather(a, x.get(1)), x0, Operand.integers(0, n, extents)));
            int[] few = axis == 0 ? new int[] {3, 9} : new int[] {9, 3};
            all.add(entry("gather few" + at, x -> x.get(0).gather(a, x.get(1)), x0, Operand.integers(0, n, few)));
            all.add(entry("take" + at, x -> x.get(0).take(a, x.get(1)), x0, Operand.integers(0, n, 5)));
        }
        for (boolean right : new boolean[] {true, false}) {
            Operand values = Operand.real(-1, n / 8.0 + 1, 2, 2100);
            all.add(entry(
                    "searchSorted " + n + " " + right,
                    x -> Tensor.searchSorted(x.get(0), x.get(1), right),
                    Operand.ascending(0, 0.125, 2, n),
                    values));
        }
        all.add(entry("sort", x -> x.sort(1), middle));
        all.add(entry("argSort int32", x -> x.argSort(1), Operand.integers(-9, 10, 2, n)));
        convolutions(n, all);
        pools(n, all);
        all.add(entry("softmax", Tensor::softmax, last));
        all.add(entry("softmax", Tensor::softmax, first));
        all.add(entry("logSoftmax", Tensor::logSoftmax, last));
        all.add(entry("logSoftmax", Tensor::logSoftmax, first));
        all.add(entry("layerNorm", x -> x.layerNorm(1e-3), last));
        all.add(entry("layerNorm", x -> x.layerNorm(1e-3), first));
        Operand points = Operand.real(-2, 2, 2, 3, 5);
        all.add(entry(
                "squaredDistances of " + n,
                x -> Transport.squaredDistances(x.get(0), x.get(1)),
                Operand.real(-2, 2, 2, n, 5),
                points));
        Operand few = Operand.real(-1, 0, 9);
        Operand many = Operand.real(-1, 0, n);
        Operand epsilon = Operand.real(0.4, 0.6);
        all.add(entry(
                "sinkhorn rows of " + n,
                x -> Transport.rows(x.get(0), x.get(1), x.get(2), x.get(3)),
                last,
                few,
                many,
                epsilon));
        all.add(entry(
                "sinkhorn columns of " + n,
                x -> Transport.columns(x.get(0), x.get(1), x.get(2), x.get(3)),
                first,
                few,
                many,
                epsilon));
        return all;
    }

    /** Along one axis of one and two, of channels and of samples. */
    private static void convolutions(int n, List<Ops.Entry> all) {
        all.add(convolution("convolve", 1, 1, 1, 1, new int[] {2, 3, n}, 4, 3, 3));
        all.add(convolution("convolve strided", 2, 3, 2, 1, new int[] {2, 3, n}, 5, 3, 4));
        all.add(convolution("convolve last", 1, 1, 1, 1, new int[] {1, 2, 4, n}, 3, 2, 3, 3));
        all.add(convolution("convolve first", 2, 1, 1, 1, new int[] {2, 2, n, 3}, 3, 2, 3, 2));
        all.add(convolution("convolve grouped", 1, 2, 1, 2, new int[] {1, 8, n}, 12, 4, 5));
        all.add(convolution("convolve depthwise", 1, 1, 1, 3, new int[] {2, 3, 3, n}, 3, 1, 3, 3));
        all.add(convolution("convolve depthwise strided", 2, 1, 1, 3, new int[] {2, 3, n}, 6, 1, 3));
        all.add(convolution("convolve pointwise", 1, 0, 1, 1, new int[] {2, 5, n}, 7, 5, 1));
        all.add(convolution("convolve channels", 1, 0, 1, 1, new int[] {2, n, 3}, 2, n, 2));
        all.add(convolution("convolve to channels", 1, 1, 1, 1, new int[] {2, 2, 5}, n, 2, 3));
        all.add(convolution("convolve samples", 1, 1, 1, 1, new int[] {n, 2, 5}, 3, 2, 3));
        Operand w = Operand.real(-1, 1, 4, 3, 5);
        Operand x = Operand.real(-1, 1, 2, 4, n);
        all.add(entry(
                "transposed " + x.shape(), v -> Convolutions.transposed(v.get(0), v.get(1), 2, 1, 1, 1, 1), x, w));
    }

    private static void pools(int n, List<Ops.Entry> all) {
        Operand line = Operand.real(-2, 2, 3, 2, n);
        Operand first = Operand.real(-2, 2, 1, 2, n, 4);
        Operand last = Operand.real(-2, 2, 2, 1, 3, n);
        all.add(entry("maxPool", x -> Pooling.maxPool(x, 2, 2, 1), line));
        all.add(entry("maxPool wide", x -> Pooling.maxPool(x, 5, 1, 4), line));
        all.add(entry("maxPool", x -> Pooling.maxPool(x, 3, 2, 1), first));
        Op places = new ArgMaxPool(PoolWindow.uniform(2, 3, 1, 1));
        all.add(entry("argMaxPool with ties", x -> Tensor.apply(places, x.mul(2).floor()), last));
        all.add(entry("averagePool", x -> Pooling.averagePool(x, 2, 2, 1), line));
        all.add(entry("averagePool", x -> Pooling.averagePool(x, 3, 2, 1), first));
        all.add(entry("averagePool", x -> Pooling.averagePool(x, 3, 1, 1), last));
    }

    private static Ops.Entry convolution(
            String label, int stride, int padding, int dilation, int groups, int[] input, int... weights) {
        Operand x = Operand.real(-1, 1, input);
        Operand w = Operand.real(-1, 1, weights);
        return entry(
                label + " " + x.shape(),
                v -> Convolutions.convolve(v.get(0), v.get(1), stride, padding, dilation, groups),
                x,
                w);
    }
}
