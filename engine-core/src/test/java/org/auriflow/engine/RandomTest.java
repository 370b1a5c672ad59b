package org.auriflow.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.auriflow.engine.cpu.DoubleMath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class RandomTest {
    private static final Random RANDOM = new Random(42, 5);

    private static TensorType type(DType dtype, int... extents) {
        return new TensorType(dtype, Shape.of(extents));
    }

    /** A draw of each distribution, as a function of type and counter. */
    private interface Draws {
        Tensor of(TensorType type, Tensor counter);
    }

    static Stream<Draws> distributions() {
        return Stream.of(RANDOM::uniform, RANDOM::normal, RANDOM::exponential);
    }

    @Test
    void layoutIsThatOfPhilox() {
        float[] single = new float[1003];
        Philox.uniform(single, 0, 1003, 42, 5, 9);
        assertArrayEquals(single, RANDOM.uniform(type(DType.FLOAT32, 17, 59), 9).toFloatArray());
        double[] twice = new double[1003];
        Philox.normal(twice, 0, 1003, 42, 5, 9);
        assertArrayEquals(twice, RANDOM.normal(type(DType.FLOAT64, 1003), 9).toDoubleArray());
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT32", "FLOAT64"})
    void normalsAndExponentialsAreFunctionsOfTheUniforms(DType dtype) {
        double[] u = RANDOM.uniform(type(dtype, 4098), 3).toDoubleArray();
        double[] z = RANDOM.normal(type(dtype, 4098), 3).toDoubleArray();
        double[] e = RANDOM.exponential(type(dtype, 4098), 3).toDoubleArray();
        double tolerance = dtype == DType.FLOAT32 ? 1e-6 : 1e-15;
        for (int i = 0; i < u.length; i++) {
            assertTrue(u[i] > 0 && u[i] < 1);
            double normal = DoubleMath.normalQuantile(u[i]);
            assertEquals(normal, z[i], tolerance * Math.max(1e-3, Math.abs(normal)));
            assertEquals(-StrictMath.log(u[i]), e[i], tolerance * -StrictMath.log(u[i]));
        }
    }

    @ParameterizedTest
    @MethodSource("distributions")
    void aProgramDrawsAnewInEachStepWithTheBitsOfEagerDraws(Draws draws) {
        for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
            for (int threads : new int[] {1, 3}) {
                TensorType type = type(dtype, 13, 4099);
                try (Engine engine = Engine.cpu(threads)) {
                    Variable step = engine.variable("step", Tensor.scalar(DType.INT32, 4));
                    Program p = Program.builder(engine)
                            .output("y", draws.of(type, step.read()))
                            .update(step, step.read().add(1))
                            .compile();
                    try (Run run = p.open()) {
                        for (int k = 4; k < 7; k++) {
                            run.execute();
                            Storage eager = draws.of(type, Tensor.scalar(DType.INT32, k))
                                    .storage();
                            assertTrue(run.output("y").contentEquals(eager), dtype + " at step " + k);
                        }
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("distributions")
    void seedStreamAndCounterAllMatter(Draws draws) {
        TensorType t = type(DType.FLOAT64, 8);
        double[] here = draws.of(t, Tensor.scalar(DType.INT32, 1)).toDoubleArray();
        double[] next = draws.of(t, Tensor.scalar(DType.INT32, 2)).toDoubleArray();
        assertFalse(Arrays.equals(here, next));
        double base = RANDOM.uniform(t, 1).toDoubleArray()[0];
        assertNotEquals(base, new Random(43, 5).uniform(t, 1).toDoubleArray()[0]);
        assertNotEquals(base, RANDOM.withStream(6).uniform(t, 1).toDoubleArray()[0]);
    }

    /** Five standard errors, over 2^18 draws. */
    @ParameterizedTest
    @EnumSource(names = {"FLOAT32", "FLOAT64"})
    void momentsAreThoseOfTheDistributions(DType dtype) {
        int n = 1 << 18;
        double error = 5 / Math.sqrt(n);
        moments(RANDOM.uniform(type(dtype, n), 0), 0.5, 1 / 12.0, error);
        moments(RANDOM.normal(type(dtype, n), 0), 0, 1, error);
        moments(RANDOM.exponential(type(dtype, n), 0), 1, 1, error);
    }

    private static void moments(Tensor x, double mean, double variance, double error) {
        double[] v = x.toDoubleArray();
        double m = Arrays.stream(v).average().orElseThrow();
        double s = Arrays.stream(v).map(a -> (a - mean) * (a - mean)).average().orElseThrow();
        double fourth =
                Arrays.stream(v).map(a -> Math.pow(a - mean, 4)).average().orElseThrow();
        assertEquals(mean, m, error * Math.sqrt(variance));
        assertEquals(variance, s, error * Math.sqrt(fourth - variance * variance));
    }

    @Test
    void bernoulliHitsItsProbabilityAndTheEndsExactly() {
        int n = 100_000;
        Tensor p = Tensor.of(0f, 0.3f, 1f, Float.NaN).expand(1).broadcastTo(Shape.of(4, n));
        int[] hits = RANDOM.bernoulli(p, 2).cast(DType.INT32).sum(1).toIntArray();
        assertEquals(0, hits[0]);
        assertEquals(0.3, hits[1] / (double) n, 5 * Math.sqrt(0.21 / n));
        assertEquals(n, hits[2]);
        assertEquals(0, hits[3]);
    }

    @Test
    void categoricalHitsItsProbabilitiesAndNeverMinusInfinity() {
        int n = 100_000;
        double[] p = {0.1, 0, 0.6, 0.3};
        Tensor logits = Tensor.of(p).log().add(3).broadcastTo(Shape.of(n, 4));
        int[] count =
                RANDOM.categorical(logits, 1).oneHot(4, DType.INT32).sum(0).toIntArray();
        for (int k = 0; k < 4; k++) {
            assertEquals(p[k], count[k] / (double) n, 5 * Math.sqrt(p[k] * (1 - p[k]) / n));
        }
    }

    @Test
    void rangesAreThoseDocumented() {
        assertEquals(-5.295, org.auriflow.engine.cpu.FloatMath.normalQuantile(0x1p-24f), 0.005);
        assertEquals(-8.21, DoubleMath.normalQuantile(0x1p-53), 0.005);
    }

    @Test
    void aDrawIsAConstantForDerivatives() {
        Tensor mean = Tensor.of(0.5, -1);
        Tensor y = mean.add(mean.exp().mul(RANDOM.normal(mean.type(), 0)));
        Gradcheck.of(x -> x.get(0).add(x.get(0).exp().mul(RANDOM.normal(mean.type(), 0))), mean)
                .order(2)
                .run();
        assertEquals(mean.type(), Grad.grad(y.sum(), mean).type());
    }

    @Test
    void wrongUseIsNamed() {
        String counter = assertThrows(
                        IllegalArgumentException.class, () -> RANDOM.normal(type(DType.FLOAT32, 2), Tensor.of(1)))
                .getMessage();
        assertTrue(counter.startsWith("randomnormal: the counter must be an int32 scalar"), counter);
        String dtype = assertThrows(IllegalArgumentException.class, () -> RANDOM.uniform(type(DType.INT32, 2), 0))
                .getMessage();
        assertTrue(dtype.startsWith("randomuniform: requires float32 or float64"), dtype);
        Tensor negative = RANDOM.uniform(type(DType.FLOAT32, 2), -1);
        assertThrows(IllegalArgumentException.class, negative::storage);
        String batch = assertThrows(
                        IllegalArgumentException.class,
                        () -> Batch.vmap(c -> RANDOM.normal(type(DType.FLOAT32, 2), c), Tensor.of(1, 2)))
                .getMessage();
        assertTrue(batch.startsWith("randomnormal: one counter for all samples"), batch);
    }
}
