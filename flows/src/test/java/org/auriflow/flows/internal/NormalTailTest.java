package org.auriflow.flows.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.auriflow.engine.DType;
import org.auriflow.engine.Gradcheck;
import org.auriflow.engine.Tensor;
import org.junit.jupiter.api.Test;

/** Against values in thirty digits. */
class NormalTailTest {
    private static final double[] A = {0, 0.5, 3, 20, 300, 1e5};
    private static final double[] LOG = {
        -0.69314718055994531,
        -1.1759117615936186,
        -6.6077262215103495,
        -203.91715537109726,
        -45006.622732118663,
        -5000000012.431864
    };
    private static final double[] MILLS = {
        1.2533141373155003,
        0.87636445645369235,
        0.3045902987101033,
        0.049875925981836784,
        0.0033332962975307956,
        9.999999999e-6
    };

    @Test
    void valuesAreRightToRounding() {
        for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
            double rounding = dtype == DType.FLOAT32 ? 5e-7 : 2e-15;
            double[] log = NormalTail.log(Tensor.of(A).cast(dtype)).toDoubleArray();
            double[] mills = NormalTail.mills(Tensor.of(A).cast(dtype)).toDoubleArray();
            double[] a = NormalTail.quantile(Tensor.of(LOG).cast(dtype)).toDoubleArray();
            for (int i = 0; i < A.length; i++) {
                assertEquals(1, log[i] / LOG[i], rounding, "ln of " + A[i]);
                assertEquals(1, mills[i] / MILLS[i], 2 * rounding, "ratio of " + A[i]);
                assertEquals(A[i], a[i], rounding * Math.max(1, A[i]), "quantile " + A[i]);
            }
        }
    }

    @Test
    void derivativesOfQuantilesAreRight() {
        Tensor log = Tensor.of(new double[] {-0.75, -3, -40});
        Gradcheck.of(in -> NormalTail.quantile(in.get(0)), List.of(log))
                .order(2)
                .step(0x1p-12)
                .run();
    }
}
