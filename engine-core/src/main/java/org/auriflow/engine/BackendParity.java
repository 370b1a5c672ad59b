package org.auriflow.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.auriflow.engine.op.Lengths;
import org.auriflow.engine.op.Ops;

/**
 * Compares a device with another, operation by operation: every entry of the catalogue and its cotangents, pointwise ones at
 * sizes with remainders for every vector, the others at awkward lengths, and with infinities, NaN and zeros of both signs
 * among the operands.
 *
 * <p>Whoever writes a backend runs all cases against {@link Engine#cpu()}.
 */
public final class BackendParity {
    private static final double[] SPECIAL = {
        Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 0, -0.0, 1, 1
    };

    private BackendParity() {}

    /**
     * One operation with its cotangents.
     *
     * @param entry of the catalogue
     * @param dtype of floating operands
     * @param length that sums may have, for the tolerance
     * @param special whether a few operands are infinite, NaN or zero; then without cotangents
     * @param seed of the operands
     */
    public record Case(Ops.Entry entry, DType dtype, int length, boolean special, long seed) {
        /**
         * Runs the case on both.
         *
         * @return what differs, or null
         */
        public String difference(Engine expected, Engine got) {
            List<Tensor> x = entry.sample(dtype, seed);
            if (special) {
                spoil(x);
            }
            Map<String, Storage> wanted = run(expected, x, !special);
            Map<String, Storage> results = run(got, x, !special);
            for (String name : wanted.keySet()) {
                String d = difference(wanted.get(name), results.get(name), length > 1 || name.startsWith("g"));
                if (d != null) {
                    return this + ", " + name + ": " + d;
                }
            }
            return null;
        }

        private void spoil(List<Tensor> x) {
            RandomStream random = new RandomStream(seed, 1);
            // Edges stay sorted.
            Storage s = x.get(entry.label().startsWith("searchSorted") ? 1 : 0).storage();
            for (int k = 0; k < 8 && s.size() > 0; k++) {
                s.set(random.below(s.size()), SPECIAL[random.below(SPECIAL.length)]);
            }
        }

        /** Sums may be taken in any order, and functions differ in their last bits. */
        private String difference(Storage wanted, Storage got, boolean sums) {
            boolean floating = wanted.dtype().isFloating();
            double bit = wanted.dtype() == DType.FLOAT32 ? 6e-6 : 2e-13;
            double tolerance = floating ? bit * Math.sqrt(length) * (special ? 10 : 1) : 0;
            // What a sum rounds by depends on its terms, which are as large as its neighbours. A cotangent of length 1
            // is
            // a sum, too, over what its operand was broadcast to.
            double scale = sums ? largest(wanted) : 1;
            for (int i = 0; i < wanted.size(); i++) {
                double e = wanted.get(i);
                double g = got.get(i);
                boolean same = Double.compare(e, g) == 0 || e == g;
                if (!same && !(Math.abs(e - g) <= tolerance * Math.max(scale, Math.abs(e)))) {
                    return "element " + i + " must be " + e + " within " + tolerance * Math.max(scale, Math.abs(e))
                            + ", got " + g;
                }
            }
            return null;
        }

        private static double largest(Storage s) {
            double largest = 1;
            for (int i = 0; i < s.size(); i++) {
                double v = Math.abs(s.get(i));
                largest = v < Double.POSITIVE_INFINITY ? Math.max(largest, v) : largest;
            }
            return largest;
        }

        private Map<String, Storage> run(Engine engine, List<Tensor> x, boolean derivatives) {
            List<Tensor> in = new ArrayList<>();
            for (int k = 0; k < x.size(); k++) {
                in.add(Tensor.input("x" + k, x.get(k).dtype(), x.get(k).shape()));
            }
            Program.Builder builder = Program.builder(engine);
            Map<String, Tensor> outputs = outputs(in, derivatives);
            outputs.forEach(builder::output);
            Program program = builder.compile();
            try (Run run = program.open()) {
                for (int k = 0; k < x.size(); k++) {
                    if (program.inputTypes().containsKey("x" + k)) {
                        run.set("x" + k, x.get(k).storage());
                    }
                }
                // Twice: a program must neither write over its inputs nor depend on what it left.
                run.execute();
                run.execute();
                Map<String, Storage> results = new LinkedHashMap<>();
                outputs.keySet()
                        .forEach(name -> results.put(name, run.output(name).copy()));
                return results;
            }
        }

        private Map<String, Tensor> outputs(List<Tensor> x, boolean derivatives) {
            Map<String, Tensor> out = new LinkedHashMap<>();
            Tensor y = entry.build(x);
            out.put("y", y);
            List<Tensor> floating =
                    x.stream().filter(t -> t.dtype().isFloating()).toList();
            if (derivatives && entry.differentiable() && y.dtype().isFloating() && !floating.isEmpty()) {
                List<Tensor> g = Grad.vjp(List.of(y), List.of(y.mul(0.5).add(1)), floating);
                for (int k = 0; k < g.size(); k++) {
                    out.put("g" + k, g.get(k));
                }
            }
            return out;
        }

        @Override
        public String toString() {
            return entry + " " + dtype + (special ? " with special values" : "") + " of length " + length;
        }
    }

    /**
     * All cases.
     *
     * @param seed of the operands
     * @param lengths of pointwise operands, and of the axes that others work along
     */
    public static Stream<Case> cases(long seed, int... lengths) {
        Stream<Case> catalogue = Ops.ALL.stream().flatMap(e -> both(e, 1, false, seed));
        Stream<Case> sized = IntStream.of(lengths).boxed().flatMap(n -> Ops.ALL.stream()
                .filter(Ops.Entry::pointwise)
                .flatMap(e -> both(e.withShape(Shape.of(n)), 1, false, seed)));
        Stream<Case> along = IntStream.of(lengths).boxed().flatMap(n -> Lengths.of(n).stream()
                .flatMap(e -> Stream.concat(both(e, n, false, seed), both(e, n, true, seed))));
        return Stream.of(catalogue, sized, along).flatMap(s -> s);
    }

    private static Stream<Case> both(Ops.Entry e, int length, boolean special, long seed) {
        return Stream.of(DType.FLOAT32, DType.FLOAT64).map(d -> new Case(e, d, length, special, seed));
    }
}
