package org.auriflow.inference.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DualTest {
    /** One line per function: the function itself, and the same on plain doubles. Arguments are in (0.2, 1.4). */
    private record Case(String name, BiFunction<Dual, Dual, Dual> dual, BiFunction<Double, Double, Double> plain) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> cases() {
        return Stream.of(
                new Case("plus", (a, b) -> a.plus(b), (a, b) -> a + b),
                new Case("plus constant", (a, b) -> a.plus(3), (a, b) -> a + 3),
                new Case("minus", (a, b) -> a.minus(b), (a, b) -> a - b),
                new Case("minus constant", (a, b) -> a.minus(3), (a, b) -> a - 3),
                new Case("subtractedFrom", (a, b) -> a.subtractedFrom(3), (a, b) -> 3 - a),
                new Case("times", (a, b) -> a.times(b), (a, b) -> a * b),
                new Case("times constant", (a, b) -> a.times(-3), (a, b) -> a * -3),
                new Case("dividedBy", (a, b) -> a.dividedBy(b), (a, b) -> a / b),
                new Case("dividedBy constant", (a, b) -> a.dividedBy(3), (a, b) -> a / 3),
                new Case("constant divided", (a, b) -> Dual.constant(2).dividedBy(b), (a, b) -> 2 / b),
                new Case("constant subtracted", (a, b) -> Dual.constant(2).minus(b), (a, b) -> 2 - b),
                new Case("negated", (a, b) -> a.negated(), (a, b) -> -a),
                new Case("reciprocal", (a, b) -> b.reciprocal(), (a, b) -> 1 / b),
                new Case("squared", (a, b) -> a.squared(), (a, b) -> a * a),
                new Case("abs", (a, b) -> a.minus(2).abs(), (a, b) -> Math.abs(a - 2)),
                new Case("sqrt", (a, b) -> a.sqrt(), (a, b) -> Math.sqrt(a)),
                new Case("pow", (a, b) -> a.pow(-1.7), (a, b) -> Math.pow(a, -1.7)),
                new Case("exp", (a, b) -> a.exp(), (a, b) -> Math.exp(a)),
                new Case("expm1", (a, b) -> a.expm1(), (a, b) -> Math.expm1(a)),
                new Case("log", (a, b) -> a.log(), (a, b) -> Math.log(a)),
                new Case("log1p", (a, b) -> a.log1p(), (a, b) -> Math.log1p(a)),
                new Case("sin", (a, b) -> a.sin(), (a, b) -> Math.sin(a)),
                new Case("cos", (a, b) -> a.cos(), (a, b) -> Math.cos(a)),
                new Case("tanh", (a, b) -> a.tanh(), (a, b) -> Math.tanh(a)),
                new Case("sigmoid", (a, b) -> a.sigmoid(), (a, b) -> 1 / (1 + Math.exp(-a))),
                new Case("softplus", (a, b) -> a.softplus(), (a, b) -> Math.log1p(Math.exp(a))),
                new Case("sum", (a, b) -> Dual.sum(a, b, a), (a, b) -> 2 * a + b),
                new Case(
                        "composition",
                        (a, b) -> a.times(b).exp().minus(b.squared()).dividedBy(a),
                        (a, b) -> (Math.exp(a * b) - b * b) / a));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void valuesAndGradientsAtEveryPoint(Case testCase) {
        double[][] points = {{0.3, 0.9}, {1.3, 0.4}, {0.7, 0.7}};
        Dual[] theta = Dual.parameters(points);
        Dual result = testCase.dual.apply(theta[0], theta[1]);
        double h = 1e-6;
        for (int k = 0; k < points.length; k++) {
            double a = points[k][0];
            double b = points[k][1];
            assertEquals(testCase.plain.apply(a, b), result.value(k), 1e-14);
            double byA = (testCase.plain.apply(a + h, b) - testCase.plain.apply(a - h, b)) / (2 * h);
            double byB = (testCase.plain.apply(a, b + h) - testCase.plain.apply(a, b - h)) / (2 * h);
            assertEquals(byA, result.gradient(k, 0), 1e-8);
            assertEquals(byB, result.gradient(k, 1), 1e-8);
        }
    }

    @Test
    void tailsKeepRelativeAccuracy() {
        Dual[] theta = Dual.parameters(new double[] {-700}, new double[] {700}, new double[] {-40});
        Dual sigmoid = theta[0].sigmoid();
        assertEquals(Math.exp(-700), sigmoid.value(0), 1e-15 * Math.exp(-700));
        assertEquals(1, sigmoid.value(1));
        assertEquals(Math.exp(-700), sigmoid.gradient(1, 0), 1e-15 * Math.exp(-700));
        assertEquals(700, theta[0].softplus().value(1));
        assertEquals(Math.exp(-40), theta[0].softplus().value(2), 1e-15 * Math.exp(-40));
        assertEquals(0, theta[0].tanh().gradient(1, 0), 1e-300);
    }

    @Test
    void aZeroGradientStaysZero() {
        Dual zero = Dual.parameters(new double[] {2})[0].times(0);
        assertEquals(Double.NEGATIVE_INFINITY, zero.log().value(0));
        assertEquals(0, zero.log().gradient(0, 0));
        assertEquals(0, zero.sqrt().gradient(0, 0));
    }

    @Test
    void constantsStayConstant() {
        Dual sum = Dual.constant(2).plus(Dual.constant(3)).exp();
        assertTrue(sum.isConstant());
        assertEquals(Math.exp(5), sum.value(7), 1e-12);
        assertEquals(0, sum.gradient(7, 1));
        assertEquals("[1.0, 4.0]", Dual.parameters(new double[] {1}, new double[] {4})[0].toString());
    }

    @Test
    void badPointsAndForeignNumbersAreRefused() {
        for (Runnable action : List.<Runnable>of(
                Dual::parameters,
                () -> Dual.parameters(new double[] {1}, new double[] {1, 2}),
                () -> Dual.parameters(new double[] {Double.NaN}),
                () -> Dual.parameters(new double[] {1})[0].plus(
                        Dual.parameters(new double[] {1}, new double[] {2})[0]))) {
            String message =
                    assertThrows(IllegalArgumentException.class, action::run).getMessage();
            assertTrue(message.startsWith("theta: ") && message.contains("got "), message);
        }
    }
}
