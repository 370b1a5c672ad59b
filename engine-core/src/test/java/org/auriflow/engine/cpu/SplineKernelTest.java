package org.auriflow.engine.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Grad;
import org.auriflow.engine.Program;
import org.auriflow.engine.RandomStream;
import org.auriflow.engine.Run;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Storage;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.TensorType;
import org.auriflow.engine.op.RationalQuadratic;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The kernels of splines give what their definition gives, operation by operation, and the same bits in all families. */
class SplineKernelTest {
    @AfterEach
    void restore() {
        System.clearProperty(KernelFamily.PROPERTY);
    }

    @ParameterizedTest
    @CsvSource({"1, 40", "2, 40", "3, 300", "8, 700", "8, 1", "11, 257"})
    void areTheirDefinition(int bins, int n) {
        for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
            RationalQuadratic spline = new RationalQuadratic(bins, 2.5, 1e-3, 2e-3, 1e-2);
            RandomStream random = new RandomStream(bins, n);
            Map<String, Tensor> at = new LinkedHashMap<>();
            at.put("x", values(dtype, random, n));
            at.put("p", values(dtype, random, n, spline.parameters()));
            at.put("v", values(dtype, random, n, 2));
            at.put("u", values(dtype, random, n));
            at.put("w", values(dtype, random, n, spline.parameters()));
            for (boolean inverse : new boolean[] {false, true}) {
                List<Tensor> expected = graph(spline, inverse, at);
                Map<String, Tensor> in = new LinkedHashMap<>();
                at.forEach((name, t) -> in.put(name, Tensor.input(name, dtype, t.shape())));
                List<Tensor> graph = graph(spline, inverse, in);
                List<Storage> plain = run(KernelFamily.PLAIN, graph, at);
                for (int k = 0; k < graph.size(); k++) {
                    String what = dtype + " inverse " + inverse + " result " + k;
                    assertClose(expected.get(k).storage(), plain.get(k), dtype == DType.FLOAT32 ? 1e-4 : 2e-13, what);
                }
                if (Vectorization.enabled()) {
                    List<Storage> simd = run(KernelFamily.SIMD, graph, at);
                    for (int k = 0; k < graph.size(); k++) {
                        assertTrue(plain.get(k).contentEquals(simd.get(k)), "same bits of result " + k);
                    }
                }
            }
        }
    }

    /** Value with logarithm and value alone, their derivatives, and the Hessian of the value along (u, w). */
    private static List<Tensor> graph(RationalQuadratic s, boolean inverse, Map<String, Tensor> in) {
        Tensor x = in.get("x");
        Tensor p = in.get("p");
        Tensor pair = inverse ? s.inverse(x, p) : s.forward(x, p);
        Tensor value = inverse ? s.inverseValue(x, p) : s.forwardValue(x, p);
        List<Tensor> first = Grad.grad(value.sum(), List.of(x, p));
        Tensor along = first.get(0)
                .mul(in.get("u"))
                .sum()
                .add(first.get(1).mul(in.get("w")).sum());
        List<Tensor> all = new ArrayList<>(List.of(pair, value));
        all.addAll(Grad.vjp(List.of(pair), List.of(in.get("v")), List.of(x, p)));
        all.addAll(first);
        all.addAll(Grad.grad(along, List.of(x, p)));
        return all;
    }

    private static Tensor values(DType dtype, RandomStream random, int... extents) {
        Storage s = Storage.allocate(dtype, Shape.of(extents).size());
        for (int i = 0; i < s.size(); i++) {
            // Some x are outside.
            s.set(i, 5.2 * random.uniform() - 2.6);
        }
        return Tensor.constant(new TensorType(dtype, Shape.of(extents)), s);
    }

    private static List<Storage> run(KernelFamily family, List<Tensor> graph, Map<String, Tensor> at) {
        System.setProperty(KernelFamily.PROPERTY, family.name().toLowerCase(Locale.ROOT));
        try (Engine engine = Engine.cpu(2)) {
            Program.Builder b = Program.builder(engine);
            for (int k = 0; k < graph.size(); k++) {
                b.output("y" + k, graph.get(k));
            }
            try (Run run = b.compile().open()) {
                at.forEach((name, t) -> run.set(name, t.storage()));
                run.execute();
                List<Storage> results = new ArrayList<>();
                for (int k = 0; k < graph.size(); k++) {
                    results.add(run.output("y" + k));
                }
                return results;
            }
        }
    }

    /** Relative to the largest magnitude nearby, since Hessians are sums of large terms. */
    private static void assertClose(Storage expected, Storage got, double tolerance, String what) {
        double scale = 1;
        for (int i = 0; i < expected.size(); i++) {
            scale = Math.max(scale, Math.abs(expected.get(i)));
        }
        for (int i = 0; i < expected.size(); i++) {
            assertEquals(expected.get(i), got.get(i), tolerance * scale, what + ", element " + i);
        }
    }
}
