package org.auriflow.engine.laws;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Grad;
import org.auriflow.engine.Program;
import org.auriflow.engine.RandomStream;
import org.auriflow.engine.Run;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Storage;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.Variable;
import org.auriflow.engine.op.Control;
import org.auriflow.engine.op.Operand;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random graphs of pointwise operations, broadcasts, views, reductions, products and updates: programs agree with the
 * interpreter whatever shares memory with whatever, and passes and threads change no bit.
 *
 * <p>All operations are bounded, so that a wrong element is not lost and rounding does not grow.
 */
class RandomGraphTest {
    private static final int GRAPHS = 50;
    private static final String GRAIN = "auriflow.cpu.grain";

    /** Leaves of one graph: placeholders and reads, or constants of the same values. */
    private record Leaves(List<Tensor> inputs, List<Tensor> variables) {}

    private static final class Builder {
        private final RandomStream random;
        private final List<Tensor> nodes = new ArrayList<>();

        Builder(long seed, DType dtype, Leaves leaves) {
            this.random = new RandomStream(seed, 1);
            nodes.addAll(leaves.inputs);
            nodes.addAll(leaves.variables);
            nodes.add(Operand.real(-1, 1, 2, 3).sample(dtype, random));
            nodes.add(Tensor.full(leaves.inputs.get(0).type(), 0.25));
        }

        private Tensor any() {
            // Mostly recent ones, so that chains grow and old values live long.
            int n = nodes.size();
            return nodes.get(random.below(3) == 0 ? random.below(n) : Math.max(0, n - 1 - random.below(5)));
        }

        private int axis(Tensor t) {
            return random.below(t.shape().rank());
        }

        void grow(int steps) {
            for (int i = 0; i < steps; i++) {
                Tensor t = next(any());
                if (t.shape().size() <= 600 && t.shape().rank() <= 5) {
                    nodes.add(t);
                }
            }
        }

        /** The same shape, if need be by cutting, repeating and reshaping. */
        private Tensor fit(Tensor t, Shape to) {
            Tensor flat = t.reshape(-1);
            int n = to.size();
            int m = flat.shape().size();
            if (m < n) {
                flat = flat.expand(0).broadcastTo(Shape.of((n + m - 1) / m, m)).reshape(-1);
            }
            return flat.slice(0, 0, n).reshape(to);
        }

        private Tensor next(Tensor a) {
            int rank = a.shape().rank();
            int kind = random.below(rank == 0 ? 10 : 27);
            return switch (kind) {
                case 0 -> a.tanh();
                case 1 -> a.sin();
                case 2 -> a.neg().abs();
                case 3 -> a.mul(0.5).add(0.1);
                case 4 -> a.add(fit(any(), a.shape())).mul(0.5);
                case 5 -> a.mul(fit(any(), a.shape()));
                case 6 -> {
                    Tensor b = fit(any(), a.shape());
                    yield Tensor.where(a.lt(b), a, b.cos());
                }
                case 7 -> a.max(fit(any(), a.shape()).relu());
                case 8 -> a.stopGradient();
                case 9 -> a.expand(random.below(rank + 1));
                case 10 -> a.sum(axis(a)).mul(0.2);
                case 11 -> a.mean(axis(a));
                case 12 -> a.max(axis(a));
                case 13 -> a.reshape(-1);
                case 14 -> a.transpose(random.permutation(rank));
                case 15 -> {
                    int cut = axis(a);
                    int n = a.shape().extent(cut);
                    yield n < 2 ? a.neg() : a.slice(cut, 1, n, 1 + random.below(2));
                }
                case 16 -> a.pad(axis(a), random.below(2), 1, random.below(2) * 0.5);
                case 17 -> a.flip(axis(a));
                case 18 -> Tensor.concatenate(axis(a), a, fit(any(), a.shape()));
                case 19 -> a.broadcastTo(a.shape().insert(0, 2));
                case 20 -> {
                    // A vector against all rows, a column against all columns: operands with steps of 0.
                    yield a.add(fit(any(), a.shape().range(rank - 1, rank))).mul(0.5);
                }
                case 21 -> {
                    Shape column = a.shape().with(rank - 1, 1);
                    yield a.sub(fit(any(), column)).mul(0.5);
                }
                case 22 -> a.softmax();
                case 23 -> a.cumSum(axis(a)).tanh();
                case 24 ->
                    fit(a, Shape.of(4, 3)).matmul(fit(any(), Shape.of(3, 5))).mul(0.3);
                case 25 -> {
                    Tensor c = any();
                    yield Tensor.apply(new Control.Barrier(), a, c).mul(0.9);
                }
                default -> Tensor.checkpoint(x -> x.get(0).sin().mul(x.get(1).cos()), a, fit(any(), a.shape()));
            };
        }

        Tensor scalar() {
            return any().mul(any().sum().tanh()).sum().tanh();
        }
    }

    /** Outputs by name, and the next values of the variables under "v0", "v1", … */
    private static Map<String, Tensor> build(long seed, DType dtype, Leaves leaves) {
        Builder b = new Builder(seed, dtype, leaves);
        b.grow(25);
        Map<String, Tensor> out = new LinkedHashMap<>();
        for (int k = 0; k < 3; k++) {
            out.put("y" + k, b.any());
        }
        List<Tensor> wrt = new ArrayList<>(leaves.inputs);
        wrt.addAll(leaves.variables);
        List<Tensor> g = Grad.grad(b.scalar(), wrt);
        for (int k = 0; k < leaves.inputs.size(); k++) {
            out.put("g" + k, g.get(k));
        }
        for (int k = 0; k < leaves.variables.size(); k++) {
            Tensor v = leaves.variables.get(k);
            Tensor step = g.get(leaves.inputs.size() + k).mul(0.1);
            // Sometimes a plain exchange with another variable.
            Tensor other = b.fit(leaves.variables.get(b.random.below(leaves.variables.size())), v.shape());
            out.put("v" + k, b.random.below(3) == 0 ? other : v.sub(step).tanh());
        }
        return out;
    }

    private static List<Tensor> values(long seed, DType dtype, int count, int stream) {
        RandomStream random = new RandomStream(seed, stream);
        List<Tensor> values = new ArrayList<>();
        for (int k = 0; k < count; k++) {
            int[] e = IntStream.range(0, random.below(4))
                    .map(d -> 1 + random.below(5))
                    .toArray();
            values.add(Operand.real(-1, 1, e).sample(dtype, random));
        }
        return values;
    }

    /** Whatever can be divided among several threads is, however little it is. */
    private static Engine engine(int threads) {
        System.setProperty(GRAIN, "0");
        try {
            return Engine.cpu(threads);
        } finally {
            System.clearProperty(GRAIN);
        }
    }

    /** Two executions, in which the updates of the first are read by the second: all values by name. */
    private static Map<String, Storage> compiled(
            long seed, DType dtype, List<Tensor> inputs, List<Tensor> start, int threads, List<String> off) {
        Map<String, Storage> results = new LinkedHashMap<>();
        try (Engine engine = engine(threads)) {
            List<Variable> variables = new ArrayList<>();
            for (Tensor t : start) {
                variables.add(engine.variable("v" + variables.size(), t));
            }
            Leaves leaves = new Leaves(
                    Samples.placeholders(inputs),
                    variables.stream().map(Variable::read).toList());
            Map<String, Tensor> out = build(seed, dtype, leaves);
            Program.Builder b = Program.builder(engine);
            leaves.inputs.forEach(b::input);
            out.forEach((name, t) -> {
                if (name.startsWith("v")) {
                    b.update(variables.get(Integer.parseInt(name.substring(1))), t);
                } else {
                    b.output(name, t);
                }
            });
            off.forEach(b::without);
            try (Run run = b.compile().open()) {
                for (int k = 0; k < inputs.size(); k++) {
                    run.set("x" + k, inputs.get(k).storage());
                }
                for (int i = 0; i < 2; i++) {
                    int execution = i;
                    run.execute();
                    out.forEach((name, t) -> results.put(
                            name + " of execution " + execution,
                            name.startsWith("v")
                                    ? variables
                                            .get(Integer.parseInt(name.substring(1)))
                                            .value()
                                    : run.output(name).copy()));
                }
            }
        }
        return results;
    }

    private static Map<String, Storage> interpreted(long seed, DType dtype, List<Tensor> inputs, List<Tensor> start) {
        Map<String, Storage> results = new LinkedHashMap<>();
        List<Tensor> now = start;
        for (int i = 0; i < 2; i++) {
            Map<String, Tensor> out = build(seed, dtype, new Leaves(inputs, now));
            List<Tensor> next = new ArrayList<>();
            for (Map.Entry<String, Tensor> e : out.entrySet()) {
                Tensor t = e.getValue();
                results.put(e.getKey() + " of execution " + i, t.storage());
                if (e.getKey().startsWith("v")) {
                    next.add(Tensor.constant(t.type(), t.storage()));
                }
            }
            now = next;
        }
        return results;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
    void programsEqualTheInterpreter(int block) {
        for (int i = 0; i < GRAPHS; i++) {
            long seed = (long) block * GRAPHS + i;
            DType dtype = i % 2 == 0 ? DType.FLOAT64 : DType.FLOAT32;
            double tolerance = dtype == DType.FLOAT64 ? 1e-11 : 1e-4;
            List<Tensor> inputs = values(seed, dtype, 3, 2);
            List<Tensor> start = values(seed, dtype, 2, 3);
            Map<String, Storage> got = compiled(seed, dtype, inputs, start, 1, List.of());
            interpreted(seed, dtype, inputs, start)
                    .forEach((name, s) ->
                            Samples.assertClose(s, got.get(name), tolerance, "graph " + seed + ", " + name));
            List<String> off = List.of("merge", "slices", "fold", "simplify");
            List<String> some =
                    off.stream().filter(p -> (seed + p.length()) % 3 != 0).toList();
            compiled(seed, dtype, inputs, start, 3, List.of())
                    .forEach((name, s) ->
                            Samples.assertSameBits(got.get(name), s, "graph " + seed + ", threads, " + name));
            compiled(seed, dtype, inputs, start, 1, i % 3 == 0 ? some : off)
                    .forEach((name, s) ->
                            Samples.assertSameBits(got.get(name), s, "graph " + seed + ", passes, " + name));
        }
    }
}
