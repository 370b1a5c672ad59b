package org.auriflow.flows.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.auriflow.engine.DType;
import org.auriflow.engine.Grad;
import org.auriflow.engine.Gradcheck;
import org.auriflow.engine.Tensor;
import org.junit.jupiter.api.Test;

class TanhShiftTest {
    private static final double[] SLOPES = {1e-6, 1e-3, 0.1, 0.9, 1, 1.1, 3, 100, 1e4};

    /** g at the root is c up to rounding, for slopes and places of every size. */
    @Test
    void rootsSolveTheEquation() {
        for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
            double epsilon = dtype == DType.FLOAT32 ? 1.2e-7 : 2.3e-16;
            for (double m : SLOPES) {
                for (double c = 1e-6; c < 1e6; c *= 1.7) {
                    Tensor target = Tensor.scalar(dtype, -c);
                    double s =
                            TanhShift.inverse(target, Tensor.scalar(dtype, m)).item();
                    assertTrue(s < 0, "odd");
                    double rounded = Tensor.scalar(dtype, m).item();
                    double g = s - Math.tanh(s) + rounded * Math.tanh(s);
                    assertEquals(
                            target.item(),
                            g,
                            8 * epsilon * Math.max(c, Math.abs(s) * Math.max(1, Math.min(m, c))),
                            m + " and " + c);
                }
            }
        }
    }

    @Test
    void extremesAreNotNan() {
        for (double m : new double[] {0, 1e-38, 1, 1e30}) {
            for (double c : new double[] {0, 1e-30, 1, 1e30}) {
                double s = TanhShift.inverse(Tensor.scalar(DType.FLOAT32, c), Tensor.scalar(DType.FLOAT32, m))
                        .item();
                assertTrue(Double.isFinite(s), m + " and " + c + " give " + s);
            }
        }
    }

    @Test
    void derivativesAreThoseOfTheImplicitFunctionToThirdOrder() {
        Tensor c = Tensor.of(-2.0, -0.3, 0.01, 1.7);
        Tensor m = Tensor.of(0.2, 1.5, 0.7, 3.0);
        Gradcheck.of(x -> TanhShift.inverse(x.get(0), x.get(1)), c, m).order(3).run();
        Tensor s = TanhShift.inverse(c, m);
        Tensor g = Grad.grad(s.sum(), c);
        Tensor one = g.mul(TanhShift.slope(s.tanh(), m));
        for (double v : one.toDoubleArray()) {
            assertEquals(1, v, 1e-14);
        }
    }
}
