package org.auriflow.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Grad;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.Variable;
import org.auriflow.flows.elementwise.Affine;
import org.auriflow.flows.elementwise.Bijection;
import org.auriflow.flows.transform.ElementwiseTransform;
import org.auriflow.flows.transform.Standardise;
import org.auriflow.nn.Standardiser;
import org.junit.jupiter.api.Test;

/** Maps of every feature by itself: their constants and their parameters. */
class FeatureMapTest {
    @Test
    void everyFeatureHasItsOwnParameters() {
        try (Engine engine = Engine.cpu(1)) {
            Transform t = ElementwiseTransform.of(engine, new Affine(), 2, DType.FLOAT64, 5);
            Variable v = t.parameters().get("parameters");
            v.assign(Tensor.of(1.0, 0.5, -2.0, 0.0).reshape(2, 2));
            double scale = Math.pow(1000, Math.tanh(0.5 / Math.log(1000)));
            Transformed y = t.forward(Tensor.of(3.0, 3.0, 0.0, 1.0).reshape(2, 2));
            double[] value = y.value().toDoubleArray();
            double[] expected = {1 + 3 * scale, 1, 1, -1};
            for (int i = 0; i < 4; i++) {
                assertEquals(expected[i], value[i], 1e-14);
            }
            assertEquals(Math.log(scale), y.logAbsDet().toDoubleArray()[1], 1e-14);
            double[] g = Grad.grad(y.value().sum(), v.read()).toDoubleArray();
            assertEquals(2, g[0], 1e-14, "both rows push the shift of the first feature");
        }
    }

    /** Feature 0: 1, 3; feature 1: always 4, which is only centred. */
    @Test
    void standardisedDensitiesAreThoseOfTheData() {
        Transform t = Standardise.of(Standardiser.fit(new float[] {1, 4, 3, 4}, 2));
        Transformed y = t.forward(Tensor.of(3.0, 5.0, 2.0, 4.0).reshape(2, 2));
        assertEquals("[1.0, 1.0, 0.0, 0.0]", Arrays.toString(y.value().toDoubleArray()));
        assertEquals(0, y.logAbsDet().toDoubleArray()[0], 0);
        Standardiser wide = Standardiser.of(new double[] {1, 2}, new double[] {4, 0.5});
        Flow flow = Flow.of(Standardise.of(wide));
        double density = flow.logProb(Tensor.of(1f, 2f).reshape(1, 2)).item();
        assertEquals(-Math.log(2 * Math.PI) - Math.log(2), density, 1e-6);
    }

    @Test
    void refuseWhatDoesNotFit() {
        assertTrue(assertThrows(IllegalArgumentException.class, () -> ElementwiseTransform.of(new Affine(), 2))
                .getMessage()
                .startsWith("elementwise: requires a function without parameters, got"));
        assertTrue(assertThrows(IllegalArgumentException.class, () -> ElementwiseTransform.of(Bijection.EXP, 0))
                .getMessage()
                .startsWith("elementwise: requires a positive width"));
    }
}
