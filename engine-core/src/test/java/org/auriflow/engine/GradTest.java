package org.auriflow.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Derivatives of whole graphs: Jacobians, Hessians, and what cuts, recomputes or replaces them. */
class GradTest {
    private static final RandomStream RANDOM = new RandomStream(5, 0);

    private static Tensor sample(int... extents) {
        Shape s = Shape.of(extents);
        Storage v = Storage.allocate(DType.FLOAT64, s.size());
        for (int i = 0; i < v.size(); i++) {
            v.set(i, 2 * RANDOM.uniform() - 1);
        }
        return Tensor.constant(new TensorType(DType.FLOAT64, s), v);
    }

    private static void assertClose(Tensor expected, Tensor got) {
        assertEquals(expected.type(), got.type());
        assertArrayEquals(expected.toDoubleArray(), got.toDoubleArray(), 1e-13);
    }

    /** Rows one by one: the gradient of each element of y. */
    private static Tensor rows(Tensor y, Tensor x) {
        List<Tensor> rows = new ArrayList<>();
        Tensor flat = y.reshape(-1);
        for (int i = 0; i < flat.shape().size(); i++) {
            rows.add(Grad.grad(flat.slice(0, i, i + 1).sum(), x));
        }
        return Tensor.stack(0, rows.toArray(new Tensor[0])).reshape(y.shape().concat(x.shape()));
    }

    @Test
    void jacobiansEqualLoopsWhicheverModeIsChosen() {
        Tensor wide = sample(2, 3);
        Tensor map = sample(3, 5);
        Tensor tall = wide.matmul(map).tanh();
        assertClose(rows(tall, wide), Grad.jacobian(tall, wide));
        Tensor few = wide.matmul(map).tanh().sum(1);
        assertClose(rows(few, wide), Grad.jacobian(few, wide));
        Tensor gathered = wide.take(1, Tensor.of(2, 0, 2, 1, 1)).softmax().cumSum(1);
        assertClose(rows(gathered, wide), Grad.jacobian(gathered, wide));
    }

    @Test
    void jacobianOfScalarsAndOfWhatDoesNotDepend() {
        Tensor x = Tensor.scalar(DType.FLOAT64, 2);
        assertEquals(Shape.SCALAR, Grad.jacobian(x.mul(x), x).shape());
        assertEquals(4, Grad.jacobian(x.mul(x), x).item());
        Tensor other = sample(3);
        assertClose(Tensor.zeros(DType.FLOAT64, 2, 3), Grad.jacobian(sample(2), other));
        assertClose(Tensor.eye(DType.FLOAT64, 3), Grad.jacobian(other, other));
    }

    @Test
    void jacobiansPerSampleEqualALoop() {
        Tensor x = sample(4, 3);
        Tensor w = sample(3, 5);
        Tensor y = x.matmul(w).sin();
        Tensor narrow = y.matmul(sample(5, 2)).exp();
        for (Tensor out : List.of(y, narrow)) {
            Tensor got = Grad.batchJacobian(out, x);
            Tensor full = Grad.jacobian(out, x);
            List<Tensor> diagonal = new ArrayList<>();
            for (int b = 0; b < 4; b++) {
                diagonal.add(full.select(0, b).select(1, b));
            }
            assertClose(Tensor.stack(0, diagonal.toArray(new Tensor[0])), got);
        }
        assertClose(
                Grad.batchJacobian(y, x),
                Batch.jacobian(one -> one.expand(0).matmul(w).sin().reshape(5), x));
    }

    @Test
    void hessiansAreSymmetricAndEqualNestedLoops() {
        Tensor x = sample(2, 2);
        Tensor w = sample(2, 3);
        Tensor y = x.matmul(w).tanh().mul(x.sum()).sum();
        Tensor h = Grad.hessian(y, x);
        assertClose(rows(Grad.grad(y, x), x), h);
        assertClose(h, h.transpose(2, 3, 0, 1));
        Tensor quadratic =
                x.reshape(1, 4).matmul(sample(4, 4)).matmul(x.reshape(4, 1)).sum();
        assertEquals(Shape.of(2, 2, 2, 2), Grad.hessian(quadratic, x).shape());
    }

    @Test
    void hessiansPerSample() {
        Tensor x = sample(5, 3);
        UnaryOperator<Tensor> f = one -> one.prod(0).mul(one.exp().sum());
        Tensor got = Batch.vmap(one -> Grad.hessian(f.apply(one), one), x);
        for (int b = 0; b < 5; b++) {
            Tensor one = x.select(0, b);
            assertClose(Grad.hessian(f.apply(one), one), got.select(0, b));
        }
    }

    @Test
    void thirdAndFourthDerivatives() {
        Tensor x = Tensor.scalar(DType.FLOAT64, 0.7);
        Tensor y = x.sin().mul(x.exp());
        Tensor d = y;
        for (int k = 0; k < 4; k++) {
            d = Grad.grad(d, x);
        }
        assertEquals(-4 * y.item(), d.item(), 1e-13);
        Tensor forward = y;
        for (int k = 0; k < 4; k++) {
            forward = Grad.jvp(forward, x, Tensor.onesLike(x));
        }
        assertEquals(-4 * y.item(), forward.item(), 1e-13);
    }

    /** With x and z = f(x) both asked for, ∂y/∂x includes the way through z, and forward mode is its transpose. */
    @Test
    void inputsThatDependOnEachOther() {
        Tensor x = Tensor.of(0.3, 0.5);
        Tensor z = x.exp();
        Tensor y = z.mul(x);
        Tensor v = Tensor.of(1.0, 2);
        Tensor u = Tensor.of(-1.0, 3);
        Tensor w = Tensor.of(0.5, 4);
        List<Tensor> g = Grad.vjp(List.of(y), List.of(v), List.of(x, z));
        Tensor t = Grad.jvp(List.of(y), List.of(x, z), List.of(u, w)).get(0);
        assertEquals(
                g.get(0).mul(u).sum().item() + g.get(1).mul(w).sum().item(),
                t.mul(v).sum().item(),
                1e-14);
        assertClose(v.mul(z.add(z.mul(x))), g.get(0));
    }

    @Test
    void severalOutputsAndRepeatedOnes() {
        Tensor x = Tensor.of(0.3, 0.5);
        Tensor a = x.sin();
        Tensor b = a.exp();
        Tensor one = Tensor.onesLike(x);
        Tensor sum = Grad.grad(a.add(b).add(b).sum(), x);
        assertClose(
                sum,
                Grad.vjp(List.of(a, b, b), List.of(one, one, one), List.of(x)).get(0));
        assertClose(one, Grad.grad(x.sum(), x));
        assertClose(
                one.mul(2),
                Grad.vjp(List.of(x, x), List.of(one, one), List.of(x)).get(0));
        assertClose(one, Grad.vjp(x, one, x));
        assertClose(x, Grad.jvp(x, x, x));
    }

    @Test
    void valueAndGradientsTogether() {
        Tensor x = Tensor.of(2.0, 3);
        Grad.ValueAndGrad r = Grad.valueAndGrad(x.mul(x).sum(), List.of(x));
        assertEquals(13, r.value().item());
        assertArrayEquals(new double[] {4, 6}, r.gradients().get(0).toDoubleArray());
    }

    @Test
    void stopGradientCutsBothModes() {
        Tensor x = Tensor.of(0.3, 0.5);
        Tensor y = x.stopGradient().mul(x);
        assertClose(x, Grad.grad(y.sum(), x));
        assertClose(x, Grad.jvp(y, x, Tensor.onesLike(x)));
        assertClose(Tensor.zerosLike(x), Grad.grad(Grad.grad(y.sum(), x).sum(), x));
        Tensor detached = x.exp();
        assertEquals(2, detached.storage().size());
        assertClose(Tensor.zerosLike(x), Grad.grad(detached.detach().sum(), x));
        assertEquals(0, detached.detach().inputs().size());
    }

    /** A value that was asked for keeps its edges. */
    @Test
    void askingForAValueCutsNothing() {
        Tensor x = Tensor.of(0.3, 0.5);
        Tensor y = x.exp();
        assertEquals(2, y.storage().size());
        assertClose(y, Grad.grad(y.sum(), x));
        assertSame(y.storage(), y.storage());
    }

    @Test
    void aCheckpointIsTheSameFunctionToSecondOrder() {
        Tensor x = sample(3, 4);
        Tensor w = sample(4, 2);
        Tensor plain = x.matmul(w).tanh();
        Tensor kept = Tensor.checkpoint(in -> in.get(0).matmul(in.get(1)).tanh(), x, w);
        assertClose(plain, kept);
        Tensor loss = plain.mul(plain).sum();
        Tensor checkpointed = kept.mul(kept).sum();
        List<Tensor> want = Grad.grad(loss, List.of(x, w));
        List<Tensor> got = Grad.grad(checkpointed, List.of(x, w));
        assertClose(want.get(0), got.get(0));
        assertClose(want.get(1), got.get(1));
        assertClose(
                Grad.grad(want.get(0).mul(want.get(0)).sum(), w),
                Grad.grad(got.get(0).mul(got.get(0)).sum(), w));
    }

    /** The intermediate value of a checkpoint is computed twice, before and after the loss; without one, once. */
    @Test
    void aCheckpointIsComputedAgain() {
        Tensor x = Tensor.input("x", DType.FLOAT64, Shape.of(64));
        Tensor y = Tensor.checkpoint(in -> in.get(0).sin().exp(), x);
        try (Engine engine = Engine.cpu(1)) {
            assertEquals(2, count(engine, Grad.grad(y.mul(y).sum(), x), y, "sin"));
            Tensor plain = x.sin().exp();
            assertEquals(1, count(engine, Grad.grad(plain.mul(plain).sum(), x), plain, "sin"));
            // Chained ones: each once more, and not the chain anew for every link.
            Tensor chain = x;
            for (int k = 0; k < 5; k++) {
                chain = Tensor.checkpoint(in -> in.get(0).sin().exp(), chain);
            }
            assertEquals(10, count(engine, Grad.grad(chain.mul(chain).sum(), x), chain, "sin"));
        }
    }

    private static long count(Engine engine, Tensor gradient, Tensor value, String kernel) {
        String plan = Program.builder(engine)
                .output("y", value)
                .output("g", gradient)
                .compile()
                .explain();
        return plan.lines().filter(l -> l.matches(" *\\d+  " + kernel + " .*")).count();
    }

    /** A checkpoint lowers the memory of a long chain of layers. */
    @Test
    void checkpointsSaveMemory() {
        try (Engine engine = Engine.cpu(1)) {
            long plain = workBytes(engine, false);
            long kept = workBytes(engine, true);
            assertTrue(kept < plain / 2, kept + " bytes against " + plain);
        }
    }

    private static long workBytes(Engine engine, boolean checkpoint) {
        Tensor x = Tensor.input("x", DType.FLOAT32, Shape.of(1000));
        Tensor y = x;
        for (int k = 0; k < 8; k++) {
            if (checkpoint) {
                y = Tensor.checkpoint(in -> layers(in.get(0)), y);
            } else {
                y = layers(y);
            }
        }
        return Program.builder(engine)
                .output("g", Grad.grad(y.sum(), x))
                .compile()
                .workBytes();
    }

    private static Tensor layers(Tensor x) {
        Tensor y = x;
        for (int k = 0; k < 8; k++) {
            y = y.sin();
        }
        return y;
    }

    /** A straight-through estimate: the value of the body, the derivative of the rule. */
    @Test
    void customRulesReplaceTheReverseModeOnly() {
        Tensor x = Tensor.of(0.3, 1.7);
        Tensor y = Tensor.custom("straightthrough", in -> in.get(0).floor(), (r, in, v) -> List.of(v.mul(3)), x);
        assertArrayEquals(new double[] {0, 1}, y.toDoubleArray());
        assertArrayEquals(new double[] {3, 3}, Grad.grad(y.sum(), x).toDoubleArray());
        assertArrayEquals(
                new double[] {0, 0}, Grad.jvp(y, x, Tensor.onesLike(x)).toDoubleArray());
        Tensor none = Tensor.custom(
                "none", in -> in.get(0).exp(), (r, in, v) -> java.util.Arrays.asList(new Tensor[] {null}), x);
        assertArrayEquals(new double[] {0, 0}, Grad.grad(none.sum(), x).toDoubleArray());
    }
}
