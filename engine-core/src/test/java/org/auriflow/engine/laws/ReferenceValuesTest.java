package org.auriflow.engine.laws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.RandomStream;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Storage;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.op.Operand;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Values against loops that know nothing of the engine, and matrix products against EJML, at sizes around and between
 * vector lengths and block sizes; interpreted, and compiled with one thread and several.
 */
class ReferenceValuesTest {
    private static final Engine SERIAL = Engine.cpu(1);
    private static final Engine PARALLEL = Engine.cpu(3);

    @AfterAll
    static void close() {
        SERIAL.close();
        PARALLEL.close();
    }

    private static Tensor sample(DType dtype, double low, double high, int... extents) {
        return Operand.real(low, high, extents).sample(dtype, new RandomStream(11, extents.length));
    }

    /** Compares every path with the expected element i; tolerances are relative to max(1, |expected|). */
    private static void check(
            String what,
            Function<List<Tensor>, Tensor> f,
            IntToDoubleFunction expected,
            double single,
            double twice,
            Tensor... x) {
        Tensor eager = f.apply(List.of(x));
        double tolerance = eager.dtype() == DType.FLOAT32 ? single : twice;
        Storage serial = Compiled.run(SERIAL, f, List.of(x));
        Samples.assertSameBits(serial, Compiled.run(PARALLEL, f, List.of(x)), what + " in parallel");
        for (Storage s : List.of(eager.storage(), serial)) {
            assertEquals(eager.shape().size(), s.size());
            for (int i = 0; i < s.size(); i++) {
                double e = expected.applyAsDouble(i);
                if (!(Math.abs(e - s.get(i)) <= tolerance * Math.max(1, Math.abs(e)))) {
                    throw new AssertionError(what + " of " + x[0].type() + ": element " + i + " must be " + e + ", got "
                            + s.get(i) + (s == serial ? " compiled" : " interpreted"));
                }
            }
        }
    }

    static Stream<Arguments> shapesAndDtypes() {
        return Stream.of(DType.FLOAT32, DType.FLOAT64)
                .flatMap(d -> Stream.of(
                        Arguments.of(d, Shape.of(1)),
                        Arguments.of(d, Shape.of(13)),
                        Arguments.of(d, Shape.of(207)),
                        Arguments.of(d, Shape.of(4098)),
                        Arguments.of(d, Shape.of(2, 13, 207)),
                        Arguments.of(d, Shape.of(207, 13)),
                        Arguments.of(d, Shape.of(4098, 1)),
                        Arguments.of(d, Shape.of(1, 4098)),
                        Arguments.of(d, Shape.of(13, 1, 4, 17))));
    }

    /** Every reduction over every axis. */
    @ParameterizedTest
    @MethodSource("shapesAndDtypes")
    void reductions(DType dtype, Shape shape) {
        Tensor x = sample(dtype, -2, 2, shape.toArray());
        double[] v = x.toDoubleArray();
        for (int axis = 0; axis < shape.rank(); axis++) {
            int a = axis;
            int n = shape.extent(axis);
            int inner = shape.strides()[axis];
            // Element k of the line behind result r.
            Line line = (r, k) -> v[(r / inner * n + k) * inner + r % inner];
            check("sum", t -> t.get(0).sum(a), r -> line.sum(r, n, u -> u), 1e-6, 1e-13, x);
            check("mean", t -> t.get(0).mean(a), r -> line.sum(r, n, u -> u) / n, 1e-6, 1e-13, x);
            check("max", t -> t.get(0).max(a), r -> line.fold(r, n, Math::max), 0, 0, x);
            check("min", t -> t.get(0).min(a), r -> line.fold(r, n, Math::min), 0, 0, x);
            check("argMax", t -> t.get(0).argMax(a), r -> line.argMax(r, n), 0, 0, x);
            check("logSumExp", t -> t.get(0).logSumExp(a), r -> Math.log(line.sum(r, n, Math::exp)), 1e-6, 1e-13, x);
            check(
                    "cumSum",
                    t -> t.get(0).cumSum(a),
                    i -> {
                        int k = i / inner % n;
                        return line.sum(i / inner / n * inner + i % inner, k + 1, u -> u);
                    },
                    1e-6,
                    1e-12,
                    x);
        }
        check(
                "sum of all",
                t -> t.get(0).sum(),
                i -> IntStream.range(0, v.length).mapToDouble(k -> v[k]).sum(),
                1e-6,
                1e-12,
                x);
        if (shape.size() < 300) {
            Tensor near = sample(dtype, 0.9, 1.1, shape.toArray());
            double[] w = near.toDoubleArray();
            check(
                    "prod",
                    t -> t.get(0).reshape(-1).prod(0),
                    i -> IntStream.range(0, w.length).mapToDouble(k -> w[k]).reduce(1, (p, q) -> p * q),
                    1e-5,
                    1e-13,
                    near);
        }
    }

    /** The elements behind one result of a reduction. */
    private interface Line {
        double at(int result, int k);

        default double sum(int r, int n, DoubleUnaryOperator f) {
            double s = 0;
            for (int k = 0; k < n; k++) {
                s += f.applyAsDouble(at(r, k));
            }
            return s;
        }

        default double fold(int r, int n, DoubleBinaryOperator f) {
            double s = at(r, 0);
            for (int k = 1; k < n; k++) {
                s = f.applyAsDouble(s, at(r, k));
            }
            return s;
        }

        default int argMax(int r, int n) {
            int best = 0;
            for (int k = 1; k < n; k++) {
                best = at(r, k) > at(r, best) ? k : best;
            }
            return best;
        }
    }

    @ParameterizedTest
    @MethodSource("shapesAndDtypes")
    void normalisations(DType dtype, Shape shape) {
        Tensor x = sample(dtype, -4, 4, shape.toArray());
        double[] v = x.toDoubleArray();
        int n = shape.extent(-1);
        Line line = (r, k) -> v[r * n + k];
        check("softmax", t -> t.get(0).softmax(), i -> Math.exp(v[i]) / line.sum(i / n, n, Math::exp), 1e-6, 1e-13, x);
        check(
                "logSoftmax",
                t -> t.get(0).logSoftmax(),
                i -> v[i] - Math.log(line.sum(i / n, n, Math::exp)),
                1e-6,
                1e-13,
                x);
        check(
                "layerNorm",
                t -> t.get(0).layerNorm(1e-3),
                i -> {
                    double m = line.sum(i / n, n, u -> u) / n;
                    return (v[i] - m) / Math.sqrt(line.sum(i / n, n, u -> (u - m) * (u - m)) / n + 1e-3);
                },
                1e-5,
                1e-12,
                x);
    }

    static Stream<Arguments> products() {
        int[][] sizes = {
            {1, 1, 1},
            {1, 13, 207},
            {13, 1, 13},
            {13, 207, 1},
            {207, 13, 13},
            {13, 4098, 2},
            {64, 64, 64},
            {207, 100, 65}
        };
        return Stream.of(DType.FLOAT32, DType.FLOAT64)
                .flatMap(d -> Stream.of(sizes).map(s -> Arguments.of(d, s[0], s[1], s[2])));
    }

    @ParameterizedTest
    @MethodSource("products")
    void matrixProducts(DType dtype, int m, int k, int n) {
        Tensor a = sample(dtype, -1, 1, m, k);
        Tensor b = sample(dtype, -1, 1, k, n);
        DMatrixRMaj expected = new DMatrixRMaj(m, n);
        CommonOps_DDRM.mult(ejml(a, m, k), ejml(b, k, n), expected);
        // Rounding grows with the square root of the length.
        double single = 1e-6 * Math.sqrt(k);
        double twice = 1e-14 * Math.sqrt(k);
        Tensor at = fixed(a.transpose());
        Tensor bt = fixed(b.transpose());
        check("nn", t -> t.get(0).matmul(t.get(1)), i -> expected.data[i], single, twice, a, b);
        check("tn", t -> t.get(0).matmul(t.get(1), true, false), i -> expected.data[i], single, twice, at, b);
        check("nt", t -> t.get(0).matmul(t.get(1), false, true), i -> expected.data[i], single, twice, a, bt);
        check("tt", t -> t.get(0).matmul(t.get(1), true, true), i -> expected.data[i], single, twice, at, bt);
    }

    private static DMatrixRMaj ejml(Tensor t, int rows, int columns) {
        return new DMatrixRMaj(rows, columns, true, t.toDoubleArray());
    }

    private static Tensor fixed(Tensor t) {
        return Tensor.constant(t.type(), t.storage());
    }

    @Test
    void batchedProductsBroadcast() {
        for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
            Tensor a = sample(dtype, -1, 1, 2, 1, 5, 7);
            Tensor b = sample(dtype, -1, 1, 3, 7, 4);
            double[] u = a.toDoubleArray();
            double[] v = b.toDoubleArray();
            IntToDoubleFunction expected = i -> {
                int p = i / 20 / 3;
                int q = i / 20 % 3;
                double s = 0;
                for (int k = 0; k < 7; k++) {
                    s += u[(p * 5 + i / 4 % 5) * 7 + k] * v[(q * 7 + k) * 4 + i % 4];
                }
                return s;
            };
            check("batched", t -> t.get(0).matmul(t.get(1)), expected, 1e-6, 1e-14, a, b);
        }
    }

    /** Movements against index arithmetic, on shapes and attributes drawn at random. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void movements(int seed) {
        RandomStream random = new RandomStream(seed, 9);
        int rank = 1 + random.below(4);
        int[] e = IntStream.range(0, rank).map(i -> 1 + random.below(6)).toArray();
        for (DType dtype : DType.values()) {
            Tensor x = sample(DType.FLOAT64, -9, 9, e).cast(dtype);
            Tensor in = fixed(x);
            Storage v = in.storage();
            Shape s = in.shape();
            int[] order = random.permutation(rank);
            exact("transpose", t -> t.transpose(order), in, i -> {
                int[] from = new int[rank];
                for (int d = 0; d < rank; d++) {
                    from[order[d]] = i[d];
                }
                return v.get(flat(s, from));
            });
            int axis = random.below(rank);
            int n = e[axis];
            int begin = random.below(n);
            int end = begin + 1 + random.below(n - begin);
            int step = 1 + random.below(3);
            exact(
                    "slice",
                    t -> t.slice(axis, begin, end, step),
                    in,
                    i -> v.get(flat(s, at(i, axis, begin + step * i[axis]))));
            exact("select", t -> t.select(axis, begin).expand(axis), in, i -> v.get(flat(s, at(i, axis, begin))));
            exact("flip", t -> t.flip(axis), in, i -> v.get(flat(s, at(i, axis, n - 1 - i[axis]))));
            int low = random.below(3);
            int high = random.below(3);
            double fill = dtype == DType.BOOL ? 1 : 7;
            exact("pad", t -> t.pad(axis, low, high, fill), in, i -> {
                int k = i[axis] - low;
                return k < 0 || k >= n ? fill : v.get(flat(s, at(i, axis, k)));
            });
            exact(
                    "concatenate",
                    t -> Tensor.concatenate(axis, t, t, t.slice(axis, 0, begin)),
                    in,
                    i -> v.get(flat(s, at(i, axis, i[axis] % n))));
            Shape wide = Shape.of(2).concat(s);
            exact("broadcast", t -> t.broadcastTo(wide), in, i -> v.get(flat(s, tail(i))));
            exact("broadcast axis", t -> t.slice(axis, 0, 1).broadcastTo(s), in, i -> v.get(flat(s, at(i, axis, 0))));
            int m = 1 + random.below(5);
            int[] index = IntStream.range(0, m).map(k -> random.below(n)).toArray();
            exact("take", t -> t.take(axis, Tensor.of(index)), in, i -> v.get(flat(s, at(i, axis, index[i[axis]]))));
            if (dtype != DType.BOOL) {
                int[] ids =
                        IntStream.range(0, s.size()).map(k -> random.below(4)).toArray();
                Tensor to = Tensor.of(ids).reshape(s);
                exact("scatterAdd", t -> t.scatterAdd(axis, to, 4), in, i -> {
                    double sum = 0;
                    for (int k = 0; k < n; k++) {
                        int p = flat(s, at(i, axis, k));
                        sum += ids[p] == i[axis] ? v.get(p) : 0;
                    }
                    return dtype == DType.FLOAT32 ? (float) sum : sum;
                });
            }
        }
    }

    private static int[] at(int[] index, int axis, int k) {
        int[] i = index.clone();
        i[axis] = k;
        return i;
    }

    private static int[] tail(int[] index) {
        return java.util.Arrays.copyOfRange(index, 1, index.length);
    }

    private static int flat(Shape s, int[] index) {
        int[] strides = s.strides();
        int p = 0;
        for (int d = 0; d < index.length; d++) {
            assertTrue(index[d] >= 0 && index[d] < s.extent(d), "the expected index lies inside");
            p += index[d] * strides[d];
        }
        return p;
    }

    private interface At {
        double value(int[] index);
    }

    private static void exact(String what, Function<Tensor, Tensor> f, Tensor x, At expected) {
        Shape s = f.apply(x).shape();
        int[] strides = s.strides();
        check(
                what,
                t -> f.apply(t.get(0)),
                p -> {
                    int[] index = new int[s.rank()];
                    for (int d = 0; d < index.length; d++) {
                        index[d] = p / strides[d] % s.extent(d);
                    }
                    return expected.value(index);
                },
                0,
                0,
                x);
    }

    /** erf against its integral by Simpson's rule, whose error here is below 1e-13. */
    @Test
    void errorFunctionIsItsIntegral() {
        double[] x =
                IntStream.rangeClosed(-40, 40).mapToDouble(k -> k * 0.1 + 0.013).toArray();
        double[] got = Tensor.of(x).erf().toDoubleArray();
        for (int i = 0; i < x.length; i++) {
            int n = 2000;
            double h = x[i] / n;
            double s = 1 + Math.exp(-x[i] * x[i]);
            for (int k = 1; k < n; k++) {
                s += (k % 2 == 0 ? 2 : 4) * Math.exp(-k * h * k * h);
            }
            assertEquals(2 / Math.sqrt(Math.PI) * s * h / 3, got[i], 1e-13);
        }
    }
}
