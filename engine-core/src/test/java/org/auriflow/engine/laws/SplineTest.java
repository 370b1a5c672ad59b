package org.auriflow.engine.laws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.auriflow.engine.DType;
import org.auriflow.engine.Grad;
import org.auriflow.engine.RandomStream;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.op.Boundary;
import org.auriflow.engine.op.PiecewiseCubic;
import org.auriflow.engine.op.PiecewiseLinear;
import org.auriflow.engine.op.PiecewiseQuadratic;
import org.auriflow.engine.op.RationalQuadratic;
import org.auriflow.engine.op.Spline;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Piecewise polynomials against their definitions, all splines at their ends and with parameters far beyond reason. */
class SplineTest {
    private static final double B = 2;

    static Stream<Spline> all() {
        return Stream.of(
                new PiecewiseLinear(5, B, 1e-3),
                new PiecewiseQuadratic(5, B, 1e-3, 1e-2, Boundary.BOX),
                new PiecewiseQuadratic(5, B, 1e-3, 1e-2, Boundary.LINEAR),
                new PiecewiseCubic(5, B, 1e-3, 1e-3, Boundary.BOX),
                new PiecewiseCubic(5, B, 1e-3, 1e-3, Boundary.LINEAR),
                new RationalQuadratic(5, B, 1e-3, 1e-3, 1e-3, Boundary.BOX),
                new RationalQuadratic(5, B, 1e-3, 1e-3, 1e-3, Boundary.CIRCLE));
    }

    private static Tensor spread(int n, double... parameters) {
        return Tensor.of(parameters).broadcastTo(Shape.of(n, parameters.length));
    }

    private static double[] derivatives(Spline s, Tensor parameters, double... x) {
        Tensor at = Tensor.of(x);
        return Grad.grad(s.forwardValue(at, parameters).sum(), at).toDoubleArray();
    }

    /** Shares 1/4 and 3/4 of the height. */
    @Test
    void linearOnesAreHistograms() {
        Spline s = new PiecewiseLinear(2, B, 1e-6);
        double raw = Math.log((0.75 - 1e-6) / (0.25 - 1e-6));
        Tensor x = Tensor.of(-2.0, -1.0, 0.0, 1.0, 2.0, 3.0);
        double[] y = s.forwardValue(x, spread(6, 0, raw)).toDoubleArray();
        double[] expected = {-2, -1.5, -1, 0.5, 2, 3};
        for (int i = 0; i < y.length; i++) {
            assertEquals(expected[i], y[i], 1e-14);
        }
    }

    /** Two bins of widths 1 and 3 with derivatives in the ratios 1 : 2 : 4, and with 1 at both ends. */
    @Test
    void quadraticOnesIntegrateAPolygon() {
        double raw = Math.log((0.75 - 1e-3) / (0.25 - 1e-3));
        Spline box = new PiecewiseQuadratic(2, B, 1e-3, 1e-3, Boundary.BOX);
        // 4 = Σ w (q + q′)/2 = s (1.5 + 9) + 4 m.
        double s = 4 * (1 - 1e-3) / 10.5;
        double[] q = {s + 1e-3, 2 * s + 1e-3, 4 * s + 1e-3};
        Tensor p = spread(3, 0, raw, 0, Math.log(2), Math.log(4));
        double[] y = box.forwardValue(Tensor.of(-1.5, -1.0, 0.5), p).toDoubleArray();
        assertEquals(-2 + 0.5 * q[0] + 0.125 * (q[1] - q[0]), y[0], 1e-13);
        assertEquals(-2 + (q[0] + q[1]) / 2, y[1], 1e-13);
        assertEquals(y[1] + 1.5 * q[1] + 0.375 * (q[2] - q[1]), y[2], 1e-13);
        double[] d = derivatives(box, p, -2, -1, 2);
        for (int i = 0; i < 3; i++) {
            assertEquals(q[i], d[i], 1e-13);
        }
        Spline tails = new PiecewiseQuadratic(2, B, 1e-3, 1e-3, Boundary.LINEAR);
        // 4 = (w + w′)/2 (1 + q), for any raw derivative.
        d = derivatives(tails, spread(3, 0, raw, 1.7), -2, -1, 2);
        for (int i = 0; i < 3; i++) {
            assertEquals(1, d[i], 1e-13);
        }
    }

    /** Bins of widths 1 and 3 and equal heights: slopes 2 and 2/3, and between them their mean weighted crosswise. */
    @Test
    void cubicOnesAreHermiteInterpolation() {
        Spline s = new PiecewiseCubic(2, B, 1e-3, 1e-3, Boundary.BOX);
        double raw = Math.log((0.75 - 1e-3) / (0.25 - 1e-3));
        Tensor p = spread(4, 0, raw, 0, 0, 0, 0);
        double middle = Math.min(4.0 / 3, (2 * 3 + 2.0 / 3) / 4);
        double[] d = derivatives(s, p, -2, -1 - 1e-12, -1, 2);
        double[] expected = {3, middle, middle, 1};
        for (int i = 0; i < 4; i++) {
            assertEquals(expected[i], d[i], 1e-9);
        }
        double[] y = s.forwardValue(Tensor.of(-1.75, -1.0, 0.5, 2.0), p).toDoubleArray();
        double t = 0.25;
        double hermite = 2 * t * t * (3 - 2 * t) + t * (1 - t) * (3 * (1 - t) - middle * t);
        assertEquals(-2 + hermite, y[0], 1e-13);
        assertEquals(0, y[1], 1e-13);
        t = 0.5;
        assertEquals(2 * t * t * (3 - 2 * t) + 3 * t * (1 - t) * (middle * (1 - t) - t), y[2], 1e-13);
        assertEquals(2, y[3], 0);
    }

    @ParameterizedTest
    @MethodSource("all")
    void derivativesAtTheEndsAreThoseOfTheBoundary(Spline s) {
        RandomStream random = new RandomStream(4, 0);
        double[] raw = uniform(random, DType.FLOAT64, 1, s.parameters()).toDoubleArray();
        double[] d = derivatives(s, spread(4, raw), -B, B, -B - 1e-9, B + 1e-9);
        assertEquals(1, d[2], 0);
        assertEquals(1, d[3], 0);
        String boundary = s.toString();
        if (boundary.contains("LINEAR")) {
            assertEquals(1, d[0], 1e-12);
            assertEquals(1, d[1], 1e-12);
        } else {
            assertTrue(Math.abs(d[0] - 1) > 1e-3 && Math.abs(d[1] - 1) > 1e-3, "derivatives are free");
            assertEquals(boundary.contains("CIRCLE"), Math.abs(d[0] - d[1]) < 1e-12);
        }
        Tensor far = Tensor.of(Double.NEGATIVE_INFINITY, -2.5, -B, B, 1e30, Double.NaN);
        Tensor p = spread(6, raw);
        assertEquals(far.toString(), s.forwardValue(far, p).toString());
        assertEquals(far.toString(), s.inverseValue(far, p).toString());
    }

    /**
     * Inverse after forward, with raw parameters up to ±50. What is bounded is the error in x, or where the function is flat the error in
     * y; all are finite to second order.
     */
    @ParameterizedTest
    @MethodSource("all")
    void inverseUndoesForwardAtExtremes(Spline s) {
        int n = 1000;
        for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
            double eps = dtype == DType.FLOAT32 ? 0x1p-23 : 0x1p-52;
            for (double scale : new double[] {1, 6, 50}) {
                RandomStream random = new RandomStream((long) scale, 0);
                Tensor p = uniform(random, dtype, scale, n, s.parameters());
                Tensor x = uniform(random, dtype, 1.1 * B, n);
                Tensor y = s.forward(x, p);
                Tensor back = s.inverse(y.select(-1, 0), p);
                double[] a = x.toDoubleArray();
                double[] b = back.select(-1, 0).toDoubleArray();
                double[] image = y.select(-1, 0).toDoubleArray();
                double[] again = s.forwardValue(back.select(-1, 0), p).toDoubleArray();
                for (int i = 0; i < n; i++) {
                    double error = Math.min(Math.abs(a[i] - b[i]), Math.abs(image[i] - again[i]));
                    assertTrue(error <= 8 * B * eps, dtype + ", at " + a[i] + ": " + error / eps + " ulp");
                }
                Tensor few = x.slice(0, 0, 100).detach();
                Tensor with = p.slice(0, 0, 100).detach();
                assertFinite(s.forward(few, with), few, with);
                assertFinite(s.inverse(few, with), few, with);
            }
        }
    }

    private static void assertFinite(Tensor y, Tensor x, Tensor p) {
        List<Tensor> first = Grad.grad(y.sum(), List.of(x, p));
        List<Tensor> second = Grad.grad(first.get(0).sum().add(first.get(1).sum()), List.of(x, p));
        for (Tensor t : List.of(y, first.get(0), first.get(1), second.get(0), second.get(1))) {
            for (double v : t.toDoubleArray()) {
                assertTrue(Double.isFinite(v));
            }
        }
    }

    private static Tensor uniform(RandomStream random, DType dtype, double scale, int... extents) {
        double[] v = new double[Shape.of(extents).size()];
        for (int i = 0; i < v.length; i++) {
            v[i] = scale * (2 * random.uniform() - 1);
        }
        return Tensor.of(v).cast(dtype).reshape(extents).detach();
    }

    @Test
    void refusesWhatDoesNotFit() {
        refuses("linearSpline: requires a bin", () -> new PiecewiseLinear(0, 3, 1e-3));
        refuses("linearSpline: requires minimal shares", () -> new PiecewiseLinear(8, 3, 0.125));
        refuses("quadraticSpline: requires 2 bins", () -> new PiecewiseQuadratic(1, 3, 1e-3, 1e-2, Boundary.LINEAR));
        refuses(
                "quadraticSpline: requires a minimal derivative",
                () -> new PiecewiseQuadratic(8, 3, 1e-3, 1, Boundary.BOX));
        refuses("quadraticSpline: requires a box", () -> new PiecewiseQuadratic(8, 3, 1e-3, 1e-2, Boundary.CIRCLE));
        refuses("cubicSpline: requires 2 bins", () -> new PiecewiseCubic(1, 3, 1e-3, 1e-3, Boundary.BOX));
        refuses("cubicSpline: requires a box", () -> new PiecewiseCubic(8, 3, 1e-3, 1e-3, Boundary.CIRCLE));
        refuses("cubicSpline: requires inner bins", () -> new PiecewiseCubic(8, 3, 1e-3, 0.1, Boundary.LINEAR));
        Spline s = new PiecewiseLinear(5, B, 1e-3);
        Tensor x = Tensor.zeros(DType.FLOAT32, 4);
        refuses("linearSpline: requires floating x", () -> s.forward(x, Tensor.zeros(DType.FLOAT32, 4, 4)));
        refuses("linearSpline.inverse.value: requires", () -> s.inverseValue(x, Tensor.zeros(DType.FLOAT64, 4, 5)));
    }

    private static void refuses(String beginning, Executable call) {
        String message = assertThrows(IllegalArgumentException.class, call).getMessage();
        assertTrue(message.startsWith(beginning) && message.contains(", got ") && message.contains("; "), message);
    }
}
