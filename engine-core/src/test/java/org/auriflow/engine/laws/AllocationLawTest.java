package org.auriflow.engine.laws;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.auriflow.engine.Batch;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Grad;
import org.auriflow.engine.Program;
import org.auriflow.engine.Random;
import org.auriflow.engine.Run;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.TensorType;
import org.auriflow.engine.Variable;
import org.auriflow.engine.op.Ops;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A run allocates as many bytes for much data as for little. Measured with plain loops: before the JIT has compiled a SIMD
 * loop its vectors are objects, which says nothing about the loop.
 */
class AllocationLawTest {
    private static final String KERNELS = "auriflow.cpu.kernels";

    /** Bytes by which two runs may differ: a handful of small objects per kernel call, not one per element or row. */
    private static final long SLACK = 1024;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static Engine engine;

    @BeforeAll
    static void open() {
        System.setProperty(KERNELS, "plain");
        engine = Engine.cpu(1);
        System.clearProperty(KERNELS);
    }

    @AfterAll
    static void close() {
        engine.close();
    }

    /** Functions of StrictMath that make small arrays of their own, depending on the version of Java. */
    private static final Pattern WITH_ARRAYS_OF_THE_JDK = Pattern.compile("(?m)^ *\\d+  (sin|cos|pow) .*float64");

    /** Draws have a test of their own. */
    private static final Set<String> ELSEWHERE = Set.of("uniform", "normal", "exponential", "bernoulli", "categorical");

    static Stream<Ops.Entry> all() {
        return Ops.ALL.stream().filter(e -> !ELSEWHERE.contains(e.label().split(" ", 2)[0]));
    }

    /** The fewest bytes that one of several executions allocates, so that what is done once does not count. */
    private static long allocated(Run run) {
        long least = Long.MAX_VALUE;
        long thread = Thread.currentThread().getId();
        for (int i = 0; i < 8; i++) {
            long before = THREADS.getThreadAllocatedBytes(thread);
            run.execute();
            least = Math.min(least, THREADS.getThreadAllocatedBytes(thread) - before);
        }
        return least;
    }

    private static long allocated(Program program, List<Tensor> x) {
        try (Run run = program.open()) {
            for (int k = 0; k < x.size(); k++) {
                if (program.inputTypes().containsKey("x" + k)) {
                    run.set("x" + k, x.get(k).storage());
                }
            }
            return allocated(run);
        }
    }

    /** Operands of n equal samples. */
    private static List<Tensor> batch(Ops.Entry e, DType dtype, int n) {
        return e.sample(dtype, 1).stream()
                .map(x -> x.broadcastTo(x.shape().insert(0, n)))
                .toList();
    }

    /** The entry and its cotangents for n samples at once. */
    private static Program program(Ops.Entry e, DType dtype, int n) {
        List<Tensor> leaves = new ArrayList<>();
        List<Tensor> inputs = new ArrayList<>();
        for (Tensor x : e.sample(dtype, 1)) {
            leaves.add(Tensor.input("leaf" + leaves.size(), x.dtype(), x.shape()));
            inputs.add(Tensor.input("x" + inputs.size(), x.dtype(), x.shape().insert(0, n)));
        }
        List<Tensor> results = new ArrayList<>();
        Tensor y = e.build(leaves);
        results.add(y);
        if (Samples.hasDerivative(e)) {
            results.addAll(Grad.vjp(List.of(y), List.of(y), Samples.floating(leaves)));
        }
        Program.Builder b = Program.builder(engine);
        List<Tensor> batched = Batch.vmap(results, leaves, inputs);
        for (int i = 0; i < batched.size(); i++) {
            b.output("r" + i, batched.get(i));
        }
        return b.compile();
    }

    @ParameterizedTest
    @MethodSource("all")
    void everyOperation(Ops.Entry e) {
        for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
            Program few = program(e, dtype, 4);
            if (!WITH_ARRAYS_OF_THE_JDK.matcher(few.explain()).find()) {
                long little = allocated(few, batch(e, dtype, 4));
                assertSame(e + " " + dtype, little, allocated(program(e, dtype, 404), batch(e, dtype, 404)));
            }
        }
    }

    private static void assertSame(String what, long few, long many) {
        assertTrue(
                Math.abs(many - few) <= SLACK,
                what + ": bytes must not grow with the data, got " + few + " for little and " + many + " for much");
    }

    private static long allocatedByDraws(int n) {
        Random r = new Random(7, 3);
        TensorType type = new TensorType(DType.FLOAT32, Shape.of(n, 5));
        Tensor counter = Tensor.input("x0", DType.INT32, Shape.SCALAR);
        Tensor p = Tensor.input("x1", DType.FLOAT32, type.shape());
        Program program = Program.builder(engine)
                .output("uniform", r.uniform(type, counter))
                .output("normal", r.normal(type, counter))
                .output("exponential", r.exponential(type, counter))
                .output("bernoulli", r.bernoulli(p, counter))
                .output("categorical", r.categorical(p, counter))
                .compile();
        return allocated(program, List.of(Tensor.of(3), Tensor.full(p.type(), 0.5)));
    }

    @Test
    void randomNumbers() {
        assertSame("draws", allocatedByDraws(4), allocatedByDraws(4004));
    }

    /** A training step: forward, backward and update of a network of two layers. */
    private static long allocatedByTraining(int rows) {
        Variable w = engine.variable("w", Tensor.full(new TensorType(DType.FLOAT32, Shape.of(10, 64)), 0.1));
        Variable v = engine.variable("v", Tensor.full(new TensorType(DType.FLOAT32, Shape.of(64, 1)), 0.1));
        Variable b = engine.variable("b", Tensor.full(new TensorType(DType.FLOAT32, Shape.of(64)), 0.1));
        Tensor x = Tensor.input("x0", DType.FLOAT32, Shape.of(rows, 10));
        Tensor hidden = x.matmul(w.read()).add(b.read()).tanh();
        Tensor loss = hidden.matmul(v.read()).softplus().mean();
        Program.Builder program = Program.builder(engine).output("loss", loss);
        for (Variable parameter : List.of(w, v, b)) {
            Tensor read = parameter.read();
            program.update(parameter, read.sub(Grad.grad(loss, read).mul(0.1)));
        }
        return allocated(program.compile(), List.of(Tensor.full(x.type(), 0.3)));
    }

    @Test
    void training() {
        assertSame("training step", allocatedByTraining(128), allocatedByTraining(1024));
    }
}
