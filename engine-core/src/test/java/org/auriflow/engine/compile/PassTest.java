package org.auriflow.engine.compile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Graph;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.op.Fused;
import org.auriflow.engine.op.Leaf;
import org.auriflow.engine.op.MatMul;
import org.auriflow.engine.op.Movement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What each pass does to the graphs it is made for; that none changes a number is a law over the catalogue. */
class PassTest {
    private static Engine engine;

    @BeforeAll
    static void open() {
        engine = Engine.cpu(1);
    }

    @AfterAll
    static void close() {
        engine.close();
    }

    private static Tensor run(Pass pass, Tensor root) {
        return Pass.run(pass, List.of(root), engine.backend()).get(0);
    }

    private static Tensor matrix(String name, int rows, int columns) {
        return Tensor.input(name, DType.FLOAT32, Shape.of(rows, columns));
    }

    @Test
    void expandReplacesFusedOperationsDownToTheLast() {
        Tensor x = matrix("x", 2, 3);
        Tensor nested = Tensor.checkpoint(in -> in.get(0).softmax().prod(1), x);
        Tensor flat = run(new ExpandFused(), nested);
        List<String> left = Graph.order(List.of(flat)).stream()
                .filter(t -> t.op() instanceof Fused)
                .map(t -> t.op().name())
                .toList();
        assertEquals(List.of("softmax"), left, "softmax has a kernel, the others have none");
    }

    @Test
    void mergeComputesEqualSubexpressionsOnce() {
        Tensor x = matrix("x", 2, 3);
        Tensor merged = run(new MergeCommon(), x.exp().mul(x.exp()));
        assertSame(merged.inputs().get(0), merged.inputs().get(1));
    }

    @Test
    void mergeKeepsDifferentAttributesApart() {
        Tensor x = matrix("x", 3, 3);
        Tensor kept = run(new MergeCommon(), x.sum(0).mul(x.sum(1)));
        assertNotSame(kept.inputs().get(0), kept.inputs().get(1));
    }

    @Test
    void foldComputesWhatIsConstant() {
        Tensor folded = run(new FoldConstants(), Tensor.of(1f, 2f, 3f).exp().add(1));
        assertInstanceOf(Leaf.Constant.class, folded.op());
        assertEquals(Math.exp(2) + 1, folded.toFloatArray()[1], 1e-5);
    }

    @Test
    void foldKeepsUniformConstantsSmall() {
        Tensor big = Tensor.scalar(DType.FLOAT32, 2).broadcastTo(Shape.of(1000, 1000));
        Tensor folded = run(new FoldConstants(), big.mul(3));
        Leaf.Constant c = assertInstanceOf(Leaf.Constant.class, folded.op());
        assertTrue(c.uniform());
        assertEquals(6, c.value().get(0));
    }

    @Test
    void simplifyReadsTransposedFactorsInPlace() {
        Tensor a = matrix("a", 2, 3);
        Tensor b = matrix("b", 4, 3);
        Tensor c = run(new Simplify(), a.matmul(b.transpose()));
        assertEquals(new MatMul(false, true), c.op());
        assertSame(b, c.inputs().get(1));
    }

    @Test
    void simplifyMergesReshapesAndTransposes() {
        Tensor x = matrix("x", 2, 6);
        assertSame(x, run(new Simplify(), x.reshape(3, 4).reshape(12).reshape(2, 6)));
        assertSame(x, run(new Simplify(), x.transpose().transpose()));
        assertSame(x, run(new Simplify(), x.neg().neg()));
        assertSame(x, run(new Simplify(), x.mul(1)));
    }

    @Test
    void simplifyLeavesSumsWithZeroAlone() {
        // −0 + 0 is 0, so dropping the addition would change a bit.
        Tensor x = matrix("x", 1, 1);
        assertNotSame(x, run(new Simplify(), x.add(0)));
    }

    @Test
    void slicesComeFromTheirParts() {
        Tensor a = matrix("a", 4, 2);
        Tensor b = matrix("b", 4, 3);
        Tensor both = Tensor.concatenate(1, a, b);
        assertSame(a, run(new TakeSlices(), both.slice(1, 0, 2)));
        assertSame(b, run(new TakeSlices(), both.flip(1).flip(1).slice(1, 2, 5)));
        Tensor flipped = run(new TakeSlices(), both.flip(0, 1).slice(1, 0, 3));
        assertEquals(new Movement.Flip(List.of(0, 1)), flipped.op());
        assertSame(b, flipped.inputs().get(0));
        Tensor inner = run(new TakeSlices(), both.slice(0, 1, 4).slice(1, 1, 2).slice(0, 1, 3));
        assertEquals(new Movement.Slice(List.of(2, 1), List.of(1, 1), Shape.of(2, 1)), inner.op());
        assertSame(a, inner.inputs().get(0));
        Tensor across = both.slice(1, 1, 4);
        assertSame(across.op(), run(new TakeSlices(), across).op());
    }

    @Test
    void slicesOfPaddingAreWhatWasPadded() {
        Tensor a = matrix("a", 4, 2);
        Tensor b = matrix("b", 4, 3);
        Tensor sum = a.pad(1, 0, 3, 0).add(b.pad(1, 2, 0, 0));
        Tensor taken = run(new TakeSlices(), sum.slice(1, 2, 5));
        assertTrue(Simplify.isUniform(taken.inputs().get(0), 0));
        assertSame(b, taken.inputs().get(1));
    }

    @Test
    void deadCodeIsNeverVisited() {
        Tensor x = matrix("x", 2, 2);
        Tensor unused = x.exp();
        Tensor used = x.tanh();
        assertTrue(!Graph.order(List.of(used)).contains(unused));
    }

    @Test
    void planSharesMemoryOfValuesThatNeverMeet() {
        Tensor t = matrix("x", 64, 64);
        for (int i = 0; i < 10; i++) {
            t = t.matmul(t);
        }
        Planner planner = new Planner(List.of(t), List.of(), engine.backend());
        long work = planner.plan().workBytes() / (64 * 64 * 4);
        assertTrue(work <= 4, "10 products in a chain hold " + work + " matrices");
    }

    @Test
    void planBroadcastsWithoutCopies() {
        Tensor row = Tensor.input("b", DType.FLOAT32, Shape.of(3));
        Planner planner = new Planner(List.of(matrix("x", 5, 3).add(row)), List.of(), engine.backend());
        var plan = planner.plan();
        assertEquals(1, plan.steps().size());
        assertEquals(List.of(0, 1), plan.steps().get(0).inputs().get(1).strides());
    }

    @Test
    void planMaterialisesABroadcastThatAProductReads() {
        Tensor row = Tensor.input("b", DType.FLOAT32, Shape.of(1, 3));
        Tensor full = row.broadcastTo(Shape.of(5, 3));
        Planner planner = new Planner(List.of(full.matmul(matrix("w", 3, 2)), full.exp()), List.of(), engine.backend());
        assertTrue(planner.plan().steps().stream().anyMatch(s -> s.op() instanceof Movement.Broadcast));
    }

    @Test
    void explanationCountsWhatAProductCosts() {
        String text = org.auriflow.engine.Program.builder(engine)
                .output("c", matrix("a", 4, 5).matmul(matrix("b", 5, 6)))
                .compile()
                .explain();
        assertTrue(text.contains("240 FLOPs"), text);
        assertArrayEquals(
                new int[] {4, 6},
                matrix("a", 4, 5).matmul(matrix("b", 5, 6)).shape().toArray());
    }
}
