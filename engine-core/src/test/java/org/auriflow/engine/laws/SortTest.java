package org.auriflow.engine.laws;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Grad;
import org.auriflow.engine.RandomStream;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Storage;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.TensorType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sorted lines ascend, equal elements keep their order, NaN is last; interpreted and compiled. */
class SortTest {
    private static final double NAN = Double.NaN;
    private static final double INF = Double.POSITIVE_INFINITY;
    private static final Engine ENGINE = Engine.cpu(1);

    @AfterAll
    static void close() {
        ENGINE.close();
    }

    private static double[] values(Storage s) {
        return IntStream.range(0, s.size()).mapToDouble(s::get).toArray();
    }

    /** Lengths around those where insertion ends and merges are uneven; values with many ties. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 15, 16, 17, 31, 33, 100, 1000, 4099})
    void positionsAreAStableOrder(int n) {
        for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64, DType.INT32)) {
            for (int axis = 0; axis < 2; axis++) {
                TensorType type = new TensorType(dtype, axis == 0 ? Shape.of(n, 3) : Shape.of(3, n));
                Tensor x = Tensor.constant(type, draws(type));
                int a = axis;
                for (Storage order : Compiled.both(ENGINE, in -> in.get(0).argSort(a), x)) {
                    Tensor p = Tensor.constant(new TensorType(DType.INT32, type.shape()), order);
                    for (int line = 0; line < 3; line++) {
                        double[] v =
                                x.select(1 - axis, line).cast(DType.FLOAT64).toDoubleArray();
                        double[] at =
                                p.select(1 - axis, line).cast(DType.FLOAT64).toDoubleArray();
                        assertStable(v, at);
                    }
                }
            }
        }
    }

    private static Storage draws(TensorType type) {
        RandomStream random = new RandomStream(1, type.size());
        Storage s = Storage.allocate(type.dtype(), type.size());
        for (int i = 0; i < s.size(); i++) {
            boolean special = type.dtype().isFloating() && random.below(10) == 0;
            s.set(i, special ? new double[] {NAN, INF, -INF, -0.0}[random.below(4)] : random.below(40) - 20);
        }
        return s;
    }

    private static void assertStable(double[] v, double[] at) {
        double[] sorted = at.clone();
        java.util.Arrays.sort(sorted);
        for (int i = 0; i < at.length; i++) {
            assertEquals(i, sorted[i], "a permutation");
        }
        for (int i = 1; i < at.length; i++) {
            double a = v[(int) at[i - 1]];
            double b = v[(int) at[i]];
            boolean tie = a == b || (Double.isNaN(a) && Double.isNaN(b));
            boolean ascends = a < b || (!Double.isNaN(a) && Double.isNaN(b));
            assertTrue(ascends || (tie && at[i - 1] < at[i]), a + " before " + b);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"FLOAT32", "FLOAT64"})
    void specialValues(DType dtype) {
        Tensor x = Tensor.of(2.0, NAN, 0, -INF, -0.0, INF, NAN, -3).cast(dtype);
        Tensor c = Tensor.constant(x.type(), x.storage());
        for (Storage s : Compiled.both(ENGINE, in -> in.get(0).sort(0), c)) {
            assertArrayEquals(new double[] {-INF, -3, 0, -0.0, 2, INF, NAN, NAN}, values(s));
        }
        for (Storage s : Compiled.both(ENGINE, in -> in.get(0).argSort(0), c)) {
            assertArrayEquals(new double[] {3, 7, 2, 4, 0, 5, 1, 6}, values(s));
        }
    }

    /** The cotangent of each place goes to where its element came from. */
    @Test
    void derivativesGoBack() {
        Tensor x = Tensor.of(5.0, -1, 5, 2);
        Tensor weights = Tensor.of(1.0, 10, 100, 1000);
        assertArrayEquals(
                new double[] {100, 1, 1000, 10},
                Grad.grad(x.sort(0).mul(weights).sum(), x).toDoubleArray());
    }
}
