package org.auriflow.engine.laws;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
import org.auriflow.engine.op.Lengths;
import org.auriflow.engine.op.Ops;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A compiled program gives what the interpreter gives, for every operation and its derivative; passes, threads and
 * repetition change no bit.
 */
class ProgramLawTest {
    private static final List<String> PASSES = List.of("merge", "slices", "fold", "simplify");
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

    static Stream<Arguments> structured() {
        return IntStream.of(1, 13, 207, 4098).boxed().flatMap(n -> Lengths.of(n).stream()
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
