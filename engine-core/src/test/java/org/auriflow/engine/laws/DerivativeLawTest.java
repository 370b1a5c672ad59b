package org.auriflow.engine.laws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.auriflow.engine.DType;
import org.auriflow.engine.Grad;
import org.auriflow.engine.Gradcheck;
import org.auriflow.engine.RandomStream;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.op.Ops;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Derivatives of every operation: against differences at orders 1 and 2 in both modes, and against each other. */
class DerivativeLawTest {
    static Stream<Ops.Entry> differentiable() {
        return Samples.differentiable();
    }

    static Stream<Ops.Entry> withDerivative() {
        return Ops.ALL.stream().filter(Samples::hasDerivative);
    }

    @ParameterizedTest
    @MethodSource("differentiable")
    void differencesAgreeToSecondOrder(Ops.Entry e) {
        for (long seed = 1; seed <= 2; seed++) {
            Gradcheck.of(e::build, e.sample(DType.FLOAT64, seed))
                    .order(2)
                    .seed(seed)
                    .run();
        }
    }

    /** ⟨v, J u⟩ = ⟨Jᵀ v, u⟩ with all floating inputs at once, and once more for the gradient as the function. */
    @ParameterizedTest
    @MethodSource("withDerivative")
    void modesAreTransposes(Ops.Entry e) {
        RandomStream random = new RandomStream(3, 0);
        List<Tensor> x = e.sample(DType.FLOAT64, 3);
        List<Tensor> wrt = Samples.floating(x);
        Tensor y = e.build(x);
        transposes(List.of(y), wrt, random);
        Tensor v = Samples.direction(y.type(), random);
        List<Tensor> both = new ArrayList<>(wrt);
        both.add(v);
        transposes(Grad.vjp(List.of(y), List.of(v), wrt), both, random);
    }

    private static void transposes(List<Tensor> y, List<Tensor> x, RandomStream random) {
        List<Tensor> u =
                x.stream().map(t -> Samples.direction(t.type(), random)).toList();
        List<Tensor> v =
                y.stream().map(t -> Samples.direction(t.type(), random)).toList();
        List<Tensor> ju = Grad.jvp(y, x, u);
        List<Tensor> jtv = Grad.vjp(y, v, x);
        double forward = 0;
        double reverse = 0;
        for (int k = 0; k < y.size(); k++) {
            assertEquals(y.get(k).type(), ju.get(k).type());
            forward += Samples.dot(v.get(k), ju.get(k));
        }
        for (int k = 0; k < x.size(); k++) {
            assertEquals(x.get(k).type(), jtv.get(k).type());
            reverse += Samples.dot(jtv.get(k), u.get(k));
        }
        assertEquals(forward, reverse, 1e-11 * Math.max(1, Math.abs(forward)));
    }

    @Test
    void gradcheckFindsAWrongDerivative() {
        Tensor x = Tensor.of(0.3, 0.7);
        AssertionError wrong = assertThrows(AssertionError.class, () -> Gradcheck.of(
                        in -> in.get(0).stopGradient().mul(in.get(0)).mul(in.get(1)), x, x)
                .run());
        assertTrue(wrong.getMessage().startsWith("gradcheck: vjp of f with respect to input 0"), wrong.getMessage());
    }

    /** x² with the derivative 2·detached(x): right at order 1, zero at order 2. */
    @Test
    void gradcheckFindsADetachedDerivativeAtOrderTwo() {
        Gradcheck square = Gradcheck.of(
                in -> Tensor.custom(
                        "square",
                        x -> x.get(0).mul(x.get(0)),
                        (y, x, v) -> List.of(v.mul(2).mul(x.get(0).stopGradient())),
                        in.get(0)),
                Tensor.of(0.3, 0.7));
        square.run();
        AssertionError wrong = assertThrows(AssertionError.class, square.order(2)::run);
        assertTrue(wrong.getMessage().contains("vjp of vjp of f"), wrong.getMessage());
    }

    @Test
    void gradcheckRefusesWhatItCannotCheck() {
        IllegalArgumentException single =
                assertThrows(IllegalArgumentException.class, () -> Gradcheck.of(x -> x.get(0), Tensor.of(1f)));
        assertTrue(single.getMessage().startsWith("gradcheck: requires float64"), single.getMessage());
        assertThrows(IllegalArgumentException.class, () -> Gradcheck.of(x -> x.get(0), Tensor.of(1)));
        Gradcheck g = Gradcheck.of(x -> x.get(0), Tensor.of(1.0));
        assertThrows(IllegalArgumentException.class, () -> g.order(0));
    }
}
