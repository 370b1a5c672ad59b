package org.auriflow.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Program;
import org.auriflow.engine.Run;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.Variable;
import org.junit.jupiter.api.Test;

class DropoutTest {
    private static final Tensor X = Tensor.range(DType.FLOAT32, 40_000).add(1);

    private static Pass step(int t) {
        return Pass.training(Tensor.scalar(DType.INT32, t));
    }

    @Test
    void dropsTheRateAndKeepsTheMean() {
        double[] y = new Dropout(0.3, 1, 0).call(X, step(5)).toDoubleArray();
        int zeros = 0;
        for (int i = 0; i < y.length; i++) {
            if (y[i] == 0) {
                zeros++;
            } else {
                assertEquals((i + 1) / 0.7, y[i], 1e-6 * y[i]);
            }
        }
        // The deviation of a count of 40,000 draws is √(n·0.3·0.7) = 92.
        assertEquals(12_000, zeros, 400);
    }

    @Test
    void drawsDependOnSeedLayerAndStepAlone() {
        float[] y = new Dropout(0.5, 1, 2).call(X, step(3)).toFloatArray();
        assertArrayEquals(y, new Dropout(0.5, 1, 2).call(X, step(3)).toFloatArray());
        assertFalse(Arrays.equals(y, new Dropout(0.5, 1, 2).call(X, step(4)).toFloatArray()));
        assertFalse(Arrays.equals(y, new Dropout(0.5, 1, 3).call(X, step(3)).toFloatArray()));
        assertFalse(Arrays.equals(y, new Dropout(0.5, 2, 2).call(X, step(3)).toFloatArray()));
    }

    @Test
    void evaluationIsTheIdentity() {
        assertSame(X, new Dropout(0.5, 1, 2).call(X));
        assertSame(X, new Dropout(0, 1, 2).call(X, step(1)));
    }

    @Test
    void aProgramDrawsAnewInEachStepAndLikeTheEagerGraph() {
        try (Engine engine = Engine.cpu(2)) {
            Variable count = engine.variable("count", Tensor.scalar(DType.INT32, 0));
            Dropout layer = new Dropout(0.5, 7, 1);
            Program p = Program.builder(engine)
                    .output("y", layer.call(X, Pass.training(count.read())))
                    .update(count, count.read().add(1))
                    .compile();
            try (Run run = p.open()) {
                for (int t = 0; t < 3; t++) {
                    run.execute();
                    assertArrayEquals(layer.call(X, step(t)).toFloatArray(), (float[])
                            run.output("y").array());
                }
            }
        }
    }

    @Test
    void ratesOutOfRangeAndPassesWithoutACounterAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Dropout(1, 0, 0));
        assertThrows(IllegalArgumentException.class, () -> new Dropout(Double.NaN, 0, 0));
        assertThrows(IllegalArgumentException.class, () -> Pass.training(null));
        assertThrows(IllegalArgumentException.class, () -> Pass.training(Tensor.of(1f)));
    }
}
