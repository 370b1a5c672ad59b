package org.auriflow.engine.laws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.auriflow.engine.DType;
import org.auriflow.engine.Grad;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.TensorType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A branch that {@code where} did not take has a derivative of exactly 0, never 0·∞, at orders 1 and 2. */
class WhereGradientTest {
    private interface Function {
        Tensor of(Tensor x);
    }

    /** A function, a point where it or a derivative is infinite or undefined, and one where all is well. */
    private record Case(String label, Function f, double bad, double good) {
        @Override
        public String toString() {
            return label + " at " + bad;
        }
    }

    static Stream<Case> cases() {
        double infinity = Double.POSITIVE_INFINITY;
        return Stream.of(
                new Case("log", Tensor::log, 0, 2),
                new Case("log", Tensor::log, -1, 2),
                new Case("log", Tensor::log, infinity, 2),
                new Case("log log", x -> x.log().log(), 1, 2),
                new Case("log log", x -> x.log().log(), 0, 2),
                new Case("x log x", x -> x.mul(x.log()), 0, 2),
                new Case("log1p", Tensor::log1p, -1, 2),
                new Case("sqrt", Tensor::sqrt, 0, 2),
                new Case("sqrt", Tensor::sqrt, -1, 2),
                new Case("sqrt of square", x -> x.mul(x).sqrt(), 0, 2),
                new Case("x / sqrt", x -> x.div(x.sqrt()), 0, 2),
                new Case("1/x", x -> Tensor.onesLike(x).div(x), 0, 2),
                new Case("1/x²", x -> Tensor.onesLike(x).div(x.mul(x)), 0, 2),
                new Case("x/x", x -> x.div(x), infinity, 2),
                new Case("tanh 1/x", x -> Tensor.onesLike(x).div(x).tanh(), 0, 2),
                new Case("pow ½", x -> x.pow(0.5), 0, 2),
                new Case("pow −1½", x -> x.pow(-1.5), 0, 2),
                new Case("pow 2½", x -> x.pow(2.5), -1, 2),
                new Case("pow x", x -> x.pow(x), 0, 2),
                new Case("pow x", x -> x.pow(x), -1.5, 2),
                new Case("exp", Tensor::exp, 1000, 2),
                new Case("x exp", x -> x.mul(x.exp()), 1000, 2),
                new Case("exp exp", x -> x.exp().exp(), 1000, 2),
                new Case("expm1", Tensor::expm1, 1000, 2),
                new Case("exp / exp", x -> x.exp().div(x.exp().add(1)), 1000, 2),
                new Case("sin", Tensor::sin, infinity, 2),
                new Case("cos", Tensor::cos, infinity, 2),
                new Case("square", x -> x.mul(x), infinity, 2),
                new Case("gelu", Tensor::gelu, -infinity, 2),
                new Case("silu", Tensor::silu, -infinity, 2),
                new Case("tanh", Tensor::tanh, Double.NaN, 2),
                new Case("sigmoid", Tensor::sigmoid, Double.NaN, 2),
                new Case("softplus", Tensor::softplus, Double.NaN, 2),
                new Case("erf", Tensor::erf, Double.NaN, 2),
                new Case("erfInv", Tensor::erfInv, 1, 0.5),
                new Case("erfInv", Tensor::erfInv, 2, 0.5),
                new Case("atan2", x -> x.atan2(x.mul(x)), 0, 2),
                new Case("relu", x -> x.relu().mul(x), Double.NaN, 2),
                new Case("abs", x -> x.abs().mul(x), Double.NaN, 2),
                new Case("max", x -> x.max(x.mul(0.5)).mul(x), Double.NaN, 2),
                new Case("custom sum", x -> x.expand(1).mul(x.expand(1).log()).sum(1), 0, 2));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void branchesNotTakenAreSilent(Case c) {
        Tensor taken = Tensor.of(false, true);
        for (Tensor other : new Tensor[] {Tensor.of(7.0, 7.0), null}) {
            Tensor x = Tensor.of(c.bad, c.good);
            Tensor rest = other == null ? x.sin() : other;
            Tensor y = Tensor.where(taken, c.f.of(x), rest);
            Tensor alone = Tensor.of(c.good);
            Tensor expected = c.f.of(alone);
            double bad = c.bad;
            if (other == null && !Double.isFinite(bad)) {
                continue;
            }
            Tensor g = Grad.grad(y.sum(), x);
            Tensor want = Grad.grad(expected.sum(), alone);
            assertElements(other == null ? Math.cos(bad) : 0, want.item(), g);
            TensorType type = new TensorType(DType.FLOAT64, Shape.of(2));
            assertElements(other == null ? Math.cos(bad) : 0, want.item(), Grad.jvp(y, x, Tensor.full(type, 1)));
            Tensor want2 = Grad.grad(want.sum(), alone);
            double second = other == null ? -Math.sin(bad) : 0;
            assertElements(second, want2.item(), Grad.grad(g.sum(), x));
            assertElements(second, want2.item(), Grad.jvp(g, x, Tensor.full(type, 1)));
            Tensor forward = Grad.jvp(y, x, Tensor.full(type, 1));
            assertElements(second, want2.item(), Grad.grad(forward.sum(), x));
            assertElements(second, want2.item(), Grad.jvp(forward, x, Tensor.full(type, 1)));
        }
    }

    private static void assertElements(double bad, double good, Tensor g) {
        double[] v = g.toDoubleArray();
        assertEquals(2, v.length);
        assertTrue(Double.isFinite(v[0]) && Double.isFinite(v[1]), g.toString());
        assertEquals(bad, v[0], 1e-13);
        assertEquals(good, v[1], 1e-12 * Math.max(1, Math.abs(good)));
    }

    /** Derivatives of powers at 0 are those of the polynomial. */
    @ParameterizedTest
    @MethodSource("powers")
    void powersAtZero(List<Double> power) {
        Tensor x = Tensor.of(0.0);
        Tensor y = x.pow(Tensor.of(power.get(0)));
        for (int order = 1; order < power.size(); order++) {
            y = Grad.grad(y.sum(), x);
            assertEquals(power.get(order), y.item(), "derivative " + order);
        }
    }

    /** The power, and derivatives of orders 1, 2, … at 0. */
    static Stream<List<Double>> powers() {
        return Stream.of(
                List.of(0.0, 0.0, 0.0),
                List.of(1.0, 1.0, 0.0, 0.0),
                List.of(2.0, 0.0, 2.0, 0.0),
                List.of(3.0, 0.0, 0.0, 6.0, 0.0),
                List.of(2.5, 0.0, 0.0));
    }
}
