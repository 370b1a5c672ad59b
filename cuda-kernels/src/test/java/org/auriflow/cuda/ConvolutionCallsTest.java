package org.auriflow.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Convolutions and both gradients by each of their kernels, in parts and whole, against the processor. */
class ConvolutionCallsTest {
    private static Engine cpu;
    private static Engine cuda;

    @BeforeAll
    static void open() {
        Simt.assumeLoaded();
        cpu = Engine.cpu(1);
        cuda = Engine.open("cuda:0", 1);
    }

    @AfterAll
    static void close() {
        if (cuda != null) {
            Simt.order(0);
            cpu.close();
            cuda.close();
        }
    }

    /** A window that is the same along all axes, and the kernels that compute y, dx and dw. */
    private record Case(
            int[] x, int[] w, int stride, int padding, int dilation, int groups, DType type, List<String> kernels) {
        Tensor convolve(Tensor a, Tensor b) {
            return Convolutions.convolve(a, b, stride, padding, dilation, groups);
        }

        @Override
        public String toString() {
            return "x " + Shape.of(x) + ", w " + Shape.of(w) + ", stride " + stride + ", groups " + groups + " " + type;
        }
    }

    private static Stream<Case> both(
            int[] x, int[] w, int stride, int padding, int dilation, int groups, String... kernels) {
        return Stream.of(DType.FLOAT32, DType.FLOAT64)
                .map(t -> new Case(x, w, stride, padding, dilation, groups, t, List.of(kernels)));
    }

    private static int[] of(int... extents) {
        return extents;
    }

    static Stream<Case> cases() {
        return Stream.of(
                        both(of(2, 3, 5, 6), of(4, 3, 3, 2), 1, 1, 1, 1, "direct", "direct", "dot"),
                        both(of(2, 4, 9, 7), of(4, 2, 3, 3), 2, 1, 1, 2, "direct", "direct", "dot"),
                        both(of(30, 6, 40), of(6, 1, 5), 1, 2, 1, 6, "direct", "direct", "dot"),
                        both(of(4, 2, 9000), of(2, 2, 3), 3, 0, 2, 1, "direct", "direct", "dot splitk 2"),
                        both(of(2, 9, 11, 13), of(20, 9, 3, 3), 1, 1, 1, 1, "32x128", "32x128", "32x128"),
                        both(of(2, 9, 11, 13), of(20, 9, 3, 3), 2, 2, 2, 1, "32x128", "32x128", "32x128"),
                        both(of(2, 7, 5, 6, 4), of(9, 7, 2, 3, 3), 2, 1, 1, 1, "32x128", "32x128", "32x128"),
                        both(of(2, 100, 6, 6), of(70, 50, 3, 3), 1, 1, 1, 2, "64x64", "64x64", "64x64"),
                        both(of(3, 72, 50), of(80, 72, 4), 3, 2, 1, 1, "64x64", "64x64", "64x64"),
                        both(of(2, 130, 7, 7), of(66, 130, 3, 3), 1, 1, 1, 1, "64x64 splitk", "64x64", "64x64"),
                        both(of(60, 8, 8, 8), of(12, 8, 3, 3), 1, 1, 1, 1, "32x128", "32x128", "32x128 splitk 15"),
                        single(of(133, 130, 8, 8), of(132, 130, 1, 1), "128x64", "128x64", "64x64 splitk 29"),
                        single(of(1, 1690, 12), of(130, 1690, 10), "64x64 splitk 64", "64x64 splitk 5", "128x64"))
                .flatMap(s -> s);
    }

    private static Stream<Case> single(int[] x, int[] w, String... kernels) {
        return Stream.of(new Case(x, w, 1, 0, 1, 1, DType.FLOAT32, List.of(kernels)));
    }

    private static Tensor sample(Case c, long seed, int... extents) {
        return Operand.real(-1, 1, extents).sample(c.type, new RandomStream(seed, 1));
    }

    /** y, dx and dw, each by a program of its own. */
    private static List<Storage> run(Engine engine, Case c, List<String> kernels) {
        Tensor x = Tensor.input("x", c.type, Shape.of(c.x));
        Tensor w = Tensor.input("w", c.type, Shape.of(c.w));
        Tensor y = c.convolve(x, w);
        Tensor v = Tensor.input("v", c.type, y.shape());
        List<Tensor> results = new ArrayList<>(List.of(y));
        results.addAll(Grad.vjp(List.of(y), List.of(v), List.of(x, w)));
        List<Tensor> given = List.of(
                sample(c, 1, c.x), sample(c, 2, c.w), sample(c, 3, y.shape().toArray()));
        List<Storage> values = new ArrayList<>();
        for (Tensor r : results) {
            Program p = Program.builder(engine).output("r", r).compile();
            p.explain().lines().filter(l -> l.contains("convolution")).forEach(kernels::add);
            try (Run run = p.open()) {
                IntStream.range(0, 3)
                        .filter(k -> p.inputTypes().containsKey("xwv".substring(k, k + 1)))
                        .forEach(k ->
                                run.set("xwv".substring(k, k + 1), given.get(k).storage()));
                run.execute();
                values.add(run.output("r").copy());
            }
        }
        return values;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void kernelsAgreeWithTheProcessor(Case c) {
        List<Storage> expected = run(cpu, c, new ArrayList<>());
        int outputs = c.w[0];
        int terms = Math.max(Shape.of(c.w).size() / outputs, expected.get(0).size() / outputs);
        List<Storage> first = null;
        for (int order : new int[] {0, 1, 7}) {
            Simt.order(order);
            List<String> kernels = new ArrayList<>();
            List<Storage> got = run(cuda, c, kernels);
            for (int r = 0; r < 3; r++) {
                String kernel = "convolution " + c.kernels.get(r);
                assertTrue(kernels.get(r).contains(kernel), kernel + " expected, got " + kernels.get(r));
                assertClose(expected.get(r), got.get(r), terms, c + ", result " + r);
                if (first != null) {
                    assertTrue(first.get(r).contentEquals(got.get(r)), c + ": depends on the order of threads");
                }
            }
            first = got;
        }
    }

    /** The tolerance grows with the length of sums. */
    private static void assertClose(Storage expected, Storage got, int terms, String what) {
        assertEquals(expected.size(), got.size());
        double tolerance = Math.sqrt(terms) * (expected.dtype() == DType.FLOAT32 ? 1e-6 : 2e-15);
        for (int i = 0; i < expected.size(); i++) {
            double e = expected.get(i);
            if (!(Math.abs(e - got.get(i)) <= tolerance * Math.max(1, Math.abs(e)))) {
                throw new AssertionError(what + ": element " + i + " must be " + e + ", got " + got.get(i));
            }
        }
    }
}
