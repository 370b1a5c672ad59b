package org.auriflow.flows.manifold;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Grad;
import org.auriflow.engine.Tensor;
import org.auriflow.flows.distribution.StandardNormal;
import org.auriflow.nn.Linear;
import org.auriflow.nn.Pass;
import org.junit.jupiter.api.Test;

/** Singular values of decoders x = W u + b, whose Jacobian is W. */
class JacobianTest {
    private static final Pass PASS = Pass.evaluation();

    /** W [3, 2] with columns (3, 4, 0)/5 · a and (0, 0, b): singular values a and b. */
    private static NetworkEmbedding linear(Engine engine, DType dtype, double a, double b) {
        Linear decoder = map(engine, 2, 3, dtype);
        decoder.parameters()
                .get("weight")
                .assign(Tensor.of(new double[] {0.6 * a, 0, 0.8 * a, 0, 0, b})
                        .reshape(3, 2)
                        .cast(dtype));
        return NetworkEmbedding.of(decoder, map(engine, 3, 2, dtype), 3, 2, 0);
    }

    private static Linear map(Engine engine, int inputs, int outputs, DType dtype) {
        return Linear.builder(engine)
                .inputs(inputs)
                .outputs(outputs)
                .dtype(dtype)
                .build();
    }

    @Test
    void nuclearNormAddsSingularValues() {
        try (Engine engine = Engine.cpu(1)) {
            for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
                NetworkEmbedding f = linear(engine, dtype, 2, 0.5);
                Tensor u = Tensor.range(dtype, 6).reshape(3, 2);
                double[] j =
                        f.jacobian(u, null, PASS).select(0, 1).toDoubleArray().clone();
                assertEquals(6, j.length);
                assertEquals(1.6, j[2], 1e-6);
                Tensor norm = ManifoldLosses.nuclearNorm(f, u, null, PASS);
                assertEquals(dtype, norm.dtype());
                assertEquals(2.5, norm.item(), 1e-6);
                // d(σ₁ + σ₂) = tr(V Uᵀ dW)
                Tensor w = f.parameters().get("decoder.weight").read();
                assertArrayEquals(
                        new double[] {0.6, 0, 0.8, 0, 0, 1}, Grad.grad(norm, w).toDoubleArray(), 1e-6);
            }
        }
    }

    @Test
    void nuclearNormHasAFiniteGradientWithoutRank() {
        try (Engine engine = Engine.cpu(1)) {
            for (double b : new double[] {0, 2}) {
                NetworkEmbedding f = linear(engine, DType.FLOAT64, 2, b);
                Tensor norm = ManifoldLosses.nuclearNorm(f, Tensor.zeros(DType.FLOAT64, 3, 2), null, PASS);
                Tensor w = f.parameters().get("decoder.weight").read();
                for (double g : Grad.grad(norm, w).toDoubleArray()) {
                    assertTrue(Math.abs(g) < 1.1, "gradient " + g);
                }
            }
        }
    }

    @Test
    void conditionsAreRatiosOfSingularValues() {
        try (Engine engine = Engine.cpu(1)) {
            Tensor x = Tensor.range(DType.FLOAT64, 12).reshape(2, 2, 3);
            ManifoldFlow p =
                    ManifoldFlow.of(linear(engine, DType.FLOAT64, 3, 0.25), new StandardNormal(2, DType.FLOAT64));
            Tensor got = p.conditionNumbers(x, null);
            assertEquals(2, got.shape().rank());
            assertArrayEquals(new double[] {12, 12, 12, 12}, got.toDoubleArray(), 1e-12);
            ManifoldFlow flat =
                    ManifoldFlow.of(linear(engine, DType.FLOAT64, 3, 0), new StandardNormal(2, DType.FLOAT64));
            assertEquals(
                    Double.POSITIVE_INFINITY, flat.conditionNumbers(x, null).toDoubleArray()[0]);
        }
    }

    @Test
    void samplesWithoutAVolumeAreNamed() {
        assertDoesNotThrow(() -> ManifoldDistribution.requireFullRank(new float[] {1, 1e6f}, 1e6));
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> ManifoldDistribution.requireFullRank(new float[] {1, 1e12f, Float.NaN, 3}, 1e6))
                .getMessage();
        assertTrue(
                message.startsWith("log volume: requires a Jacobian of full rank, got condition 1.0E12 at sample 1 "
                        + "and 2 of 4 samples above 1000000.0; "),
                message);
    }
}
