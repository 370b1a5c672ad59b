package org.auriflow.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Grad;
import org.auriflow.engine.Gradcheck;
import org.auriflow.engine.Linalg;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Tensor;
import org.auriflow.nn.Pass;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every transform of the catalogue obeys. */
class TransformLawTest {
    private static final int ROWS = 200;

    static Stream<Flows.Entry> transforms() {
        return Samples.of(Transform.class);
    }

    private static Transform make(Flows.Entry e, Engine engine, DType dtype) {
        return (Transform) e.example(engine, dtype);
    }

    @ParameterizedTest
    @MethodSource("transforms")
    void eachDirectionUndoesTheOther(Flows.Entry e) {
        try (Engine engine = Engine.cpu(1)) {
            for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
                double tolerance = e.accuracy().of(dtype);
                Transform t = make(e, engine, dtype);
                // Some rows lie beyond the bound of the splines.
                Tensor x = Samples.rows(e.domain(), dtype, 1.6, 1, ROWS, t.width());
                Tensor c = Samples.context(dtype, ROWS, t.contextWidth());
                Transformed y = t.forward(x, c);
                Transformed back = t.inverse(y.value(), c);
                Samples.assertClose(x, back.value(), tolerance, dtype + " inverse after forward");
                Samples.assertClose(
                        Tensor.zerosLike(y.logAbsDet()),
                        y.logAbsDet().add(back.logAbsDet()),
                        10 * tolerance,
                        dtype + " sum of logarithms");
                Tensor z = Samples.rows(e.range(), dtype, 1.6, 1, ROWS, t.width());
                Transformed u = t.inverse(z, c);
                Samples.assertClose(z, t.forward(u.value(), c).value(), tolerance, dtype + " forward after inverse");
                Pass pass = Pass.evaluation();
                Samples.assertClose(y.value(), t.forwardValue(x, c, pass), 0, "value alone");
                Samples.assertClose(u.value(), t.inverseValue(z, c, pass), 0, "inverse value alone");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("transforms")
    void logAbsDetIsThatOfTheJacobian(Flows.Entry e) {
        try (Engine engine = Engine.cpu(1)) {
            Transform t = make(e, engine, DType.FLOAT64);
            Tensor c = Samples.context(DType.FLOAT64, 50, t.contextWidth());
            for (boolean inverse : new boolean[] {false, true}) {
                Tensor x = Samples.rows(inverse ? e.range() : e.domain(), DType.FLOAT64, 1.6, 2, 50, t.width());
                Transformed y = inverse ? t.inverse(x, c) : t.forward(x, c);
                Tensor j = Grad.batchJacobian(y.value(), x);
                double tolerance = e.accuracy().float64();
                Samples.assertClose(Linalg.slogdet(j).logAbsDet(), y.logAbsDet(), tolerance, "ln|det|");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("transforms")
    void derivativesAreRightToSecondOrder(Flows.Entry e) {
        try (Engine engine = Engine.cpu(1)) {
            Transform t = (Transform) e.example(engine, DType.FLOAT64);
            Tensor context = Samples.context(DType.FLOAT64, 2, t.contextWidth());
            for (boolean inverse : new boolean[] {false, true}) {
                List<Tensor> at = new ArrayList<>();
                at.add(Samples.rows(inverse ? e.range() : e.domain(), DType.FLOAT64, 1, 3, 2, t.width()));
                if (context != null) {
                    at.add(context);
                }
                int first = at.size();
                at.addAll(Samples.values(t));
                Gradcheck.of(
                                in -> {
                                    Tensor c = context == null ? null : in.get(1);
                                    Transformed y = inverse ? t.inverse(in.get(0), c) : t.forward(in.get(0), c);
                                    Tensor both = Tensor.concatenate(
                                            -1, y.value(), y.logAbsDet().expand(-1));
                                    return Samples.with(t, in.subList(first, in.size()), both);
                                },
                                at)
                        .order(2)
                        .step(0x1p-11)
                        .run();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("transforms")
    void rowsAreIndependentAndLeadingAxesAreRows(Flows.Entry e) {
        try (Engine engine = Engine.cpu(2)) {
            Transform t = make(e, engine, DType.FLOAT32);
            Tensor x = Samples.rows(e.domain(), DType.FLOAT32, 1.5, 4, 6, t.width());
            Tensor c = Samples.context(DType.FLOAT32, 6, t.contextWidth());
            Transformed all = t.forward(x, c);
            Tensor together =
                    Tensor.concatenate(-1, all.value(), all.logAbsDet().expand(-1));
            Tensor grid = c == null ? null : c.reshape(3, 2, -1);
            Transformed folded = t.forward(x.reshape(3, 2, -1), grid);
            Samples.assertClose(all.value(), folded.value().reshape(6, -1), 1e-6, "leading axes");
            Samples.assertClose(all.logAbsDet(), folded.logAbsDet().reshape(6), 1e-6, "leading axes");
            for (int i = 0; i < 6; i++) {
                Tensor one = c == null ? null : c.slice(0, i, i + 1);
                Transformed y = t.forward(x.slice(0, i, i + 1), one);
                Samples.assertClose(all.value().slice(0, i, i + 1), y.value(), 1e-6, "row " + i);
                Samples.assertClose(all.logAbsDet().slice(0, i, i + 1), y.logAbsDet(), 1e-6, "row " + i);
            }
            List<Tensor> in = c == null ? List.of(x) : List.of(x, c);
            Tensor program = Samples.compiled(
                    engine,
                    given -> {
                        Transformed y = t.forward(given.get(0), c == null ? null : given.get(1));
                        return Tensor.concatenate(-1, y.value(), y.logAbsDet().expand(-1));
                    },
                    in);
            Samples.assertClose(together, program, 2e-6, "compiled");
            if (c != null) {
                Tensor row = c.select(0, 0);
                Tensor spread = row.broadcastTo(c.shape());
                Samples.assertClose(
                        t.forward(x, spread).value(), t.forward(x, row).value(), 0, "one context for all");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("transforms")
    void refusesOtherRowsAndContexts(Flows.Entry e) {
        try (Engine engine = Engine.cpu(1)) {
            Transform t = (Transform) e.example(engine, DType.FLOAT32);
            Tensor x = Samples.rows(e.domain(), DType.FLOAT32, 1, 4, 6, t.width());
            Tensor c = Samples.context(DType.FLOAT32, 6, t.contextWidth());
            refuses(() -> t.forward(Tensor.zeros(DType.FLOAT32, 6, t.width() + 1), c));
            refuses(() -> t.inverse(Tensor.zeros(DType.FLOAT32, t.width() + 1), c));
            refuses(() -> t.inverse(Tensor.zeros(DType.INT32, 6, t.width()), c));
            refuses(() -> t.forward(Tensor.scalar(DType.FLOAT32, 0), c));
            if (c != null) {
                refuses(() -> t.forward(x));
                refuses(() -> t.inverse(x, c.slice(-1, 0, t.contextWidth() - 1)));
                refuses(() -> t.inverse(x, c.cast(DType.FLOAT64)));
                refuses(() -> t.forward(x, c.slice(0, 0, 5)));
            } else {
                Tensor ignored = Tensor.zeros(DType.FLOAT32, 6, 7);
                Transformed y = t.forward(x, ignored);
                Samples.assertClose(t.forward(x).value(), y.value(), 0, "a context is ignored");
                Samples.assertClose(t.forward(x).logAbsDet(), y.logAbsDet(), 0, "a context is ignored");
            }
        }
    }

    private static void refuses(Executable call) {
        String message = assertThrows(IllegalArgumentException.class, call).getMessage();
        assertTrue(message.contains(": requires ") && message.contains(", got ") && message.contains("; "), message);
    }

    @ParameterizedTest
    @MethodSource("transforms")
    void oneRowAndNoRowsAreAllowed(Flows.Entry e) {
        try (Engine engine = Engine.cpu(1)) {
            Transform t = make(e, engine, DType.FLOAT32);
            for (int[] lead : new int[][] {{}, {0}, {1}, {2, 0}}) {
                int n = Shape.of(lead).size();
                Tensor c = t.contextWidth() == 0
                        ? null
                        : Tensor.zeros(DType.FLOAT32, n * t.contextWidth()).reshape(with(lead, t.contextWidth()));
                Tensor x = Samples.rows(e.domain(), DType.FLOAT32, 1, 5, with(lead, t.width()));
                Tensor z = Samples.rows(e.range(), DType.FLOAT32, 1, 5, with(lead, t.width()));
                for (Transformed y : List.of(t.forward(x, c), t.inverse(z, c))) {
                    assertEquals(x.type(), y.value().type());
                    assertEquals(n * t.width(), y.value().toFloatArray().length);
                    assertEquals(Shape.of(lead), y.logAbsDet().shape());
                    assertEquals(n, y.logAbsDet().toFloatArray().length);
                }
            }
        }
    }

    private static int[] with(int[] lead, int width) {
        int[] all = Arrays.copyOf(lead, lead.length + 1);
        all[lead.length] = width;
        return all;
    }

    @ParameterizedTest
    @MethodSource("transforms")
    void initialisingGivesTheImage(Flows.Entry e) {
        try (Engine engine = Engine.cpu(1)) {
            Transform t = make(e, engine, DType.FLOAT64);
            Tensor x = Samples.rows(e.domain(), DType.FLOAT64, 1, 6, 9, t.width());
            Tensor c = Samples.context(DType.FLOAT64, 9, t.contextWidth());
            Tensor y = t.initialise(x, c);
            Samples.assertClose(t.forwardValue(x, c, Pass.evaluation()), y, 0, "image");
            Tensor values = Samples.rows(e.range(), DType.FLOAT64, 1, 6, 9, t.width());
            Tensor back = t.initialiseInverse(values, c);
            Samples.assertClose(t.inverseValue(values, c, Pass.evaluation()), back, 0, "inverse image");
        }
    }

    @ParameterizedTest
    @MethodSource("transforms")
    void trainingUpdatesTheStateAlone(Flows.Entry e) {
        try (Engine engine = Engine.cpu(1)) {
            Transform t = make(e, engine, DType.FLOAT32);
            Tensor c = Samples.context(DType.FLOAT32, 9, t.contextWidth());
            for (boolean inverse : new boolean[] {false, true}) {
                Pass pass = Pass.training(Tensor.scalar(DType.INT32, 1));
                Tensor x = Samples.rows(inverse ? e.range() : e.domain(), DType.FLOAT32, 1, 6, 9, t.width());
                Transformed y = inverse ? t.inverse(x, c, pass) : t.forward(x, c, pass);
                assertFinite(y.value(), "value");
                assertFinite(y.logAbsDet(), "logarithm");
                assertTrue(t.state().values().containsAll(pass.updates().all().keySet()));
            }
        }
    }

    /** Layers whose parameters may be any numbers, or come from a network that may give any. */
    static Stream<Flows.Entry> unconstrained() {
        return Stream.of(CouplingEntries.ALL, LinearEntries.ALL)
                .flatMap(List::stream)
                .filter(transforms().toList()::contains);
    }

    @ParameterizedTest
    @MethodSource("unconstrained")
    void extremeParametersGiveFiniteValuesAndDerivatives(Flows.Entry e) {
        try (Engine engine = Engine.cpu(1)) {
            Transform t = make(e, engine, DType.FLOAT32);
            Tensor c = Samples.context(DType.FLOAT32, 5, t.contextWidth());
            for (double v : new double[] {50, -50, 0}) {
                t.parameters().values().forEach(p -> p.assign(Tensor.full(p.type(), v)));
                List<Tensor> at = new ArrayList<>();
                t.parameters().values().forEach(p -> at.add(p.read()));
                for (boolean inverse : new boolean[] {false, true}) {
                    Tensor x = Samples.rows(inverse ? e.range() : e.domain(), DType.FLOAT32, 1.6, 7, 5, t.width());
                    at.add(x);
                    Transformed y = inverse ? t.inverse(x, c) : t.forward(x, c);
                    assertFinite(y.value(), "value at " + v);
                    assertFinite(y.logAbsDet(), "logarithm at " + v);
                    Tensor sum = y.value().sum().add(y.logAbsDet().sum());
                    Grad.grad(sum, at).forEach(g -> assertFinite(g, "derivative at " + v));
                    at.remove(x);
                }
            }
        }
    }

    private static void assertFinite(Tensor t, String what) {
        for (double v : t.toDoubleArray()) {
            assertTrue(Double.isFinite(v), what + " is " + v);
        }
    }
}
