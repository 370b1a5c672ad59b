package org.auriflow.engine.laws;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Grad;
import org.auriflow.engine.Pooling;
import org.auriflow.engine.RandomStream;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Storage;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.op.Operand;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Pooling against the same made of padding and shifted slices, and which of several largest elements counts. */
class PoolingTest {
    private static final double NAN = Double.NaN;
    private static final double INF = Double.POSITIVE_INFINITY;
    private static final Engine ENGINE = Engine.cpu(1);

    @AfterAll
    static void close() {
        ENGINE.close();
    }

    /** Extents and a window. */
    private record Case(int[] x, int[] kernel, int[] strides, int[] low, int[] high) {
        @Override
        public String toString() {
            return Shape.of(x) + " kernel " + Shape.of(kernel) + " strides " + Shape.of(strides) + " padding "
                    + Shape.of(low) + " and " + Shape.of(high);
        }
    }

    private static int[] of(int... extents) {
        return extents;
    }

    static Stream<Case> cases() {
        return Stream.of(
                new Case(of(2, 3, 8), of(2), of(2), of(0), of(0)),
                new Case(of(2, 3, 7), of(3), of(2), of(2), of(1)),
                new Case(of(1, 2, 1), of(4), of(1), of(3), of(3)),
                new Case(of(2, 1, 6, 7), of(2, 3), of(2, 1), of(1, 0), of(0, 2)),
                new Case(of(3, 2, 5, 5), of(5, 5), of(1, 1), of(4, 4), of(4, 4)),
                new Case(of(1, 2, 9, 4), of(1, 2), of(3, 5), of(0, 1), of(0, 0)),
                new Case(of(2, 2, 4, 3, 5), of(2, 1, 3), of(1, 2, 2), of(1, 0, 1), of(0, 0, 2)),
                new Case(of(0, 2, 4, 4), of(2, 2), of(2, 2), of(0, 0), of(0, 0)),
                new Case(of(2, 0, 4, 4), of(2, 2), of(2, 2), of(0, 0), of(0, 0)));
    }

    /** The windows' elements at every place of the kernel, joined place by place. */
    private static Tensor fold(Case c, Tensor x, double outside, BinaryOperator<Tensor> join) {
        Tensor padded = x;
        for (int i = 0; i < c.kernel.length; i++) {
            padded = padded.pad(i + 2, c.low[i], c.high[i], outside);
        }
        Tensor all = null;
        for (int place = 0; place < Shape.of(c.kernel).size(); place++) {
            Tensor part = padded;
            int left = place;
            for (int i = c.kernel.length - 1; i >= 0; i--) {
                int first = left % c.kernel[i];
                left /= c.kernel[i];
                int last = padded.shape().extent(i + 2) - c.kernel[i] + first + 1;
                part = part.slice(i + 2, first, last, c.strides[i]);
            }
            all = all == null ? part : join.apply(all, part);
        }
        return all;
    }

    private static Tensor max(Case c, Tensor x) {
        return Pooling.maxPool(x, c.kernel, c.strides, c.low, c.high);
    }

    private static Tensor average(Case c, Tensor x) {
        return Pooling.averagePool(x, c.kernel, c.strides, c.low, c.high);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void poolsAreFoldedSlices(Case c) {
        for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
            Tensor x = Operand.distinct(-2, 2, 0, 1, c.x).sample(dtype, new RandomStream(1, 1));
            double tolerance = dtype == DType.FLOAT32 ? 1e-6 : 1e-14;
            assertAgree(c, x, max(c, x), fold(c, x, -INF, (a, b) -> a.max(b)), 0);
            int places = Shape.of(c.kernel).size();
            assertAgree(c, x, average(c, x), fold(c, x, 0, Tensor::add).div(places), tolerance);
            for (Storage s : Compiled.both(ENGINE, in -> max(c, in.get(0)), x)) {
                assertArrayEquals(max(c, x).toDoubleArray(), values(s));
            }
        }
    }

    private static void assertAgree(Case c, Tensor x, Tensor got, Tensor expected, double tolerance) {
        assertEquals(expected.type(), got.type(), c.toString());
        assertArrayEquals(expected.toDoubleArray(), got.toDoubleArray(), tolerance, c.toString());
        Tensor weights = expected.mul(0.5).add(1).detach();
        Tensor g = Grad.grad(got.mul(weights).sum(), x);
        Tensor want = Grad.grad(expected.mul(weights).sum(), x);
        double rounding = x.dtype() == DType.FLOAT32 ? 1e-4 : 1e-12;
        assertArrayEquals(want.toDoubleArray(), g.toDoubleArray(), rounding, c + ", gradient");
    }

    private static double[] values(Storage s) {
        return IntStream.range(0, s.size()).mapToDouble(s::get).toArray();
    }

    @Test
    void theFirstLargestElementCounts() {
        for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
            Tensor x = Tensor.of(3.0, 3, 1, 2, -INF, -INF, NAN, 4, NAN, 0, -0.0, 0)
                    .cast(dtype)
                    .reshape(1, 1, 12);
            List<Storage> pooled = new ArrayList<>(Compiled.both(
                    ENGINE, in -> Pooling.maxPool(in.get(0), 2, 2, 0), Tensor.constant(x.type(), x.storage())));
            for (Storage s : pooled) {
                assertArrayEquals(new double[] {3, 2, -INF, NAN, NAN, -0.0}, values(s));
            }
            Tensor g = Grad.grad(Pooling.maxPool(x, 2, 2, 0).sum(), x);
            assertArrayEquals(new double[] {1, 0, 0, 1, 1, 0, 1, 0, 1, 0, 1, 0}, g.toDoubleArray());
        }
    }

    /** Zeros of the padding count among the elements of a mean, never among the largest. */
    @Test
    void whatThePaddingIs() {
        Tensor x = Tensor.of(-3.0, -6).reshape(1, 1, 2);
        assertArrayEquals(new double[] {-3, -3}, Pooling.maxPool(x, 3, 1, 1).toDoubleArray());
        assertArrayEquals(new double[] {-3, -3}, Pooling.averagePool(x, 3, 1, 1).toDoubleArray());
    }
}
