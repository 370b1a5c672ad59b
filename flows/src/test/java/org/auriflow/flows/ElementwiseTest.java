package org.auriflow.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.auriflow.engine.DType;
import org.auriflow.engine.Grad;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.op.Boundary;
import org.auriflow.engine.op.RationalQuadratic;
import org.auriflow.flows.elementwise.Additive;
import org.auriflow.flows.elementwise.Affine;
import org.auriflow.flows.elementwise.Bijection;
import org.auriflow.flows.elementwise.CircularSpline;
import org.auriflow.flows.elementwise.LogTanh;
import org.auriflow.flows.elementwise.RationalQuadraticSpline;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Values of functions of one number that the laws cannot know. */
class ElementwiseTest {
    private static final Tensor X = Tensor.of(-1.5, 0, 0.5, 2);

    private static Tensor none(Tensor x) {
        return Tensor.zeros(x.dtype(), x.shape().extent(0), 0);
    }

    private static Tensor each(Tensor x, double... parameters) {
        return Tensor.of(parameters).cast(x.dtype()).broadcastTo(x.shape().concat(Shape.of(parameters.length)));
    }

    private static void assertValues(double tolerance, Tensor got, double... expected) {
        double[] v = got.toDoubleArray();
        assertEquals(expected.length, v.length);
        for (int i = 0; i < v.length; i++) {
            assertEquals(expected[i], v[i], tolerance * Math.max(1, Math.abs(expected[i])), "element " + i);
        }
    }

    @Test
    void affineAndAdditiveMapsAreTheirFormulas() {
        assertValues(0, new Additive().forwardValue(X, each(X, 3)), 1.5, 3, 3.5, 5);
        double exp = Math.pow(1000, Math.tanh(0.7 / Math.log(1000)));
        double sigmoid = 1 / (1 + Math.exp(-2.7)) + 1e-3;
        double softplus = Math.log1p(Math.exp(0.7) * Math.expm1(1 - 1e-3)) + 1e-3;
        for (Affine.Scale s : Affine.Scale.values()) {
            double scale =
                    switch (s) {
                        case EXP -> exp;
                        case SIGMOID -> sigmoid;
                        case SOFTPLUS -> softplus;
                    };
            Transformed y = new Affine(s).forward(X, each(X, 3, 0.7));
            assertValues(1e-14, y.value(), 3 - 1.5 * scale, 3, 3 + 0.5 * scale, 3 + 2 * scale);
            double log = Math.log(scale);
            assertValues(1e-14, y.logAbsDet(), log, log, log, log);
        }
        Tensor zero = Tensor.zeros(DType.FLOAT64, 4, 2);
        assertValues(1e-15, new Affine().forwardValue(X, zero), X.toDoubleArray());
        assertValues(1e-15, new Affine(Affine.Scale.SOFTPLUS).forwardValue(X, zero), X.toDoubleArray());
    }

    /** No parameter makes a float32 number overflow or a scale vanish. */
    @ParameterizedTest
    @EnumSource
    void scalesAreBounded(Affine.Scale scale) {
        Tensor x = Tensor.of(-2f, 3f);
        for (double raw : new double[] {-1e4, 1e4}) {
            Tensor p = each(x, 0, raw);
            Transformed y = new Affine(scale).forward(x, p);
            Transformed back = new Affine(scale).inverse(y.value(), p);
            assertValues(1e-5, back.value(), -2, 3);
            assertTrue(y.logAbsDet().toDoubleArray()[0] >= Math.log(1e-3) - 1e-5);
        }
    }

    @Test
    void bijectionsAreTheirFormulas() {
        Tensor p = none(X);
        double third = 1 / (1 + Math.exp(1.5));
        assertValues(
                1e-15,
                Bijection.SIGMOID.forwardValue(X, p),
                third,
                0.5,
                1 / (1 + Math.exp(-0.5)),
                1 / (1 + Math.exp(-2)));
        assertValues(1e-15, Bijection.EXP.forward(X, p).logAbsDet(), -1.5, 0, 0.5, 2);
        assertValues(
                1e-15,
                Bijection.SOFTPLUS.forwardValue(X, p),
                Math.log1p(Math.exp(-1.5)),
                Math.log(2),
                Math.log1p(Math.exp(0.5)),
                2 + Math.log1p(Math.exp(-2)));
        // Abramowitz and Stegun, table 26.1.
        assertValues(
                1e-9, Bijection.NORMAL_CDF.forwardValue(X, p), 0.066807201269, 0.5, 0.691462461274, 0.977249868052);
        Tensor u = Tensor.of(0.25, 0.5, 0.975);
        assertValues(1e-12, Bijection.LOGIT.forwardValue(u, none(u)), -Math.log(3), 0, Math.log(39));
        assertValues(1e-12, Bijection.NORMAL_CDF.inverseValue(u, none(u)), -0.674489750196082, 0, 1.95996398454005);
    }

    @Test
    void logarithmsAreExactAtExtremes() {
        for (DType d : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
            Tensor x = Tensor.of(-1e4, 1e4).cast(d).detach();
            assertValues(1e-7, Bijection.SIGMOID.forward(x, none(x)).logAbsDet(), -1e4, -1e4);
            assertValues(1e-7, Bijection.SOFTPLUS.forward(x, none(x)).logAbsDet(), -1e4, 0);
            assertValues(1e-7, Bijection.NORMAL_CDF.forward(x, none(x)).logAbsDet(), -5e7, -5e7);
            for (Bijection b : new Bijection[] {Bijection.SIGMOID, Bijection.SOFTPLUS, Bijection.NORMAL_CDF}) {
                Tensor y = b.forwardValue(x, none(x)).detach();
                Transformed back = b.inverse(y, none(y));
                for (Tensor t : new Tensor[] {
                    back.value(), back.logAbsDet(), Grad.grad(back.value().sum(), y)
                }) {
                    for (double v : t.toDoubleArray()) {
                        assertTrue(Double.isFinite(v), b + " of " + d);
                    }
                }
            }
        }
        Tensor outside = Tensor.of(-0.1, 1.1);
        for (double v : Bijection.LOGIT.forwardValue(outside, none(outside)).toDoubleArray()) {
            assertTrue(Double.isNaN(v));
        }
    }

    @Test
    void logTanhHasNoJumpInItsDerivative() {
        for (double cut : new double[] {0.3, 1, 3}) {
            Elementwise f = new LogTanh(cut);
            Tensor x = Tensor.of(-0.9 * cut, cut, cut * (1 + 1e-12), -5 * cut);
            Transformed y = f.forward(x, none(x));
            double[] log = y.logAbsDet().toDoubleArray();
            assertEquals(log[1], log[2], 1e-10);
            double slope = 1 - Math.tanh(cut) * Math.tanh(cut);
            double end = Math.tanh(cut) + cut * slope * Math.log(5);
            assertValues(1e-11, y.value(), Math.tanh(-0.9 * cut), Math.tanh(cut), Math.tanh(cut), -end);
            assertEquals(Math.log(slope / 5), log[3], 1e-11);
        }
        assertTrue(assertThrows(IllegalArgumentException.class, () -> new LogTanh(0))
                .getMessage()
                .startsWith("log tanh: requires a cut"));
    }

    @Test
    void circularSplinesTakeAnglesOfAnySizeAndRotate() {
        CircularSpline f = new CircularSpline();
        Tensor p = Samples.rows(DType.FLOAT64, 1, 3, 1, f.parameters()).broadcastTo(Shape.of(4, f.parameters()));
        Tensor x = Tensor.of(-3.1, -1.0, 0.3, 3.1);
        Transformed y = f.forward(x, p);
        for (double turns : new double[] {-3, 1, 100}) {
            Transformed again = f.forward(x.add(2 * Math.PI * turns), p);
            assertValues(1e-10, again.value(), y.value().toDoubleArray());
            assertValues(1e-10, again.logAbsDet(), y.logAbsDet().toDoubleArray());
            assertValues(1e-10, f.inverseValue(y.value().add(2 * Math.PI * turns), p), x.toDoubleArray());
        }
        double rotation = p.toDoubleArray()[f.parameters() - 1];
        CircularSpline still = new CircularSpline(8, Math.PI, false);
        double[] fixed = still.forwardValue(x, p.slice(-1, 0, 24)).toDoubleArray();
        for (int i = 0; i < 4; i++) {
            double difference = y.value().toDoubleArray()[i] - fixed[i] - rotation;
            assertEquals(0, Math.IEEEremainder(difference, 2 * Math.PI), 1e-12);
        }
        Tensor ends = Tensor.of(-Math.PI, Math.PI, Math.nextDown(Math.PI), 1e10);
        double[] log = f.forward(ends, p).logAbsDet().toDoubleArray();
        assertEquals(log[0], log[1], 0);
        assertEquals(log[0], log[2], 1e-12);
        for (Tensor t : new Tensor[] {f.forwardValue(ends, p), f.inverseValue(ends, p)}) {
            for (double v : t.toDoubleArray()) {
                assertTrue(v >= -Math.PI && v < Math.PI, "angle " + v);
            }
        }
    }

    @Test
    void refuseWhatDoesNotFit() {
        for (Elementwise f : new Elementwise[] {new Additive(), new Affine(), new CircularSpline(), Bijection.EXP}) {
            String message = assertThrows(
                            IllegalArgumentException.class,
                            () -> f.forward(X, Tensor.zeros(DType.FLOAT64, 4, f.parameters() + 1)))
                    .getMessage();
            assertTrue(message.contains(": requires floating x [...] and parameters"), message);
        }
        RationalQuadratic circle = new RationalQuadratic(8, 3, 1e-3, 1e-3, 1e-3, Boundary.CIRCLE);
        assertTrue(assertThrows(IllegalArgumentException.class, () -> new RationalQuadraticSpline(circle))
                .getMessage()
                .contains("use CircularSpline"));
    }
}
