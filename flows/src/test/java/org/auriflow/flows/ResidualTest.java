package org.auriflow.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Tensor;
import org.auriflow.flows.transform.Planar;
import org.auriflow.flows.transform.Radial;
import org.auriflow.flows.transform.Sylvester;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Planar, radial and Sylvester flows against their formulas and against each other. */
class ResidualTest {
    private static final DType F64 = DType.FLOAT64;

    private static void set(Transform t, String name, double... values) {
        Tensor old = t.parameters().get(name).snapshot();
        t.parameters().get(name).assign(Tensor.of(values).reshape(old.shape()));
    }

    private static double softplusInverse(double v) {
        return Math.log(Math.expm1(v));
    }

    private static void assertImage(double[] value, double log, Transformed got) {
        double[] y = got.value().toDoubleArray();
        for (int i = 0; i < y.length; i++) {
            assertEquals(value[i], y[i], 1e-14);
        }
        assertEquals(log, got.logAbsDet().item(), 1e-14);
    }

    @Test
    void planarIsItsFormula() {
        try (Engine engine = Engine.cpu(1)) {
            Planar p = new Planar(engine, 2, 1, F64);
            set(p, "w", 2, -1);
            set(p, "u", 0.5, 3);
            set(p, "b", 0.25);
            // w·u = −2, and û = u + (softplus(−2) − 1 + 2) w/5.
            double along = (Math.log1p(Math.exp(-2)) + 1) / 5;
            double t = Math.tanh(2 * 0.3 + 0.7 + 0.25);
            double[] y = {0.3 + (0.5 + 2 * along) * t, -0.7 + (3 - along) * t};
            double inner = 2 * (0.5 + 2 * along) - (3 - along);
            assertImage(y, Math.log(1 + inner * (1 - t * t)), p.forward(Tensor.of(0.3, -0.7)));
        }
    }

    @Test
    void radialIsItsFormula() {
        try (Engine engine = Engine.cpu(1)) {
            Radial p = new Radial(engine, 2, 1, F64);
            set(p, "centre", 1, -1);
            set(p, "alpha", softplusInverse(0.8));
            set(p, "e", softplusInverse(0.3));
            // β = −0.5, and x lies at a distance of 5 from the centre.
            double h = 1 / (0.8 + 5);
            double stretch = 1 - 0.5 * h;
            double radial = stretch + 0.5 * h * h * 5;
            assertImage(
                    new double[] {1 + 3 * stretch, -1 + 4 * stretch},
                    Math.log(stretch) + Math.log(radial),
                    p.forward(Tensor.of(4.0, 3.0)));
            // The centre stays where it is, where the map is a scaling by e/α.
            assertImage(new double[] {1, -1}, 2 * Math.log(0.3 / 0.8), p.forward(Tensor.of(1.0, -1.0)));
            assertImage(new double[] {1, -1}, 2 * Math.log(0.8 / 0.3), p.inverse(Tensor.of(1.0, -1.0)));
        }
    }

    /** Of one direction q: y = x + q r tanh(r̃ q·x + b), which is planar with w = r̃ q and û = r q. */
    @Test
    void sylvesterOfOneDirectionIsPlanar() {
        try (Engine engine = Engine.cpu(1)) {
            double r = -0.6;
            double inner = 0.7;
            Sylvester s = new Sylvester(engine, 3, 1, 1, 2, F64);
            set(s, "reflections", 1, 1, 0);
            set(s, "diagonal", 0.5 * Math.log((1 + r) / (1 - r)));
            set(s, "inner_diagonal", 0.5 * Math.log((1 + inner) / (1 - inner)));
            set(s, "b", 0.4);
            // The reflection takes e₀ to −e₁, and û is along w if u is.
            Planar p = new Planar(engine, 3, 1, F64);
            set(p, "w", 0, -inner, 0);
            set(p, "u", 0, softplusInverse(1 + r * inner) / -inner, 0);
            set(p, "b", 0.4);
            Tensor x = Samples.rows(F64, 2, 3, 50, 3);
            Samples.assertClose(p.forward(x).value(), s.forward(x).value(), 1e-14, "value");
            Samples.assertClose(p.forward(x).logAbsDet(), s.forward(x).logAbsDet(), 1e-14, "logarithm");
            Samples.assertClose(p.inverse(x).value(), s.inverse(x).value(), 1e-13, "inverse");
        }
    }

    /** Whatever the parameters, they stay invertible, and nothing is NaN far out. */
    @Test
    void extremeParametersAndRowsAreFinite() {
        try (Engine engine = Engine.cpu(1)) {
            Transform[] all = {
                new Planar(engine, 3, 1, DType.FLOAT32),
                new Radial(engine, 3, 2, DType.FLOAT32),
                new Sylvester(engine, 3, 3, 2, 3, DType.FLOAT32)
            };
            for (Transform t : all) {
                for (double factor : new double[] {1, 8, -2, 0.5}) {
                    Samples.scale(t, factor);
                    for (double scale : new double[] {0, 1, 1e6}) {
                        Tensor x = Samples.rows(DType.FLOAT32, scale, 4, 100, 3);
                        for (Transformed y : new Transformed[] {t.forward(x), t.inverse(x)}) {
                            finite(y.value());
                            finite(y.logAbsDet());
                        }
                    }
                }
            }
        }
    }

    private static void finite(Tensor t) {
        for (double v : t.toDoubleArray()) {
            assertTrue(Double.isFinite(v), "finite");
        }
    }

    @Test
    void whatDoesNotFitIsRefused() {
        try (Engine engine = Engine.cpu(1)) {
            refuses("planar: requires", () -> new Planar(engine, 0, 1, F64));
            refuses("radial: requires", () -> new Radial(engine, 2, 1, DType.INT32));
            refuses("sylvester: requires 1 to 2 units", () -> new Sylvester(engine, 2, 3, 1, 1, F64));
            refuses("sylvester: requires 1 to 2 units", () -> new Sylvester(engine, 2, 2, 0, 1, F64));
        }
    }

    private static void refuses(String beginning, Executable call) {
        String message = assertThrows(IllegalArgumentException.class, call).getMessage();
        assertTrue(message.startsWith(beginning) && message.contains(", got ") && message.contains("; "), message);
    }
}
