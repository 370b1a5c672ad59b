package org.auriflow.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.auriflow.engine.DType;
import org.auriflow.engine.Grad;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Storage;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.TensorType;
import org.junit.jupiter.api.Test;

class StandardiserTest {
    private static Tensor rows(float[] values, int width) {
        return Tensor.constant(
                new TensorType(DType.FLOAT32, Shape.of(values.length / width, width)), Storage.wrap(values.clone()));
    }

    @Test
    void resultHasZeroMeanAndUnitVarianceAndConstantColumnsAreCentred() {
        float[] x = {1, 0.1f, 1000001, 3, 0.1f, 1000003, 8, 0.1f, 1000002};
        Standardiser s = Standardiser.fit(x, 3);
        double[] y = s.call(rows(x, 3)).toDoubleArray();
        for (int k = 0; k < 3; k++) {
            double mean = (y[k] + y[3 + k] + y[6 + k]) / 3;
            double square = (y[k] * y[k] + y[3 + k] * y[3 + k] + y[6 + k] * y[6 + k]) / 3;
            assertEquals(0, mean, 1e-6);
            assertEquals(k == 1 ? 0 : 1, square, 1e-5);
        }
        assertEquals(1, s.deviation()[1]);
    }

    @Test
    void isTheSameInTrainingAndEvaluationAndOnOtherData() {
        Standardiser s = Standardiser.fit(new float[] {0, 2}, 1);
        Tensor other = rows(new float[] {5, 7, 11}, 1);
        Tensor training = s.call(other, Pass.training(Tensor.scalar(DType.INT32, 3)));
        assertArrayEquals(new float[] {4, 6, 10}, training.toFloatArray());
        assertArrayEquals(training.toFloatArray(), s.call(other).toFloatArray());
    }

    @Test
    void derivativesAreInTheUnitsOfTheInput() {
        Standardiser s = Standardiser.of(new double[] {1}, new double[] {4});
        Tensor x = Tensor.of(3.0);
        assertEquals(0.25, Grad.grad(s.call(x).sum(), x).item());
        assertEquals(0.5, s.call(x).item());
    }

    @Test
    void refusesWhatItCannotFit() {
        for (Runnable r : new Runnable[] {
            () -> Standardiser.fit(new float[0], 1),
            () -> Standardiser.fit(new float[3], 2),
            () -> Standardiser.fit(new float[] {1, Float.NaN}, 2),
            () -> Standardiser.of(new double[] {0}, new double[] {0}),
            () -> Standardiser.of(new double[] {0, 1}, new double[] {1}),
            () -> Standardiser.fit(new float[] {1, 2}, 2).call(Tensor.of(1f)),
        }) {
            String message =
                    assertThrows(IllegalArgumentException.class, r::run).getMessage();
            assertTrue(message.startsWith("standardiser: requires") && message.contains(", got "), message);
        }
    }
}
