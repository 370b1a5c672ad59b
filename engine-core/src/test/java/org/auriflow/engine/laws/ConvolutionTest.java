package org.auriflow.engine.laws;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.auriflow.engine.Batch;
import org.auriflow.engine.Convolutions;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Grad;
import org.auriflow.engine.Program;
import org.auriflow.engine.RandomStream;
import org.auriflow.engine.Run;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Storage;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.op.Operand;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Convolutions and their gradients against the same made of padding, slices and matrix products, for windows of every
 * kind; interpreted, and compiled with one thread and several.
 */
class ConvolutionTest {
    private static final String GRAIN = "auriflow.cpu.grain";
    private static final Engine SERIAL = Engine.cpu(1);
    private static final Engine PARALLEL = dividing();

    /** An engine whose threads share whatever can be shared, however little it is. */
    private static Engine dividing() {
        System.setProperty(GRAIN, "0");
        try {
            return Engine.cpu(3);
        } finally {
            System.clearProperty(GRAIN);
        }
    }

    @AfterAll
    static void close() {
        SERIAL.close();
        PARALLEL.close();
    }

    /** One window and the extents that it moves over. */
    private record Case(
            String label,
            int batch,
            int groups,
            int in,
            int out,
            int[] input,
            int[] kernel,
            int[] strides,
            int[] low,
            int[] high,
            int[] dilations) {
        int[] x() {
            return extents(batch, groups * in, input);
        }

        int[] w() {
            return extents(groups * out, in, kernel);
        }

        private static int[] extents(int a, int b, int[] space) {
            return IntStream.concat(IntStream.of(a, b), IntStream.of(space)).toArray();
        }

        Tensor convolve(Tensor x, Tensor w) {
            return Convolutions.convolve(x, w, strides, low, high, dilations, groups);
        }

        /** Σ over the places of the kernel of w[k] times what it meets. */
        Tensor made(Tensor x, Tensor w) {
            for (int i = 0; i < input.length; i++) {
                x = x.pad(i + 2, low[i], high[i], 0);
            }
            int taps = Arrays.stream(kernel).reduce(1, (a, b) -> a * b);
            Tensor weights = w.reshape(groups, out, in, taps);
            Tensor sum = null;
            int[] results = new int[input.length];
            for (int t = 0; t < taps; t++) {
                Tensor met = x;
                int left = t;
                for (int i = input.length - 1; i >= 0; i--) {
                    int at = left % kernel[i] * dilations[i];
                    left /= kernel[i];
                    int reach = (kernel[i] - 1) * dilations[i] + 1;
                    results[i] = (input[i] + low[i] + high[i] - reach) / strides[i] + 1;
                    met = met.slice(i + 2, at, at + (results[i] - 1) * strides[i] + 1, strides[i]);
                }
                Tensor flat = met.reshape(batch, groups, in, -1);
                Tensor y = weights.select(3, t).matmul(flat);
                sum = sum == null ? y : sum.add(y);
            }
            return sum.reshape(Shape.of(extents(batch, groups * out, results)));
        }

        @Override
        public String toString() {
            return label;
        }
    }

    private static Case random(long seed) {
        RandomStream r = new RandomStream(seed, 7);
        int axes = 1 + r.below(3);
        int[] input = new int[axes];
        int[] kernel = new int[axes];
        int[] strides = new int[axes];
        int[] low = new int[axes];
        int[] high = new int[axes];
        int[] dilations = new int[axes];
        int most = axes == 1 ? 200 : axes == 2 ? 40 : 9;
        for (int i = 0; i < axes; i++) {
            kernel[i] = 1 + r.below(4);
            dilations[i] = 1 + r.below(2);
            strides[i] = r.below(2) == 0 ? 1 : 1 + r.below(3);
            low[i] = r.below(4);
            high[i] = r.below(4);
            int least = Math.max(1, (kernel[i] - 1) * dilations[i] + 1 - low[i] - high[i]);
            input[i] = least + r.below(most);
        }
        int groups = r.below(3) == 0 ? 1 + r.below(4) : 1;
        int in = r.below(3) == 0 ? 1 : 1 + r.below(9);
        int out = r.below(3) == 0 ? 1 : 1 + r.below(20);
        return new Case(
                "random " + seed, 1 + r.below(5), groups, in, out, input, kernel, strides, low, high, dilations);
    }

    private static Case square(
            String label, int batch, int groups, int in, int out, int extent, int kernel, int stride, int padding) {
        int[] e = {extent, extent};
        int[] k = {kernel, kernel};
        int[] s = {stride, stride};
        int[] p = {padding, padding};
        return new Case(label, batch, groups, in, out, e, k, s, p, p, new int[] {1, 1});
    }

    static Stream<Case> cases() {
        Stream<Case> named = Stream.of(
                square("many small images", 70, 1, 5, 6, 4, 3, 1, 1),
                square("many pixels", 300, 1, 3, 7, 1, 1, 1, 0),
                square("parts of a batch", 24, 1, 8, 8, 12, 3, 1, 1),
                square("parts that do not divide it", 19, 1, 8, 8, 12, 3, 2, 1),
                square("large and few", 2, 1, 3, 16, 50, 5, 2, 2),
                square("products", 3, 1, 17, 33, 13, 1, 1, 0),
                square("strided products", 3, 2, 4, 5, 13, 1, 3, 0),
                square("depthwise", 3, 6, 1, 1, 33, 3, 1, 1),
                square("depthwise in parts", 16, 20, 1, 1, 20, 3, 1, 1),
                square("depthwise strided", 2, 5, 1, 2, 60, 5, 2, 2),
                square("more padding than kernel", 2, 1, 2, 3, 5, 2, 1, 3),
                square("one result", 9, 1, 40, 30, 7, 7, 1, 0),
                square("stride beyond the kernel", 2, 1, 3, 4, 20, 2, 5, 1),
                square("many channels", 2, 1, 130, 90, 9, 3, 1, 1));
        return Stream.concat(named, LongStream.range(0, 60).mapToObj(ConvolutionTest::random));
    }

    private static Tensor sample(DType dtype, long seed, int... extents) {
        return Operand.real(-1, 1, extents).sample(dtype, new RandomStream(seed, 1));
    }

    /** The value and both cotangents for the cotangent v. */
    private static List<Tensor> all(Tensor y, Tensor v, Tensor x, Tensor w) {
        List<Tensor> all = new ArrayList<>(List.of(y));
        all.addAll(Grad.vjp(List.of(y), List.of(v), List.of(x, w)));
        return all;
    }

    private static List<Storage> run(Engine engine, Function<List<Tensor>, List<Tensor>> f, List<Tensor> in) {
        List<Tensor> placeholders = Samples.placeholders(in);
        List<Tensor> results = f.apply(placeholders);
        Program.Builder b = Program.builder(engine);
        for (int k = 0; k < results.size(); k++) {
            b.output("y" + k, results.get(k));
        }
        Program p = b.compile();
        try (Run run = p.open()) {
            for (int k = 0; k < in.size(); k++) {
                run.set("x" + k, in.get(k).storage());
            }
            run.execute();
            return IntStream.range(0, results.size())
                    .mapToObj(k -> run.output("y" + k).copy())
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void valuesAndGradients(Case c) {
        for (DType dtype : List.of(DType.FLOAT64, DType.FLOAT32)) {
            Tensor x = sample(dtype, 1, c.x());
            Tensor w = sample(dtype, 2, c.w());
            Tensor y = c.convolve(x, w);
            Tensor v = sample(dtype, 3, y.shape().toArray());
            List<Tensor> expected = all(c.made(x, w), v, x, w);
            List<Tensor> interpreted = all(y, v, x, w);
            Function<List<Tensor>, List<Tensor>> f =
                    in -> all(c.convolve(in.get(0), in.get(1)), in.get(2), in.get(0), in.get(1));
            List<Storage> serial = run(SERIAL, f, List.of(x, w, v));
            List<Storage> parallel = run(PARALLEL, f, List.of(x, w, v));
            for (int k = 0; k < 3; k++) {
                String what = c + ", " + List.of("y", "dx", "dw").get(k) + " " + dtype;
                int terms = k == 0
                        ? w.shape().size() / w.shape().extent(0)
                        : v.shape().size() / v.shape().extent(1);
                double tolerance = Math.sqrt(terms) * (dtype == DType.FLOAT32 ? 4e-7 : 4e-15);
                Samples.assertClose(expected.get(k), interpreted.get(k), tolerance, what);
                Samples.assertClose(expected.get(k).storage(), serial.get(k), 4 * tolerance, what + " compiled");
                Samples.assertSameBits(serial.get(k), parallel.get(k), what + " in parallel");
            }
        }
    }

    /** What a transposed convolution does is the transpose of what the convolution with the same numbers does. */
    @ParameterizedTest
    @MethodSource("cases")
    void transposedIsTheTranspose(Case c) {
        Tensor x = sample(DType.FLOAT64, 1, c.x());
        Tensor w = sample(DType.FLOAT64, 2, c.w());
        Tensor y = c.convolve(x, w);
        Tensor v = sample(DType.FLOAT64, 3, y.shape().toArray());
        int[] extra = new int[c.input.length];
        for (int i = 0; i < extra.length; i++) {
            extra[i] = (c.input[i] + c.low[i] + c.high[i] - (c.kernel[i] - 1) * c.dilations[i] - 1) % c.strides[i];
        }
        Tensor back = Convolutions.transposed(v, w, c.strides, c.low, c.high, extra, c.dilations, c.groups);
        assertEquals(x.shape(), back.shape());
        double forward = Samples.dot(y, v);
        assertEquals(forward, Samples.dot(x, back), 1e-11 * Math.max(1, Math.abs(forward)));
    }

    /** By hand: 1·a + 2·b + 3·c, the kernel not flipped. */
    @Test
    void knownValues() {
        Tensor x = Tensor.of(1.0, 2, 4, 8, 16).reshape(1, 1, 5);
        Tensor w = Tensor.of(1.0, 10, 100).reshape(1, 1, 3);
        assertArrayEquals(
                new double[] {421, 842, 1684}, Convolutions.convolve(x, w).toDoubleArray());
        assertArrayEquals(
                new double[] {210, 842, 168},
                Convolutions.convolve(x, w, 2, 1, 1, 1).toDoubleArray());
        assertArrayEquals(
                new double[] {1641}, Convolutions.convolve(x, w, 1, 0, 2, 1).toDoubleArray());
        Tensor y = Tensor.of(1.0, 2).reshape(1, 1, 2);
        assertArrayEquals(
                new double[] {1, 12, 120, 200}, Convolutions.transposed(y, w).toDoubleArray());
        assertArrayEquals(
                new double[] {10, 102, 20, 200},
                Convolutions.transposed(y, w, 2, 1, 1, 1, 1).toDoubleArray());
    }

    @Test
    void emptyBatchesAreAllowed() {
        Tensor x = Tensor.zeros(DType.FLOAT32, 0, 2, 5);
        Tensor w = sample(DType.FLOAT32, 1, 3, 2, 3);
        Tensor v = Tensor.zeros(DType.FLOAT32, 0, 3, 3);
        Function<List<Tensor>, List<Tensor>> f =
                in -> all(Convolutions.convolve(in.get(0), in.get(1)), in.get(2), in.get(0), in.get(1));
        for (List<Storage> s : List.of(
                f.apply(List.of(x, w, v)).stream().map(Tensor::storage).toList(), run(SERIAL, f, List.of(x, w, v)))) {
            assertEquals(0, s.get(0).size());
            assertEquals(0, s.get(1).size());
            assertArrayEquals(new float[18], (float[]) s.get(2).array());
        }
    }

    /** No samples at all: there would be no groups to fold them into. */
    @Test
    void mapsOverNothing() {
        Tensor x = Tensor.input("x", DType.FLOAT32, Shape.of(2, 2, 5));
        Tensor w = Tensor.input("w", DType.FLOAT32, Shape.of(3, 2, 3));
        Tensor y = Batch.vmap(
                        List.of(Convolutions.convolve(x, w)),
                        List.of(x, w),
                        List.of(Tensor.zeros(DType.FLOAT32, 0, 2, 2, 5), Tensor.zeros(DType.FLOAT32, 0, 3, 2, 3)))
                .get(0);
        assertEquals(Shape.of(0, 2, 3, 3), y.shape());
        assertEquals(0, y.toFloatArray().length);
    }
}
