package org.auriflow.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Linalg;
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

/** QR factors, eigenvectors and singular vectors by each of their kernels: to the bit what the processor gives. */
class OrthogonalCallsTest {
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

    /** A batch and the version of the kernels of QR, eigenvectors (if the matrices are square) and singular vectors. */
    private record Case(int count, int m, int n, DType type, String qr, String eigh, String svd) {
        @Override
        public String toString() {
            return count + " matrices [" + m + ", " + n + "] " + type;
        }
    }

    private static Stream<Case> both(int count, int m, int n, String qr, String eigh, String svd) {
        return Stream.of(DType.FLOAT32, DType.FLOAT64).map(t -> new Case(count, m, n, t, qr, eigh, svd));
    }

    static Stream<Case> cases() {
        return Stream.of(
                        both(1, 1, 1, "threads", "threads", "threads"),
                        both(38, 3, 3, "threads", "threads", "threads"),
                        both(65, 8, 8, "threads", "threads", "threads"),
                        both(64, 11, 4, "threads", null, "threads"),
                        both(64, 60, 3, "block", null, "block"),
                        both(3, 5, 5, "block", "block", "block"),
                        both(7, 13, 13, "block", "block", "block"),
                        both(6, 33, 20, "block", null, "block"),
                        both(5, 30, 30, "block", "block", "block"),
                        both(5, 55, 55, "memory", "memory", "memory"),
                        both(5, 800, 4, "block", null, "block"),
                        // More matrices than blocks; slow on the executor.
                        Stream.of(new Case(265, 3100, 2, DType.FLOAT64, "memory", null, "memory")))
                .flatMap(s -> s);
    }

    /**
     * Matrices that are generic, of low rank, zero, with a NaN, and with one element that overflows when it is squared, in turn.
     * Those of low rank have equal columns, which makes singular values of 0.
     */
    private static Tensor sample(Case c) {
        Tensor any = Operand.real(-1, 1, c.count, c.m, c.n).sample(c.type, new RandomStream(c.m, c.n));
        Storage s = any.storage().copy();
        int size = c.m * c.n;
        for (int q = 0; q < c.count; q++) {
            for (int e = 0; e < size; e++) {
                int at = q * size + e;
                switch (q % 6) {
                    case 1 -> s.set(at, s.get(at - e % c.n / 2));
                    case 2 -> s.set(at, 0);
                    case 3 -> s.set(at, e == size / 2 ? Double.NaN : s.get(at));
                    case 4 -> s.set(at, e == size - 1 ? 1e30 : s.get(at));
                    default -> {}
                }
            }
        }
        return Tensor.constant(any.type(), s);
    }

    private interface Parts {
        List<Tensor> of(Tensor x);
    }

    private static List<Storage> run(Engine engine, Parts parts, Tensor a, String kernel) {
        Program.Builder builder = Program.builder(engine);
        List<Tensor> outputs = parts.of(Tensor.input("a", a.dtype(), a.shape()));
        for (int k = 0; k < outputs.size(); k++) {
            builder.output("y" + k, outputs.get(k));
        }
        Program p = builder.compile();
        assertTrue(p.explain().contains(kernel), kernel + " expected, got " + p.explain());
        List<Storage> values = new ArrayList<>();
        try (Run run = p.open()) {
            run.set("a", a.storage());
            run.execute();
            for (int k = 0; k < outputs.size(); k++) {
                values.add(run.output("y" + k).copy());
            }
        }
        return values;
    }

    private static void agree(Case c, Parts parts, Tensor a, String op, String version) {
        List<Storage> expected = run(cpu, parts, a, op);
        for (int order : new int[] {1, 6}) {
            Simt.order(order);
            List<Storage> got = run(cuda, parts, a, op + "_" + version);
            for (int k = 0; k < expected.size(); k++) {
                Storage e = expected.get(k);
                assertEquals(e.size(), got.get(k).size());
                for (int i = 0; i < e.size(); i++) {
                    boolean same = Double.compare(e.get(i), got.get(k).get(i)) == 0;
                    String what = c + ", " + op + " " + k + ", element " + i + " in order " + order;
                    assertTrue(
                            same,
                            what + " must be " + e.get(i) + ", got "
                                    + got.get(k).get(i));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void kernelsAgreeWithTheProcessor(Case c) {
        Tensor a = sample(c);
        agree(c, x -> List.of(Linalg.qr(x).q(), Linalg.qr(x).r()), a, "qr", c.qr);
        agree(
                c,
                x -> List.of(Linalg.svd(x).u(), Linalg.svd(x).s(), Linalg.svd(x).v()),
                a,
                "svd",
                c.svd);
        if (c.eigh != null) {
            agree(c, x -> List.of(Linalg.eigh(x).values(), Linalg.eigh(x).vectors()), a, "eigh", c.eigh);
        }
    }

    /** Nothing is launched for an empty batch. */
    @ParameterizedTest
    @MethodSource("cases")
    void emptyBatches(Case c) {
        Tensor a = Tensor.zeros(c.type, 0, c.m, c.n);
        assertEquals(
                0, run(cuda, x -> List.of(Linalg.qr(x).q()), a, "qr").get(0).size());
        assertEquals(Shape.of(0, c.n), Linalg.singularValues(a).shape());
    }
}
