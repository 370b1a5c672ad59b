package org.auriflow.bench.gpu;

import java.util.ArrayList;
import java.util.List;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Program;
import org.auriflow.engine.RandomStream;
import org.auriflow.engine.Run;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Storage;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.op.Operand;

/**
 * Compares products on a card's tensor cores with the processor's: tanh(op(A) op(B) + bias) in all forms, by both tiles,
 * aligned or not, in parts or whole.
 */
public final class Tf32Check {
    /** m, n and k, large enough that tensor cores are chosen. */
    private static final int[][] SIZES = {
        {1536, 1024, 100}, {16_391, 41, 21}, {100, 100, 16_384}, {99, 101, 8193}, {2048, 2048, 128}, {4097, 516, 67}
    };

    /**
     * Rounding both factors to 11 bits changes a product by 2⁻¹⁰ + 2⁻²² of itself at most. What sums are rounded by comes
     * on top, see {@link #difference}.
     */
    private static final double ROUNDING = 0x1p-10 + 0x1p-22;

    private final Engine processor;
    private final Engine card;
    private final List<String> differences = new ArrayList<>();
    private int products;
    private int onTensorCores;

    private Tf32Check(Engine processor, Engine card) {
        this.processor = processor;
        this.card = card;
    }

    /**
     * What was found.
     *
     * @param products that were compared
     * @param onTensorCores how many of them ran there: none on cards before compute capability 8.0
     * @param differences one text for each that differs by more than rounding explains
     */
    public record Result(int products, int onTensorCores, List<String> differences) {}

    /** Compares all products, with operands drawn from a seed. */
    public static Result of(Engine processor, Engine card, long seed) {
        Tf32Check check = new Tf32Check(processor, card);
        for (int[] s : SIZES) {
            for (int form = 0; form < 4; form++) {
                check.compare(s[0], s[1], s[2], (form & 1) != 0, (form & 2) != 0, seed);
            }
        }
        return new Result(check.products, check.onTensorCores, List.copyOf(check.differences));
    }

    private void compare(int m, int n, int k, boolean transposeA, boolean transposeB, long seed) {
        Tensor a = Tensor.input("a", DType.FLOAT32, transposeA ? Shape.of(k, m) : Shape.of(m, k));
        Tensor b = Tensor.input("b", DType.FLOAT32, transposeB ? Shape.of(n, k) : Shape.of(k, n));
        Tensor bias = Tensor.input("bias", DType.FLOAT32, Shape.of(n));
        Program expected = Program.builder(processor)
                .output("y", a.matmul(b, transposeA, transposeB).add(bias).tanh())
                .output("magnitude", a.abs().matmul(b.abs(), transposeA, transposeB))
                .compile();
        Program got = KernelChoice.OWN_TF32.during(() -> Program.builder(card)
                .output("y", a.matmul(b, transposeA, transposeB).add(bias).tanh())
                .compile());
        products++;
        onTensorCores += got.explain().contains("gemm tf32") ? 1 : 0;
        try (Run wanted = expected.open();
                Run run = got.open()) {
            for (Run r : List.of(wanted, run)) {
                expected.inputTypes().forEach((name, type) -> {
                    RandomStream random = new RandomStream(seed, name.hashCode());
                    int[] extents = type.shape().toArray();
                    r.set(
                            name,
                            Operand.real(-1, 1, extents)
                                    .sample(type.dtype(), random)
                                    .storage());
                });
                r.execute();
            }
            String d = difference(wanted.output("y"), wanted.output("magnitude"), run.output("y"), k);
            if (d != null) {
                String form = (transposeA ? "T" : "N") + (transposeB ? "T" : "N");
                differences.add("tf32 product of " + m + " x " + n + " x " + k + " " + form + ": " + d);
            }
        }
    }

    /** Tensor cores may cut what float32 rounds: k 2⁻²³ of the sum of magnitudes; tanh has a slope of 1 at most. */
    private static String difference(Storage expected, Storage magnitude, Storage got, int k) {
        for (int i = 0; i < expected.size(); i++) {
            double tolerance = (ROUNDING + k * 0x1p-22) * magnitude.get(i) + 0x1p-20;
            if (!(Math.abs(expected.get(i) - got.get(i)) <= tolerance)) {
                return "element " + i + " must be " + expected.get(i) + " within " + tolerance + ", got " + got.get(i);
            }
        }
        return null;
    }
}
