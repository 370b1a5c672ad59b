package org.auriflow.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Program;
import org.auriflow.engine.RandomStream;
import org.auriflow.engine.Run;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Storage;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.op.Operand;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Products on tensor cores: chosen where the user allows TF32, the card has them and they pay, and nowhere else. */
class Tf32Test {
    private static Engine cpu;
    private static Engine cuda;

    @BeforeAll
    static void open() {
        Simt.assumeLoaded();
        cpu = Engine.cpu(2);
        cuda = Engine.open("cuda:0", 1);
    }

    @AfterEach
    void reset() {
        System.clearProperty(Precision.PROPERTY);
        Simt.reset();
    }

    @AfterAll
    static void close() {
        if (cuda != null) {
            cpu.close();
            cuda.close();
        }
    }

    /** A product with what follows it, and the kernel that computes it where TF32 is allowed. */
    private record Case(
            int[] a, int[] b, boolean transposeA, boolean transposeB, boolean bias, String activation, String kernel) {
        static Case of(int[] a, int[] b, String form, String kernel) {
            return new Case(a, b, form.charAt(0) == 'T', form.charAt(1) == 'T', false, null, kernel);
        }

        Case with(String after) {
            return new Case(a, b, transposeA, transposeB, true, after, kernel + " bias " + after);
        }

        Tensor product(UnaryOperator<Tensor> factor, DType type) {
            Tensor left =
                    factor.apply(Tensor.input("a", DType.FLOAT32, Shape.of(a)).cast(type));
            Tensor right =
                    factor.apply(Tensor.input("b", DType.FLOAT32, Shape.of(b)).cast(type));
            return left.matmul(right, transposeA, transposeB);
        }

        Tensor result() {
            Tensor y = product(x -> x, DType.FLOAT32);
            y = bias
                    ? y.add(Tensor.input(
                            "bias", DType.FLOAT32, Shape.of(y.shape().extent(-1))))
                    : y;
            return switch (activation == null ? "" : activation) {
                case "tanh" -> y.tanh();
                case "relu" -> y.relu();
                case "sigmoid" -> y.sigmoid();
                case "softplus" -> y.softplus();
                default -> y;
            };
        }

        int terms() {
            return a[transposeA ? a.length - 2 : a.length - 1];
        }

        @Override
        public String toString() {
            return "a " + Shape.of(a) + ", b " + Shape.of(b) + ": " + kernel;
        }
    }

    private static int[] of(int... extents) {
        return extents;
    }

    static Stream<Case> cases() {
        return Stream.of(
                // Sizes are the least, nearly, for which these kernels are chosen.
                Case.of(of(6, 196, 20), of(6, 20, 388), "NN", "tf32 64x64 NN"),
                Case.of(of(16391, 21), of(41, 21), "NT", "tf32 64x64 NT").with("tanh"),
                Case.of(of(3, 3, 21, 196), of(3, 21, 389), "TN", "tf32 64x64 TN")
                        .with("relu"),
                Case.of(of(2, 1, 21, 4099), of(2, 41, 21), "TT", "tf32 64x64 TT")
                        .with("sigmoid"),
                Case.of(of(8193, 99), of(8193, 101), "TN", "tf32 64x64 TN splitk 65")
                        .with("softplus"),
                Case.of(of(3, 4097, 21), of(3, 21, 135), "NN", "tf32 128x128 NN")
                        .with("tanh"),
                Case.of(of(3, 132, 20), of(3, 4100, 20), "NT", "tf32 128x128 NT"),
                Case.of(of(3, 20, 132), of(20, 4100), "TN", "tf32 128x128 TN").with("relu"),
                Case.of(of(3, 21, 4103), of(3, 132, 21), "TT", "tf32 128x128 TT"));
    }

    private static Storage run(Engine engine, Tensor y, List<String> products) {
        Program p = Program.builder(engine).output("y", y).compile();
        p.explain().lines().filter(l -> l.contains("gemm")).forEach(products::add);
        try (Run run = p.open()) {
            p.inputTypes().forEach((name, type) -> {
                RandomStream random = new RandomStream(name.hashCode(), 1);
                int[] extents = type.shape().toArray();
                run.set(
                        name,
                        Operand.real(-1, 1, extents)
                                .sample(type.dtype(), random)
                                .storage());
            });
            run.execute();
            return run.output("y").copy();
        }
    }

    private static Storage run(Engine engine, Tensor y) {
        return run(engine, y, new ArrayList<>());
    }

    private static String kernel(Tensor y) {
        List<String> products = new ArrayList<>();
        run(cuda, y, products);
        return String.join(", ", products);
    }

    /**
     * Rounding a factor to 11 bits changes it by 2⁻¹¹ of itself at most, and a product of two by 2⁻¹⁰ + 2⁻²²; a sum of k
     * terms in float32 may be off by k 2⁻²⁴ on either side. All of these are of the sum of magnitudes |A| |B|. What is done
     * to the result has a slope of 1 at most, and errors of some 2⁻²² of its own.
     */
    @ParameterizedTest
    @MethodSource("cases")
    void agreesWithTheProcessorToTheRoundingOfFactors(Case c) {
        Storage expected = run(cpu, c.result());
        Storage magnitude = run(cpu, c.product(Tensor::abs, DType.FLOAT64));
        double ofMagnitude = 0x1p-10 + 0x1p-22 + 2 * c.terms() * 0x1p-24;
        System.setProperty(Precision.PROPERTY, "tf32");
        Storage first = null;
        for (int order : new int[] {0, 1, 7}) {
            Simt.order(order);
            List<String> products = new ArrayList<>();
            Storage got = run(cuda, c.result(), products);
            assertTrue(products.toString().contains("gemm " + c.kernel), c + ", got " + products);
            if (first == null) {
                first = got;
                for (int i = 0; i < got.size(); i++) {
                    double e = expected.get(i);
                    double tolerance = ofMagnitude * magnitude.get(i) + 0x1p-22 * Math.max(1, Math.abs(e));
                    assertEquals(e, got.get(i), tolerance, c + ", element " + i);
                }
            }
            assertTrue(first.contentEquals(got), c + ": depends on the order of threads");
        }
    }

    @Test
    void onlyTheOptionRoundsFactors() {
        Tensor y = Case.of(of(6, 196, 20), of(6, 20, 388), "NN", "").result();
        Storage exact = run(cpu, y);
        Storage without = run(cuda, y);
        assertFalse(kernel(y).contains("tf32"), kernel(y));
        System.setProperty(Precision.PROPERTY, "tf32");
        assertTrue(kernel(y).contains("tf32"), kernel(y));
        Storage with = run(cuda, y);
        // Errors of rounded factors are some hundred times those of float32.
        assertTrue(error(exact, without) < 1e-6, error(exact, without) + " without");
        assertTrue(error(exact, with) > 1e-4, error(exact, with) + " with");
        System.clearProperty(Precision.PROPERTY);
        assertTrue(without.contentEquals(run(cuda, y)), "float32 again");
    }

    private static double error(Storage a, Storage b) {
        double squares = 0;
        for (int i = 0; i < a.size(); i++) {
            squares += Math.pow(a.get(i) - b.get(i), 2);
        }
        return Math.sqrt(squares / a.size());
    }

    @Test
    void olderCardsGoOnInFloat32() {
        Tensor y = Case.of(of(6, 196, 20), of(6, 20, 388), "NN", "").result();
        Storage without = run(cuda, y);
        String kernel = kernel(y);
        System.setProperty(Precision.PROPERTY, "tf32");
        Simt.command("capability 75");
        assertEquals(kernel, kernel(y));
        assertTrue(without.contentEquals(run(cuda, y)));
    }

    @Test
    void smallProductsAndFloat64StayAsTheyAre() {
        Tensor small = Case.of(of(100, 100), of(100, 100), "NN", "").result();
        Tensor wide = Case.of(of(6, 196, 20), of(6, 20, 388), "NN", "").product(x -> x, DType.FLOAT64);
        Storage smallWithout = run(cuda, small);
        Storage wideWithout = run(cuda, wide);
        System.setProperty(Precision.PROPERTY, "tf32");
        assertFalse(kernel(small).contains("tf32"), kernel(small));
        assertFalse(kernel(wide).contains("tf32"), kernel(wide));
        assertTrue(smallWithout.contentEquals(run(cuda, small)));
        assertTrue(wideWithout.contentEquals(run(cuda, wide)));
    }

    @Test
    void largeProductsAreStillTheLibrarys() {
        Tensor y = Case.of(of(1024, 1024), of(1024, 1024), "NN", "").result();
        System.setProperty(Precision.PROPERTY, "tf32");
        assertTrue(explain(y).contains("cublas gemm"), explain(y));
        System.setProperty(CublasCall.PROPERTY, "off");
        try {
            assertTrue(explain(y).contains("gemm tf32"), explain(y));
        } finally {
            System.clearProperty(CublasCall.PROPERTY);
        }
    }

    private static String explain(Tensor y) {
        return Program.builder(cuda).output("y", y).compile().explain();
    }
}
