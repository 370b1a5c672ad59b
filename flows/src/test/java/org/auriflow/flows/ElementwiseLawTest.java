package org.auriflow.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Grad;
import org.auriflow.engine.Gradcheck;
import org.auriflow.engine.Program;
import org.auriflow.engine.Run;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Tensor;
import org.auriflow.flows.Flows.ElementwiseEntry;
import org.auriflow.flows.Flows.Region;
import org.auriflow.nn.io.Json;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every family of functions of one number obeys. */
class ElementwiseLawTest {
    private static final int ROWS = 400;

    static Stream<ElementwiseEntry> all() {
        return Flows.ELEMENTWISE.stream();
    }

    @ParameterizedTest
    @MethodSource("all")
    void configurationSurvivesJson(ElementwiseEntry e) {
        String json = Json.write(e.example().config());
        Elementwise again = Flows.elementwise(Json.parse(json));
        assertEquals(e.example().getClass(), again.getClass());
        assertEquals(json, Json.write(again.config()));
        assertEquals(e.type(), again.config().get("type"));
        assertEquals(e.example().parameters(), again.parameters());
    }

    @ParameterizedTest
    @MethodSource("all")
    void eachDirectionUndoesTheOther(ElementwiseEntry e) {
        Elementwise f = e.example();
        for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
            double tolerance = e.accuracy().of(dtype);
            Tensor x = Samples.rows(e.domain(), dtype, 1.6, 1, ROWS);
            Tensor p = Samples.rows(dtype, 0.5, 2, ROWS, f.parameters());
            Transformed y = f.forward(x, p);
            Transformed back = f.inverse(y.value(), p);
            // Rounding of y moves x by as much more as the function is flat.
            Tensor flat = back.logAbsDet().exp().clip(1, Double.POSITIVE_INFINITY);
            Samples.assertClose(x.div(flat), back.value().div(flat), tolerance, "inverse after forward");
            Tensor sum = y.logAbsDet().add(back.logAbsDet());
            Samples.assertClose(Tensor.zerosLike(sum), sum, 10 * tolerance, "sum of logarithms");
            Samples.assertClose(y.value(), f.forwardValue(x, p), 0, "value alone");
            Samples.assertClose(back.value(), f.inverseValue(y.value(), p), 0, "inverse value alone");
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void logarithmIsThatOfTheDerivative(ElementwiseEntry e) {
        Elementwise f = e.example();
        Tensor x = Samples.rows(e.domain(), DType.FLOAT64, 1.6, 3, ROWS);
        Tensor p = Samples.rows(DType.FLOAT64, 1, 4, ROWS, f.parameters());
        double tolerance = e.accuracy().float64();
        Transformed y = f.forward(x, p);
        Samples.assertClose(Grad.grad(y.value().sum(), x).log(), y.logAbsDet(), tolerance, "forward");
        Tensor z = y.value().detach();
        Transformed u = f.inverse(z, p);
        Samples.assertClose(Grad.grad(u.value().sum(), z).log(), u.logAbsDet(), tolerance, "inverse");
    }

    @ParameterizedTest
    @MethodSource("all")
    void derivativesAreRightToSecondOrder(ElementwiseEntry e) {
        Elementwise f = e.example();
        Tensor p = Samples.rows(DType.FLOAT64, 1, 6, 3, f.parameters());
        Tensor x = Samples.rows(e.domain(), DType.FLOAT64, 0.7, 5, 3);
        for (boolean inverse : new boolean[] {false, true}) {
            List<Tensor> at = List.of(inverse ? f.forwardValue(x, p).detach() : x, p);
            Gradcheck.of(
                            in -> {
                                Transformed y =
                                        inverse ? f.inverse(in.get(0), in.get(1)) : f.forward(in.get(0), in.get(1));
                                return Tensor.stack(-1, y.value(), y.logAbsDet());
                            },
                            at)
                    .order(2)
                    .step(0x1p-12)
                    .run();
        }
    }

    /**
     * Along a fine grid that goes beyond every bound, values increase, also where raw parameters are ±50; around a circle they come back to its beginning
     * once.
     */
    @ParameterizedTest
    @MethodSource("all")
    void functionsIncreaseAlsoAtExtremeParameters(ElementwiseEntry e) {
        Elementwise f = e.example();
        int n = 801;
        double low = Math.max(e.domain().low(), -4);
        double high = Math.min(e.domain().high(), 4);
        double[] grid = new double[n];
        for (int i = 0; i < n; i++) {
            grid[i] = low + (high - low) * (i + 0.5) / n;
        }
        for (int seed = 0; seed < 20; seed++) {
            Tensor p = Samples.rows(DType.FLOAT64, 1, seed, 1, f.parameters())
                    .sign()
                    .mul(seed < 10 ? 50 : 3);
            Tensor spread = p.broadcastTo(Shape.of(n, f.parameters()));
            Transformed y = f.forward(Tensor.of(grid), spread);
            double[] value = y.value().toDoubleArray();
            double[] log = y.logAbsDet().toDoubleArray();
            int turns = e.circular() ? 1 : 0;
            for (int i = 0; i < n; i++) {
                assertTrue(Double.isFinite(value[i]) && Double.isFinite(log[i]), "finite at " + grid[i]);
                // Rounding may differ along a plateau.
                boolean increases = i == 0 || value[i] >= value[i - 1] - Math.ulp(1.0);
                assertTrue(increases || turns-- > 0, "increasing at " + grid[i]);
            }
        }
    }

    /** Millions of random splines in all, and fewer of others, at random places: no NaN in value, logarithm or their gradients. */
    @ParameterizedTest
    @MethodSource("all")
    void randomFunctionsAreFinite(ElementwiseEntry e) {
        Elementwise f = e.example();
        int n = e.type().contains("spline") ? 15_000 : 5_000;
        Tensor x = Tensor.input("x", DType.FLOAT32, Shape.of(n));
        Tensor p = Tensor.input("p", DType.FLOAT32, Shape.of(n, f.parameters()));
        for (boolean inverse : new boolean[] {false, true}) {
            Transformed y = inverse ? f.inverse(x, p) : f.forward(x, p);
            Tensor sum = y.value().add(y.logAbsDet()).sum();
            List<Tensor> g = Grad.grad(sum, List.of(x, p));
            Tensor total = Tensor.stack(
                    0, sum, g.get(0).sum(), f.parameters() == 0 ? sum : g.get(1).sum());
            try (Engine engine = Engine.cpu(2);
                    Run run = Program.builder(engine)
                            .input(x)
                            .input(p)
                            .output("total", total)
                            .compile()
                            .open()) {
                for (int part = 0; part < 20; part++) {
                    double scale = part % 2 == 0 ? 2 : 15;
                    Tensor raw = Samples.rows(DType.FLOAT32, scale, 100 + part, n, f.parameters());
                    Region in = inverse ? e.range() : e.domain();
                    run.set(
                            "x",
                            Samples.rows(in, DType.FLOAT32, 2, 200 + part, n).storage());
                    run.set("p", raw.storage());
                    run.execute();
                    for (double v :
                            Tensor.constant(total.type(), run.output("total")).toDoubleArray()) {
                        assertTrue(Double.isFinite(v), (inverse ? "inverse" : "forward") + " of part " + part);
                    }
                }
            }
        }
    }
}
