package org.auriflow.engine.laws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Program;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.op.Fused;
import org.auriflow.engine.op.Rowwise;
import org.junit.jupiter.api.Test;

/** What row-wise operations refuse; their values and derivatives are under the laws of the catalogue. */
class RowwiseTest {
    private static final Fused DIFFERENCE = Rowwise.operation(
            "difference",
            "test",
            new Rowwise(
                    List.of(0, 2),
                    0,
                    x -> List.of(
                            x.get(0).get(0).sub(x.get(1).get(0).mul(x.get(1).get(1))))));

    @Test
    void rowsMustFit() {
        Tensor x = Tensor.of(1.0, 2.0, 3.0);
        Tensor y = Tensor.apply(
                DIFFERENCE, x, Tensor.of(new double[] {1, 2, 3, 4, 5, 6}).reshape(3, 2));
        assertEquals(
                List.of(-1.0, -10.0, -27.0),
                Arrays.stream(y.toDoubleArray()).boxed().toList());
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> Tensor.apply(DIFFERENCE, x, Tensor.zeros(DType.FLOAT64, 3, 3)))
                .getMessage();
        assertTrue(message.startsWith("difference: requires floating rows of widths [0, 2], got "), message);
    }

    @Test
    void onlyPointwiseOperationsAreRowWise() {
        Fused sum = Rowwise.operation(
                "across",
                "test",
                new Rowwise(List.of(0), 0, x -> List.of(x.get(0).get(0).softmax())));
        Tensor in = Tensor.input("x", DType.FLOAT32, Shape.of(5));
        try (Engine engine = Engine.cpu(1)) {
            Program program =
                    Program.builder(engine).output("y", Tensor.apply(sum, in)).compile();
            String message =
                    assertThrows(IllegalArgumentException.class, program::open).getMessage();
            assertTrue(message.contains("across: ") && message.contains("got softmax"), message);
        }
    }
}
