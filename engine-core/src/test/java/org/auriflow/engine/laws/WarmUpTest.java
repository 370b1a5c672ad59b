package org.auriflow.engine.laws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Program;
import org.auriflow.engine.Run;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.op.Lengths;
import org.auriflow.engine.op.Operand;
import org.auriflow.engine.op.Ops;
import org.junit.jupiter.api.Test;

/**
 * Every kernel gives the bits of its first call after the JIT has compiled it. In a virtual machine of its own, because in
 * this one other tests have warmed kernels up.
 */
class WarmUpTest {
    private static final int CALLS = 800;
    private static final String VECTORS = "jdk.incubator.vector";

    @Test
    void coldAndWarmGiveTheSameBits() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (ModuleLayer.boot().findModule(VECTORS).isPresent()) {
            command.addAll(List.of("--add-modules", VECTORS));
        }
        String path = Optional.ofNullable(System.getProperty("surefire.test.class.path"))
                .orElse(System.getProperty("java.class.path"));
        command.addAll(List.of("-cp", path, WarmUpTest.class.getName()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), text);
        List<String> changed =
                text.lines().filter(line -> line.startsWith("changed")).toList();
        assertEquals(List.of(), changed);
        assertTrue(text.lines().anyMatch(line -> line.matches("kept [1-9][0-9][0-9]")), text);
    }

    private static Stream<Ops.Entry> entries() {
        Operand a = Operand.real(-2, 2, 37, 64);
        Operand b = Operand.real(-2, 2, 64, 50);
        Ops.Entry product = new Ops.Entry("product", x -> x.get(0).matmul(x.get(1)), List.of(a, b), false, true);
        Operand wide = Operand.real(-2, 2, 50, 64);
        Ops.Entry transposed = new Ops.Entry(
                "product transposed", x -> x.get(0).matmul(x.get(1), false, true), List.of(a, wide), false, true);
        return Stream.of(
                        Stream.of(product, transposed),
                        Lengths.of(207).stream(),
                        ProgramLawTest.pointwise().map(e -> e.withShape(Shape.of(1003))))
                .flatMap(s -> s);
    }

    /** Says which programs change their bits with use, and how many keep them. */
    public static void main(String[] args) {
        int kept = 0;
        try (Engine engine = Engine.cpu(1)) {
            for (Ops.Entry e : entries().toList()) {
                for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
                    if (keeps(engine, e, dtype)) {
                        kept++;
                    } else {
                        System.out.println("changed " + e + " " + dtype);
                    }
                }
            }
        }
        System.out.println("kept " + kept);
    }

    private static boolean keeps(Engine engine, Ops.Entry e, DType dtype) {
        List<Tensor> x = e.sample(dtype, 1);
        Program program = Program.builder(engine)
                .output("y", e.build(Samples.placeholders(x)))
                .compile();
        try (Run run = program.open()) {
            for (int k = 0; k < x.size(); k++) {
                if (program.inputTypes().containsKey("x" + k)) {
                    run.set("x" + k, x.get(k).storage());
                }
            }
            run.execute();
            int first = run.output("y").contentHash();
            for (int call = 0; call < CALLS; call++) {
                run.execute();
                if (call % 50 == 49 && run.output("y").contentHash() != first) {
                    return false;
                }
            }
            return true;
        }
    }
}
