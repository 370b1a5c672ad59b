package org.auriflow.engine.laws;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Grad;
import org.auriflow.engine.Program;
import org.auriflow.engine.RandomStream;
import org.auriflow.engine.Run;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Storage;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.op.Fused;
import org.auriflow.engine.op.Operand;
import org.auriflow.engine.op.Ops;
import org.auriflow.engine.op.Reduction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A compiled program gives what the interpreter gives, for every operation and its derivative; passes, threads and
 * repetition change no bit.
 */
class ProgramLawTest {
    private static final List<String> PASSES = List.of("merge", "fold", "simplify");
    private static final Engine SERIAL = Engine.cpu(1);
    private static final Engine PARALLEL = Engine.cpu(3);

    @AfterAll
    static void close() {
        SERIAL.close();
        PARALLEL.close();
    }

    static Stream<Ops.Entry> all() {
        return Ops.ALL.stream();
    }

    private static Ops.Entry entry(String label, Fused.Body body, Operand... operands) {
        return new Ops.Entry(label, body, List.of(operands), false, true);
    }

    private static Ops.Entry entry(String label, UnaryOperator<Tensor> f, Operand operand) {
        return entry(label + " " + operand.shape(), x -> f.apply(x.get(0)), new Operand[] {operand});
    }

    /** What works along axes, with n elements along one of them. */
    static List<Ops.Entry> structured(int n) {
        List<Ops.Entry> all = new ArrayList<>();
        Operand last = Operand.real(-2, 2, 9, n);
        Operand first = Operand.real(-2, 2, n, 9);
        Operand middle = Operand.real(-2, 2, 2, n, 5);
        Operand outside = Operand.real(-2, 2, 3, 2, n, 2);
        for (boolean largest : new boolean[] {true, false}) {
            String label = largest ? "max" : "min";
            all.add(entry(label, x -> largest ? x.max(1) : x.min(1), last));
            all.add(entry(label, x -> largest ? x.max(0) : x.min(0), last));
            all.add(entry(label, x -> largest ? x.max(0) : x.min(0), first));
            all.add(entry(label, x -> largest ? x.max(1) : x.min(1), middle));
            all.add(entry(label + " around", x -> largest ? x.max(0, 2) : x.min(0, 2), outside));
            all.add(entry(label + " between", x -> largest ? x.max(1, 3) : x.min(1, 3), outside));
            all.add(entry(label + " of all", x -> largest ? x.max() : x.min(), middle));
        }
        all.add(entry("sum", x -> x.sum(1), last));
        all.add(entry("sum", x -> x.sum(0), last));
        all.add(entry("sum", x -> x.sum(0), first));
        all.add(entry("sum", x -> x.sum(1), middle));
        all.add(entry("sum around", x -> x.sum(0, 2), outside));
        all.add(entry("sum between", x -> x.sum(1, 3), outside));
        all.add(entry("sum of all", x -> x.sum(), middle));
        for (int axis = 0; axis < 2; axis++) {
            int a = axis;
            Operand x0 = axis == 0 ? first : last;
            int[] extents = x0.shape().toArray();
            all.add(entry("argMax " + a, x -> x.argMax(a), x0));
            all.add(entry("cumSum " + a, x -> x.cumSum(a), x0));
            all.add(entry("cumSum reverse " + a, x -> Tensor.apply(new Reduction.CumulativeSum(a, true), x), x0));
            all.add(entry("prod " + a, x -> x.prod(a), x0));
            all.add(entry("logSumExp " + a, x -> x.logSumExp(a), x0));
            String at = " " + a + " of " + n;
            Operand some = Operand.integers(0, 7, extents);
            all.add(entry("scatterAdd" + at, x -> x.get(0).scatterAdd(a, x.get(1), 7), x0, some));
            all.add(entry("gather" + at, x -> x.get(0).gather(a, x.get(1)), x0, Operand.integers(0, n, extents)));
            int[] few = axis == 0 ? new int[] {3, 9} : new int[] {9, 3};
            all.add(entry("gather few" + at, x -> x.get(0).gather(a, x.get(1)), x0, Operand.integers(0, n, few)));
            all.add(entry("take" + at, x -> x.get(0).take(a, x.get(1)), x0, Operand.integers(0, n, 5)));
        }
        for (boolean right : new boolean[] {true, false}) {
            Operand values = Operand.real(-1, n / 8.0 + 1, 2, 2100);
            all.add(entry(
                    "searchSorted " + n + " " + right,
                    x -> Tensor.searchSorted(x.get(0), x.get(1), right),
                    Operand.ascending(0, 0.125, 2, n),
                    values));
        }
        all.add(entry("softmax", Tensor::softmax, last));
        all.add(entry("softmax", Tensor::softmax, first));
        all.add(entry("logSoftmax", Tensor::logSoftmax, last));
        all.add(entry("logSoftmax", Tensor::logSoftmax, first));
        all.add(entry("layerNorm", x -> x.layerNorm(1e-3), last));
        all.add(entry("layerNorm", x -> x.layerNorm(1e-3), first));
        return all;
    }

    static Stream<Arguments> structured() {
        return IntStream.of(1, 13, 207, 4098).boxed().flatMap(n -> structured(n).stream()
                .map(e -> Arguments.of(e, n)));
    }

    static Stream<Ops.Entry> pointwise() {
        return Ops.ALL.stream().filter(Ops.Entry::pointwise);
    }

    /** Value and, where there are derivatives, cotangents of the inputs for a cotangent that depends on the value. */
    private static Map<String, Tensor> outputs(Ops.Entry e, List<Tensor> x) {
        Map<String, Tensor> out = new LinkedHashMap<>();
        Tensor y = e.build(x);
        out.put("y", y);
        if (Samples.hasDerivative(e)) {
            List<Tensor> g = Grad.vjp(List.of(y), List.of(y.mul(0.5).add(1)), Samples.floating(x));
            for (int k = 0; k < g.size(); k++) {
                out.put("g" + k, g.get(k));
            }
        }
        return out;
    }

    private static Map<String, Storage> run(Engine engine, Ops.Entry e, List<Tensor> x, List<String> off) {
        Program.Builder b = Program.builder(engine);
        outputs(e, Samples.placeholders(x)).forEach(b::output);
        off.forEach(b::without);
        Program program = b.compile();
        List<Storage> before = x.stream().map(t -> t.storage().copy()).toList();
        try (Run run = program.open()) {
            for (int k = 0; k < x.size(); k++) {
                if (program.inputTypes().containsKey("x" + k)) {
                    run.set("x" + k, x.get(k).storage());
                }
            }
            Map<String, Storage> first = execute(run, outputs(e, x).keySet());
            // Inputs are not set again: a program must not write over them.
            Map<String, Storage> second = execute(run, first.keySet());
            for (String name : first.keySet()) {
                Samples.assertSameBits(first.get(name), second.get(name), e + " " + name + ", run twice");
            }
            for (int k = 0; k < x.size(); k++) {
                Samples.assertSameBits(before.get(k), x.get(k).storage(), e + ", input " + k);
            }
            return first;
        }
    }

    private static Map<String, Storage> execute(Run run, Iterable<String> names) {
        run.execute();
        Map<String, Storage> results = new LinkedHashMap<>();
        for (String name : names) {
            results.put(name, run.output(name).copy());
        }
        return results;
    }

    private static void assertLaws(Ops.Entry e, DType dtype, boolean everyPass) {
        assertLaws(e, dtype, everyPass, 1);
    }

    /** The tolerance grows with the length of the sums. */
    private static void assertLaws(Ops.Entry e, DType dtype, boolean everyPass, int length) {
        List<Tensor> x = e.sample(dtype, 1);
        Map<String, Storage> compiled = run(SERIAL, e, x, List.of());
        double growth = Math.sqrt(length);
        outputs(e, x)
                .forEach((name, t) -> Samples.assertClose(
                        t.storage(),
                        compiled.get(name),
                        t.dtype().isFloating() ? growth * (t.dtype() == DType.FLOAT32 ? 3e-6 : 1e-13) : 0,
                        e + " " + name + " " + dtype));
        List<List<String>> switched = new ArrayList<>(List.of(PASSES));
        if (everyPass) {
            PASSES.forEach(p -> switched.add(List.of(p)));
        }
        for (List<String> off : switched) {
            run(SERIAL, e, x, off)
                    .forEach((name, s) ->
                            Samples.assertSameBits(compiled.get(name), s, e + " " + name + " without " + off));
        }
        run(PARALLEL, e, x, List.of())
                .forEach((name, s) -> Samples.assertSameBits(compiled.get(name), s, e + " " + name + " in parallel"));
    }

    @ParameterizedTest
    @MethodSource("all")
    void compiledEqualsInterpreted(Ops.Entry e) {
        assertLaws(e, DType.FLOAT32, true);
        assertLaws(e, DType.FLOAT64, true);
    }

    /** Large enough to be divided among threads, with a remainder for every vector length. */
    @ParameterizedTest
    @MethodSource("pointwise")
    void largePointwiseOperationsToo(Ops.Entry e) {
        for (int size : new int[] {1, 13, 207, 4098, 70_001}) {
            for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
                Ops.Entry sized = e.withShape(size == 4098 ? Shape.of(2, 2049) : Shape.of(size));
                if (size < 70_000) {
                    assertLaws(sized, dtype, false);
                } else {
                    List<Tensor> x = sized.sample(dtype, 1);
                    Map<String, Storage> serial = run(SERIAL, sized, x, List.of());
                    run(PARALLEL, sized, x, List.of())
                            .forEach((name, s) -> Samples.assertSameBits(serial.get(name), s, e + " in parallel"));
                }
            }
        }
    }

    /** Awkward lengths of every axis that something works along, with remainders for every block of a kernel. */
    @ParameterizedTest
    @MethodSource("structured")
    void awkwardLengths(Ops.Entry e, int n) {
        assertLaws(e, DType.FLOAT32, false, n);
        assertLaws(e, DType.FLOAT64, false, n);
    }

    /** Infinities, NaN, zeros of both signs and ties, anywhere in the operands. */
    @ParameterizedTest
    @MethodSource("structured")
    void specialValuesAnywhere(Ops.Entry e, int n) {
        double[] special = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 0, -0.0, 1, 1};
        for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
            List<Tensor> x = e.sample(dtype, 2);
            RandomStream random = new RandomStream(3, 0);
            // Edges stay sorted.
            Tensor spoilt = x.get(e.label().startsWith("searchSorted") ? 1 : 0);
            Storage s = spoilt.storage();
            int kinds = n % 2 == 0 ? special.length : 3;
            for (int k = 0; k < 8; k++) {
                s.set(random.below(s.size()), special[random.below(kinds)]);
            }
            for (Storage compiled : List.of(Compiled.run(SERIAL, e::build, x), Compiled.run(PARALLEL, e::build, x))) {
                // New constants, since the sampled ones may hold a value that is computed already.
                List<Tensor> again = x.stream()
                        .map(t -> Tensor.constant(t.type(), t.storage()))
                        .toList();
                Samples.assertClose(
                        e.build(again).storage(), compiled, dtype == DType.FLOAT32 ? 3e-5 : 1e-11, e + " " + dtype);
            }
        }
    }
}
