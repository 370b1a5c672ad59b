package org.auriflow.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Tensor;
import org.junit.jupiter.api.Test;

/** A network past which the first features go. */
class ShortcutTest {
    @Test
    void addsTheFirstFeatures() {
        try (Engine engine = Engine.cpu(1)) {
            Model network = Linear.builder(engine)
                    .inputs(3)
                    .outputs(2)
                    .dtype(DType.FLOAT64)
                    .seed(1)
                    .build();
            Tensor x = Tensor.of(0.5, -2, 3).reshape(1, 3);
            Pass pass = Pass.evaluation();
            double[] added = network.call(x, pass).toDoubleArray();
            assertArrayEquals(
                    new double[] {0.5 + added[0], -2 + added[1]},
                    Shortcut.of(network).call(x, pass).toDoubleArray(),
                    1e-15);
        }
    }

    @Test
    void refusesMoreOutputsThanInputs() {
        try (Engine engine = Engine.cpu(1)) {
            Model network = Linear.builder(engine)
                    .inputs(1)
                    .outputs(2)
                    .dtype(DType.FLOAT64)
                    .build();
            Tensor x = Tensor.of(0.5).reshape(1, 1);
            String message = assertThrows(IllegalArgumentException.class, () -> Shortcut.of(network)
                            .call(x, Pass.evaluation()))
                    .getMessage();
            assertTrue(message.startsWith("shortcut: requires"), message);
        }
    }
}
