package org.auriflow.engine.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Program;
import org.auriflow.engine.RandomStream;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Composites have the bits of their operations one after the other, and stand in programs where nothing is lost. */
final class CompositeTest {
    private static final Map<String, Function<List<Tensor>, Tensor>> OPERATIONS = Map.of(
            "add", x -> x.get(0).add(x.get(1)),
            "sub", x -> x.get(0).sub(x.get(1)),
            "mul", x -> x.get(0).mul(x.get(1)),
            "div", x -> x.get(0).div(x.get(1)),
            "abs", x -> x.get(0).abs(),
            "sqrt", x -> x.get(0).sqrt(),
            "le", x -> x.get(0).le(x.get(1)),
            "lt", x -> x.get(0).lt(x.get(1)),
            "where", x -> Tensor.where(x.get(0), x.get(1), x.get(2)),
            "mulz", x -> Tensor.apply(org.auriflow.engine.op.Arithmetic.MULZ, x.toArray(new Tensor[0])));

    static Stream<Arguments> all() {
        return Composite.ALL.stream()
                .flatMap(c -> Stream.of(DType.FLOAT32, DType.FLOAT64).map(d -> Arguments.of(c, d)));
    }

    /** One operand of a pattern: a single value for all elements, or not; a condition, or not. */
    private record Operand(boolean one, boolean bool) {}

    private static List<Operand> operands(Composite c) {
        Map<Integer, Operand> all = new TreeMap<>();
        operands(c.tree(), false, all);
        return List.copyOf(all.values());
    }

    private static void operands(Composite.Node node, boolean condition, Map<Integer, Operand> all) {
        if (node.isOperand()) {
            all.put(node.operand(), new Operand(node.isOne(), condition));
        }
        for (int k = 0; k < node.parts().size(); k++) {
            operands(node.parts().get(k), node.name().equals("where") && k == 0, all);
        }
    }

    private static Object stepwise(Composite.Node node, DType dtype, Object[] in, int[] stride, int n) {
        if (node.isOperand()) {
            return in[node.operand()];
        }
        Object[] parts = new Object[node.parts().size()];
        int[] strides = new int[parts.length];
        for (int k = 0; k < parts.length; k++) {
            Composite.Node part = node.parts().get(k);
            parts[k] = stepwise(part, dtype, in, stride, n);
            strides[k] = part.isOperand() ? stride[part.operand()] : 1;
        }
        DType type = List.of("le", "lt").contains(node.name()) ? DType.BOOL : dtype;
        Object out = LoopCatalogue.array(type, n);
        Loops.scalar(node.name(), dtype, type).run(parts, new int[parts.length], strides, out, 0, n);
        return out;
    }

    @ParameterizedTest
    @MethodSource("all")
    void hasTheBitsOfItsOperations(Composite c, DType dtype) {
        List<Operand> operands = operands(c);
        int arity = operands.size();
        for (int n : new int[] {1, 13, 207, 4098}) {
            for (int pattern = 0; pattern < 1 << arity; pattern++) {
                int[] stride = new int[arity];
                for (int k = 0; k < arity; k++) {
                    stride[k] = operands.get(k).one ? 0 : pattern >> k & 1;
                }
                Object[] in = new LoopCatalogue.Entry("operands", arity, dtype, dtype, null).operands(n, 5 + pattern);
                for (int k = 0; k < arity; k++) {
                    in[k] = operands.get(k).bool ? conditions(n, k) : in[k];
                }
                Object expected = stepwise(c.tree(), dtype, in, stride, n);
                for (Loop loop : List.of(Loops.scalar(c.name(), dtype, dtype), Loops.find(c.name(), dtype, dtype))) {
                    Object actual = LoopCatalogue.array(dtype, n);
                    loop.run(in, new int[arity], stride, actual, 0, n);
                    LoopCatalogue.assertSame(expected, actual, c + " size " + n + " strides " + pattern);
                }
            }
        }
    }

    private static boolean[] conditions(int n, int seed) {
        RandomStream random = new RandomStream(seed, 9);
        boolean[] c = new boolean[n];
        for (int i = 0; i < n; i++) {
            c[i] = random.below(2) == 1;
        }
        return c;
    }

    private static Tensor build(Composite.Node node, List<Tensor> operands) {
        if (node.isOperand()) {
            return operands.get(node.operand());
        }
        return OPERATIONS
                .get(node.name())
                .apply(node.parts().stream().map(p -> build(p, operands)).toList());
    }

    private static String explain(Tensor... outputs) {
        try (Engine engine = Engine.cpu(1)) {
            Program.Builder b = Program.builder(engine);
            for (int i = 0; i < outputs.length; i++) {
                b.output("y" + i, outputs[i]);
            }
            return b.compile().explain();
        }
    }

    private static boolean has(String plan, String kernel) {
        return plan.lines().anyMatch(l -> l.matches(" *\\d+  " + kernel + " .*"));
    }

    @ParameterizedTest
    @MethodSource("all")
    void standsInPrograms(Composite c, DType dtype) {
        List<Tensor> in = new ArrayList<>();
        for (Operand o : operands(c)) {
            in.add(Tensor.input("x" + in.size(), o.bool ? DType.BOOL : dtype, o.one ? Shape.SCALAR : Shape.of(5, 3)));
        }
        Tensor y = build(c.tree(), in);
        String plan = explain(y);
        assertTrue(has(plan, c.name()), plan);
        assertFalse(has(plan, c.tree().name()), plan);
        // A value in between that is an output too has to be computed by itself.
        Composite.Node inner = c.tree().parts().stream()
                .filter(p -> !p.isOperand())
                .findFirst()
                .orElseThrow();
        Tensor between = build(inner, in);
        String both = explain(y, between);
        // A condition is computed again.
        assertEquals(between.dtype() == DType.BOOL, has(both, c.name()), both);
        assertTrue(has(both, inner.name()) || has(both, "iflt"), both);
    }

    /** Conditions that several selections share are computed in each, and not by themselves. */
    @Test
    void conditionsAreComputedWhereTheyAreNeeded() {
        Tensor a = Tensor.input("a", DType.FLOAT32, Shape.of(5, 3));
        Tensor b = Tensor.input("b", DType.FLOAT32, Shape.of(5, 3));
        Tensor less = a.lt(b);
        String both = explain(Tensor.where(less, a, b), Tensor.where(less, b, a));
        assertEquals(2, both.lines().filter(l -> l.contains("iflt")).count(), both);
        assertFalse(has(both, "lt"), both);
        Tensor i = Tensor.input("i", DType.INT32, Shape.of(5, 3));
        String integers = explain(Tensor.where(i.lt(i.mul(i)), a, b));
        assertTrue(has(integers, "lt") && has(integers, "where"), integers);
    }

    /** A row in place of the single value has no composite. */
    @Test
    void singleValuesAreSingle() {
        Tensor a = Tensor.input("a", DType.FLOAT32, Shape.of(5, 3));
        Tensor row = Tensor.input("row", DType.FLOAT32, Shape.of(3));
        assertFalse(has(explain(a.mul(row).add(a.mul(0.5))), "axpby"));
        assertTrue(has(explain(a.mul(2).add(a.mul(0.5))), "axpby"));
    }

    @Test
    void patternsAreReadAsTrees() {
        Composite.Node adam = Composite.ALL.get(0).tree();
        assertEquals("sub", adam.name());
        assertEquals(2, adam.parts().size());
        assertEquals("div", adam.parts().get(1).name());
    }
}
