package org.auriflow.engine.laws;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Grad;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Storage;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.op.Arithmetic;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What operations give at 0, −0, ±∞ and NaN, at ties and over nothing: the same eager and compiled, in both dtypes. */
class SpecialValuesTest {
    private static final double INF = Double.POSITIVE_INFINITY;
    private static final double NAN = Double.NaN;
    private static final double PI = Math.PI;
    private static final double LN2 = Math.log(2);
    private static final Engine ENGINE = Engine.cpu(1);

    @AfterAll
    static void close() {
        ENGINE.close();
    }

    /** Values at 0, −0, ∞, −∞ and NaN. */
    private record Unary(String label, UnaryOperator<Tensor> f, double... expected) {
        @Override
        public String toString() {
            return label;
        }
    }

    static Stream<Unary> unary() {
        return Stream.of(
                new Unary("neg", Tensor::neg, -0.0, 0, -INF, INF, NAN),
                new Unary("abs", Tensor::abs, 0, 0, INF, INF, NAN),
                new Unary("sign", Tensor::sign, 0, -0.0, 1, -1, NAN),
                new Unary("sqrt", Tensor::sqrt, 0, -0.0, INF, NAN, NAN),
                new Unary("floor", Tensor::floor, 0, -0.0, INF, -INF, NAN),
                new Unary("relu", Tensor::relu, 0, 0, INF, 0, NAN),
                new Unary("leakyRelu", x -> x.leakyRelu(0.5), 0, -0.0, INF, -INF, NAN),
                new Unary("clip", x -> x.clip(-1, 0.5), 0, -0.0, 0.5, -1, NAN),
                new Unary("exp", Tensor::exp, 1, 1, INF, 0, NAN),
                new Unary("log", Tensor::log, -INF, -INF, INF, NAN, NAN),
                new Unary("log1p", Tensor::log1p, 0, -0.0, INF, NAN, NAN),
                new Unary("log1p − 1", x -> x.sub(1).log1p(), -INF, -INF, INF, NAN, NAN),
                new Unary("expm1", Tensor::expm1, 0, -0.0, INF, -1, NAN),
                new Unary("tanh", Tensor::tanh, 0, -0.0, 1, -1, NAN),
                new Unary("sigmoid", Tensor::sigmoid, 0.5, 0.5, 1, 0, NAN),
                new Unary("softplus", Tensor::softplus, LN2, LN2, INF, 0, NAN),
                new Unary("gelu", Tensor::gelu, 0, -0.0, INF, NAN, NAN),
                new Unary("silu", Tensor::silu, 0, -0.0, INF, NAN, NAN),
                new Unary("sin", Tensor::sin, 0, -0.0, NAN, NAN, NAN),
                new Unary("cos", Tensor::cos, 1, 1, NAN, NAN, NAN),
                new Unary("erf", Tensor::erf, 0, -0.0, 1, -1, NAN),
                new Unary("erfInv", Tensor::erfInv, 0, -0.0, NAN, NAN, NAN),
                new Unary("erfInv of sign", x -> x.sign().erfInv(), 0, -0.0, INF, -INF, NAN),
                new Unary("atan2 0", x -> x.atan2(Tensor.zerosLike(x)), 0, -0.0, PI / 2, -PI / 2, NAN),
                new Unary("atan2 1", x -> x.atan2(Tensor.onesLike(x)), 0, -0.0, PI / 2, -PI / 2, NAN),
                new Unary("atan2 −1", x -> x.atan2(Tensor.full(x.type(), -1)), PI, -PI, PI / 2, -PI / 2, NAN),
                new Unary("atan2 itself", x -> x.atan2(x), 0, -PI, PI / 4, -3 * PI / 4, NAN),
                new Unary("atan2 ∞", x -> x.atan2(Tensor.full(x.type(), INF)), 0, -0.0, PI / 4, -PI / 4, NAN),
                new Unary("atan2 −∞", x -> x.atan2(Tensor.full(x.type(), -INF)), PI, -PI, 3 * PI / 4, -3 * PI / 4, NAN),
                new Unary("0 atan2", x -> Tensor.zerosLike(x).atan2(x), 0, PI, 0, PI, NAN),
                new Unary("−1 atan2", x -> Tensor.full(x.type(), -1).atan2(x), -PI / 2, -PI / 2, -0.0, -PI, NAN),
                new Unary("isFinite", Tensor::isFinite, 1, 1, 0, 0, 0),
                new Unary("pow 0", x -> x.pow(0), 1, 1, 1, 1, 1),
                new Unary("pow 3", x -> x.pow(3), 0, -0.0, INF, -INF, NAN),
                new Unary("pow ½", x -> x.pow(0.5), 0, 0, INF, INF, NAN),
                new Unary("pow −1", x -> x.pow(-1), INF, -INF, 0, -0.0, NAN),
                new Unary("pow −2", x -> x.pow(-2), INF, INF, 0, 0, NAN),
                new Unary("0 pow", x -> Tensor.zerosLike(x).pow(x), 1, 1, 0, INF, NAN),
                new Unary("−1 pow", x -> Tensor.full(x.type(), -1).pow(x), 1, 1, NAN, NAN, NAN),
                new Unary("2 pow", x -> Tensor.full(x.type(), 2).pow(x), 1, 1, INF, 0, NAN),
                new Unary("½ pow", x -> Tensor.full(x.type(), 0.5).pow(x), 1, 1, 0, INF, NAN),
                new Unary("1 div", x -> Tensor.onesLike(x).div(x), INF, -INF, 0, -0.0, NAN),
                new Unary("0 div", x -> Tensor.zerosLike(x).div(x), NAN, NAN, 0, -0.0, NAN),
                new Unary("sub itself", x -> x.sub(x), 0, 0, NAN, NAN, NAN),
                new Unary("mul 0", x -> x.mul(0), 0, -0.0, NAN, NAN, NAN),
                new Unary("mulz 0", x -> mulz(x, Tensor.zerosLike(x)), 0, -0.0, 0, 0, 0),
                new Unary("0 mulz", x -> mulz(Tensor.zerosLike(x), x), 0, -0.0, 0, 0, 0),
                new Unary("mulz 1", x -> mulz(x, Tensor.onesLike(x)), 0, -0.0, INF, -INF, NAN),
                new Unary("mulz −∞", x -> mulz(x, Tensor.full(x.type(), -INF)), 0, 0, -INF, INF, NAN),
                new Unary("min 0", x -> x.min(Tensor.zerosLike(x)), 0, -0.0, 0, -INF, NAN),
                new Unary("max 0", x -> x.max(Tensor.zerosLike(x)), 0, 0, INF, 0, NAN),
                new Unary("NaN max", x -> Tensor.full(x.type(), NAN).max(x), NAN, NAN, NAN, NAN, NAN),
                new Unary("lt 0", x -> x.lt(0), 0, 0, 0, 1, 0),
                new Unary("le 0", x -> x.le(0), 1, 1, 0, 1, 0),
                new Unary("gt 0", x -> x.gt(0), 0, 0, 1, 0, 0),
                new Unary("ge 0", x -> x.ge(0), 1, 1, 1, 0, 0),
                new Unary("eq itself", x -> x.eq(x), 1, 1, 1, 1, 0),
                new Unary("ne itself", x -> x.ne(x), 0, 0, 0, 0, 1),
                new Unary("eq 0", x -> x.eq(Tensor.zerosLike(x)), 1, 1, 0, 0, 0),
                new Unary("cast int32", x -> x.cast(DType.INT32), 0, 0, Integer.MAX_VALUE, Integer.MIN_VALUE, 0),
                new Unary("cast bool", x -> x.cast(DType.BOOL), 0, 0, 1, 1, 1),
                new Unary("where", x -> Tensor.where(x.isFinite(), x, Tensor.zerosLike(x)), 0, -0.0, 0, 0, 0));
    }

    private static Tensor mulz(Tensor a, Tensor b) {
        return Tensor.apply(Arithmetic.MULZ, a, b);
    }

    @ParameterizedTest
    @MethodSource("unary")
    void pointwise(Unary u) {
        assertValues(u.label, x -> u.f.apply(x.get(0)), u.expected, Tensor.of(0, -0.0, INF, -INF, NAN));
    }

    /** In both dtypes, eager and compiled; −0 must be −0. */
    private static void assertValues(String what, Function<List<Tensor>, Tensor> f, double[] expected, Tensor... x) {
        for (DType dtype : List.of(DType.FLOAT64, DType.FLOAT32)) {
            Tensor[] in = Stream.of(x)
                    .map(t -> t.dtype().isFloating() ? t.cast(dtype) : t)
                    .map(t -> Tensor.constant(t.type(), t.storage()))
                    .toArray(Tensor[]::new);
            for (Storage s : Compiled.both(ENGINE, f, in)) {
                double[] got = new double[s.size()];
                for (int i = 0; i < got.length; i++) {
                    got[i] = s.get(i);
                }
                assertEquals(expected.length, got.length, what);
                for (int i = 0; i < got.length; i++) {
                    double scale = Double.isFinite(expected[i]) ? Math.max(1, Math.abs(expected[i])) : 1;
                    double ulp = dtype == DType.FLOAT64 ? 0x1p-51 : 0x1p-22;
                    assertEquals(expected[i], got[i], ulp * scale, what + " " + dtype + " at " + i);
                    if (expected[i] == 0) {
                        boolean negative = 1 / expected[i] < 0 && s.dtype().isFloating();
                        assertEquals(negative ? -INF : INF, 1 / got[i], what + " " + dtype + ", sign of 0 at " + i);
                    }
                }
            }
        }
    }

    private static void reduces(String what, UnaryOperator<Tensor> f, double[] x, double... expected) {
        assertValues(what, in -> f.apply(in.get(0)), expected, Tensor.of(x));
    }

    private static double[] v(double... x) {
        return x;
    }

    @Test
    void reductions() {
        reduces("sum", x -> x.sum(), v(1, INF, -INF), NAN);
        reduces("sum", x -> x.sum(), v(1, INF), INF);
        reduces("sum of nothing", x -> x.sum(), v(), 0);
        reduces("mean of nothing", x -> x.mean(), v(), NAN);
        reduces("max", x -> x.max(), v(1, NAN, 3), NAN);
        reduces("max", x -> x.max(), v(-INF, -INF), -INF);
        reduces("max", x -> x.max(), v(-0.0, 0), 0);
        reduces("min", x -> x.min(), v(0, -0.0), -0.0);
        reduces("min", x -> x.min(), v(1, NAN), NAN);
        reduces("argMax", x -> x.argMax(0), v(1, 3, 3, 2), 1);
        reduces("argMax", x -> x.argMax(0), v(1, NAN, 3, NAN), 1);
        reduces("argMax", x -> x.argMax(0), v(-INF, -INF), 0);
        reduces("cumSum", x -> x.cumSum(0), v(1, INF, -INF, 1), 1, INF, NAN, NAN);
        reduces("cumSum of nothing", x -> x.cumSum(0), v());
        reduces("prod", x -> x.prod(0), v(0, INF), NAN);
        reduces("prod", x -> x.prod(0), v(-2), -2);
        reduces("prod of nothing", x -> x.prod(0), v(), 1);
        reduces("logSumExp", x -> x.logSumExp(0), v(-INF, -INF), -INF);
        reduces("logSumExp", x -> x.logSumExp(0), v(INF, 0), INF);
        reduces("logSumExp", x -> x.logSumExp(0), v(NAN, 0), NAN);
        reduces("logSumExp", x -> x.logSumExp(0), v(1000, 1000, -INF), 1000 + LN2);
        reduces("logSumExp", x -> x.logSumExp(0), v(-1000, -1000), -1000 + LN2);
        reduces("logSumExp", x -> x.logSumExp(0), v(3), 3);
        reduces("softmax", Tensor::softmax, v(-INF, 0, -2000), 0, 1, 0);
        reduces("softmax", Tensor::softmax, v(1e30, 1e30), 0.5, 0.5);
        reduces("softmax", Tensor::softmax, v(-INF, -INF), NAN, NAN);
        reduces("softmax", Tensor::softmax, v(INF, 0), NAN, 0);
        reduces("softmax", Tensor::softmax, v(5), 1);
        reduces("logSoftmax", Tensor::logSoftmax, v(-INF, 0), -INF, 0);
        reduces("logSoftmax", Tensor::logSoftmax, v(1e4, 0), 0, -1e4);
        reduces("logSoftmax", Tensor::logSoftmax, v(0, -40), 0, -40);
        reduces("layerNorm", x -> x.layerNorm(1e-5), v(3, 3, 3), 0, 0, 0);
        reduces("layerNorm", x -> x.layerNorm(1e-5), v(1, INF), NAN, NAN);
    }

    @Test
    void searchCountsNaNAsLargest() {
        Tensor edges = Tensor.of(0, 1, 1, 2, NAN);
        Tensor values = Tensor.of(-INF, -0.0, 0, 1, 1.5, 2, INF, NAN);
        assertValues(
                "left", x -> Tensor.searchSorted(x.get(0), x.get(1), false), v(0, 0, 0, 1, 3, 3, 4, 4), edges, values);
        assertValues(
                "right", x -> Tensor.searchSorted(x.get(0), x.get(1), true), v(0, 1, 1, 3, 3, 4, 4, 5), edges, values);
    }

    private static void integers(String what, Function<List<Tensor>, Tensor> f, int[] expected, Tensor... x) {
        for (Storage s : Compiled.both(ENGINE, f, x)) {
            assertArrayEquals(expected, (int[]) s.array(), what);
        }
    }

    @Test
    void integersWrapAndDivisionTruncates() {
        int max = Integer.MAX_VALUE;
        int min = Integer.MIN_VALUE;
        Tensor x = Tensor.of(max, min, 7, -7);
        integers("add", in -> in.get(0).add(1), new int[] {min, min + 1, 8, -6}, x);
        integers("sub", in -> in.get(0).sub(1), new int[] {max - 1, max, 6, -8}, x);
        integers("mul", in -> in.get(0).mul(in.get(0)), new int[] {1, 0, 49, 49}, x);
        integers("neg", in -> in.get(0).neg(), new int[] {-max, min, -7, 7}, x);
        integers("abs", in -> in.get(0).abs(), new int[] {max, min, 7, 7}, x);
        integers("div", in -> in.get(0).div(2), new int[] {max / 2, min / 2, 3, -3}, x);
        integers("div", in -> in.get(0).div(-1), new int[] {-max, min, -7, 7}, x);
        integers("sign", in -> in.get(0).sign(), new int[] {1, -1, 1, -1}, x);
        integers("sum", in -> in.get(0).sum(), new int[] {-1}, x);
        integers("sum wraps", in -> in.get(0).sum(), new int[] {-2}, Tensor.of(max, max));
        integers("cumSum wraps", in -> in.get(0).cumSum(0), new int[] {max, -2, max - 2}, Tensor.of(max, max, max));
        Tensor one = Tensor.of(0, 0);
        integers("scatterAdd wraps", in -> in.get(0).scatterAdd(0, one, 1), new int[] {-2}, Tensor.of(max, max));
        assertThrows(ArithmeticException.class, () -> x.div(0).storage());
        integers(
                "cast",
                in -> in.get(0).cast(DType.INT32),
                new int[] {max, min, -1, 1, 0},
                Tensor.of(3e9, -3e9, -1.9, 1.9, -0.5));
        integers("cast", in -> in.get(0).cast(DType.INT32), new int[] {max, min, -1}, Tensor.of(3e9f, -3e9f, -1.9f));
    }

    @Test
    void indicesOutsideAreErrorsAndOneHotIsZeroThere() {
        Tensor x = Tensor.of(1.0, 2, 3);
        for (int bad : new int[] {-1, 3}) {
            assertThrows(IndexOutOfBoundsException.class, () -> x.gather(0, Tensor.of(bad))
                    .storage());
            assertThrows(
                    IndexOutOfBoundsException.class,
                    () -> Compiled.run(ENGINE, in -> in.get(0).gather(0, in.get(1)), List.of(x, Tensor.of(bad))));
            assertThrows(
                    IndexOutOfBoundsException.class,
                    () -> Tensor.of(1.0).scatterAdd(0, Tensor.of(bad), 3).storage());
            assertThrows(
                    IndexOutOfBoundsException.class,
                    () -> Compiled.run(
                            ENGINE,
                            in -> in.get(0).scatterAdd(0, in.get(1), 3),
                            List.of(Tensor.of(1.0), Tensor.of(bad))));
        }
        integers(
                "oneHot",
                in -> in.get(0).oneHot(3, DType.INT32),
                new int[] {0, 0, 0, 0, 0, 1, 0, 0, 0},
                Tensor.of(-1, 2, 3));
    }

    /** Where a derivative jumps, the one that the operation documents. */
    @Test
    void derivativesAtKinks() {
        Tensor zero = Tensor.of(0.0);
        derivative(zero, Tensor::relu, 0);
        derivative(zero, Tensor::abs, 0);
        derivative(zero, Tensor::sign, 0);
        derivative(zero, Tensor::floor, 0);
        derivative(zero, x -> x.leakyRelu(0.25), 0.25);
        derivative(zero, x -> x.clip(0, 1), 0.5);
        derivative(zero, x -> x.clip(-1, 0), 0.5);
        derivative(zero, Tensor::sqrt, INF);
        derivative(zero, Tensor::log, INF);
        derivative(zero, x -> x.pow(0), 0);
        derivative(zero, x -> x.pow(0.5), INF);
        derivative(zero, x -> x.max(Tensor.zerosLike(x)), 0.5);
        derivative(zero, x -> x.max(x), 1);
        derivative(zero, x -> x.atan2(Tensor.zerosLike(x)), 0);
        derivative(zero, x -> Tensor.zerosLike(x).atan2(x), -0.0);
        derivative(zero, x -> Grad.grad(x.atan2(x.mul(2)).sum(), x), 0);
        derivative(Tensor.of(INF), x -> x.atan2(Tensor.onesLike(x)), 0);
        derivative(Tensor.of(1.0), Tensor::erfInv, INF);
        derivative(zero, x -> x.min(x), 1);
        Tensor ties = Tensor.of(3.0, 1, 3, 2);
        assertArrayEquals(v(0.5, 0, 0.5, 0), Grad.grad(ties.max(), ties).toDoubleArray());
        BinaryOperator<Tensor> min = Tensor::min;
        Tensor a = Tensor.of(1.0, 2, 3);
        Tensor b = Tensor.of(3.0, 2, 1);
        assertArrayEquals(v(1, 0.5, 0), Grad.grad(min.apply(a, b).sum(), a).toDoubleArray());
        assertArrayEquals(v(0, 0.5, 1), Grad.grad(min.apply(a, b).sum(), b).toDoubleArray());
        Tensor zeros = Tensor.of(0.0, 2, 0);
        assertArrayEquals(v(0, 0, 0), Grad.grad(zeros.prod(0), zeros).toDoubleArray());
        Tensor oneZero = Tensor.of(5.0, 0, 2);
        assertArrayEquals(v(0, 10, 0), Grad.grad(oneZero.prod(0), oneZero).toDoubleArray());
    }

    private static void derivative(Tensor x, UnaryOperator<Tensor> f, double expected) {
        assertEquals(expected, Grad.grad(f.apply(x).sum(), x).item());
        assertEquals(expected, Grad.jvp(f.apply(x), x, Tensor.onesLike(x)).item());
    }

    @Test
    void emptyTensorsPassThrough() {
        for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
            Tensor empty = Tensor.zeros(dtype, 0, 3);
            Function<List<Tensor>, Tensor> f =
                    x -> x.get(0).exp().add(1).matmul(Tensor.zeros(dtype, 3, 2)).softmax();
            for (Storage s : Compiled.both(ENGINE, f, empty)) {
                assertEquals(0, s.size());
            }
            for (Storage s : Compiled.both(ENGINE, x -> x.get(0).sum(0), empty)) {
                assertEquals(3, s.size());
                assertEquals(0, s.get(2));
            }
            Function<List<Tensor>, Tensor> inner = x -> x.get(0).matmul(x.get(0), true, false);
            for (Storage s : Compiled.both(ENGINE, inner, empty)) {
                assertEquals(9, s.size());
                assertEquals(0, s.get(8));
            }
            Tensor g = Grad.grad(empty.exp().sum(), empty);
            assertEquals(Shape.of(0, 3), g.shape());
        }
    }
}
