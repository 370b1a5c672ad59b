package org.auriflow.engine.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.auriflow.engine.RandomStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Errors and special values of the float32 functions.
 *
 * <p>The sweep visits every {@code auriflow.sweep.stride}-th float; with 1 it visits all of them, which takes minutes
 * per function.
 */
final class FloatMathTest {
    private static final int STRIDE = Integer.getInteger("auriflow.sweep.stride", 9973);

    /** A float function, its float64 reference and the largest error allowed, in ulp. */
    record Function(String name, FloatUnary value, DoubleUnaryOperator reference, double bound) {
        @Override
        public String toString() {
            return name;
        }
    }

    interface FloatUnary {
        float apply(float x);
    }

    static List<Function> functions() {
        return List.of(
                new Function("exp", FloatMath::exp, StrictMath::exp, 2),
                new Function("expneg", FloatMath::expOfMinusMagnitude, a -> StrictMath.exp(-Math.abs(a)), 2),
                new Function("expm1", FloatMath::expm1, StrictMath::expm1, 4),
                new Function("log", FloatMath::log, StrictMath::log, 2),
                new Function("log1p", FloatMath::log1p, StrictMath::log1p, 4),
                new Function("tanh", FloatMath::tanh, StrictMath::tanh, 4),
                new Function("sigmoid", FloatMath::sigmoid, DoubleMath::sigmoid, 4),
                new Function("softplus", FloatMath::softplus, DoubleMath::softplus, 4),
                new Function("erf", FloatMath::erf, DoubleMath::erf, 4),
                new Function("sin", FloatMath::sin, StrictMath::sin, 4),
                new Function("cos", FloatMath::cos, StrictMath::cos, 4),
                new Function("normalquantile", FloatMath::normalQuantile, DoubleMath::normalQuantile, 4),
                new Function("erfinv", FloatMath::erfInv, DoubleMath::erfInv, 4));
    }

    @ParameterizedTest
    @MethodSource("functions")
    void staysWithinItsErrorBound(Function f) {
        double worst = 0;
        float at = 0;
        for (long bits = Integer.MIN_VALUE; bits <= Integer.MAX_VALUE; bits += STRIDE) {
            float x = Float.intBitsToFloat((int) bits);
            double e = error(f.value.apply(x), f.reference.applyAsDouble(x));
            if (!(e <= worst)) {
                worst = e;
                at = x;
            }
        }
        assertTrue(worst <= f.bound, f.name + ": " + worst + " ulp at " + at + ", bound " + f.bound);
    }

    /** In ulp of the expected float; infinite where one is NaN or infinite and the other is not. */
    static double error(float actual, double expected) {
        float rounded = (float) expected;
        if (Float.isNaN(rounded) || Float.isNaN(actual) || Float.isInfinite(rounded) || Float.isInfinite(actual)) {
            if (Float.compare(actual, rounded) == 0) {
                return 0;
            }
            // An overflow is judged by the distance to the threshold, as if the exponent went on.
            boolean near = Math.abs(expected) > 0x1.fffffcp127 && Math.abs(expected) < 0x1.000004p128;
            return near && !Float.isNaN(actual) ? 1 : Double.POSITIVE_INFINITY;
        }
        return Math.abs(actual - expected) / Math.ulp(rounded);
    }

    @ParameterizedTest
    @CsvSource({
        "exp, NaN, NaN",
        "exp, -Infinity, 0",
        "exp, Infinity, Infinity",
        "exp, 0, 1",
        "exp, -0.0, 1",
        "exp, 88.72284, Infinity",
        "exp, 88.7228, 3.4026947e38",
        "exp, -103.97, 1.4e-45",
        "exp, -104, 0",
        "expm1, NaN, NaN",
        "expm1, -Infinity, -1",
        "expm1, Infinity, Infinity",
        "expm1, 0, 0",
        "expm1, -0.0, -0.0",
        "expm1, 1.4e-45, 1.4e-45",
        "log, NaN, NaN",
        "log, 0, -Infinity",
        "log, -0.0, -Infinity",
        "log, -1.4e-45, NaN",
        "log, -Infinity, NaN",
        "log, Infinity, Infinity",
        "log, 1, 0",
        "log, 1.4e-45, -103.27893",
        "log1p, NaN, NaN",
        "log1p, 0, 0",
        "log1p, -0.0, -0.0",
        "log1p, -1, -Infinity",
        "log1p, -1.0000001, NaN",
        "log1p, -Infinity, NaN",
        "log1p, Infinity, Infinity",
        "log1p, 3.4028235e38, 88.72284",
        "log1p, -1.4e-45, -1.4e-45",
        "tanh, NaN, NaN",
        "tanh, Infinity, 1",
        "tanh, -Infinity, -1",
        "tanh, 0, 0",
        "tanh, -0.0, -0.0",
        "tanh, 1.4e-45, 1.4e-45",
        "tanh, 20, 1",
        "sigmoid, NaN, NaN",
        "sigmoid, Infinity, 1",
        "sigmoid, -Infinity, 0",
        "sigmoid, 0, 0.5",
        "sigmoid, -0.0, 0.5",
        "sigmoid, -103.97, 1.4e-45",
        "softplus, NaN, NaN",
        "softplus, Infinity, Infinity",
        "softplus, -Infinity, 0",
        "softplus, 0, 0.6931472",
        "softplus, 3.4028235e38, 3.4028235e38",
        "erf, NaN, NaN",
        "erf, Infinity, 1",
        "erf, -Infinity, -1",
        "erf, 0, 0",
        "erf, -0.0, -0.0",
        "erf, 5, 1",
        "sin, NaN, NaN",
        "sin, Infinity, NaN",
        "sin, -Infinity, NaN",
        "sin, 0, 0",
        "sin, -0.0, -0.0",
        "sin, 1.4e-45, 1.4e-45",
        "cos, NaN, NaN",
        "cos, Infinity, NaN",
        "cos, -Infinity, NaN",
        "cos, 0, 1",
        "cos, -0.0, 1",
        "normalquantile, NaN, NaN",
        "normalquantile, 0, -Infinity",
        "normalquantile, -0.0, -Infinity",
        "normalquantile, 1, Infinity",
        "normalquantile, 0.5, 0",
        "normalquantile, -1.4e-45, NaN",
        "normalquantile, 1.0000001, NaN",
        "normalquantile, Infinity, NaN",
        "normalquantile, -Infinity, NaN",
        "erfinv, NaN, NaN",
        "erfinv, 0, 0",
        "erfinv, -0.0, -0.0",
        "erfinv, 1, Infinity",
        "erfinv, -1, -Infinity",
        "erfinv, 1.0000001, NaN",
        "erfinv, -1.0000001, NaN",
        "erfinv, Infinity, NaN",
        "erfinv, -Infinity, NaN"
    })
    void specialValues(String name, float x, float expected) {
        Function f = functions().stream()
                .filter(g -> g.name.equals(name))
                .findFirst()
                .orElseThrow();
        assertEquals(expected, f.value.apply(x), name + "(" + x + ")");
    }

    /** Awkward operands: ends of the range, signs, whole and odd numbers and their neighbours. */
    static final float[] POW_OPERANDS = {
        0f,
        -0f,
        Float.MIN_VALUE,
        -Float.MIN_VALUE,
        Float.MIN_NORMAL,
        0.25f,
        -0.25f,
        0.5f,
        -0.5f,
        0.99999994f,
        1f,
        -1f,
        1.0000001f,
        1.5f,
        -1.5f,
        2f,
        -2f,
        3f,
        -3f,
        3.5f,
        10f,
        -10f,
        127f,
        128f,
        149f,
        -149f,
        8388607.5f,
        8388609f,
        16777215f,
        16777216f,
        -16777215f,
        1e30f,
        Float.MAX_VALUE,
        -Float.MAX_VALUE,
        Float.POSITIVE_INFINITY,
        Float.NEGATIVE_INFINITY,
        Float.NaN
    };

    @Test
    void powFollowsJavaAtSpecialValues() {
        for (float x : POW_OPERANDS) {
            for (float y : POW_OPERANDS) {
                float actual = FloatMath.pow(x, y);
                double expected = StrictMath.pow(x, y);
                String text = x + " to the power " + y;
                assertTrue(error(actual, expected) <= 1, () -> text + " is " + expected + ", got " + actual);
                boolean negative = Double.compare(expected, 0) < 0;
                assertEquals(negative, Float.compare(actual, 0f) < 0, text);
            }
        }
    }

    @Test
    void powStaysWithinItsErrorBound() {
        RandomStream random = new RandomStream(1, 1);
        double worst = 0;
        for (int i = 0; i < 1_000_000; i++) {
            float x = (float) StrictMath.exp(60 * (random.uniform() - 0.5));
            float y = (float) (200 * (random.uniform() - 0.5) / StrictMath.abs(StrictMath.log(x)));
            worst = Math.max(worst, error(FloatMath.pow(x, y), StrictMath.pow(x, y)));
        }
        assertTrue(worst <= 0.51, worst + " ulp");
    }

    @Test
    void atan2FollowsJavaAtSpecialValues() {
        for (float y : POW_OPERANDS) {
            for (float x : POW_OPERANDS) {
                float actual = FloatMath.atan2(y, x);
                double expected = StrictMath.atan2(y, x);
                String text = "atan2(" + y + ", " + x + ")";
                assertTrue(error(actual, expected) <= 2, () -> text + " is " + expected + ", got " + actual);
                assertEquals(1 / expected < 0 || expected < 0, 1 / actual < 0 || actual < 0, text);
            }
        }
    }

    @Test
    void atan2StaysWithinItsErrorBound() {
        RandomStream random = new RandomStream(1, 2);
        double worst = 0;
        for (int i = 0; i < 1_000_000; i++) {
            float y = (float) (StrictMath.exp(8 * (random.uniform() - 0.5)) * (random.bernoulli(0.5) ? 1 : -1));
            float x = (float) (2 * random.uniform() - 1);
            worst = Math.max(worst, error(FloatMath.atan2(y, x), StrictMath.atan2(y, x)));
        }
        assertTrue(worst <= 2, worst + " ulp");
    }
}
