package org.auriflow.engine.laws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.auriflow.engine.Batch;
import org.auriflow.engine.DType;
import org.auriflow.engine.Grad;
import org.auriflow.engine.Graph;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.op.Draw;
import org.auriflow.engine.op.Ops;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A batched function equals a loop over samples, whichever inputs are batched, and so do its derivatives. */
class BatchLawTest {
    private static final int SAMPLES = 3;

    static Stream<Ops.Entry> batchable() {
        return Ops.ALL.stream().filter(e -> !draws(e));
    }

    static Stream<Ops.Entry> withDerivative() {
        return batchable().filter(Samples::hasDerivative);
    }

    private static boolean draws(Ops.Entry e) {
        return Graph.order(List.of(e.build(e.sample(DType.FLOAT64, 1)))).stream()
                .anyMatch(t -> t.op() instanceof Draw);
    }

    private static List<List<Tensor>> samples(Ops.Entry e) {
        List<List<Tensor>> samples = new ArrayList<>();
        for (int i = 0; i < SAMPLES; i++) {
            samples.add(e.sample(DType.FLOAT64, 10 + i));
        }
        return samples;
    }

    /** The inputs of sample i when those in the mask are batched and the rest are those of sample 0. */
    private static List<Tensor> inputs(List<List<Tensor>> samples, int mask, int i) {
        List<Tensor> x = new ArrayList<>();
        for (int k = 0; k < samples.get(0).size(); k++) {
            x.add(samples.get((mask >> k & 1) != 0 ? i : 0).get(k));
        }
        return x;
    }

    private static Tensor stack(List<Tensor> one) {
        return Tensor.stack(0, one.toArray(new Tensor[0]));
    }

    /** A function of the entry's inputs, batched, and as a loop. */
    private interface Body {
        List<Tensor> of(List<Tensor> x);
    }

    private static void assertBatches(String what, Body body, List<List<Tensor>> samples, int mask) {
        List<Tensor> leaves = new ArrayList<>();
        List<Tensor> from = new ArrayList<>();
        List<Tensor> to = new ArrayList<>();
        for (int k = 0; k < samples.get(0).size(); k++) {
            Tensor shared = samples.get(0).get(k);
            if ((mask >> k & 1) == 0) {
                leaves.add(shared);
                continue;
            }
            int input = k;
            leaves.add(Tensor.input("x" + k, shared.dtype(), shared.shape()));
            from.add(leaves.get(k));
            to.add(stack(samples.stream().map(s -> s.get(input)).toList()));
        }
        List<Tensor> batched = Batch.vmap(body.of(leaves), from, to);
        for (int j = 0; j < batched.size(); j++) {
            List<Tensor> loop = new ArrayList<>();
            for (int i = 0; i < SAMPLES; i++) {
                loop.add(body.of(inputs(samples, mask, i)).get(j));
            }
            Samples.assertClose(
                    stack(loop), batched.get(j), 1e-12, what + ", result " + j + ", batched inputs " + mask);
        }
    }

    @ParameterizedTest
    @MethodSource("batchable")
    void batchingEqualsALoop(Ops.Entry e) {
        List<List<Tensor>> samples = samples(e);
        for (int mask = 1; mask < 1 << e.operands().size(); mask++) {
            assertBatches(e.label(), x -> List.of(e.build(x)), samples, mask);
        }
    }

    @ParameterizedTest
    @MethodSource("withDerivative")
    void derivativesBatch(Ops.Entry e) {
        List<List<Tensor>> samples = samples(e);
        int n = e.operands().size();
        // One more input: the cotangent.
        for (int i = 0; i < SAMPLES; i++) {
            List<Tensor> x = samples.get(i);
            Tensor y = e.build(x);
            samples.set(
                    i, Stream.concat(x.stream(), Stream.of(y.mul(0.7).cos())).toList());
        }
        Body reverse = in -> {
            List<Tensor> x = in.subList(0, n);
            return Grad.vjp(List.of(e.build(x)), List.of(in.get(n)), Samples.floating(x));
        };
        for (int mask = 1; mask < 1 << (n + 1); mask++) {
            assertBatches("vjp of " + e.label(), reverse, samples, mask);
        }
    }

    /** Differentiating the batched graph gives the batched derivative. */
    @ParameterizedTest
    @MethodSource("withDerivative")
    void batchingAndDifferentiationCommute(Ops.Entry e) {
        List<List<Tensor>> samples = samples(e);
        int mask = (1 << e.operands().size()) - 1;
        List<Tensor> leaves = Samples.placeholders(samples.get(0));
        List<Tensor> all = new ArrayList<>();
        for (int k = 0; k < leaves.size(); k++) {
            int input = k;
            // A leaf of its own: the derivative is taken with respect to it.
            Tensor t = stack(samples.stream().map(s -> s.get(input)).toList());
            all.add(Tensor.constant(t.type(), t.storage()));
        }
        Tensor y = Batch.vmap(List.of(e.build(leaves)), leaves, all).get(0);
        Tensor v = y.mul(0.7).cos().stopGradient();
        List<Tensor> got = Grad.vjp(List.of(y), List.of(v), Samples.floating(all));
        for (int j = 0; j < got.size(); j++) {
            List<Tensor> loop = new ArrayList<>();
            for (int i = 0; i < SAMPLES; i++) {
                List<Tensor> x = inputs(samples, mask, i);
                Tensor one = e.build(x);
                Tensor w = one.mul(0.7).cos().stopGradient();
                loop.add(Grad.vjp(List.of(one), List.of(w), Samples.floating(x)).get(j));
            }
            Samples.assertClose(stack(loop), got.get(j), 1e-12, e.label() + ", input " + j);
        }
    }

    /** A custom rule survives batching: a straight-through floor, also where one input is shared. */
    @Test
    void customRulesBatch() {
        Tensor scale = Tensor.of(2.0, 3, 5);
        Tensor x = Tensor.of(0.2, 1.7, -0.4, 2.2, 0.1, 9.9).reshape(2, 3);
        Tensor y = Batch.vmap(
                one -> Tensor.custom(
                        "straightthrough",
                        in -> in.get(0).floor().mul(in.get(1)),
                        (r, in, v) -> List.of(v.mul(in.get(1)), v.mul(in.get(0).floor())),
                        one,
                        scale),
                x);
        List<Tensor> g = Grad.grad(y.sum(), List.of(x, scale));
        Samples.assertClose(Tensor.of(2.0, 3, 5, 2, 3, 5).reshape(2, 3), g.get(0), 0, "straight-through");
        Samples.assertClose(Tensor.of(2.0, 1, 8), g.get(1), 0, "shared input");
    }

    @Test
    void mapsNest() {
        Tensor x = Tensor.range(DType.FLOAT64, 24).reshape(2, 3, 4).mul(0.1);
        Tensor got = Batch.vmap(a -> Batch.vmap(b -> b.softmax().cumSum(0), a), x);
        Samples.assertClose(x.softmax().cumSum(2), got, 1e-15, "nested");
    }

    @Test
    void anEmptyBatchIsAllowed() {
        Tensor y = Batch.vmap(a -> a.sin().sum(), Tensor.zeros(DType.FLOAT64, 0, 3));
        assertEquals(Shape.of(0), y.shape());
        assertEquals(0, y.toDoubleArray().length);
    }

    @Test
    void mismatchesAreNamed() {
        IllegalArgumentException scalar =
                assertThrows(IllegalArgumentException.class, () -> Batch.vmap(a -> a, Tensor.scalar(DType.FLOAT64, 1)));
        assertTrue(scalar.getMessage().startsWith("vmap: requires a leading axis"), scalar.getMessage());
        Tensor one = Tensor.input("a", DType.FLOAT64, Shape.of(3));
        IllegalArgumentException shape = assertThrows(
                IllegalArgumentException.class,
                () -> Batch.vmap(List.of(one), List.of(one), List.of(Tensor.zeros(DType.FLOAT64, 2, 4))));
        assertTrue(shape.getMessage().startsWith("vmap: values must be samples"), shape.getMessage());
    }
}
